//! The action "Explain" and its command.

use ponder_tests::Unit;
use serde_json::json;

use crate::editor::{action, ask, open, result, server};

#[test]
fn a_function_is_explained() {
    let mut client = server();
    let uri = "file:///features/area.py";
    let marked = "def area(width, height):‸\n    return width * height\n";
    let position = open(&mut client, uri, "python", marked, Unit::Utf16);
    let action = action(&mut client, uri, &position, "Explain");
    let command = &action["command"];
    assert_eq!(command["command"], "ponder.explain", "{action}");

    let params = json!({"command": command["command"], "arguments": command["arguments"]});
    let explanation = result(&mut client, "workspace/executeCommand", &params);
    let text = explanation["text"].as_str().expect("a text");
    assert!(
        text.contains("width") && text.contains("height"),
        "it speaks of this function: {text}"
    );
    assert_eq!(explanation["route"]["intent"], "explain");
    assert!(explanation["usage"]["promptTokens"].as_u64() > Some(0));
    // A model may end at its limit, but not without saying so.
    assert!(explanation["finish"] == "stop" || explanation["finish"] == "length");
}

#[test]
fn a_document_that_is_not_open_is_not_explained() {
    let mut client = server();
    let range = json!({"start": {"line": 0, "character": 0}, "end": {"line": 1, "character": 0}});
    let arguments = json!([{"uri": "file:///features/closed.py", "range": range}]);
    let answer = ask(
        &mut client,
        "workspace/executeCommand",
        &json!({"command": "ponder.explain", "arguments": arguments}),
    );
    let message = answer["error"]["message"].as_str().expect("an error");
    assert!(message.contains("closed.py"), "{message}");
}
