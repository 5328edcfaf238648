//! Before any model is there: said in one line, offered once, and nothing is downloaded unasked.

use ponder_tests::{Client, Launch, Unit};
use serde_json::{Value, json};

use crate::editor::{action, ask, open, result, start};

const URI: &str = "file:///features/add.py";

fn fresh() -> (Client, Value) {
    let mut client = start(Launch::new(), Unit::Utf16);
    let position = open(
        &mut client,
        URI,
        "python",
        "def add(a, b):\n    return ‸\n",
        Unit::Utf16,
    );
    (client, position)
}

fn complete(client: &mut Client, position: &Value) -> Value {
    let params = json!({
        "textDocument": {"uri": URI},
        "position": position,
        "context": {"triggerKind": 1},
    });
    result(client, "textDocument/inlineCompletion", &params)
}

#[test]
fn the_pull_is_offered_exactly_once_and_with_its_size() {
    let (mut client, position) = fresh();
    for _ in 0..3 {
        assert_eq!(complete(&mut client, &position), Value::Null);
    }
    let offer = client.call("window/showMessageRequest");
    let message = offer["params"]["message"].as_str().expect("a message");
    assert!(
        message.contains("qwen2.5-coder-0.5b") && message.contains("468.6 MiB"),
        "{message}"
    );
    assert!(
        offer["params"]["actions"]
            .as_array()
            .is_some_and(|actions| actions.len() >= 2)
    );

    let params = json!({"messages": [{"role": "user", "content": "Hello?"}]});
    assert!(ask(&mut client, "ponder/chat", &params)["error"].is_object());
    let status = result(&mut client, "ponder/status", &Value::Null);
    assert_eq!(
        (&status["engine"]["state"], &status["installed"]),
        (&json!("stopped"), &json!([]))
    );
    client.result("shutdown", &Value::Null);
    client.notify("exit", &Value::Null);
    let offers = client
        .rest()
        .into_iter()
        .filter(|message| message["method"] == "window/showMessageRequest");
    assert_eq!(offers.count(), 0, "it was dismissed: it does not come again");
}

#[test]
fn each_feature_says_in_one_line_what_is_missing() {
    let (mut client, _) = fresh();
    let position = json!({"line": 0, "character": 5});
    let explain = action(&mut client, URI, &position, "Explain");
    let command = &explain["command"];
    let explain = json!({"command": command["command"], "arguments": command["arguments"]});
    let document = action(&mut client, URI, &position, "Write doc comment");
    let chat = json!({"messages": [{"role": "user", "content": "Hello?"}]});
    for (method, params) in [
        ("workspace/executeCommand", explain),
        ("codeAction/resolve", document),
        ("ponder/chat", chat),
    ] {
        let answer = ask(&mut client, method, &params);
        let message = answer["error"]["message"]
            .as_str()
            .unwrap_or_else(|| panic!("{method}: {answer}"));
        assert!(
            message.contains("ponder models pull qwen2.5-coder-0.5b"),
            "{method}: {message}"
        );
        assert_eq!(message.lines().count(), 1, "{method}: {message}");
    }
}
