//! A client at the other end of the pipes.

use serde_json::{Value, json};
use tokio::io::{AsyncWriteExt as _, DuplexStream};
use tokio::task::JoinHandle;
use tower::Service;
use tower_lsp::jsonrpc::{Request, Response};
use tower_lsp::{ClientSocket, ExitedError, LspService};

use super::server::Server;
use crate::transport::frame::{FrameReader, encode};
use crate::transport::{Exit, serve};

pub(crate) struct TestClient {
    input: DuplexStream,
    output: FrameReader<DuplexStream>,
    serving: JoinHandle<Exit>,
    stop: Option<tokio::sync::oneshot::Sender<()>>,
}

impl TestClient {
    /// A client of [`Server`] that has not sent anything yet.
    pub(crate) fn of_server() -> Self {
        let (service, socket) = Server::service();
        Self::of(service, socket)
    }

    /// A client of [`Server`] after `initialize`.
    pub(crate) async fn initialized() -> Self {
        let mut client = Self::of_server();
        client.initialize().await;
        client
    }

    /// A client of a service made by hand.
    pub(crate) fn of_service<S>(service: S) -> Self
    where
        S: Service<Request, Response = Option<Response>, Error = ExitedError> + Send + 'static,
        S::Future: Send + 'static,
    {
        let (_, socket) = LspService::new(Server::new);
        Self::of(service, socket)
    }

    /// A client of a service of the library.
    pub(crate) fn of<S>(service: S, socket: ClientSocket) -> Self
    where
        S: Service<Request, Response = Option<Response>, Error = ExitedError> + Send + 'static,
        S::Future: Send + 'static,
    {
        let (input, reader) = tokio::io::duplex(1 << 16);
        let (writer, output) = tokio::io::duplex(1 << 16);
        let (stop, stopped) = tokio::sync::oneshot::channel();
        let serving = tokio::spawn(serve(reader, writer, service, socket, async {
            // A client that does not stop the loop lets it run.
            if stopped.await.is_err() {
                std::future::pending::<()>().await;
            }
        }));
        Self {
            input,
            output: FrameReader::new(output),
            serving,
            stop: Some(stop),
        }
    }

    pub(crate) async fn initialize(&mut self) {
        let answer = self
            .request("start", "initialize", json!({"capabilities": {}}))
            .await;
        assert!(answer["result"].is_object(), "{answer}");
        self.notify("initialized", json!({})).await;
    }

    pub(crate) async fn send_bytes(&mut self, bytes: &[u8]) {
        self.input.write_all(bytes).await.unwrap();
    }

    pub(crate) async fn send_text(&mut self, body: impl AsRef<[u8]>) {
        let mut frame = Vec::new();
        encode(body.as_ref(), &mut frame);
        self.send_bytes(&frame).await;
    }

    pub(crate) async fn send(&mut self, id: impl Into<Value>, method: &str, params: Value) {
        let message = json!({"jsonrpc": "2.0", "id": id.into(), "method": method, "params": params});
        self.send_text(message.to_string()).await;
    }

    pub(crate) async fn notify(&mut self, method: &str, params: Value) {
        let message = json!({"jsonrpc": "2.0", "method": method, "params": params});
        self.send_text(message.to_string()).await;
    }

    pub(crate) async fn cancel(&mut self, id: impl Into<Value>) {
        self.notify("$/cancelRequest", json!({"id": id.into()})).await;
    }

    /// The next message of the server.
    pub(crate) async fn receive(&mut self) -> Value {
        serde_json::from_str(&self.receive_text().await).unwrap()
    }

    /// The next message of the server, to the letter.
    pub(crate) async fn receive_text(&mut self) -> String {
        String::from_utf8(self.output.next().await.expect("the server goes on").unwrap()).unwrap()
    }

    /// The id and error code of the next answer.
    pub(crate) async fn receive_error(&mut self) -> (Value, i64) {
        let answer = self.receive().await;
        let code = answer["error"]["code"]
            .as_i64()
            .unwrap_or_else(|| panic!("{answer} is no error"));
        (answer["id"].clone(), code)
    }

    /// Sends a request and takes the next message for its answer.
    pub(crate) async fn request(&mut self, id: impl Into<Value>, method: &str, params: Value) -> Value {
        let id = id.into();
        self.send(id.clone(), method, params).await;
        let answer = self.receive().await;
        assert_eq!(answer["id"], id, "{answer}");
        answer
    }

    /// Checks that the server still answers, and with nothing else than what is asked now.
    pub(crate) async fn assert_alive(&mut self) {
        let answer = self
            .request("alive?", "test/echo", json!({"still": "here"}))
            .await;
        assert_eq!(answer["result"], json!({"still": "here"}));
    }

    /// How the loop ended, while the input and output stay open.
    pub(crate) async fn exit(&mut self) -> Exit {
        (&mut self.serving).await.unwrap()
    }

    pub(crate) fn stop(&mut self) {
        self.stop.take().expect("stopped once").send(()).unwrap();
    }

    /// Closes the input; returns all that the server still said and how the loop ended.
    pub(crate) async fn finish(self) -> (Vec<Value>, Exit) {
        let Self {
            input,
            mut output,
            serving,
            stop: _stop,
        } = self;
        drop(input);
        let mut messages = Vec::new();
        while let Some(body) = output.next().await {
            messages.push(serde_json::from_slice(&body.unwrap()).unwrap());
        }
        (messages, serving.await.unwrap())
    }

    /// Stops reading for good.
    pub(crate) fn close_output(&mut self) {
        self.output = FrameReader::new(tokio::io::duplex(1).0);
    }
}
