//! A model behind HTTP: each question is handed to the test, which answers it.

use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;

/// An endpoint of the generic dialect.
pub(super) struct Endpoint {
    url: String,
    asked: mpsc::UnboundedReceiver<Asked>,
}

/// A question that waits for its answer.
pub(super) struct Asked {
    pub(super) body: Value,
    stream: TcpStream,
}

impl Endpoint {
    pub(super) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/v1", listener.local_addr().unwrap());
        let (sender, asked) = mpsc::unbounded_channel();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let sender = sender.clone();
                tokio::spawn(async move {
                    if let Some(asked) = read(stream).await {
                        let _ = sender.send(asked);
                    }
                });
            }
        });
        Self { url, asked }
    }

    /// A configuration in which this endpoint serves all that is no completion.
    pub(super) fn configuration(&self) -> Value {
        json!({
            "routing": {"discover": false},
            "endpoints": {"stand_in": {"dialect": "generic", "url": self.url}},
            "bindings": {"stand_in": {"endpoint": "stand_in", "model": "stand-in", "mode": "non_thinking"}},
            "roles": {"reasoning": ["stand_in"], "general": ["stand_in"]},
        })
    }

    /// The next question.
    pub(super) async fn asked(&mut self) -> Asked {
        self.asked.recv().await.expect("the endpoint lives")
    }
}

impl Asked {
    /// Answers with this text.
    pub(super) async fn answer(mut self, text: &str) {
        let delta = json!({"choices": [{"index": 0, "delta": {"content": text}, "finish_reason": null}]});
        let end = json!({"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]});
        let response = format!(
            "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n\
             data: {delta}\n\ndata: {end}\n\ndata: [DONE]\n\n"
        );
        self.stream.write_all(response.as_bytes()).await.unwrap();
        self.stream.shutdown().await.unwrap();
    }

    /// Waits until whoever asked hangs up.
    pub(super) async fn hung_up(mut self) {
        let mut rest = Vec::new();
        let _ = self.stream.read_to_end(&mut rest).await;
        assert_eq!(rest, b"", "nothing else comes");
    }
}

async fn read(mut stream: TcpStream) -> Option<Asked> {
    let mut bytes = Vec::new();
    loop {
        if stream.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
        let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") else {
            continue;
        };
        let head = String::from_utf8_lossy(&bytes[..end]).to_lowercase();
        let length: usize = head
            .lines()
            .find_map(|line| line.strip_prefix("content-length:")?.trim().parse().ok())
            .unwrap_or_default();
        if bytes.len() >= end + 4 + length {
            let body = serde_json::from_slice(&bytes[end + 4..]).unwrap_or_default();
            return Some(Asked { body, stream });
        }
    }
}
