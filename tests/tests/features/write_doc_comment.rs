//! The action "Write doc comment": a comment is added, and nothing else is touched.

use ponder_tests::{Client, PlainText, Unit};
use serde_json::{Value, json};

use crate::editor::{action, answer, ask, open, result, server};

const TITLE: &str = "Write doc comment";
const PYTHON: &str = "def area(width, height):‸\n    return width * height\n\n\nprint(area(2, 3))\n";
const RUST: &str = "struct Shape;\n\nimpl Shape {\n    #[must_use]\n    fn area‸(width: u32, height: u32) -> u32 {\n        \
     width * height\n    }\n}\n";

#[test]
fn a_python_function_gets_a_docstring() {
    let (before, after) = documented("area.py", "python", PYTHON);
    let added = added_lines(&before, &after);
    let is_inside = |line: &String| line.is_empty() || line.starts_with("    ");
    assert!(added.iter().all(is_inside), "{after}");
    assert!(
        after.contains("height):\n    \"\"\""),
        "it stands below the signature: {after}"
    );
    assert_eq!(after.matches("\"\"\"").count(), 2, "{after}");
}

#[test]
fn a_rust_function_gets_a_doc_comment_above_its_attributes() {
    let (before, after) = documented("area.rs", "rust", RUST);
    let added = added_lines(&before, &after);
    assert!(
        added
            .iter()
            .all(|line| line.starts_with("    /// ") || line == "    ///"),
        "{after}"
    );
    assert!(after.contains("impl Shape {\n    ///"), "{after}");
}

#[test]
fn a_document_with_carriage_returns_keeps_them() {
    let (before, after) = documented("area.py", "python", &PYTHON.replace('\n', "\r\n"));
    assert!(!added_lines(&before, &after).is_empty());
    assert_eq!(
        after.matches('\n').count(),
        after.matches("\r\n").count(),
        "{after:?}"
    );
}

#[test]
fn an_edit_is_not_made_for_a_text_that_has_changed_since_the_offer() {
    let (mut client, uri, offer) = offered("area.py", "python", PYTHON);
    type_something(&mut client, &uri);
    let resolved = ask(&mut client, "codeAction/resolve", &offer);
    assert_eq!(resolved["error"]["code"], -32801, "{resolved}");
}

#[test]
fn an_edit_is_not_made_for_a_text_that_changes_while_it_is_written() {
    let (mut client, uri, offer) = offered("area.py", "python", PYTHON);
    let id = client.begin("codeAction/resolve", &offer);
    type_something(&mut client, &uri);
    let resolved = answer(&mut client, id);
    assert_eq!(resolved["error"]["code"], -32801, "{resolved}");
}

/// The text before and after the edit, and that the server and the route agree with it.
fn documented(name: &str, language: &str, marked: &str) -> (String, String) {
    let (mut client, uri, offer) = offered(name, language, marked);
    assert_eq!(offer["kind"], "refactor.rewrite");
    assert!(offer.get("edit").is_none(), "no model is asked before: {offer}");
    let resolved = result(&mut client, "codeAction/resolve", &offer);
    assert_eq!(resolved["data"]["route"]["intent"], "document", "{resolved}");

    let changes = resolved["edit"]["documentChanges"]
        .as_array()
        .expect("the edit has versions");
    let [change] = changes.as_slice() else {
        panic!("{resolved} changes more than one document");
    };
    assert_eq!(change["textDocument"], json!({"uri": uri, "version": 1}));
    let [edit] = change["edits"].as_array().expect("there are edits").as_slice() else {
        panic!("{resolved} has more than one edit");
    };
    let before = client.document(&uri).0;
    let mut text = PlainText::new(&before, Unit::Utf16);
    text.apply(&json!([{"range": edit["range"], "text": edit["newText"]}]));
    (before, text.text())
}

fn offered(name: &str, language: &str, marked: &str) -> (Client, String, Value) {
    let mut client = server();
    let uri = format!("file:///features/{name}");
    let position = open(&mut client, &uri, language, marked, Unit::Utf16);
    let offer = action(&mut client, &uri, &position, TITLE);
    (client, uri, offer)
}

fn type_something(client: &mut Client, uri: &str) {
    // In the function's name.
    let start = json!({"line": 0, "character": 5});
    client.change(
        uri,
        2,
        &json!([{"range": {"start": start, "end": start}, "text": "x"}]),
    );
}

/// The lines of `after` that `before` does not have. The others must be all of `before`, in order.
fn added_lines(before: &str, after: &str) -> Vec<String> {
    let mut kept = before.lines().peekable();
    let mut added = Vec::new();
    for line in after.lines() {
        if kept.next_if_eq(&line).is_none() {
            added.push(line.to_owned());
        }
    }
    assert_eq!(kept.next(), None, "code was changed: {after}");
    assert!(!added.is_empty(), "nothing was added: {after}");
    added
}
