//! What the commands of actions have the editor do.

use serde_json::{Value, json};

use super::editor::{Editor, able, range};
use super::endpoint::Endpoint;

const PYTHON: &str = "def one():\n    return 1\n\n\ndef two():\n    return 2\n";
const PROSE: &str = "# Title\n\nThis sentence is rather long and says little.\n";

fn command(name: &str, argument: &Value) -> Value {
    json!({"command": name, "arguments": [argument]})
}

async fn opened(name: &str, language: &str, text: &str) -> (Endpoint, Editor, String) {
    let endpoint = Endpoint::start().await;
    let mut editor = Editor::start(able(), &endpoint.configuration()).await;
    let uri = editor.uri(name);
    editor.open(&uri, language, text).await;
    (endpoint, editor, uri)
}

#[tokio::test]
async fn an_edit_is_sent_to_editors_that_do_not_ask_for_it() {
    let (mut endpoint, mut editor, uri) = opened("numbers.py", "python", PYTHON).await;
    let argument = json!({"action": {"name": "document"}, "uri": uri, "range": range((0, 5), (0, 5))});
    let id = editor
        .begin("workspace/executeCommand", command("ponder.edit", &argument))
        .await;
    endpoint.asked().await.answer("Return the first number.").await;
    let apply = editor.told("workspace/applyEdit").await;
    assert_eq!(apply["params"]["label"], "Write doc comment");
    assert_eq!(
        apply["params"]["edit"]["documentChanges"][0]["textDocument"],
        json!({"uri": uri, "version": 1})
    );
    editor.reply(&apply, json!({"applied": true})).await;
    let answer = editor.answer(id).await;
    assert_eq!(answer["result"]["route"]["binding"], "stand_in", "{answer}");
}

#[tokio::test]
async fn an_edit_that_is_not_applied_is_an_error_with_the_reason() {
    let (mut endpoint, mut editor, uri) = opened("numbers.py", "python", PYTHON).await;
    let argument = json!({"action": {"name": "document"}, "uri": uri, "range": range((0, 5), (0, 5))});
    let id = editor
        .begin("workspace/executeCommand", command("ponder.edit", &argument))
        .await;
    endpoint.asked().await.answer("Return the first number.").await;
    let apply = editor.told("workspace/applyEdit").await;
    editor
        .reply(
            &apply,
            json!({"applied": false, "failureReason": "the file is read-only"}),
        )
        .await;
    let answer = editor.answer(id).await;
    assert_eq!(answer["error"]["code"], -32803);
    let message = answer["error"]["message"].as_str().unwrap();
    assert!(message.contains("the file is read-only"), "{message}");
}

#[tokio::test]
async fn the_user_is_asked_what_is_to_be_done_and_may_say_nothing() {
    let (_endpoint, mut editor, uri) = opened("numbers.py", "python", PYTHON).await;
    let selected = range((0, 0), (1, 12));
    let argument = json!({"action": {"name": "refactor"}, "uri": uri, "range": selected});
    for said in [Value::Null, json!(""), json!("  ")] {
        let id = editor
            .begin("workspace/executeCommand", command("ponder.edit", &argument))
            .await;
        let asked = editor.told("ponder/instruction").await;
        assert_eq!(
            asked["params"],
            json!({"uri": uri, "range": selected, "title": "Refactor …"})
        );
        editor.reply(&asked, said).await;
        let answer = editor.answer(id).await;
        assert_eq!(answer["result"], Value::Null, "{answer}");
        assert!(answer.get("error").is_none(), "{answer}");
    }
}

#[tokio::test]
async fn what_the_user_says_is_what_the_model_is_asked() {
    let (mut endpoint, mut editor, uri) = opened("numbers.py", "python", PYTHON).await;
    let argument = json!({"action": {"name": "refactor"}, "uri": uri, "range": range((0, 0), (1, 12))});
    editor
        .begin("workspace/executeCommand", command("ponder.edit", &argument))
        .await;
    let asked = editor.told("ponder/instruction").await;
    editor.reply(&asked, json!("  use a lambda instead ")).await;
    let body = endpoint.asked().await.body.to_string();
    assert!(body.contains("use a lambda instead"), "{body}");
}

