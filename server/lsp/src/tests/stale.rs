//! A document that changes while a model writes for it.

use serde_json::{Value, json};

use super::editor::{Editor, able, range};
use super::endpoint::Endpoint;

const PYTHON: &str = "import math\n\n\ndef one():\n    return 1\n\n\ndef two():\n    return 2\n";

/// What comes of documenting `one` while the text becomes `meanwhile`, in as many changes as there are.
async fn documented(meanwhile: &[(Option<Value>, &str)]) -> (Value, Editor) {
    let mut endpoint = Endpoint::start().await;
    let mut editor = Editor::start(able(), &endpoint.configuration()).await;
    let uri = editor.uri("numbers.py");
    editor.open(&uri, "python", PYTHON).await;
    let actions = editor
        .actions(&uri, &range((3, 5), (3, 5)), json!({"diagnostics": []}))
        .await;
    let document = actions
        .into_iter()
        .find(|action| action["data"]["action"]["name"] == "document")
        .expect("it is offered");
    let id = editor.begin("codeAction/resolve", document).await;
    let asked = endpoint.asked().await;
    for (version, (range, text)) in (2..).zip(meanwhile) {
        editor.change(&uri, version, range.clone(), text).await;
    }
    // The changes are read before the answer: what is sent in order is read in order.
    editor
        .ask("ponder/documentText", json!({"textDocument": {"uri": uri}}))
        .await;
    asked.answer("Return the first number.").await;
    (editor.answer(id).await, editor)
}

/// The version, the line of the one edit, and its text.
fn edit(answer: &Value) -> (i64, i64, String) {
    let changes = &answer["result"]["edit"]["documentChanges"];
    assert_eq!(changes.as_array().map(Vec::len), Some(1), "{answer}");
    let edits = changes[0]["edits"].as_array().expect("there are edits");
    let [edit] = edits.as_slice() else {
        panic!("{answer} has several edits");
    };
    let annotation = &answer["result"]["edit"]["changeAnnotations"][edit["annotationId"].as_str().unwrap()];
    assert_eq!(annotation["needsConfirmation"], true, "{answer}");
    (
        changes[0]["textDocument"]["version"].as_i64().unwrap(),
        edit["range"]["start"]["line"].as_i64().unwrap(),
        edit["newText"].as_str().unwrap().to_owned(),
    )
}

#[tokio::test]
async fn an_unchanged_document_gets_the_edit_and_who_wrote_it() {
    let (answer, mut editor) = documented(&[]).await;
    let (version, line, text) = edit(&answer);
    assert_eq!((version, line), (1, 4));
    assert!(text.contains("Return the first number."), "{text}");
    assert_eq!(answer["result"]["data"]["route"]["binding"], "stand_in");
    assert_eq!(answer["result"]["data"]["masked"], 0);
    let sent = editor.ask("ponder/lastSent", json!({})).await;
    assert_eq!(sent["result"][0]["endpoint"], "stand_in", "{sent}");
}

#[tokio::test]
async fn an_edit_moves_with_what_is_written_before_it() {
    let (answer, _editor) = documented(&[
        (Some(range((0, 0), (0, 0))), "import os\n"),
        (Some(range((1, 0), (2, 0))), ""),
        (Some(range((0, 0), (0, 0))), "# 🤗\n# more\n"),
    ])
    .await;
    let (version, line, _) = edit(&answer);
    assert_eq!((version, line), (4, 6));
}

#[tokio::test]
async fn an_edit_stays_where_something_changes_behind_it() {
    let (answer, _editor) = documented(&[(Some(range((8, 11), (8, 12))), "22")]).await;
    let (version, line, _) = edit(&answer);
    assert_eq!((version, line), (2, 4));
}

#[tokio::test]
async fn a_text_that_is_sent_anew_is_compared() {
    let (answer, _editor) =
        documented(&[(None, &PYTHON.replace("import math", "import os\nimport math"))]).await;
    let (version, line, _) = edit(&answer);
    assert_eq!((version, line), (2, 5));
}

#[tokio::test]
async fn an_edit_of_what_was_changed_is_shown_and_not_made() {
    let changes: [(Option<Value>, &str); 3] = [
        (Some(range((3, 4), (3, 7))), "first"),
        (None, "def other():\n    pass\n"),
        (None, ""),
    ];
    for change in changes {
        let (answer, mut editor) = documented(&[change]).await;
        assert_eq!(answer["error"]["code"], -32801, "{answer}");
        let shown = editor.told("window/showMessage").await;
        let text = shown["params"]["message"].as_str().expect("a text is shown");
        assert!(
            text.contains("--- numbers.py") && text.contains("Return the first number."),
            "{text}"
        );
    }
}

#[tokio::test]
async fn a_document_that_was_opened_again_gets_no_edit() {
    let mut endpoint = Endpoint::start().await;
    let mut editor = Editor::start(able(), &endpoint.configuration()).await;
    let uri = editor.uri("numbers.py");
    editor.open(&uri, "python", PYTHON).await;
    let data =
        json!({"action": {"name": "document"}, "uri": uri, "range": range((3, 5), (3, 5)), "version": 1});
    let action = json!({"title": "Write doc comment", "data": data});
    let id = editor.begin("codeAction/resolve", action).await;
    let asked = endpoint.asked().await;
    editor
        .notify("textDocument/didClose", json!({"textDocument": {"uri": uri}}))
        .await;
    editor.open(&uri, "python", "def one():\n    return 1\n").await;
    editor
        .ask("ponder/documentText", json!({"textDocument": {"uri": uri}}))
        .await;
    asked.answer("Return the first number.").await;
    assert_eq!(editor.answer(id).await["error"]["code"], -32801);
}

#[tokio::test]
async fn an_action_that_was_offered_for_an_older_text_is_not_begun() {
    let mut editor = Editor::start(able(), &json!({"routing": {"discover": false}})).await;
    let uri = editor.uri("numbers.py");
    editor.open(&uri, "python", PYTHON).await;
    editor.change(&uri, 2, Some(range((0, 0), (0, 0))), "\n").await;
    let data =
        json!({"action": {"name": "document"}, "uri": uri, "range": range((3, 5), (3, 5)), "version": 1});
    let action = json!({"title": "Write doc comment", "data": data});
    let answer = editor.ask("codeAction/resolve", action).await;
    assert_eq!(answer["error"]["code"], -32801, "{answer}");
}
