//! What the subcommands that ask a model have in common: the settings, the models, and a runtime to ask them on.

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use ponder_ask::{Discovery, Models, Place};
use ponder_config::{EditorOptions, Settings};
use ponder_local::LocalModels;
use ponder_local::engine::Engine;
use ponder_local::store::ModelStore;
use ponder_text::Snapshot;
use tokio::runtime::Runtime;

/// The runtime of the server and of every subcommand that asks a model. Two threads: the work is done by the engine's
/// process, and each thread more costs memory and time at the start.
pub(crate) fn runtime() -> anyhow::Result<Runtime> {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .context("can't start threads; close programs, or raise the limit of processes (ulimit -u)")
}

/// The user's models with an engine that runs this program. No process is started yet. Needs a tokio runtime.
pub(crate) fn local_models() -> anyhow::Result<LocalModels> {
    Ok(LocalModels::new(
        ModelStore::open_default()?,
        Engine::new(program()?),
    ))
}

/// The settings that the user's configuration file gives.
pub(crate) fn settings() -> anyhow::Result<Settings> {
    Ok(Settings::resolve(
        &ponder_config::read()?,
        &EditorOptions::default(),
    )?)
}

/// Every model that can be asked: local ones, those of the user's endpoints, and of servers found on this machine. Needs a
/// tokio runtime.
pub(crate) async fn models() -> anyhow::Result<Models> {
    let settings = settings()?;
    let discovered = Discovery::default().look(&settings).await;
    Ok(Models::new(
        local_models()?,
        settings.with_discovered(&discovered),
    ))
}

/// The models, ready to be asked; fails if there is none but the local one, and that is not installed. Needs a tokio
/// runtime.
pub(crate) async fn ready() -> anyhow::Result<Models> {
    let models = models().await?;
    let is_alone = models.endpoints().next().is_none();
    match models.local().missing(&models.settings().local.model) {
        Some(missing) if is_alone => Err(missing.into()),
        _ => Ok(models),
    }
}

/// Where a file stands.
pub(crate) fn place(path: &Path, snapshot: &Snapshot) -> Place {
    Place {
        path: std::path::absolute(path).ok(),
        language: Some(snapshot.language().name()),
    }
}

/// This program, to be started as the engine.
fn program() -> anyhow::Result<PathBuf> {
    // What runs, even if an update has put another program in its place: the two have to speak the same protocol.
    if cfg!(target_os = "linux") {
        let running = PathBuf::from("/proc/self/exe");
        if running.exists() {
            return Ok(running);
        }
    }
    std::env::current_exe().context("can't find ponder's own program file, which the engine is started from")
}
