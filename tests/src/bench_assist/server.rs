//! The server with one local model, as an editor has it.

use anyhow::{Context as _, Result};
use ponder_local::store::{ModelId, ModelStore};
use ponder_tests::{Client, Launch};
use serde_json::json;

use super::pipeline::WINDOW;

/// Starts the server in a home of its own with the models of this machine.
pub(crate) fn start(model: &str, threads: u32) -> Result<Client> {
    let store = ModelStore::open_default()?;
    store
        .find(&ModelId::parse(model)?)
        .with_context(|| format!("`ponder models pull {model}` fetches it"))?;
    let launch = Launch::new();
    let home = launch.home().context("it has a home of its own")?;
    let (configuration, data) = (home.join("config/ponder"), home.join("data/ponder"));
    std::fs::create_dir_all(&configuration)?;
    std::fs::create_dir_all(&data)?;
    std::os::unix::fs::symlink(store.folder(), data.join("models"))?;
    std::fs::write(
        configuration.join("config.toml"),
        format!(
            "routing.discover = false\n[local]\nmodel = \"{model}\"\nthreads = {threads}\ncontext_tokens = {WINDOW}\n"
        ),
    )?;
    let mut client = launch.start();
    client.initialize(&json!({"capabilities": {
        "general": {"positionEncodings": ["utf-8"]},
        "textDocument": {"codeAction": {"dataSupport": true, "resolveSupport": {"properties": ["edit"]}}},
        "workspace": {"applyEdit": true, "workspaceEdit": {"documentChanges": true}},
    }}));
    Ok(client)
}
