//! What the server knows of one client: its documents, its features, its configuration.
//!
//! No lock here is held across an `.await`. Handlers take what they need before their first one: that is the state at the
//! request's place in the order of the wire.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};

use dashmap::DashMap;
use ponder_ask::Models;
use ponder_complete::Completer;
use ponder_config::{EditorOptions, Options};
use ponder_figures::Figures;
use ponder_local::LocalModels;
use ponder_model::{Related, Sent};
use ponder_text::{Document, Language, Since, Snapshot};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;
use tower_lsp::Client;
use tower_lsp::gen_lsp_types::{MessageType, ProgressToken, Uri};
use tower_lsp::jsonrpc;

use crate::configuration::Configuration;
use crate::errors;
use crate::features::ClientFeatures;
use crate::notices::Watched;
use crate::protocol::completion::LastCompletion;

/// What the server knows of one client.
#[derive(Debug)]
pub(crate) struct Session {
    pub(crate) client: Client,
    pub(crate) configuration: Configuration,
    pub(crate) completer: Completer,
    pub(crate) documents: DashMap<Uri, OpenDocument>,
    /// Definitions that the client gave, by the document for which they were asked.
    pub(crate) definitions: DashMap<Uri, Vec<Related>>,
    pub(crate) problem: Mutex<Option<String>>,
    pub(crate) watched: Watched,
    /// What the user can cancel where its progress is shown.
    pub(crate) cancellable: DashMap<ProgressToken, CancellationToken>,
    features: OnceLock<ClientFeatures>,
    last_completion: Mutex<Option<LastCompletion>>,
    last_sent: Mutex<Vec<Sent>>,
    folders: OnceLock<Vec<PathBuf>>,
    offered: AtomicBool,
    asks_definitions: AtomicBool,
    progresses: AtomicU64,
    stop: watch::Sender<bool>,
}

/// An open document.
#[derive(Debug)]
pub(crate) struct OpenDocument {
    pub(crate) document: Document,
    /// The language as the client names it.
    pub(crate) language_id: String,
}

impl Session {
    pub(crate) fn new(
        client: Client,
        local: LocalModels,
        options: Options,
        figures: Figures,
        problem: Option<String>,
        stop: watch::Sender<bool>,
    ) -> Self {
        let (configuration, invalid) = Configuration::new(local, options);
        Self {
            client,
            configuration,
            completer: Completer::new(figures),
            documents: DashMap::new(),
            definitions: DashMap::new(),
            problem: Mutex::new(problem.or(invalid)),
            watched: Watched::default(),
            cancellable: DashMap::new(),
            features: OnceLock::new(),
            last_completion: Mutex::new(None),
            last_sent: Mutex::default(),
            folders: OnceLock::new(),
            offered: AtomicBool::new(false),
            asks_definitions: AtomicBool::new(false),
            progresses: AtomicU64::new(0),
            stop,
        }
    }

    /// What the client can do.
    pub(crate) fn features(&self) -> ClientFeatures {
        self.features.get().copied().unwrap_or_default()
    }

    /// Notes what the client can do, at `initialize`.
    pub(crate) fn set_features(&self, features: ClientFeatures) {
        // A second `initialize` never gets here.
        let _ = self.features.set(features);
    }

    /// Notes the folders of the workspace, at `initialize`.
    pub(crate) fn set_folders(&self, folders: Vec<PathBuf>) {
        let _ = self.folders.set(folders);
    }

    /// The folders of the workspace.
    pub(crate) fn folders(&self) -> &[PathBuf] {
        self.folders.get().map(Vec::as_slice).unwrap_or_default()
    }

    /// The path of a document within its workspace folder; its file's name where it is in none.
    pub(crate) fn project_path(&self, uri: &Uri) -> String {
        let Ok(path) = uri.to_file_path() else {
            return String::new();
        };
        let inner = self
            .folders()
            .iter()
            .find_map(|folder| path.strip_prefix(folder).ok());
        let named = inner.or_else(|| path.file_name().map(Path::new));
        named.unwrap_or(&path).to_string_lossy().replace('\\', "/")
    }

