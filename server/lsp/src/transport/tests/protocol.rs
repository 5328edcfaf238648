use std::collections::HashMap;

use proptest::prelude::*;
use serde_json::{Value, json};
use tower_lsp::ExitedError;
use tower_lsp::jsonrpc::{Request, Response};

use super::client::TestClient;
use crate::transport::Exit;

#[tokio::test]
async fn unknown_requests_are_refused_and_unknown_notifications_ignored() {
    let mut client = TestClient::initialized().await;
    for method in ["no/such/method", "$/noSuchMethod", ""] {
        client.send(1, method, json!({})).await;
        assert_eq!(client.receive_error().await, (json!(1), -32601), "{method}");
        client.notify(method, json!({})).await;
    }
    client.assert_alive().await;
}

#[tokio::test]
async fn wrong_params_are_refused() {
    let mut client = TestClient::initialized().await;
    for params in [json!(null), json!({}), json!([1]), json!("text")] {
        client.send(1, "textDocument/hover", params.clone()).await;
        assert_eq!(client.receive_error().await, (json!(1), -32602), "{params}");
        client.notify("textDocument/didChange", params).await;
    }
    client.assert_alive().await;
}

#[tokio::test]
async fn methods_in_the_wrong_form_are_refused_or_ignored() {
    let mut client = TestClient::initialized().await;
    client.notify("test/echo", json!({})).await;
    for method in ["textDocument/didChange", "$/cancelRequest"] {
        client.send(1, method, json!({"id": 1})).await;
        assert_eq!(client.receive_error().await, (json!(1), -32600));
    }
    client.assert_alive().await;
}

