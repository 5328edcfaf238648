//! What only some clients can: show how a completion came about, and tell definitions.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::editor::{Editor, numbered};
use crate::endpoint::{Endpoint, start};

const URI: &str = "file:///completion/orders.py";

/// Ends in a line that goes on, once for each number, so that the hole is placed anew at each.
fn places(count: usize) -> String {
    let functions = numbered(0..count, |number| {
        format!("def order_{number}(items):\n    price_{number} = \n    return items[{number}]\n\n")
    });
    format!("‸{functions}")
}

fn editor(endpoint: &Endpoint, own: &Value) -> Editor {
    let client = start(endpoint.launch(""), own);
    Editor::open(client, URI, "python", &places(200))
}

/// Asks at one place after the other until a request is as `wanted` says.
fn ask_until(editor: &mut Editor, endpoint: &Endpoint, wanted: impl Fn(&Value) -> bool) {
    let deadline = Instant::now() + Duration::from_secs(30);
    for number in 0..200 {
        editor.move_behind(&format!("price_{number} = "));
        assert_eq!(editor.suggested(), "combine()");
        let fills = endpoint.fills();
        let last = fills
            .last()
            .and_then(|request| request.json.as_ref())
            .expect("a request");
        if wanted(last) {
            return;
        }
        assert!(Instant::now() < deadline, "no request is as it should be: {last}");
    }
    panic!("no request of 200 is as it should be");
}

fn of_method<'a>(messages: &'a [Value], method: &str) -> Vec<&'a Value> {
    messages
        .iter()
        .filter(|message| message["method"] == method)
        .collect()
}

#[test]
fn a_client_that_shows_how_completions_come_about_is_told() {
    let endpoint = Endpoint::saying("combine()");
    let mut editor = editor(&endpoint, &json!({"completionStatus": true}));
    editor.move_behind("price_0 = ");
    assert_eq!(editor.suggested(), "combine()");
    let told = editor.client.call("ponder/completed");
    assert!(told.get("id").is_none(), "{told}");
    assert_eq!(told["params"], editor.last());
    assert_eq!(told["params"]["source"], "model");
    assert!(told["params"]["stages"]["total_ms"].is_f64(), "{told}");
    editor.type_text("com");
    assert_eq!(editor.suggested(), "bine()");
    let told = editor.client.call("ponder/completed");
    assert_eq!(
        (&told["params"]["source"], &told["params"]["text"]),
        (&json!("reuse"), &json!("bine()"))
    );
}

#[test]
fn a_client_that_does_not_ask_is_told_nothing_and_asked_nothing() {
    for own in [
        json!({}),
        json!({"completionStatus": false, "definitions": false}),
        json!({"explain": true}),
    ] {
        let endpoint = Endpoint::saying("combine()");
        let mut editor = editor(&endpoint, &own);
        editor.move_behind("price_0 = ");
        assert_eq!(editor.suggested(), "combine()");
        let messages = editor.end();
        for method in ["ponder/completed", "ponder/definitions"] {
            assert_eq!(of_method(&messages, method), [&Value::Null; 0], "{own}");
        }
    }
}

#[test]
fn definitions_that_the_client_tells_help_at_the_next_place() {
    let endpoint = Endpoint::saying("combine()");
    let mut editor = editor(&endpoint, &json!({"definitions": true}));
    let text = "class Discount:\n    percent = 10\n";
    editor.client.answer_with(
        "ponder/definitions",
        json!([{"uri": "file:///completion/discount.py", "text": text}]),
    );
    ask_until(&mut editor, &endpoint, |request| {
        let extra = request["input_extra"].as_array();
        extra.is_some_and(|extra| {
            extra
                .iter()
                .any(|piece| piece["filename"] == "discount.py" && piece["text"] == text)
        })
    });
    let asked = editor.client.call("ponder/definitions");
    assert_eq!(asked["params"]["textDocument"]["uri"], URI);
    assert!(asked["params"]["position"]["line"].is_u64(), "{asked}");
}

#[test]
fn a_client_that_never_tells_definitions_stalls_nothing() {
    let endpoint = Endpoint::saying("combine()");
    let mut editor = editor(&endpoint, &json!({"definitions": true}));
    editor.client.never_answer();
    for number in 0..20 {
        editor.move_behind(&format!("price_{number} = "));
        assert_eq!(editor.suggested(), "combine()");
    }
    assert_eq!(endpoint.fills().len(), 20);
    editor.client.call("ponder/definitions");
    let messages = editor.end();
    // One question at a time.
    assert!(
        of_method(&messages, "ponder/definitions").len() <= 3,
        "{messages:?}"
    );
}

#[test]
fn definitions_that_are_none_are_no_harm() {
    for told in [
        Value::Null,
        json!("text"),
        json!([{"uri": 1}]),
        json!([{"uri": "file:///a.py", "text": ""}]),
    ] {
        let endpoint = Endpoint::saying("combine()");
        let mut editor = editor(&endpoint, &json!({"definitions": true}));
        editor.client.answer_with("ponder/definitions", told.clone());
        for number in 0..5 {
            editor.move_behind(&format!("price_{number} = "));
            assert_eq!(editor.suggested(), "combine()", "{told}");
        }
    }
}
