//! The pipeline of code actions on the local model, called as the server calls it.

use std::ops::Range;

use anyhow::{Context as _, Result};
use ponder_ask::{Models, Place};
use ponder_assist::{Action, AssistError, Diagnostic, Proposal, Situation, edited, propose};
use ponder_config::{EditorOptions, Settings};
use ponder_local::LocalModels;
use ponder_local::engine::Engine;
use ponder_local::store::{ModelId, ModelStore};
use ponder_text::{Document, Language};
use tempfile::TempDir;

/// Tokens of the window.
pub(crate) const WINDOW: u32 = 8192;

/// What a program of the benchmark is called.
const FILE: &str = "program.py";

/// The models of a user who has nothing but this local one. `options` are more lines of the table `local`.
///
/// Needs a tokio runtime.
pub(crate) fn local_models(model: &str, threads: u32, options: &str) -> Result<Models> {
    let store = ModelStore::open_default()?;
    store
        .find(&ModelId::parse(model)?)
        .with_context(|| format!("`ponder models pull {model}` fetches it"))?;
    let settings = settings(&format!(
        "routing.discover = false\n[local]\nmodel = \"{model}\"\nthreads = {threads}\ncontext_tokens = {WINDOW}\n{options}\n\
         [assist.least_parameters]\nfix = 0\nrefactor = 0\n"
    ))?;
    let engine = Engine::new(ponder_tests::program());
    Ok(Models::new(LocalModels::new(store, engine), settings))
}

/// The settings that this configuration file gives.
pub(crate) fn settings(configuration: &str) -> Result<Settings> {
    let folder = TempDir::with_prefix("ponder-bench-")?;
    let path = folder.path().join("config.toml");
    std::fs::write(&path, configuration)?;
    let options = ponder_config::read_at(&path)?;
    Ok(Settings::resolve(&options, &EditorOptions::default())?)
}

/// A Python program with these bytes selected.
pub(crate) fn situation(text: &str, bytes: Range<usize>, diagnostics: Vec<Diagnostic>) -> Situation {
    Situation {
        snapshot: Document::new(text, 0, Language::Python).snapshot(),
        bytes,
        diagnostics,
        path: FILE.to_owned(),
        place: Place::default(),
        related: Vec::new(),
        test_file: None,
    }
}

/// What an action came to.
#[derive(Debug)]
pub(crate) enum Outcome {
    /// The program with the edits.
    Changed {
        text: String,
        /// Requests to the model: one more for a round of repair.
        requests: usize,
    },
    /// Why there is no edit.
    Refused(String),
}

/// Has the pipeline do `action` and accepts what it proposes.
///
/// # Errors
///
/// If no model answers.
pub(crate) async fn done(models: &Models, action: &Action, situation: &Situation) -> Result<Outcome> {
    match propose(models, action, situation, &|_| ()).await {
        Ok(proposal) => Ok(changed(situation, &proposal)),
        Err(AssistError::Model(error)) => Err(error.into()),
        Err(refused) => Ok(Outcome::Refused(refused.to_string())),
    }
}

fn changed(situation: &Situation, proposal: &Proposal) -> Outcome {
    let before = situation.snapshot.text().to_string();
    Outcome::Changed {
        text: edited(&before, &proposal.change.edits()),
        requests: proposal.sent.len(),
    }
}