#[tokio::test]
async fn the_answer_has_the_id_of_the_request_to_the_letter() {
    let mut client = TestClient::initialized().await;
    for id in [
        "1",
        "-1",
        "\"one\"",
        "\"\"",
        "2147483648",
        "9223372036854775808",
        "-123456789012345678901234567890",
    ] {
        client
            .send_text(format!(
                r#"{{"jsonrpc":"2.0","id":{id},"method":"test/echo","params":0}}"#
            ))
            .await;
        let body = client.receive_text().await;
        assert_eq!(body, format!(r#"{{"jsonrpc":"2.0","id":{id},"result":0}}"#));
        client
            .send_text(format!(
                r#"{{"jsonrpc":"2.0","id":{id},"method":"test/hang","params":0}}"#
            ))
            .await;
        client
            .send_text(format!(
                r#"{{"jsonrpc":"2.0","method":"$/cancelRequest","params":{{"id":{id}}}}}"#
            ))
            .await;
        let body = client.receive_text().await;
        assert!(
            body.starts_with(&format!(r#"{{"jsonrpc":"2.0","id":{id},"error":{{"code":-32800"#)),
            "{body}"
        );
    }
}

#[tokio::test]
async fn a_request_whose_id_is_in_use_is_answered_as_well() {
    let mut client = TestClient::initialized().await;
    client.send(1, "test/hang", json!({})).await;
    client.send(1, "test/hang", json!({})).await;
    assert_eq!(client.request(1, "test/echo", json!("a")).await["result"], "a");
    client.cancel(1).await;
    assert_eq!(client.receive_error().await, (json!(1), -32800));
    assert_eq!(client.receive_error().await, (json!(1), -32800));
    client.assert_alive().await;
}

#[tokio::test]
async fn a_cancelled_handler_is_dropped() {
    let mut client = TestClient::initialized().await;
    client.send(1, "test/hang", json!({})).await;
    client.cancel(1).await;
    assert_eq!(client.receive_error().await, (json!(1), -32800));
    assert_eq!(
        client.request(2, "test/dropped", json!({})).await["result"],
        Value::Null
    );
}

#[tokio::test]
async fn cancelling_what_is_unknown_or_finished_does_nothing() {
    let mut client = TestClient::initialized().await;
    client.cancel(17).await;
    client.cancel("17").await;
    client.request(1, "test/echo", json!({})).await;
    client.cancel(1).await;
    client.notify("$/cancelRequest", json!({})).await;
    client.assert_alive().await;
}

#[tokio::test]
async fn a_number_and_a_string_are_different_ids() {
    let mut client = TestClient::initialized().await;
    client.send(1, "test/hang", json!({})).await;
    client.send("1", "test/hang", json!({})).await;
    client.cancel("1").await;
    assert_eq!(client.receive_error().await, (json!("1"), -32800));
    client.assert_alive().await;
}

#[tokio::test]
async fn a_panic_costs_one_answer() {
    let mut client = TestClient::initialized().await;
    for method in ["test/panic", "test/panicLater"] {
        let answer = client.request(1, method, json!({})).await;
        assert_eq!(answer["error"]["code"], -32603);
        assert!(
            answer["error"]["message"].as_str().unwrap().contains(method),
            "{answer}"
        );
        client.assert_alive().await;
    }
    client.notify("test/panicking", json!("now")).await;
    client.notify("test/panicking", json!("later")).await;
    client.assert_alive().await;
}

#[tokio::test]
async fn a_panic_before_there_is_a_handler_costs_one_answer() {
    let service = tower::service_fn(|request: Request| {
        assert!(request.method() != "panic", "asked to");
        let (_, id, params) = request.into_parts();
        let answer = id.map(|id| Response::from_ok(id, params.unwrap_or_default()));
        std::future::ready(Ok::<_, ExitedError>(answer))
    });
    let mut client = TestClient::of_service(service);
    client.send(1, "panic", json!({})).await;
    assert_eq!(client.receive_error().await, (json!(1), -32603));
    client.notify("panic", json!({})).await;
    client.assert_alive().await;
}

#[tokio::test]
async fn a_service_that_does_not_answer_does_not_leave_the_client_waiting() {
    let service = tower::service_fn(|_: Request| std::future::ready(Ok::<_, ExitedError>(None::<Response>)));
    let mut client = TestClient::of_service(service);
    client.send(1, "anything", json!({})).await;
    assert_eq!(client.receive_error().await, (json!(1), -32601));
}

#[tokio::test]
async fn an_answer_that_nobody_asked_for_is_ignored() {
    let mut client = TestClient::initialized().await;
    for id in ["0", "99", "\"x\"", "null", "1e99"] {
        client
            .send_text(format!(r#"{{"jsonrpc":"2.0","id":{id},"result":1}}"#))
            .await;
        client
            .send_text(format!(r#"{{"jsonrpc":"2.0","id":{id},"error":{{}}}}"#))
            .await;
    }
    client.assert_alive().await;
}

#[tokio::test]
async fn the_client_is_asked_and_its_answer_arrives() {
    let mut client = TestClient::initialized().await;
    client.send(1, "test/ask", json!({})).await;
    let question = client.receive().await;
    assert_eq!(question["method"], "workspace/workspaceFolders");
    client.assert_alive().await;
    let folder = json!({"uri": "file:///tmp/a", "name": "\u{fffd}"});
    let answer = json!({"jsonrpc": "2.0", "id": question["id"], "result": [folder]});
    client
        .send_text(answer.to_string().replace('\u{fffd}', r"\ud800"))
        .await;
    assert_eq!(
        client.receive().await,
        json!({"jsonrpc": "2.0", "id": 1, "result": 1})
    );
}

#[tokio::test]
async fn a_client_that_never_answers_keeps_nothing_else_waiting() {
    let mut client = TestClient::initialized().await;
    for id in 0..100 {
        client.send(id, "test/ask", json!({})).await;
        assert_eq!(client.receive().await["method"], "workspace/workspaceFolders");
    }
    client.assert_alive().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_handler_sends_arrives_in_order_and_before_its_answer() {
    let mut client = TestClient::initialized().await;
    for pieces in [1, 2, 3, 300] {
        client.send(1, "test/stream", json!(pieces)).await;
        for piece in 0..pieces {
            assert_eq!(client.receive().await["params"]["message"], piece.to_string());
        }
        assert_eq!(client.receive().await["result"], pieces);
    }
}

#[tokio::test]
async fn thousands_of_requests_may_be_in_flight() {
    let mut client = TestClient::initialized().await;
    for id in 0..5_000 {
        client.send(id, "test/hang", json!({})).await;
    }
    client.assert_alive().await;
    client.cancel(4_321).await;
    assert_eq!(client.receive_error().await, (json!(4_321), -32800));
}

/// Waits as many turns as the parameter says, then answers with it.
async fn wait_turns(request: Request) -> Result<Option<Response>, ExitedError> {
    let (_, id, params) = request.into_parts();
    for _ in 0..params.as_ref().and_then(Value::as_u64).unwrap_or(0) {
        tokio::task::yield_now().await;
    }
    Ok(id.map(|id| Response::from_ok(id, params.unwrap_or_default())))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8))]

    #[test]
    fn of_requests_cancelled_at_random_each_is_answered_once(
        plan in prop::collection::vec((0..30_u64, prop::option::of(any::<prop::sample::Index>())), 1_000),
    ) {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        let (answers, exit) = runtime.block_on(async {
            let mut client = TestClient::of_service(tower::service_fn(wait_turns));
            for (id, (turns, cancel)) in plan.iter().enumerate() {
                client.send(id, "wait", json!(turns)).await;
                if let Some(cancel) = cancel {
                    client.cancel(cancel.index(id + 1)).await;
                }
            }
            let mut answers = Vec::new();
            for _ in &plan {
                answers.push(client.receive().await);
            }
            let (rest, exit) = client.finish().await;
            answers.extend(rest);
            (answers, exit)
        });
        let mut count: HashMap<u64, usize> = HashMap::new();
        for answer in &answers {
            *count.entry(answer["id"].as_u64().unwrap()).or_default() += 1;
            prop_assert!(answer["result"].is_u64() || answer["error"]["code"] == -32800, "{answer}");
        }
        prop_assert_eq!(exit, Exit::EndOfInput);
        prop_assert_eq!(answers.len(), plan.len());
        prop_assert!(count.values().all(|&times| times == 1));
    }
}
