//! Inline completion by a llama.cpp server.

use ponder_tests::Client;
use ponder_tests::counterparts::Gateway;
use serde_json::{Value, json};

use crate::fixture::{CHAT_MODEL, CODE_MODEL, launch, llama, result, server, text, with_gateway, with_llama};

const URI: &str = "file:///counterparts/add.py";

/// What is offered behind `return`.
fn complete(client: &mut Client) -> Value {
    client.open(URI, "python", "def add(a, b):\n    return \n");
    result(
        client,
        "textDocument/inlineCompletion",
        &json!({
            "textDocument": {"uri": URI},
            "position": {"line": 1, "character": 11},
            "context": {"triggerKind": 1},
        }),
    )
}

#[test]
fn code_is_filled_in_by_the_server() {
    let llama = llama(CODE_MODEL);
    let mut client = server(launch(&with_llama(&llama, CODE_MODEL)));
    let list = complete(&mut client);
    assert!(text(&list, "/items/0/insertText").starts_with("a + b"), "{list}");
    let sent = result(&mut client, "ponder/lastSent", &Value::Null);
    assert!(text(&sent, "/0/url").ends_with("/infill"), "{sent}");
}

/// The smallest model has no tokens for holes, which the server says with 501 where the user says that it has.
#[test]
fn a_model_that_can_not_fill_in_leaves_completion_to_the_local_model() {
    let llama = llama(CHAT_MODEL);
    // The local model can.
    let configuration = with_llama(&llama, CHAT_MODEL).replacen(CHAT_MODEL, CODE_MODEL, 1) + "fills = true\n";
    let mut client = server(launch(&configuration));
    let list = complete(&mut client);
    assert!(text(&list, "/items/0/insertText").starts_with("a + b"), "{list}");
    let sent = result(&mut client, "ponder/lastSent", &Value::Null);
    assert!(text(&sent, "/0/url").ends_with("/infill"), "{sent}");
}

/// Gateways lose the text behind the cursor on the way to `/completions` without a word, so a chat asks for the hole. What
/// the smallest model makes of that is its own affair.
#[test]
fn the_gateway_is_asked_for_code_by_a_chat() {
    let llama = llama(CHAT_MODEL);
    let gateway = Gateway::start(&llama);
    let configuration = with_llama(&llama, CHAT_MODEL) + &with_gateway(&gateway);
    let configuration = configuration.replace("completion = [\"llama\"]", "completion = [\"gateway\"]");
    let mut client = server(launch(&configuration).variable("GATEWAY_KEY", Gateway::KEY));
    complete(&mut client);
    let sent = result(&mut client, "ponder/lastSent", &Value::Null);
    assert_eq!(
        sent.as_array().map(Vec::len),
        Some(1),
        "nobody else was asked: {sent}"
    );
    assert!(text(&sent, "/0/url").ends_with("/v1/chat/completions"), "{sent}");
    let body: Value = serde_json::from_str(text(&sent, "/0/body")).expect("what was sent is JSON");
    assert!(body["suffix"].is_null() && body["prompt"].is_null(), "{body}");
    let question = body["messages"].as_array().and_then(|messages| messages.last());
    let question = question.unwrap_or_else(|| panic!("no messages in {body}"));
    assert!(
        text(question, "/content").contains("def add(a, b):"),
        "{question}"
    );
}
