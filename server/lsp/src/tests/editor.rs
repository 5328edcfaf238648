//! An editor at the other end of the pipes.

use ponder_config::Options;
use ponder_figures::Figures;
use ponder_local::LocalModels;
use ponder_local::engine::Engine;
use ponder_local::store::ModelStore;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::server::service;
use crate::transport::tests::client::TestClient;

/// An editor that has begun a session. No local model is installed.
pub(super) struct Editor {
    client: TestClient,
    /// Messages that came while another was waited for.
    earlier: Vec<Value>,
    last_id: i64,
    folder: TempDir,
}

/// What an editor can do that can do everything but open documents, which would leave files on this machine.
pub(super) fn able() -> Value {
    json!({
        "general": {"positionEncodings": ["utf-16"]},
        "textDocument": {"codeAction": {
            "dataSupport": true,
            "resolveSupport": {"properties": ["edit", "command"]},
        }},
        "workspace": {
            "applyEdit": true,
            "workspaceEdit": {
                "documentChanges": true,
                "changeAnnotationSupport": {},
                "resourceOperations": ["create"],
            },
        },
        "experimental": {"ponder": {"explain": true, "instruction": true, "choose": true, "chat": true}},
    })
}

impl Editor {
    /// An editor with these capabilities and the user's configuration.
    pub(super) async fn start(capabilities: Value, configuration: &Value) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let local = LocalModels::new(
            ModelStore::at(folder.path().join("models")),
            Engine::new("no-such-program".into()),
        );
        let options = Options::from_json(configuration).unwrap();
        let (stop, _) = tokio::sync::watch::channel(false);
        let (service, socket) = service(local, options, Figures::in_memory(), None, stop);
        let mut editor = Self {
            client: TestClient::of(service, socket),
            earlier: Vec::new(),
            last_id: 0,
            folder,
        };
        let root = editor.uri("");
        let params = json!({"capabilities": capabilities, "workspaceFolders": [{"uri": root, "name": "a"}]});
        let answer = editor.ask("initialize", params).await;
        assert!(answer["result"]["capabilities"].is_object(), "{answer}");
        editor
    }

    /// The address of a file in the workspace.
    pub(super) fn uri(&self, name: &str) -> String {
        let path = self.folder.path().join(name);
        tower_lsp::gen_lsp_types::Uri::from_file_path(path)
            .unwrap()
            .into()
    }

    /// Writes a file of the workspace.
    pub(super) fn write(&self, name: &str, text: &str) {
        let path = self.folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    pub(super) async fn open(&mut self, uri: &str, language: &str, text: &str) {
        let document = json!({"uri": uri, "languageId": language, "version": 1, "text": text});
        self.client
            .notify("textDocument/didOpen", json!({"textDocument": document}))
            .await;
    }

    /// Replaces what stands between two places, or all.
    pub(super) async fn change(&mut self, uri: &str, version: i32, range: Option<Value>, text: &str) {
        let mut change = json!({"text": text});
        if let Some(range) = range {
            change["range"] = range;
        }
        let params = json!({"textDocument": {"uri": uri, "version": version}, "contentChanges": [change]});
        self.client.notify("textDocument/didChange", params).await;
    }

    pub(super) async fn notify(&mut self, method: &str, params: Value) {
        self.client.notify(method, params).await;
    }

    /// Sends a request and returns its id.
    pub(super) async fn begin(&mut self, method: &str, params: Value) -> i64 {
        self.last_id += 1;
        self.client.send(self.last_id, method, params).await;
        self.last_id
    }

    /// The answer to a request.
    pub(super) async fn answer(&mut self, id: i64) -> Value {
        self.next(|message| message.get("method").is_none() && message["id"] == id)
            .await
    }

    /// Sends a request and waits for the answer.
    pub(super) async fn ask(&mut self, method: &str, params: Value) -> Value {
        let id = self.begin(method, params).await;
        self.answer(id).await
    }

    /// The next request or notification of the server of this method.
    pub(super) async fn told(&mut self, method: &str) -> Value {
        self.next(|message| message["method"] == method).await
    }

    /// Answers a request of the server.
    pub(super) async fn reply(&mut self, request: &Value, result: Value) {
        let answer = json!({"jsonrpc": "2.0", "id": request["id"], "result": result});
        self.client.send_text(answer.to_string()).await;
    }

    pub(super) async fn cancel(&mut self, id: i64) {
        self.client.cancel(id).await;
    }

    /// The actions that are offered at a place.
    pub(super) async fn actions(&mut self, uri: &str, range: &Value, context: Value) -> Vec<Value> {
        let params = json!({"textDocument": {"uri": uri}, "range": range, "context": context});
        let mut answer = self.ask("textDocument/codeAction", params).await;
        match answer["result"].take() {
            Value::Array(actions) => actions,
            _ => panic!("{answer} is no list"),
        }
    }

    async fn next(&mut self, is_it: impl Fn(&Value) -> bool) -> Value {
        if let Some(index) = self.earlier.iter().position(&is_it) {
            return self.earlier.remove(index);
        }
        loop {
            let message = self.client.receive().await;
            if is_it(&message) {
                return message;
            }
            self.earlier.push(message);
        }
    }
}

/// A range of the protocol.
pub(super) fn range(start: (u32, u32), end: (u32, u32)) -> Value {
    json!({
        "start": {"line": start.0, "character": start.1},
        "end": {"line": end.0, "character": end.1},
    })
}
