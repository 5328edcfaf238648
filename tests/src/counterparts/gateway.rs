//! A gateway as people run it in front of their models: `LiteLLM`.

use std::fs;

use serde_json::json;
use tempfile::TempDir;

use super::LlamaServer;
use super::process::Process;

/// A running gateway with one model, [`Gateway::MODEL`]. It ends when this is dropped.
#[derive(Debug)]
pub struct Gateway {
    process: Process,
}

impl Gateway {
    /// The key that it takes. It opens nothing anywhere else, but is not so simple that the gateway refuses to start.
    pub const KEY: &'static str = "sk-counterpart-3f9a1c77d2e84b60a5c1";

    /// The name of its model.
    pub const MODEL: &'static str = "writer";

    /// Starts a gateway in front of `server` on a free port, and waits until it takes requests.
    ///
    /// # Panics
    ///
    /// If the gateway is not installed, or does not start.
    pub fn start(server: &LlamaServer) -> Self {
        let home = TempDir::with_prefix("ponder-gateway-").expect("a temporary folder can be made");
        let model = json!({
            "model": "openai/whatever-is-loaded",
            "api_base": format!("{}/v1", server.url()),
            "api_key": "none",
            // What fails is seen as it fails.
            "max_retries": 0,
        });
        let configuration = json!({
            "model_list": [{"model_name": Self::MODEL, "litellm_params": model}],
            "litellm_settings": {"drop_params": false, "num_retries": 0},
            "general_settings": {"master_key": Self::KEY},
        });
        // JSON is YAML.
        let path = home.path().join("gateway.yaml");
        fs::write(&path, configuration.to_string()).expect("a temporary folder can be written");
        Self {
            process: Process::start("gateway.py", &[path.as_os_str()], home),
        }
    }

    /// Where it is reached: the part before `/chat/completions`.
    pub fn url(&self) -> String {
        format!("{}/v1", self.process.url)
    }
}
