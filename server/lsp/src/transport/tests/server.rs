//! A language server whose methods do what a handler can do wrong.

use std::sync::Mutex;
use std::time::Duration;

use serde_json::{Value, json};
use tokio::sync::oneshot;
use tower_lsp::gen_lsp_types::{
    DidChangeTextDocumentParams, InitializeParams, InitializeResult, MessageType,
};
use tower_lsp::jsonrpc::Result;
use tower_lsp::{Client, ClientSocket, LanguageServer, LspService};

pub(super) struct Server {
    client: Client,
    versions: Mutex<Vec<i32>>,
    dropped: Mutex<Option<oneshot::Receiver<()>>>,
}

#[expect(clippy::unused_async, reason = "the library takes asynchronous methods only")]
impl Server {
    pub(super) fn new(client: Client) -> Self {
        Self {
            client,
            versions: Mutex::default(),
            dropped: Mutex::default(),
        }
    }

    pub(super) fn service() -> (LspService<Self>, ClientSocket) {
        LspService::build(Self::new)
            .custom_method("test/echo", Self::echo)
            .custom_method("test/hang", Self::hang)
            .custom_method("test/panic", Self::panic)
            .custom_method("test/panicLater", Self::panic_later)
            .custom_method("test/panicking", Self::panicking)
            .custom_method("test/versions", Self::versions)
            .custom_method("test/versionAtReceipt", Self::version_at_receipt)
            .custom_method("test/stream", Self::stream)
            .custom_method("test/ask", Self::ask)
            .custom_method("test/dropped", Self::dropped)
            .finish()
    }

    async fn echo(&self, params: Value) -> Result<Value> {
        Ok(params)
    }

    async fn hang(&self, _: Value) -> Result<Value> {
        let (_alive, dropped) = oneshot::channel();
        *self.dropped.lock().unwrap() = Some(dropped);
        std::future::pending().await
    }

    /// Answers once the last `test/hang` was dropped.
    async fn dropped(&self, _: Value) -> Result<Value> {
        let hanging = self.dropped.lock().unwrap().take().expect("something hung");
        hanging.await.expect_err("a hanging handler never sends");
        Ok(Value::Null)
    }

    async fn panic(&self, _: Value) -> Result<Value> {
        panic!("asked to")
    }

    async fn panic_later(&self, _: Value) -> Result<Value> {
        tokio::task::yield_now().await;
        panic!("asked to")
    }

    async fn panicking(&self, params: Value) {
        if params == json!("later") {
            tokio::task::yield_now().await;
        }
        panic!("asked to")
    }

    async fn versions(&self, _: Value) -> Result<Vec<i32>> {
        Ok(self.versions.lock().unwrap().clone())
    }

    async fn version_at_receipt(&self, params: Value) -> Result<Option<i32>> {
        let version = self.versions.lock().unwrap().last().copied();
        for _ in 0..params.as_u64().unwrap() {
            tokio::task::yield_now().await;
        }
        Ok(version)
    }

    /// Sends as many messages as asked for, then answers.
    async fn stream(&self, params: Value) -> Result<Value> {
        for piece in 0..params.as_u64().unwrap() {
            self.client.log_message(MessageType::Info, piece).await;
        }
        Ok(params)
    }

    /// Answers what the client answers to a request for its folders.
    async fn ask(&self, _: Value) -> Result<Value> {
        let folders = self.client.workspace_folders().await?;
        Ok(json!(folders.map(|folders| folders.len())))
    }
}

impl LanguageServer for Server {
    async fn initialize(&self, params: InitializeParams) -> Result<InitializeResult> {
        match params.initialization_options {
            Some(Value::String(wait)) if wait == "wait" => std::future::pending().await,
            Some(Value::String(yields)) if yields == "yield" => {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
            _ => {}
        }
        Ok(InitializeResult::default())
    }

    async fn did_change(&self, params: DidChangeTextDocumentParams) {
        self.versions.lock().unwrap().push(params.text_document.version);
        // What a handler does after the change takes its time.
        for _ in 0..params.text_document.version % 7 {
            tokio::task::yield_now().await;
        }
    }

    async fn shutdown(&self) -> Result<()> {
        Ok(())
    }
}
