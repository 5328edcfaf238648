//! `ponder/chat`: streamed, whole, and taken back.

use ponder_tests::Client;
use serde_json::{Value, json};

use crate::editor::{answer, ask, delta, result, server};

fn question(text: &str) -> Value {
    json!({"messages": [{"role": "user", "content": text}], "intent": "ask_code"})
}

fn streamed(text: &str, token: &str) -> Value {
    let mut params = question(text);
    params["partialResultToken"] = json!(token);
    params
}

#[test]
fn the_deltas_of_a_stream_are_the_answer() {
    let mut client = server();
    let text = "Count from 1 to 8, with commas between the numbers. Write nothing else.";
    let whole = result(&mut client, "ponder/chat", &question(text));
    let expected = whole["text"].as_str().expect("a text");
    assert!(expected.contains('1') && expected.contains('8'), "{expected}");
    assert_eq!(whole["route"]["intent"], "ask_code");
    assert_eq!(whole["route"]["parameters"]["temperature"].as_f64(), Some(0.0));
    assert_eq!(whole["leftOut"], 0);

    let id = client.begin("ponder/chat", &streamed(text, "count"));
    let (mut pieces, mut together) = (0, String::new());
    while together.len() < expected.len() {
        together += &delta(&mut client, "count");
        pieces += 1;
    }
    let end = answer(&mut client, id);
    assert_eq!(together, expected);
    assert!(pieces >= 2, "{pieces}");
    assert_eq!(end["result"]["text"], Value::Null, "{end}");
    assert_eq!(end["result"]["finish"], "stop");
    assert!(
        end["result"]["usage"]["cachedTokens"].as_u64() > Some(0),
        "the same question was read before: {end}"
    );
}

#[test]
fn an_earlier_message_is_known() {
    let mut client = server();
    let messages = json!([
        {"role": "user", "content": "My parrot is called Zebedee."},
        {"role": "assistant", "content": "What a fine name for a parrot!"},
        {"role": "user", "content": "What is my parrot called? Answer with the name only."},
    ]);
    let params = json!({"messages": messages, "intent": "ask_code"});
    let answer = result(&mut client, "ponder/chat", &params);
    assert!(
        answer["text"]
            .as_str()
            .is_some_and(|text| text.contains("Zebedee")),
        "{answer}"
    );
}

#[test]
fn the_selected_code_is_known() {
    let mut client = server();
    let uri = "file:///features/secret.py";
    client.open(
        uri,
        "python",
        "import os\n\ndef zebedee(parrot):\n    return parrot.wings * 2\n",
    );
    let mut params = question("What is the name of this function? Answer with the name only.");
    params["textDocument"] = json!({"uri": uri});
    params["range"] = json!({"start": {"line": 2, "character": 0}, "end": {"line": 3, "character": 27}});
    let answer = result(&mut client, "ponder/chat", &params);
    assert!(
        answer["text"]
            .as_str()
            .is_some_and(|text| text.contains("zebedee")),
        "{answer}"
    );
}

#[test]
fn a_chat_that_is_taken_back_ends_and_the_next_one_is_answered() {
    let mut client = server();
    let id = begin_story(&mut client, "story");
    client.cancel(id);
    let cancelled = answer(&mut client, id);
    assert_eq!(cancelled["error"]["code"], -32800, "{cancelled}");
    let next = result(&mut client, "ponder/chat", &question("Say yes."));
    assert!(next["text"].as_str().is_some_and(|text| !text.is_empty()));
}

#[test]
fn a_keystroke_is_answered_during_a_chat() {
    let mut client = server();
    let uri = "file:///features/add.py";
    client.open(uri, "python", "def add(a, b):\n    return \n");
    let chat = begin_story(&mut client, "story");
    let keystroke = client.begin(
        "textDocument/inlineCompletion",
        &json!({
            "textDocument": {"uri": uri},
            "position": {"line": 1, "character": 11},
            "context": {"triggerKind": 1},
        }),
    );
    // The chat is not awaited: it would be seen first here, were it first.
    let first = client.wait_for(std::time::Duration::from_secs(300), |message| {
        message.get("method").is_none()
    });
    assert_eq!(first["id"], keystroke, "{first}");
    assert!(first["result"]["items"][0]["insertText"].is_string(), "{first}");
    client.cancel(chat);
    assert_eq!(answer(&mut client, chat)["error"]["code"], -32800);
}

#[test]
fn a_chat_without_a_question_is_refused() {
    let mut client = server();
    let answer = ask(&mut client, "ponder/chat", &json!({"messages": []}));
    assert!(answer["error"]["message"].is_string(), "{answer}");
}

/// Asks for what takes long, and waits for the first text.
fn begin_story(client: &mut Client, token: &str) -> i64 {
    let id = client.begin(
        "ponder/chat",
        &streamed(
            "Write a program of 300 lines that plays chess. Do not shorten it.",
            token,
        ),
    );
    delta(client, token);
    id
}
