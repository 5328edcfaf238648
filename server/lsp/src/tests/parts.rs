//! A change of several parts: each is told of, can be refused, and moves or is lost by itself.

use serde_json::{Value, json};

use super::editor::{Editor, able, range};
use super::endpoint::Endpoint;

const PYTHON: &str =
    "def one():\n    return 1\n\n\ndef two():\n    return 2\n\n\ndef three():\n    return 3\n";

/// Begins to document a file whose second function changes before the model writes of it.
async fn documented(capabilities: Value, meanwhile: Option<(Value, &str)>) -> (Editor, i64) {
    let mut endpoint = Endpoint::start().await;
    let mut editor = Editor::start(capabilities, &endpoint.configuration()).await;
    let uri = editor.uri("numbers.py");
    editor.open(&uri, "python", PYTHON).await;
    let data = json!({"action": {"name": "document_file"}, "uri": uri, "range": range((0, 0), (0, 0)), "version": 1});
    let action = json!({"title": "Document the whole file", "data": data});
    let id = editor.begin("codeAction/resolve", action).await;
    let mut meanwhile = meanwhile;
    for text in ["Return the first.", "Return the second.", "Return the third."] {
        let asked = endpoint.asked().await;
        if let Some((range, text)) = meanwhile.take() {
            editor.change(&uri, 2, Some(range), text).await;
        }
        editor
            .ask("ponder/documentText", json!({"textDocument": {"uri": uri}}))
            .await;
        asked.answer(text).await;
    }
    (editor, id)
}

/// The lines at which something is written, by the label of the part.
fn labelled(answer: &Value) -> Vec<(String, i64)> {
    let edit = &answer["result"]["edit"];
    let edits = edit["documentChanges"][0]["edits"].as_array();
    let edits = edits.unwrap_or_else(|| panic!("{answer} has no edits"));
    edits
        .iter()
        .map(|edit_of| {
            let annotation = &edit["changeAnnotations"][edit_of["annotationId"].as_str().unwrap()];
            assert_eq!(annotation["needsConfirmation"], true, "{answer}");
            (
                annotation["label"].as_str().unwrap().to_owned(),
                edit_of["range"]["start"]["line"].as_i64().unwrap(),
            )
        })
        .collect()
}

#[tokio::test]
async fn each_doc_comment_of_a_file_can_be_refused_by_itself() {
    let (mut editor, id) = documented(able(), None).await;
    let written = labelled(&editor.answer(id).await);
    let lines: Vec<i64> = written.iter().map(|(_, line)| *line).collect();
    assert_eq!(lines, [1, 5, 9]);
    for (name, (label, _)) in ["one", "two", "three"].iter().zip(&written) {
        assert!(label.contains(name), "{label}");
    }
}

#[tokio::test]
async fn what_was_changed_meanwhile_is_left_out_and_the_rest_is_there() {
    // A line more in the second function: it is not the one that was documented any more.
    let change = (range((5, 0), (5, 0)), "    print()\n");
    let (mut editor, id) = documented(able(), Some(change)).await;
    let answer = editor.answer(id).await;
    let lines: Vec<i64> = labelled(&answer).iter().map(|(_, line)| *line).collect();
    assert_eq!(lines, [1, 10], "{answer}");
    assert_eq!(
        answer["result"]["edit"]["documentChanges"][0]["textDocument"]["version"],
        2
    );
    let shown = editor.told("window/showMessage").await;
    let diff = shown["params"]["message"].as_str().unwrap();
    assert!(
        diff.contains("Return the second.") && !diff.contains("Return the first."),
        "{diff}"
    );
    let told = editor.told("window/showMessage").await;
    let message = told["params"]["message"].as_str().unwrap();
    assert!(message.contains("1 of 3 parts"), "{message}");
}

#[tokio::test]
async fn the_progress_of_a_file_is_told_in_percent() {
    let mut capabilities = able();
    capabilities["window"] = json!({"workDoneProgress": true});
    let mut endpoint = Endpoint::start().await;
    let mut editor = Editor::start(capabilities, &endpoint.configuration()).await;
    let uri = editor.uri("numbers.py");
    editor.open(&uri, "python", PYTHON).await;
    let data = json!({"action": {"name": "document_file"}, "uri": uri, "range": range((0, 0), (0, 0))});
    let action = json!({"title": "Document the whole file", "data": data});
    editor.begin("codeAction/resolve", action).await;
    let created = editor.told("window/workDoneProgress/create").await;
    editor.reply(&created, Value::Null).await;
    let begun = editor.told("$/progress").await;
    assert_eq!(begun["params"]["value"]["percentage"], 0, "{begun}");
    for percentage in [33, 66] {
        endpoint.asked().await.answer("Return it.").await;
        loop {
            let report = editor.told("$/progress").await;
            let value = &report["params"]["value"];
            assert_eq!(value["kind"], "report", "{report}");
            if value["percentage"] == percentage {
                break;
            }
        }
    }
}
