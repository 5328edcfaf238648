use serde_json::{Value, json};
use tower_lsp::ExitedError;
use tower_lsp::jsonrpc::{Request, Response};

use super::client::TestClient;
use crate::transport::Exit;

fn initialize_params(how: &str) -> Value {
    json!({"capabilities": {}, "initializationOptions": how})
}

#[tokio::test]
async fn a_request_before_initialize_is_refused() {
    let mut client = TestClient::of_server();
    client.send(1, "test/echo", json!({})).await;
    assert_eq!(client.receive_error().await, (json!(1), -32002));
    client.notify("textDocument/didOpen", json!({})).await;
    client.initialize().await;
    client.assert_alive().await;
}

#[tokio::test]
async fn a_second_initialize_is_refused() {
    let mut client = TestClient::initialized().await;
    client.send(2, "initialize", initialize_params("")).await;
    assert_eq!(client.receive_error().await, (json!(2), -32600));
    client.assert_alive().await;
}

#[tokio::test]
async fn what_follows_a_slow_initialize_is_served_after_it_in_order() {
    let mut client = TestClient::of_server();
    client.send(1, "initialize", initialize_params("yield")).await;
    client.notify("initialized", json!({})).await;
    client.send(2, "test/echo", json!("a")).await;
    client.send(3, "initialize", initialize_params("")).await;
    client.send(4, "test/echo", json!("b")).await;
    assert!(client.receive().await["result"].is_object());
    assert_eq!(client.receive().await["result"], "a");
    assert_eq!(client.receive_error().await, (json!(3), -32600));
    assert_eq!(client.receive().await["result"], "b");
}

#[tokio::test]
async fn an_initialize_and_what_waits_for_it_can_be_cancelled() {
    let mut client = TestClient::of_server();
    client.send(1, "initialize", initialize_params("wait")).await;
    client.send(2, "test/echo", json!("a")).await;
    client.send(3, "test/echo", json!("b")).await;
    client.cancel(2).await;
    assert_eq!(client.receive_error().await, (json!(2), -32800));
    client.cancel(1).await;
    assert_eq!(client.receive_error().await, (json!(1), -32800));
    assert_eq!(client.receive_error().await, (json!(3), -32002));
    client.initialize().await;
    client.assert_alive().await;
}

#[tokio::test]
async fn after_shutdown_requests_are_refused_and_exit_is_clean() {
    let mut client = TestClient::initialized().await;
    assert_eq!(
        client.request(1, "shutdown", Value::Null).await["result"],
        Value::Null
    );
    client.send(2, "test/echo", json!({})).await;
    assert_eq!(client.receive_error().await, (json!(2), -32600));
    client.send(3, "shutdown", Value::Null).await;
    assert_eq!(client.receive_error().await, (json!(3), -32600));
    client.notify("exit", Value::Null).await;
    assert_eq!(client.exit().await, Exit::Clean);
}

#[tokio::test]
async fn shutdown_and_exit_in_one_piece_still_give_the_answer() {
    let mut client = TestClient::initialized().await;
    client.send(1, "shutdown", Value::Null).await;
    client.notify("exit", Value::Null).await;
    let (messages, exit) = client.finish().await;
    assert_eq!(messages, [json!({"jsonrpc": "2.0", "id": 1, "result": null})]);
    assert_eq!(exit, Exit::Clean);
}

#[tokio::test]
async fn exit_without_shutdown_is_told_apart() {
    let mut client = TestClient::initialized().await;
    client.notify("exit", Value::Null).await;
    assert_eq!(client.exit().await, Exit::WithoutShutdown);
    let mut client = TestClient::of_server();
    client.send(1, "exit", Value::Null).await;
    assert_eq!(client.exit().await, Exit::WithoutShutdown);
    assert_eq!(
        client.receive().await,
        json!({"jsonrpc": "2.0", "id": 1, "result": null})
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn exit_waits_for_no_handler_and_answers_none() {
    let mut client = TestClient::initialized().await;
    for id in 0..50 {
        client.send(id, "test/hang", json!({})).await;
    }
    client.notify("exit", Value::Null).await;
    let (messages, exit) = client.finish().await;
    assert_eq!((messages, exit), (vec![], Exit::WithoutShutdown));
}

#[tokio::test(start_paused = true)]
async fn exit_waits_only_so_long_for_a_client_that_does_not_read() {
    let mut client = TestClient::initialized().await;
    client.send(1, "test/echo", json!("x".repeat(1 << 18))).await;
    client.notify("exit", Value::Null).await;
    assert_eq!(client.exit().await, Exit::WithoutShutdown);
}

#[tokio::test]
async fn the_end_of_the_input_ends_the_loop_while_handlers_hang() {
    let mut client = TestClient::initialized().await;
    client.send(1, "test/hang", json!({})).await;
    assert_eq!(client.finish().await, (vec![], Exit::EndOfInput));
    let mut client = TestClient::initialized().await;
    client.send_bytes(b"Content-Length: 100\r\n\r\n{").await;
    assert_eq!(client.finish().await, (vec![], Exit::EndOfInput));
}

#[tokio::test]
async fn a_client_that_closes_its_output_ends_the_loop() {
    let mut client = TestClient::initialized().await;
    client.close_output();
    client.send(1, "test/echo", json!({})).await;
    assert_eq!(client.exit().await, Exit::BrokenPipe);
}

#[tokio::test]
async fn the_loop_can_be_stopped_from_outside() {
    let mut client = TestClient::initialized().await;
    client.send(1, "test/hang", json!({})).await;
    client.stop();
    assert_eq!(client.exit().await, Exit::Stopped);
}

#[tokio::test]
async fn the_handlers_end_with_the_loop() {
    let (held, dropped) = tokio::sync::oneshot::channel::<()>();
    let mut held = Some(held);
    let service = tower::service_fn(move |_: Request| {
        let held = held.take();
        async move {
            let _held = held;
            std::future::pending::<Result<Option<Response>, ExitedError>>().await
        }
    });
    let mut client = TestClient::of_service(service);
    client.send(1, "hang", json!({})).await;
    client.notify("exit", Value::Null).await;
    assert_eq!(client.exit().await, Exit::WithoutShutdown);
    dropped.await.unwrap_err();
}
