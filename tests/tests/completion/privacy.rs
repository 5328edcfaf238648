//! Files that hold secrets or are ignored help no other file: nothing of them is in what is sent.

use std::ops::Range;
use std::path::Path;
use std::time::{Duration, Instant};

use ponder_tests::Client;
use serde_json::{Value, json};

use crate::editor::{Editor, numbered};
use crate::endpoint::Endpoint;

/// A repository in which git ignores `build/`, and Ponder `src/private.py`.
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

/// The folders of a workspace.
fn workspace(folder: &Path) -> Value {
    json!([{"uri": format!("file://{}", folder.display()), "name": "shop"}])
}

fn start(endpoint: &Endpoint, folders: &Value) -> Client {
    let mut client = endpoint.launch("").start();
    client.initialize(&json!({
        "capabilities": {
            "textDocument": {"inlineCompletion": {}},
            "experimental": {"ponder": {"definitions": true}},
        },
        "workspaceFolders": folders,
    }));
    client
}

/// Code that is much like the code around the cursor, and holds `mark`.
fn alike(mark: &str) -> String {
    format!(
        "def price_of_order(order, items, discount):\n    total = sum(item.price for item in items)\n    \
         {mark} = total * discount\n    return total - {mark}\n"
    )
}

/// A document with many places, each of which asks anew.
fn places() -> String {
    let functions = numbered(0..100, |number| {
        format!(
            "def price_of_order_{number}(order, items, discount):\n    total = sum(item.price for item in items)\n    \
                 reduced_{number} = \n    return reduced_{number}\n\n"
        )
    });
    format!("‸{functions}")
}

/// Asks at one of the places after the other until `wanted` is sent, and makes sure that none of `unwanted` ever is.
fn ask_until(
    editor: &mut Editor,
    endpoint: &Endpoint,
    places: Range<usize>,
    wanted: &str,
    unwanted: &[&str],
) {
    let deadline = Instant::now() + Duration::from_secs(30);
    for number in places {
        editor.move_behind(&format!("reduced_{number} = "));
        assert_eq!(editor.suggested(), "combine()");
        let sent = editor.client.result("ponder/lastSent", &Value::Null);
        let sent = sent[0]["body"].as_str().expect("a body was sent").to_owned();
        let fills = endpoint.fills();
        let came = fills.last().expect("a request");
        assert_eq!(
            sent.as_bytes(),
            came.body,
            "what is said to be sent is what is sent"
        );
        for text in unwanted {
            assert!(!sent.contains(text), "{text}: {sent}");
        }
        if sent.contains(wanted) {
            return;
        }
        assert!(Instant::now() < deadline, "{wanted} is not sent: {sent}");
    }
    panic!("{wanted} is never sent");
}

#[test]
fn open_files_that_hold_secrets_or_are_ignored_are_not_shown_to_a_model() {
    let folder = repository();
    let endpoint = Endpoint::saying("combine()");
    let mut client = start(&endpoint, &workspace(folder.path()));
    let private = [
        (".env", "mark_of_env"),
        (".env.production", "mark_of_production"),
        ("id_rsa", "mark_of_key"),
        ("server.pem", "mark_of_certificate"),
        ("build/generated.py", "mark_of_generated"),
        ("settings.local", "mark_of_local"),
        ("src/private.py", "mark_of_private"),
    ];
    for (name, mark) in private.into_iter().chain([("src/other.py", "mark_of_other")]) {
        let uri = uri(folder.path(), name);
        client.open(&uri, "python", &alike(mark));
        // What was edited lately is shown as well.
        let start = json!({"line": 0, "character": 0});
        let edit = json!([{"range": {"start": start, "end": start}, "text": format!("edited_{mark} = 1\n")}]);
        client.change(&uri, 2, &edit);
    }
    let mut editor = Editor::open(client, &uri(folder.path(), "src/open.py"), "python", &places());
    ask_until(
        &mut editor,
        &endpoint,
        0..100,
        "mark_of_other",
        &private.map(|(_, mark)| mark),
    );
}

