//! Secrets in what is asked, and files that hold them, do not leave the machine.

use std::path::Path;

use ponder_tests::stand_in::{Dialect, StandIn};
use serde_json::json;

use crate::fixture::{Pair, chat_of, complete, launch, start, with_local_models};

/// All bodies that came, as one text.
fn bodies(stand_in: &StandIn) -> String {
    let requests = stand_in.requests();
    requests
        .iter()
        .map(|request| String::from_utf8_lossy(&request.body).into_owned())
        .collect()
}

#[test]
fn secrets_in_a_question_and_its_code_are_masked_and_counted() {
    let pair = Pair::new(Dialect::Openai);
    let mut client = pair.start("");
    let uri = "file:///privacy/settings.py";
    client.open(
        uri,
        "python",
        "password = \"correct-horse-battery\"\ntimeout = 30\n",
    );
    let question = "Why does AKIAABCDEFGHIJKLMNOP not work with ghp_abcdefghijklmnopqrstuvwxyz0123456789?";
    let more = json!({"intent": "ask_code", "textDocument": {"uri": uri}});
    let chat = chat_of(&mut client, question, &more);
    assert_eq!(chat.binding(), "one", "{}", chat.reason());
    assert_eq!(chat.result()["masked"], 3);
    let sent = bodies(&pair.first);
    for secret in [
        "correct-horse-battery",
        "AKIAABCDEFGHIJKLMNOP",
        "ghp_abcdefghijklmnopqrstuvwxyz",
    ] {
        assert!(!sent.contains(secret), "{secret}: {sent}");
    }
    assert_eq!(sent.matches("[masked by ponder]").count(), 3, "{sent}");
    assert!(
        sent.contains("timeout = 30"),
        "the code around them stays: {sent}"
    );
}

#[test]
fn secrets_around_the_cursor_are_masked_where_completions_may_leave() {
    let pair = Pair::new(Dialect::Deepseek);
    let tables = pair
        .tables("")
        .replacen("[roles]", "[roles]\ncompletion = [\"one\"]", 1);
    let mut client = start(launch(&tables));
    let uri = "file:///privacy/keys.py";
    client.open(
        uri,
        "python",
        "api_key = \"0123456789abcdef0123\"\nprint()\ntoken = \"fedcba98765432\"\n",
    );
    complete(&mut client, uri, 1, 6);
    let sent = bodies(&pair.first);
    assert!(sent.contains("print("), "{sent}");
    assert!(
        !sent.contains("0123456789abcdef0123") && !sent.contains("fedcba98765432"),
        "{sent}"
    );
}

/// A repository in which git is told to ignore `build/` and `*.local`.
fn repository() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for name in [".git", "build", "src"] {
        std::fs::create_dir(folder.path().join(name)).expect("made");
    }
    std::fs::write(folder.path().join(".gitignore"), "build/\n*.local\n").expect("written");
    std::fs::write(folder.path().join("src/.ponderignore"), "private.py\n").expect("written");
    folder
}

fn uri(folder: &Path, name: &str) -> String {
    format!("file://{}/{name}", folder.display())
}

#[test]
fn files_that_hold_secrets_or_are_ignored_are_spoken_of_on_this_machine_only() {
    let folder = repository();
    let pair = Pair::new(Dialect::Deepseek);
    let tables = pair.tables("").replacen(
        "[roles]",
        "[completion]\nremote = true\n[roles]\ncompletion = [\"one\"]",
        1,
    );
    let mut client = start(with_local_models(launch(&tables)));
    let text = "VALUE_OF_THE_FILE = 12345\nother = \n";
    let files = [
        ".env",
        ".env.production",
        "id_rsa",
        "server.pem",
        "build/generated.py",
        "settings.local",
        "src/private.py",
    ];
    for name in files {
        let uri = uri(folder.path(), name);
        client.open(&uri, "python", text);
        // A mention does not send it away either.
        for question in ["Name this.", "@one Name this.", "@general Name this."] {
            let more = json!({"intent": "title", "textDocument": {"uri": uri}});
            let chat = chat_of(&mut client, question, &more);
            assert_eq!(chat.binding(), "local", "{name}: {}", chat.reason());
            assert!(
                chat.reason().contains("stays on this machine"),
                "{name}: {}",
                chat.reason()
            );
        }
    }
    assert_eq!(
        (pair.first.connections(), pair.second.connections()),
        (0, 0),
        "nothing of them is ever sent"
    );

    let open = uri(folder.path(), "src/open.py");
    client.open(&open, "python", text);
    let more = json!({"intent": "title", "textDocument": {"uri": open}});
    assert_eq!(chat_of(&mut client, "Name this.", &more).binding(), "one");
    assert!(bodies(&pair.first).contains("VALUE_OF_THE_FILE"));
}

#[test]
fn completions_in_files_that_hold_secrets_stay_here() {
    let folder = repository();
    let pair = Pair::new(Dialect::Deepseek);
    let tables = pair.tables("").replacen(
        "[roles]",
        "[completion]\nremote = true\n[roles]\ncompletion = [\"one\"]",
        1,
    );
    let mut client = start(launch(&tables));
    for name in [".env", "build/generated.py", "src/private.py"] {
        let uri = uri(folder.path(), name);
        client.open(&uri, "python", "VALUE = 12345\nother = \n");
        complete(&mut client, &uri, 1, 8);
    }
    assert_eq!((pair.first.connections(), pair.second.connections()), (0, 0));
    let open = uri(folder.path(), "src/open.py");
    client.open(&open, "python", "VALUE = 12345\nother = \n");
    complete(&mut client, &open, 1, 8);
    assert_eq!(pair.first.requests().len(), 1, "others are sent as the user said");
}
