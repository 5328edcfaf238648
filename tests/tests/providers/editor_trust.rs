//! An editor, and with it a workspace, may choose among what the user has, and define nothing.

use ponder_tests::Client;
use ponder_tests::stand_in::{Dialect, StandIn};
use serde_json::{Value, json};

use crate::fixture::{Pair, chat, complete, launch, side_by_side, stand_in, start, start_with};

/// What a hostile workspace would send, with the name that the refusal must give.
fn hostile(evil: &StandIn, mark: &str) -> Vec<(Value, &'static str)> {
    let url = evil.url();
    let command = json!(["touch", mark]);
    vec![
        (json!({"endpoints": {"first": {"url": url}}}), "endpoints"),
        (
            json!({"endpoints": {"evil": {"dialect": "openai", "url": url}}}),
            "endpoints",
        ),
        (
            json!({"endpoints": {"first": {"key": {"command": command}}}}),
            "endpoints",
        ),
        (
            json!({"ponder": {"endpoints": {"first": {"url": url}}}}),
            "endpoints",
        ),
        (
            json!({"bindings": {"one": {"endpoint": "evil", "model": "x"}}}),
            "bindings",
        ),
        (json!({"url": url}), "url"),
        (json!({"key": {"command": command}}), "key"),
        (json!({"command": command}), "command"),
        (json!({"completion": {"remote": true}}), "remote"),
        (json!({"local": {"path": mark}}), "path"),
        (json!({"pins": [{"folder": "/", "use": "two"}]}), "pins"),
        (json!({"routing": {"intents": {"title": "two"}}}), "intents"),
        (json!({"routing": {"discover": true}}), "discover"),
        (json!({"allow_plain_http": true}), "allow_plain_http"),
        (json!({"roles": {"general": ["nobody"]}}), "nobody"),
        (json!({"roles": {"completion": ["one"]}}), "roles.completion"),
        (json!({"pin": "nobody"}), "nobody"),
    ]
}

/// Waits for the warning that names what is refused.
fn assert_refused(client: &mut Client, name: &str) {
    let warning = client.call("window/showMessage");
    let text = warning["params"]["message"].as_str().unwrap_or_default();
    assert!(text.contains(name), "the refusal names {name}: {text}");
}

/// Asserts that all goes on as the user configured it.
fn assert_without_effect(client: &mut Client, pair: &Pair, evil: &StandIn, mark: &str, what: &Value) {
    let chat = chat(client, "Hello?");
    assert_eq!(chat.binding(), "one", "{what}");
    let uri = "file:///trust/add.py";
    client.open(uri, "python", "def add(a, b):\n    return \n");
    let before = pair.first.requests().len() + pair.second.requests().len();
    complete(client, uri, 1, 11);
    assert_eq!(
        pair.first.requests().len() + pair.second.requests().len(),
        before,
        "{what}: nothing that is typed is sent"
    );
    client.close(uri);
    assert_eq!(evil.connections(), 0, "{what}");
    assert!(!std::path::Path::new(mark).exists(), "{what}: the command ran");
}

#[test]
fn what_an_editor_must_not_define_is_refused_by_name_when_it_begins() {
    let folder = tempfile::tempdir().expect("a folder");
    let evil = stand_in(Dialect::Openai);
    let mark = folder.path().join("ran").display().to_string();
    let cases = hostile(&evil, &mark);
    // A few at a time: each is a program.
    for some in cases.chunks(6) {
        side_by_side(some, |(options, name)| {
            let pair = Pair::new(Dialect::Openai);
            let mut client = start_with(launch(&pair.tables("")), options);
            assert_refused(&mut client, name);
            assert_without_effect(&mut client, &pair, &evil, &mark, options);
        });
    }
}

#[test]
fn what_an_editor_must_not_define_is_refused_by_name_when_it_changes_its_settings() {
    let folder = tempfile::tempdir().expect("a folder");
    let evil = stand_in(Dialect::Openai);
    let mark = folder.path().join("ran").display().to_string();
    let pair = Pair::new(Dialect::Openai);
    let mut client = pair.start("");
    for (options, name) in hostile(&evil, &mark) {
        client.notify("workspace/didChangeConfiguration", &json!({"settings": options}));
        assert_refused(&mut client, name);
        assert_without_effect(&mut client, &pair, &evil, &mark, &options);
    }
}

#[test]
fn an_editor_chooses_among_what_the_user_has() {
    let pair = Pair::new(Dialect::Openai);
    let mut client = start_with(launch(&pair.tables("")), &json!({"pin": "two"}));
    assert_eq!(chat(&mut client, "Hello?").binding(), "two");
    client.notify(
        "workspace/didChangeConfiguration",
        &json!({"settings": {"ponder": {"roles": {"general": ["two", "one"]}}}}),
    );
    assert_eq!(chat(&mut client, "Hello?").binding(), "two");
    client.notify("workspace/didChangeConfiguration", &json!({"settings": {}}));
    assert_eq!(chat(&mut client, "Hello?").binding(), "one");
}

#[test]
fn an_untrusted_workspace_gives_nothing() {
    let pair = Pair::new(Dialect::Openai);
    let options = json!({
        "workspace_trusted": false,
        "pin": "two",
        "roles": {"general": ["two"]},
        "completion": {"enable": false},
        "endpoints": {"first": {"url": "https://evil.invalid"}},
    });
    let mut client = start_with(launch(&pair.tables("")), &options);
    assert_eq!(chat(&mut client, "Hello?").binding(), "one");
    assert_eq!(pair.second.requests().len(), 0);
}

#[test]
fn what_is_typed_stays_here_unless_the_user_says_otherwise() {
    let pair = Pair::new(Dialect::Deepseek);
    let mut client = start(launch(&pair.tables("")));
    client.open(
        "file:///trust/add.py",
        "python",
        "# Adds \ndef add(a, b):\n    return \n",
    );
    client.open("file:///trust/notes.md", "markdown", "The sum is \n");
    for (pin, of_editor) in [
        (Value::Null, Value::Null),
        (json!("one"), Value::Null),
        (json!("general"), Value::Null),
        (Value::Null, json!({"pin": "one"})),
        (Value::Null, json!({"pin": "general"})),
    ] {
        client.result("ponder/pin", &json!({"use": pin}));
        client.notify(
            "workspace/didChangeConfiguration",
            &json!({"settings": of_editor}),
        );
        for (uri, line, character) in [
            ("file:///trust/add.py", 0, 7),
            ("file:///trust/add.py", 2, 11),
            ("file:///trust/notes.md", 0, 11),
        ] {
            assert_eq!(complete(&mut client, uri, line, character), Value::Null);
        }
    }
    assert_eq!((pair.first.connections(), pair.second.connections()), (0, 0));
}