    /// The models that can be asked now.
    pub(crate) fn models(&self) -> Models {
        self.configuration.models()
    }

    /// Takes the editor's options; what is wrong with them, if anything, is returned and changes nothing.
    pub(crate) fn configure(&self, sent: &serde_json::Value) -> Option<String> {
        EditorOptions::from_json(sent)
            .and_then(|editor| self.configuration.take_editor(editor))
            .err()
            .map(|error| error.to_string())
    }

    /// What went out for the last answer.
    pub(crate) fn last_sent(&self) -> Vec<Sent> {
        self.last_sent
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Notes what went out for an answer.
    pub(crate) fn set_last_sent(&self, sent: Vec<Sent>) {
        *self.last_sent.lock().unwrap_or_else(PoisonError::into_inner) = sent;
    }

    /// The document as it is now.
    pub(crate) fn snapshot(&self, uri: &Uri) -> jsonrpc::Result<Snapshot> {
        self.documents
            .get(uri)
            .map(|open| open.document.snapshot())
            .ok_or_else(|| errors::not_open(uri.as_str()))
    }

    /// The document as it is now, and what will change in it from now on.
    pub(crate) fn followed(&self, uri: &Uri) -> jsonrpc::Result<(Snapshot, Since)> {
        self.documents
            .get_mut(uri)
            .map(|mut open| (open.document.snapshot(), open.document.since()))
            .ok_or_else(|| errors::not_open(uri.as_str()))
    }

    /// Whether the document still is as it was in `snapshot`.
    pub(crate) fn is_current(&self, uri: &Uri, snapshot: &Snapshot) -> bool {
        self.documents
            .get(uri)
            .is_some_and(|open| open.document.snapshot().version() == snapshot.version())
    }

    /// The last inline completion.
    pub(crate) fn last_completion(&self) -> Option<LastCompletion> {
        self.last_completion
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Notes the last inline completion.
    pub(crate) fn set_last_completion(&self, last: LastCompletion) {
        *self
            .last_completion
            .lock()
            .unwrap_or_else(PoisonError::into_inner) = Some(last);
    }

    /// Begins to ask the client for definitions; false while it is asked already.
    pub(crate) fn begin_definitions(&self) -> bool {
        !self.asks_definitions.swap(true, Ordering::Relaxed)
    }

    /// Ends asking the client for definitions.
    pub(crate) fn end_definitions(&self) {
        self.asks_definitions.store(false, Ordering::Relaxed);
    }

    /// True the first time it is asked: a missing model is offered once.
    pub(crate) fn first_offer(&self) -> bool {
        !self.offered.swap(true, Ordering::Relaxed)
    }

    /// A token that no other progress has.
    pub(crate) fn progress_token(&self) -> ProgressToken {
        let number = self.progresses.fetch_add(1, Ordering::Relaxed);
        ProgressToken::String(format!("ponder-{number}"))
    }

    /// Ends the server.
    pub(crate) fn stop(&self) {
        self.stop.send_replace(true);
    }

    /// Tells the user which prompt files are left out, and why.
    pub(crate) async fn warn_of_prompts(&self) {
        let problems = self.models().settings().assist.problems.join("\n");
        if !problems.is_empty() {
            self.warn(problems).await;
        }
    }

    /// Tells the user what is wrong.
    pub(crate) async fn warn(&self, message: String) {
        self.client.show_message(MessageType::Warning, message).await;
    }
}

/// Resolves when the session is stopped.
pub(crate) async fn stopped(stop: &mut watch::Receiver<bool>) {
    if stop.wait_for(|stop| *stop).await.is_err() {
        // The session is gone without having been stopped: the loop ends by itself.
        std::future::pending::<()>().await;
    }
}

/// The language of a document: as the client says, else by its name.
pub(crate) fn language_of(language_id: &str, uri: &Uri) -> Language {
    Language::detect(language_id, uri.path())
}