#[test]
fn secrets_within_other_files_are_masked() {
    let folder = repository();
    let endpoint = Endpoint::saying("combine()");
    let mut client = start(&endpoint, &workspace(folder.path()));
    let secret = "    api_key = \"0123456789abcdef0123\"\n";
    let text = alike("mark_of_other").replacen("    mark", &format!("{secret}    mark"), 1);
    client.open(&uri(folder.path(), "src/other.py"), "python", &text);
    let mut editor = Editor::open(client, &uri(folder.path(), "src/open.py"), "python", &places());
    let definition = "PASSWORD = \"correct-horse-battery\"\nclass Definition:\n    rate = 1\n";
    let uri = uri(folder.path(), "src/shop.py");
    editor
        .client
        .answer_with("ponder/definitions", json!([{"uri": uri, "text": definition}]));
    let unwanted = ["0123456789abcdef0123", "correct-horse-battery"];
    ask_until(&mut editor, &endpoint, 0..50, "mark_of_other", &unwanted);
    ask_until(&mut editor, &endpoint, 50..100, "class Definition", &unwanted);
}

#[test]
fn a_file_that_is_ignored_from_now_on_is_not_shown_when_it_is_opened_again() {
    let folder = repository();
    let endpoint = Endpoint::saying("combine()");
    let client = start(&endpoint, &workspace(folder.path()));
    let mut editor = Editor::open(client, &uri(folder.path(), "src/open.py"), "python", &places());
    let later = uri(folder.path(), "src/later.py");
    editor.client.open(&later, "python", &alike("mark_of_later"));
    ask_until(&mut editor, &endpoint, 0..50, "mark_of_later", &[]);
    std::fs::write(folder.path().join("src/.ponderignore"), "later.py\n").expect("written");
    editor.client.close(&later);
    editor.client.open(&later, "python", &alike("mark_of_later"));
    editor.client.open(
        &uri(folder.path(), "src/other.py"),
        "python",
        &alike("mark_of_other"),
    );
    ask_until(
        &mut editor,
        &endpoint,
        50..100,
        "mark_of_other",
        &["mark_of_later"],
    );
}

/// Definitions in these files are told; those of the first alone may be sent.
fn tell(editor: &mut Editor, uris: &[String]) {
    let definitions: Vec<Value> = uris
        .iter()
        .enumerate()
        .map(|(number, uri)| json!({"uri": uri, "text": format!("class Definition{number}:\n    rate = {number}\n")}))
        .collect();
    editor
        .client
        .answer_with("ponder/definitions", json!(definitions));
}

#[test]
fn definitions_in_files_that_hold_secrets_or_are_ignored_are_not_shown_to_a_model() {
    let folder = repository();
    let endpoint = Endpoint::saying("combine()");
    let client = start(&endpoint, &workspace(folder.path()));
    let mut editor = Editor::open(client, &uri(folder.path(), "src/open.py"), "python", &places());
    let names = ["src/shop.py", "build/generated.py", ".env", "src/private.py"];
    tell(&mut editor, &names.map(|name| uri(folder.path(), name)));
    ask_until(
        &mut editor,
        &endpoint,
        0..100,
        "class Definition0",
        &["class Definition1", "class Definition2", "class Definition3"],
    );
}

#[test]
fn definitions_outside_of_the_workspace_are_judged_where_they_are() {
    let (folder, other) = (repository(), repository());
    let endpoint = Endpoint::saying("combine()");
    let client = start(&endpoint, &workspace(folder.path()));
    let mut editor = Editor::open(client, &uri(folder.path(), "src/open.py"), "python", &places());
    let names = ["src/shop.py", "build/generated.py", "src/private.py"];
    tell(&mut editor, &names.map(|name| uri(other.path(), name)));
    ask_until(
        &mut editor,
        &endpoint,
        0..100,
        "class Definition0",
        &["class Definition1", "class Definition2"],
    );
}

#[test]
fn definitions_are_judged_where_they_are_also_without_a_workspace() {
    let folder = repository();
    let endpoint = Endpoint::saying("combine()");
    let client = start(&endpoint, &Value::Null);
    let mut editor = Editor::open(client, &uri(folder.path(), "src/open.py"), "python", &places());
    let names = ["src/shop.py", "build/generated.py", "src/private.py"];
    tell(&mut editor, &names.map(|name| uri(folder.path(), name)));
    ask_until(
        &mut editor,
        &endpoint,
        0..100,
        "class Definition0",
        &["class Definition1", "class Definition2"],
    );
}
