//! Editors that can do less than others, and the commands by which they have actions done.

use std::fs;

use ponder_tests::{Client, PATIENCE};
use serde_json::{Value, json};

use crate::editor::{Editor, able, edited, fenced, name_of};
use crate::provider::Provider;

const MARKED: &str = "«def area(width, height):\n    return width + height»\n";
const MENDED: &str = "def area(width, height):\n    return width * height";

fn editor_with(provider: &Provider, capabilities: &Value) -> Editor {
    let mut client = provider.launch().start();
    client.initialize(&json!({"capabilities": capabilities}));
    Editor::with(client, "file:///assist/area.py", "python", MARKED)
}

/// Has a command of an action executed; its answer.
fn execute(client: &mut Client, action: &Value) -> Value {
    let command = &action["command"];
    assert!(command["command"].is_string(), "{action}");
    client.request(
        "workspace/executeCommand",
        &json!({"command": command["command"], "arguments": command["arguments"]}),
    )
}

/// What an editor can do that does not have actions resolved.
fn without_resolve() -> Value {
    json!({
        "textDocument": {"codeAction": {"codeActionLiteralSupport": {"codeActionKind": {"valueSet": [""]}}}},
        "workspace": {"applyEdit": true, "workspaceEdit": {"documentChanges": true}},
    })
}

#[test]
fn an_editor_that_resolves_nothing_gets_commands_and_the_edit_is_sent() {
    let provider = Provider::saying(&fenced(MENDED));
    let mut editor = editor_with(&provider, &without_resolve());
    editor
        .client
        .answer_with("workspace/applyEdit", json!({"applied": true}));
    let action = editor.action("fix");
    assert_eq!(action["command"]["command"], "ponder.edit", "{action}");
    assert!(provider.asked().is_empty(), "nobody is asked before it is chosen");
    let answer = execute(&mut editor.client, &action);
    assert!(answer.get("error").is_none(), "{answer}");
    let call = editor.client.call("workspace/applyEdit");
    let change = &call["params"]["edit"]["documentChanges"][0];
    assert_eq!(
        change["textDocument"],
        json!({"uri": editor.uri, "version": 1}),
        "{call}"
    );
    let edits = change["edits"].as_array().expect("there are edits");
    assert_eq!(edited(&editor.text, edits), format!("{MENDED}\n"));
}

#[test]
fn an_editor_that_knows_nothing_of_versions_gets_plain_edits() {
    let provider = Provider::saying(&fenced(MENDED));
    let capabilities = json!({
        "textDocument": {"codeAction": {"dataSupport": true, "resolveSupport": {"properties": ["edit"]}}},
    });
    let mut editor = editor_with(&provider, &capabilities);
    let action = editor.resolved("fix");
    assert!(action["edit"].get("documentChanges").is_none(), "{action}");
    assert!(action["edit"].get("changeAnnotations").is_none(), "{action}");
    let edits = action["edit"]["changes"][&editor.uri]
        .as_array()
        .expect("there are edits");
    assert_eq!(edited(&editor.text, edits), format!("{MENDED}\n"));
}

#[test]
fn an_editor_that_does_not_ask_the_user_gets_no_annotations() {
    let provider = Provider::saying(&fenced(MENDED));
    let mut capabilities = able();
    capabilities["workspace"]["workspaceEdit"] = json!({"documentChanges": true});
    let mut editor = editor_with(&provider, &capabilities);
    let action = editor.resolved("fix");
    assert!(action["edit"].get("changeAnnotations").is_none(), "{action}");
    let edits = action["edit"]["documentChanges"][0]["edits"]
        .as_array()
        .expect("there are edits");
    assert!(
        edits.iter().all(|edit| edit.get("annotationId").is_none()),
        "{action}"
    );
    assert_eq!(edited(&editor.text, edits), format!("{MENDED}\n"));
}

#[test]
fn an_editor_that_refuses_an_edit_is_believed() {
    let provider = Provider::saying(&fenced(MENDED));
    let mut editor = editor_with(&provider, &without_resolve());
    let action = editor.action("fix");
    let answer = execute(&mut editor.client, &action);
    editor.client.call("workspace/applyEdit");
    assert!(answer["result"].is_object() || answer["result"].is_null() || answer["error"].is_object());
    assert_eq!(editor.client.document(&editor.uri).0, editor.text);
}

#[test]
fn a_refactoring_asks_the_user_what_is_to_be_done_and_tells_the_model() {
    let provider = Provider::saying(&fenced(MENDED));
    let mut editor = editor_with(&provider, &able());
    editor
        .client
        .answer_with("ponder/instruction", json!("Multiply instead of adding"));
    editor
        .client
        .answer_with("workspace/applyEdit", json!({"applied": true}));
    let action = editor.action("refactor");
    let edit = if action["command"].is_object() {
        execute(&mut editor.client, &action);
        editor.client.call("workspace/applyEdit")["params"]["edit"].take()
    } else {
        let id = editor.client.begin("codeAction/resolve", &action);
        editor.client.answer(id)["result"]["edit"].take()
    };
    assert_eq!(editor.applied(&edit), Some(format!("{MENDED}\n")));
    let asked = provider.asked();
    assert_eq!(asked.len(), 1);
    assert!(asked[0].contains("Multiply instead of adding"), "{}", asked[0]);
}

#[test]
fn a_user_who_says_nothing_gets_nothing() {
    let provider = Provider::saying(&fenced(MENDED));
    let mut editor = editor_with(&provider, &able());
    let action = editor.action("refactor");
    if action["command"].is_object() {
        execute(&mut editor.client, &action);
    } else {
        editor.client.request("codeAction/resolve", &action);
    }
    assert!(provider.asked().is_empty());
}

