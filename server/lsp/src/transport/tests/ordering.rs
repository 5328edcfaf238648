use serde_json::{Value, json};

use super::client::TestClient;

fn change(version: i32) -> Value {
    json!({
        "textDocument": {"uri": "file:///a.rs", "version": version},
        "contentChanges": [{"text": version.to_string()}],
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn changes_are_applied_in_the_order_of_the_wire_while_requests_hang() {
    let mut client = TestClient::initialized().await;
    for id in 0..200 {
        client.send(id, "test/hang", json!({})).await;
    }
    for version in 1..=2_000 {
        client.notify("textDocument/didChange", change(version)).await;
    }
    let answer = client.request("versions", "test/versions", json!({})).await;
    assert_eq!(answer["result"], json!((1..=2_000).collect::<Vec<i32>>()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_sees_the_document_as_it_was_on_the_wire() {
    let mut client = TestClient::initialized().await;
    for version in 1..=300 {
        client.notify("textDocument/didChange", change(version)).await;
        client
            .send(version, "test/versionAtReceipt", json!(version % 11))
            .await;
    }
    for _ in 1..=300 {
        let answer = client.receive().await;
        assert_eq!(answer["result"], answer["id"]);
    }
}

#[tokio::test]
async fn a_change_in_the_same_piece_as_a_request_comes_first() {
    let mut client = TestClient::initialized().await;
    let mut piece = Vec::new();
    let notification = json!({"jsonrpc": "2.0", "method": "textDocument/didChange", "params": change(7)});
    let request = json!({"jsonrpc": "2.0", "id": 1, "method": "test/versions", "params": {}});
    for message in [notification, request] {
        crate::transport::frame::encode(message.to_string().as_bytes(), &mut piece);
    }
    client.send_bytes(&piece).await;
    assert_eq!(client.receive().await["result"], json!([7]));
}