#[tokio::test]
async fn a_chat_is_opened_with_what_stands_at_the_place() {
    let (_endpoint, mut editor, uri) = opened("numbers.py", "python", PYTHON).await;
    let selected = range((4, 0), (5, 12));
    let argument = json!({"uri": uri, "range": selected});
    editor
        .ask("workspace/executeCommand", command("ponder.chat", &argument))
        .await;
    let opened = editor.told("ponder/openChat").await;
    assert_eq!(
        opened["params"],
        json!({
            "uri": uri, "range": selected, "language": "python", "diagnostics": [],
            "text": "def two():\n    return 2",
        })
    );
}

#[tokio::test]
async fn a_text_is_shown_with_what_is_hidden_in_it() {
    let (_endpoint, mut editor, _) = opened("numbers.py", "python", PYTHON).await;
    editor
        .ask(
            "workspace/executeCommand",
            command("ponder.show", &json!({"text": "it \u{202e}was\u{1b} so"})),
        )
        .await;
    let shown = editor.told("window/showMessage").await;
    assert_eq!(shown["params"]["message"], "it ⟨U+202E⟩was so");
}

#[tokio::test]
async fn the_whole_file_is_explained_with_its_symbols() {
    let (mut endpoint, mut editor, uri) = opened("numbers.py", "python", PYTHON).await;
    let argument = json!({"uri": uri, "range": range((0, 0), (0, 0)), "subject": "file"});
    let id = editor
        .begin("workspace/executeCommand", command("ponder.explain", &argument))
        .await;
    endpoint.asked().await.answer("Two numbers.").await;
    let answer = editor.answer(id).await;
    let symbols = answer["result"]["symbols"].as_array().expect("there is a list");
    assert_eq!(
        symbols[1],
        json!({"name": "two", "kind": 12, "range": range((4, 0), (5, 12))})
    );
}

/// Answers questions until the server wants the user to choose.
async fn choosing(endpoint: &mut Endpoint, editor: &mut Editor, method: &str) -> Value {
    let texts = ["This says little.", "It says little.", "Little is said."];
    for text in texts {
        endpoint.asked().await.answer(text).await;
    }
    editor.told(method).await
}

#[tokio::test]
async fn the_chosen_variant_is_applied_to_the_text_as_it_is_by_then() {
    let (mut endpoint, mut editor, uri) = opened("text.md", "markdown", PROSE).await;
    let action = json!({"name": "rewrite", "manner": "shorter"});
    let argument = json!({"action": action, "uri": uri, "range": range((2, 0), (2, 45))});
    let id = editor
        .begin("workspace/executeCommand", command("ponder.variants", &argument))
        .await;
    let choose = choosing(&mut endpoint, &mut editor, "ponder/choose").await;
    let variants = choose["params"]["variants"].as_array().unwrap().clone();
    assert!(variants.len() > 1, "{choose}");
    assert_eq!(choose["params"]["route"]["intent"], "rewrite");
    editor
        .change(&uri, 2, Some(range((0, 0), (0, 0))), "More.\n\n")
        .await;
    editor.reply(&choose, json!(1)).await;
    let apply = editor.told("workspace/applyEdit").await;
    let change = &apply["params"]["edit"]["documentChanges"][0];
    assert_eq!(change["textDocument"]["version"], 2);
    assert_eq!(change["edits"][0]["range"]["start"]["line"], 4, "{change}");
    editor.reply(&apply, json!({"applied": true})).await;
    assert_eq!(editor.answer(id).await["result"]["route"]["intent"], "rewrite");
}

#[tokio::test]
async fn who_chooses_no_variant_keeps_the_text() {
    let mut endpoint = Endpoint::start().await;
    let mut capabilities = able();
    capabilities["experimental"] = Value::Null;
    let mut editor = Editor::start(capabilities, &endpoint.configuration()).await;
    let uri = editor.uri("text.md");
    editor.open(&uri, "markdown", PROSE).await;
    let action = json!({"name": "rewrite", "manner": "shorter"});
    let argument = json!({"action": action, "uri": uri, "range": range((2, 0), (2, 45))});
    let id = editor
        .begin("workspace/executeCommand", command("ponder.variants", &argument))
        .await;
    let choose = choosing(&mut endpoint, &mut editor, "window/showMessageRequest").await;
    let message = choose["params"]["message"].as_str().unwrap();
    assert!(message.contains("1. This says little."), "{message}");
    assert_eq!(choose["params"]["actions"][1]["title"], "2");
    editor.reply(&choose, Value::Null).await;
    let answer = editor.answer(id).await;
    assert!(
        answer["result"].is_null() && answer.get("error").is_none(),
        "{answer}"
    );
}
