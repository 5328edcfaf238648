//! What is refused.

use serde_json::{Value, json};

use super::editor::{Editor, able, range};

async fn editor() -> (Editor, String) {
    let mut editor = Editor::start(able(), &json!({"routing": {"discover": false}})).await;
    let uri = editor.uri("numbers.py");
    editor.open(&uri, "python", "def one():\n    return 1\n").await;
    (editor, uri)
}

#[tokio::test]
async fn commands_that_make_no_sense_are_refused() {
    let (mut editor, uri) = editor().await;
    let place = json!({"uri": uri, "range": range((0, 5), (0, 5))});
    let mut told = place.clone();
    told["action"] = json!({"name": "explain"});
    for (command, arguments) in [
        ("ponder.unknown", json!([])),
        ("ponder.explain", json!([])),
        ("ponder.explain", json!([place, place])),
        ("ponder.explain", json!(["text"])),
        ("ponder.edit", json!([place])),
        (
            "ponder.edit",
            json!([{"action": {"name": "delete"}, "uri": uri, "range": range((0, 0), (0, 0))}]),
        ),
        ("ponder.variants", json!([told])),
        ("ponder.show", json!([{}])),
        ("ponder.chat", json!([{"uri": uri}])),
    ] {
        let params = json!({"command": command, "arguments": arguments});
        let answer = editor.ask("workspace/executeCommand", params).await;
        assert_eq!(answer["error"]["code"], -32602, "{command} {arguments}: {answer}");
    }
}

#[tokio::test]
async fn an_action_of_another_server_is_refused() {
    let (mut editor, _) = editor().await;
    for data in [json!(7), json!({"id": 3}), json!({"action": "document"})] {
        let answer = editor
            .ask("codeAction/resolve", json!({"title": "Other", "data": data}))
            .await;
        assert_eq!(answer["error"]["code"], -32602, "{answer}");
    }
    let without_data = json!({"title": "Other"});
    let answer = editor.ask("codeAction/resolve", without_data.clone()).await;
    assert_eq!(answer["result"], without_data);
}

#[tokio::test]
async fn a_document_that_is_not_open_is_refused() {
    let (mut editor, _) = editor().await;
    let uri = editor.uri("closed.py");
    let data = json!({"action": {"name": "document"}, "uri": uri, "range": range((0, 5), (0, 5))});
    let answer = editor
        .ask(
            "codeAction/resolve",
            json!({"title": "Write doc comment", "data": data}),
        )
        .await;
    assert_eq!(answer["error"]["code"], -32602, "{answer}");
}

#[tokio::test]
async fn an_action_that_finds_nothing_to_do_says_so() {
    let (mut editor, _) = editor().await;
    let uri = editor.uri("empty.py");
    editor.open(&uri, "python", "\n").await;
    let data = json!({"action": {"name": "document"}, "uri": uri, "range": range((0, 0), (0, 0))});
    let answer = editor
        .ask(
            "codeAction/resolve",
            json!({"title": "Write doc comment", "data": data}),
        )
        .await;
    assert_eq!(answer["error"]["code"], -32803, "{answer}");
    assert_ne!(answer["error"]["message"], Value::Null);
}

#[tokio::test]
async fn what_a_program_shows_is_not_changed_whoever_asks() {
    let (mut editor, _) = editor().await;
    let uri = "git:/numbers.py?HEAD";
    editor.open(uri, "python", "def one():\n    return 1\n").await;
    let data = json!({"action": {"name": "document"}, "uri": uri, "range": range((0, 5), (0, 5))});
    let answer = editor
        .ask(
            "codeAction/resolve",
            json!({"title": "Write doc comment", "data": data}),
        )
        .await;
    assert_eq!(answer["error"]["code"], -32803, "{answer}");
}
