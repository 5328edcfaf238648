//! Ending what a model works on.

use serde_json::{Value, json};

use super::editor::{Editor, able, range};
use super::endpoint::{Asked, Endpoint};

async fn documenting(capabilities: Value) -> (Editor, i64, Asked) {
    let mut endpoint = Endpoint::start().await;
    let mut editor = Editor::start(capabilities, &endpoint.configuration()).await;
    let uri = editor.uri("numbers.py");
    editor.open(&uri, "python", "def one():\n    return 1\n").await;
    let data = json!({"action": {"name": "document"}, "uri": uri, "range": range((0, 5), (0, 5))});
    let action = json!({"title": "Write doc comment", "data": data});
    let id = editor.begin("codeAction/resolve", action).await;
    let asked = endpoint.asked().await;
    (editor, id, asked)
}

#[tokio::test]
async fn a_cancelled_action_stops_the_model() {
    let (mut editor, id, asked) = documenting(able()).await;
    editor.cancel(id).await;
    assert_eq!(editor.answer(id).await["error"]["code"], -32800);
    asked.hung_up().await;
}

#[tokio::test]
async fn the_progress_of_an_action_has_a_button_that_stops_it() {
    let mut capabilities = able();
    capabilities["window"] = json!({"workDoneProgress": true});
    let (mut editor, id, asked) = documenting(capabilities).await;
    let created = editor.told("window/workDoneProgress/create").await;
    editor.reply(&created, Value::Null).await;
    let begun = editor.told("$/progress").await;
    assert_eq!(begun["params"]["token"], created["params"]["token"]);
    assert_eq!(
        begun["params"]["value"],
        json!({"kind": "begin", "title": "Write doc comment", "cancellable": true})
    );
    editor
        .notify(
            "window/workDoneProgress/cancel",
            json!({"token": created["params"]["token"]}),
        )
        .await;
    assert_eq!(editor.answer(id).await["error"]["code"], -32800);
    asked.hung_up().await;
    let ended = editor.told("$/progress").await;
    assert_eq!(ended["params"]["value"], json!({"kind": "end"}));
}

#[tokio::test]
async fn an_editor_that_makes_no_place_for_a_progress_gets_the_edit() {
    let mut capabilities = able();
    capabilities["window"] = json!({"workDoneProgress": true});
    let (mut editor, id, asked) = documenting(capabilities).await;
    editor.told("window/workDoneProgress/create").await;
    asked.answer("Return the first number.").await;
    let answer = editor.answer(id).await;
    assert!(answer["result"]["edit"].is_object(), "{answer}");
}

#[tokio::test]
async fn the_editors_own_progress_ends_before_the_answer() {
    let mut endpoint = Endpoint::start().await;
    let mut editor = Editor::start(able(), &endpoint.configuration()).await;
    let uri = editor.uri("numbers.py");
    editor.open(&uri, "python", "def one():\n    return 1\n").await;
    let argument = json!({"uri": uri, "range": range((0, 5), (0, 5))});
    let params = json!({"command": "ponder.explain", "arguments": [argument], "workDoneToken": "mine"});
    let id = editor.begin("workspace/executeCommand", params).await;
    let asked = endpoint.asked().await;
    asked.answer("It returns one.").await;
    for kind in ["begin", "end"] {
        let progress = editor.told("$/progress").await;
        assert_eq!(progress["params"]["token"], "mine");
        assert_eq!(progress["params"]["value"]["kind"], kind);
    }
    let answer = editor.answer(id).await;
    assert_eq!(answer["result"]["text"], "It returns one.", "{answer}");
}
