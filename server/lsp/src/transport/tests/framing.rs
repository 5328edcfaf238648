use serde_json::json;

use super::client::TestClient;

const ECHO: &str = r#"{"jsonrpc":"2.0","id":1,"method":"test/echo","params":"häh🤗"}"#;

#[tokio::test]
async fn a_message_may_come_one_byte_at_a_time() {
    let mut client = TestClient::initialized().await;
    for byte in format!("Content-Length: {}\r\n\r\n{ECHO}", ECHO.len()).bytes() {
        client.send_bytes(&[byte]).await;
        tokio::task::yield_now().await;
    }
    assert_eq!(client.receive().await["result"], "häh🤗");
}

#[tokio::test]
async fn every_bad_frame_and_body_costs_one_error_and_nothing_else() {
    let mut client = TestClient::initialized().await;
    let bomb = "[".repeat(100_000);
    let bad_bodies: [&[u8]; 7] = [
        b"{\"jsonrpc\":",
        b"nonsense",
        b"\xff\xfe\xfd",
        b"[]",
        b"{}",
        bomb.as_bytes(),
        b"{\"id\":1.5,\"method\":\"m\"}",
    ];
    for body in bad_bodies {
        client.send_text(body).await;
        assert_eq!(client.receive_error().await.0, json!(null));
        client.assert_alive().await;
    }
    for frame in [
        "Content-Length: -1\r\n\r\n{}",
        "Content-Length: 0\r\n\r\n",
        "Content-Length: much\r\n\r\n{}",
        "Content-Length: 1\r\nContent-Length: 2\r\n\r\n{}",
        "Content-Type: x\r\n\r\n{}",
        "Content-Length: 99999999999\r\n\r\n{}",
    ] {
        client.send_bytes(frame.as_bytes()).await;
        assert_eq!(client.receive_error().await, (json!(null), -32600), "{frame}");
        client.assert_alive().await;
    }
}

#[tokio::test]
async fn a_large_message_arrives_whole() {
    let mut client = TestClient::initialized().await;
    let text = "line of text\n".repeat(200_000);
    let message = json!({"jsonrpc": "2.0", "id": 1, "method": "test/echo", "params": text}).to_string();
    client.send_text(message).await;
    assert_eq!(client.receive().await["result"], text);
}
