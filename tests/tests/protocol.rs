//! Requests and answers as careless clients send them.

use std::collections::HashMap;

use ponder_tests::{Client, Launch};
use proptest::prelude::*;
use proptest::test_runner::{RngAlgorithm, TestRng};
use serde_json::{Value, json};

const URI: &str = "file:///protocol/a.rs";

fn client_with(params: &Value) -> Client {
    let mut client = Launch::new().start();
    client.initialize(params);
    client.open(URI, "rust", "fn main() {\n    \n}\n");
    client
}

fn client() -> Client {
    client_with(&json!({"capabilities": {}}))
}

fn document() -> Value {
    json!({"textDocument": {"uri": URI}})
}

fn completion() -> Value {
    json!({
        "textDocument": {"uri": URI},
        "position": {"line": 1, "character": 4},
        "context": {"triggerKind": 1},
    })
}

#[track_caller]
fn assert_alive(client: &mut Client) {
    assert!(client.document(URI).0.starts_with("fn main()"));
}

#[test]
fn unknown_requests_are_refused_and_unknown_notifications_ignored() {
    let mut client = client();
    for method in [
        "no/such/method",
        "$/noSuchMethod",
        "textDocument/noSuchMethod",
        "",
        "🤗",
    ] {
        client.notify(method, &json!({}));
        assert_eq!(client.error_code(method, &json!({})), -32601, "{method}");
    }
    assert_alive(&mut client);
}

#[test]
fn wrong_params_are_refused() {
    let mut client = client();
    for method in [
        "ponder/documentText",
        "textDocument/inlineCompletion",
        "textDocument/codeAction",
    ] {
        for params in [
            Value::Null,
            json!([]),
            json!({}),
            json!("text"),
            json!(17),
            json!({"textDocument": URI}),
            json!({"textDocument": {"uri": 1}}),
        ] {
            assert_eq!(client.error_code(method, &params), -32602, "{method} {params}");
        }
    }
    assert_eq!(
        client.error_code("workspace/executeCommand", &json!({"command": 1})),
        -32602
    );
    for method in [
        "textDocument/didOpen",
        "textDocument/didChange",
        "textDocument/didClose",
        "$/cancelRequest",
        "initialized",
    ] {
        for params in [
            Value::Null,
            json!([]),
            json!({}),
            json!({"textDocument": URI}),
            json!({"id": 1.5}),
        ] {
            client.notify(method, &params);
        }
    }
    assert_alive(&mut client);
}

#[test]
fn a_uri_that_is_none_is_refused() {
    let mut client = client();
    for uri in ["", "no uri", "://", "file"] {
        client.open(uri, "rust", "x");
        assert_eq!(
            client.error_code("ponder/documentText", &json!({"textDocument": {"uri": uri}})),
            -32602,
            "{uri}"
        );
    }
    assert_alive(&mut client);
}