#[test]
fn variants_are_chosen_from_and_the_chosen_one_is_put_in_its_place() {
    let provider = Provider::saying_each(["First words.", "Second words.", "Third words."]);
    let mut client = provider.launch().start();
    client.initialize(&json!({"capabilities": able()}));
    client.answer_with("ponder/choose", json!(1));
    client.answer_with("workspace/applyEdit", json!({"applied": true}));
    let marked = "# Title\n\nSome lon«»g words that say little.\n\nMore.\n";
    let mut editor = Editor::with(client, "file:///assist/notes.md", "markdown", marked);
    let action = editor.action("rewrite");
    assert_eq!(action["command"]["command"], "ponder.variants", "{action}");
    execute(&mut editor.client, &action);
    let choice = editor.client.call("ponder/choose");
    let variants = choice["params"]["variants"]
        .as_array()
        .expect("there are variants");
    assert_eq!(variants.len(), 3, "{choice}");
    let call = editor.client.call("workspace/applyEdit");
    let after = editor.applied(&call["params"]["edit"]);
    assert_eq!(after.as_deref(), Some("# Title\n\nSecond words.\n\nMore.\n"));
    let temperatures: Vec<f64> = provider
        .stand_in()
        .requests()
        .iter()
        .filter_map(|request| request.parameter("temperature")?.as_f64())
        .collect();
    assert!(
        temperatures.len() == 3 && temperatures.windows(2).all(|pair| pair[0] <= pair[1]),
        "each is freer than the one before: {temperatures:?}"
    );
}

#[test]
fn an_explanation_is_shown_and_changes_nothing() {
    let provider = Provider::saying("It adds `width` and `height`.");
    let mut editor = editor_with(&provider, &able());
    let actions = editor.list();
    let action = actions
        .iter()
        .find(|action| action["title"] == "Explain")
        .unwrap_or_else(|| panic!("no explanation in {actions:?}"));
    assert_eq!(action["command"]["command"], "ponder.explain", "{action}");
    let answer = execute(&mut editor.client, action);
    assert_eq!(
        answer["result"]["text"], "It adds `width` and `height`.",
        "{answer}"
    );
    assert_eq!(answer["result"]["route"]["intent"], "explain", "{answer}");
    let shown = editor.client.call("window/showDocument");
    let path = shown["params"]["uri"]
        .as_str()
        .and_then(|uri| uri.strip_prefix("file://"))
        .expect("it is a file");
    let text = fs::read_to_string(path).expect("what is shown is there");
    assert!(text.contains("It adds `width` and `height`."), "{text}");
}

#[test]
fn what_is_hidden_in_an_explanation_is_shown() {
    let provider = Provider::saying(
        "See ![it](https://example.com/?q=secret) and <img src=x onerror=alert(1)> \u{202e}.",
    );
    let mut editor = editor_with(&provider, &able());
    let actions = editor.list();
    let action = actions
        .iter()
        .find(|action| action["title"] == "Explain")
        .expect("it is offered");
    execute(&mut editor.client, action);
    let shown = editor.client.call("window/showDocument");
    let path = shown["params"]["uri"]
        .as_str()
        .and_then(|uri| uri.strip_prefix("file://"))
        .expect("it is a file");
    let text = fs::read_to_string(path).expect("what is shown is there");
    assert!(!text.contains(['\u{202e}', '\u{200b}', '\u{1b}']), "{text:?}");
}

#[test]
fn a_chat_is_opened_where_the_editor_has_one() {
    let provider = Provider::saying("nothing");
    let mut editor = editor_with(&provider, &able());
    let actions = editor.list();
    let action = actions
        .iter()
        .find(|action| action["command"]["command"] == "ponder.chat")
        .unwrap_or_else(|| panic!("no chat in {actions:?}"));
    execute(&mut editor.client, action);
    let opened = editor
        .client
        .wait_for(PATIENCE, |message| message["method"] == "ponder/openChat");
    assert_eq!(opened["params"]["uri"], editor.uri);
    assert!(
        opened["params"]["text"]
            .as_str()
            .is_some_and(|text| text.contains("return width + height")),
        "{opened}"
    );
    assert!(
        provider.asked().is_empty(),
        "nobody is asked before the user says something"
    );
}

#[test]
fn commands_with_wrong_arguments_are_refused() {
    let provider = Provider::saying("nothing");
    let mut editor = editor_with(&provider, &able());
    for command in [
        "ponder.edit",
        "ponder.explain",
        "ponder.variants",
        "ponder.show",
        "ponder.chat",
        "ponder.none",
    ] {
        for arguments in [json!([]), json!([7]), json!([{}, {}]), Value::Null] {
            let params = json!({"command": command, "arguments": arguments});
            let code = editor.client.error_code("workspace/executeCommand", &params);
            assert_eq!(code, -32602, "{command} {arguments}");
        }
    }
    assert!(provider.asked().is_empty());
}

#[test]
fn every_command_that_is_offered_is_registered() {
    let provider = Provider::saying("nothing");
    let mut client = provider.launch().start();
    let able = client.initialize(&json!({"capabilities": able()}));
    let registered = able["capabilities"]["executeCommandProvider"]["commands"].clone();
    let mut editor = Editor::with(client, "file:///assist/area.py", "python", MARKED);
    for action in editor.list() {
        if let Some(command) = action["command"]["command"].as_str() {
            let is_known = registered
                .as_array()
                .is_some_and(|commands| commands.iter().any(|known| known == command));
            assert!(is_known, "{command} in {registered}");
        } else {
            assert!(name_of(&action).is_some(), "{action}");
        }
    }
}