#[test]
fn ids_of_any_kind_come_back_as_they_were() {
    let mut client = client();
    for id in [
        json!("text"),
        json!(""),
        json!("1"),
        json!("🤗\n\0"),
        json!(0),
        json!(-1),
        json!(i64::from(i32::MAX) + 1),
        json!(i64::MAX),
        json!(i64::MIN),
        json!(u64::MAX),
    ] {
        client.send(
            &json!({"jsonrpc": "2.0", "id": id, "method": "ponder/documentText", "params": document()}),
        );
        assert!(client.answer(id)["result"]["text"].is_string());
    }
    // Beyond what this client's own JSON can hold exactly.
    client.send_body(r#"{"jsonrpc":"2.0","id":123456789012345678901234567890,"method":"no/such"}"#);
    let answer = client.receive();
    assert_eq!(answer["id"].as_f64(), Some(1.234_567_890_123_456_8e29));
    assert_alive(&mut client);
}

#[test]
fn ids_that_are_neither_integers_nor_strings_are_refused() {
    let mut client = client();
    for id in [
        json!(1.5),
        json!(-0.5),
        Value::Null,
        json!(true),
        json!([1]),
        json!({}),
    ] {
        client.send(
            &json!({"jsonrpc": "2.0", "id": id, "method": "ponder/documentText", "params": document()}),
        );
        assert_eq!(client.answer(Value::Null)["error"]["code"], -32600, "{id}");
    }
    assert_alive(&mut client);
}

#[test]
fn messages_that_are_none_are_refused() {
    let mut client = client();
    for body in [
        "{}",
        "1",
        "null",
        "\"text\"",
        r#"{"jsonrpc":"2.0"}"#,
        r#"{"jsonrpc":"2.0","id":7}"#,
    ] {
        client.send_body(body);
        assert_eq!(client.answer(Value::Null)["error"]["code"], -32600, "{body}");
    }
    client.send(&json!({"jsonrpc": "1.0", "id": 8, "method": "shutdown"}));
    assert_eq!(client.answer(8)["error"]["code"], -32600);
    client.send(&json!({"jsonrpc": "2.0", "id": 9, "method": 9}));
    assert_eq!(client.answer(9)["error"]["code"], -32600);
    assert_alive(&mut client);
}

#[test]
fn answers_that_nobody_asked_for_are_ignored() {
    let mut client = client();
    for id in [json!(0), json!(77), json!("x"), Value::Null, json!(1.5)] {
        client.send(&json!({"jsonrpc": "2.0", "id": id, "result": {"un": "asked"}}));
        client.send(&json!({"jsonrpc": "2.0", "id": id, "error": {"code": -1, "message": "no"}}));
        client.send(&json!({"jsonrpc": "2.0", "id": id, "error": "nonsense"}));
    }
    assert_alive(&mut client);
}

#[test]
fn the_same_id_twice_is_answered_twice() {
    let mut client = client();
    let request =
        json!({"jsonrpc": "2.0", "id": "twin", "method": "ponder/documentText", "params": document()});
    let body = request.to_string();
    let message = format!("Content-Length: {}\r\n\r\n{body}", body.len());
    client.send_bytes(message.repeat(2).as_bytes());
    assert!(client.answer("twin")["result"]["text"].is_string());
    assert!(client.answer("twin")["result"]["text"].is_string());
    assert_alive(&mut client);
}

#[test]
fn cancelling_what_is_unknown_or_finished_does_nothing() {
    let mut client = client();
    let finished = client.begin("ponder/documentText", &document());
    client.answer(finished);
    client.cancel(finished);
    client.cancel(4_711);
    for id in [json!("x"), Value::Null, json!(1.5), json!({})] {
        client.notify("$/cancelRequest", &json!({"id": id}));
    }
    client.open("file:///protocol/sentinel.txt", "plaintext", "");
    client.document("file:///protocol/sentinel.txt");
    assert_alive(&mut client);
    client.close_input();
    assert!(
        client
            .rest()
            .iter()
            .all(|message| message.get("id").is_none() || message.get("method").is_some())
    );
}

#[test]
fn of_requests_cancelled_at_random_each_is_answered_once() {
    let mut client = client();
    let seed = [7; 32];
    let mut random = TestRng::from_seed(RngAlgorithm::ChaCha, &seed);
    let mut asked = Vec::new();
    for _ in 0..1_000 {
        let (method, params) = if random.random_bool(0.5) {
            ("textDocument/inlineCompletion", completion())
        } else {
            ("ponder/documentText", document())
        };
        asked.push(client.begin(method, &params));
        if random.random_bool(0.5) {
            client.cancel(asked[random.random_range(0..asked.len())]);
        }
    }
    let mut answers: HashMap<i64, usize> = HashMap::new();
    for &id in &asked {
        let answer = client.answer(id);
        assert!(
            answer.get("result").is_some() || answer["error"]["code"].is_i64(),
            "{answer}"
        );
        *answers.entry(id).or_default() += 1;
    }
    assert_alive(&mut client);
    client.close_input();
    for message in client.rest() {
        if let (None, Some(id)) = (message.get("method"), message["id"].as_i64()) {
            *answers.entry(id).or_default() += 1;
        }
    }
    assert_eq!(answers.len(), asked.len());
    assert!(answers.values().all(|&times| times == 1));
}

#[test]
fn thousands_of_requests_may_be_in_flight() {
    let mut client = client();
    let ids: Vec<i64> = (0..3_000)
        .map(|turn| {
            if turn % 2 == 0 {
                client.begin("ponder/documentText", &document())
            } else {
                client.begin("textDocument/inlineCompletion", &completion())
            }
        })
        .collect();
    for id in ids {
        client.answer(id);
    }
    assert_alive(&mut client);
}

#[test]
fn a_client_that_never_answers_is_served() {
    let mut client = Launch::new().start();
    client.never_answer();
    // All that makes a server ask.
    client.initialize(&json!({
        "capabilities": {
            "workspace": {
                "configuration": true,
                "workspaceFolders": true,
                "didChangeConfiguration": {"dynamicRegistration": true},
                "didChangeWatchedFiles": {"dynamicRegistration": true},
                "applyEdit": true,
            },
            "window": {"workDoneProgress": true, "showDocument": {"support": true}, "showMessage": {}},
            "textDocument": {"inlineCompletion": {"dynamicRegistration": true}},
        },
    }));
    client.open(URI, "rust", "fn main() {\n    \n}\n");
    let completions: Vec<i64> = (0..20)
        .map(|_| client.begin("textDocument/inlineCompletion", &completion()))
        .collect();
    assert_alive(&mut client);
    for id in completions {
        client.answer(id);
    }
    client.change(URI, 2, &json!([{"text": "fn main() { }\n"}]));
    assert_eq!(client.document(URI), ("fn main() { }\n".to_owned(), 2));
    assert_eq!(client.shut_down().code(), Some(0));
}

#[test]
fn any_roots_and_folders_are_taken() {
    let folders = |count: usize| -> Vec<Value> {
        (0..count)
            .map(|at| json!({"uri": format!("file:///protocol/folder{at}"), "name": format!("folder {at}")}))
            .collect()
    };
    for params in [
        json!({"capabilities": {}, "rootUri": null, "rootPath": null}),
        json!({"capabilities": {}, "rootUri": null, "workspaceFolders": null}),
        json!({"capabilities": {}, "workspaceFolders": []}),
        json!({"capabilities": {}, "rootUri": "file:///protocol", "workspaceFolders": folders(50)}),
        json!({"capabilities": {}, "rootUri": "file:///no/such/folder"}),
        json!({"capabilities": {}, "rootUri": "vscode-vfs://github/a/b", "workspaceFolders": folders(1)}),
    ] {
        assert_alive(&mut client_with(&params));
    }
}

#[test]
fn any_capabilities_and_options_are_taken() {
    for params in [
        json!({"capabilities": {}}),
        json!({"capabilities": {"workspace": {}, "textDocument": {}, "window": {}, "general": {}}}),
        json!({"capabilities": {"experimental": {"any": ["thing"]}, "unknown": true}}),
        json!({"capabilities": {"general": {"positionEncodings": []}}}),
        json!({"capabilities": {"general": {"positionEncodings": ["utf-7"]}}}),
        json!({"capabilities": {}, "initializationOptions": null}),
        json!({"capabilities": {}, "initializationOptions": "nonsense"}),
        json!({"capabilities": {}, "initializationOptions": {"no": {"such": "option"}}}),
        json!({"capabilities": {}, "clientInfo": {"name": "🤗"}, "locale": "xx", "trace": "off", "more": 1}),
    ] {
        let mut client = client_with(&params);
        client.notify("workspace/didChangeConfiguration", &json!({"settings": null}));
        client.notify(
            "workspace/didChangeConfiguration",
            &json!({"settings": {"ponder": 7}}),
        );
        assert_alive(&mut client);
    }
}

#[test]
fn folders_may_change_and_files_be_saved_and_watched() {
    let mut client = client();
    let folder = json!({"uri": "file:///protocol/more", "name": "more"});
    let changes = [
        json!({"event": {"added": [folder], "removed": []}}),
        json!({"event": {"added": [], "removed": [folder, folder]}}),
    ];
    for change in changes {
        client.notify("workspace/didChangeWorkspaceFolders", &change);
    }
    client.notify("textDocument/didSave", &document());
    client.notify(
        "textDocument/didSave",
        &json!({"textDocument": {"uri": "file:///never/opened"}}),
    );
    client.notify(
        "workspace/didChangeWatchedFiles",
        &json!({"changes": [{"uri": "file:///no/such", "type": 3}]}),
    );
    assert_alive(&mut client);
}
