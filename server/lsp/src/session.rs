//! What the server knows of one client: its documents, its features, its settings.
//!
//! No lock here is held across an `.await`. Handlers take what they need before their first one: that is the state at the
//! request's place in the order of the wire.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError, RwLock};

use dashmap::DashMap;
use ponder_config::{EditorOptions, Options, Settings};
use ponder_local::LocalModels;
use ponder_text::{Document, Language, Snapshot};
use tokio::sync::watch;
use tower_lsp::Client;
use tower_lsp::gen_lsp_types::{MessageType, Uri};
use tower_lsp::jsonrpc;

use crate::errors;
use crate::features::ClientFeatures;
use crate::protocol::completion::LastCompletion;

/// What the server knows of one client.
#[derive(Debug)]
pub(crate) struct Session {
    pub(crate) client: Client,
    pub(crate) models: LocalModels,
    pub(crate) documents: DashMap<Uri, OpenDocument>,
    pub(crate) problem: Mutex<Option<String>>,
    options: Options,
    settings: RwLock<Arc<Settings>>,
    features: OnceLock<ClientFeatures>,
    last_completion: Mutex<Option<LastCompletion>>,
    completions: watch::Sender<u64>,
    offered: AtomicBool,
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
        models: LocalModels,
        options: Options,
        problem: Option<String>,
        stop: watch::Sender<bool>,
    ) -> Self {
        let (settings, invalid) = resolve(&options, &EditorOptions::default());
        Self {
            client,
            models,
            documents: DashMap::new(),
            problem: Mutex::new(problem.or(invalid)),
            options,
            settings: RwLock::new(Arc::new(settings)),
            features: OnceLock::new(),
            last_completion: Mutex::new(None),
            completions: watch::channel(0).0,
            offered: AtomicBool::new(false),
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

    /// The settings in force.
    pub(crate) fn settings(&self) -> Arc<Settings> {
        Arc::clone(&self.settings.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Takes the editor's options; what is wrong with them, if anything, is returned and changes nothing.
    pub(crate) fn configure(&self, sent: &serde_json::Value) -> Option<String> {
        let editor = match EditorOptions::from_json(sent) {
            Ok(editor) => editor,
            Err(error) => return Some(error.to_string()),
        };
        match Settings::resolve(&self.options, &editor) {
            Ok(settings) => {
                *self.settings.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(settings);
                None
            }
            Err(error) => Some(error.to_string()),
        }
    }

    /// The document as it is now.
    pub(crate) fn snapshot(&self, uri: &Uri) -> jsonrpc::Result<Snapshot> {
        self.documents
            .get(uri)
            .map(|open| open.document.snapshot())
            .ok_or_else(|| errors::not_open(uri.as_str()))
    }

    /// Whether the document still is as it was in `snapshot`.
    pub(crate) fn is_current(&self, uri: &Uri, snapshot: &Snapshot) -> bool {
        self.documents
            .get(uri)
            .is_some_and(|open| open.document.snapshot().version() == snapshot.version())
    }

    /// Begins a completion, which ends those that run: only the newest is of use.
    pub(crate) fn begin_completion(&self) -> watch::Receiver<u64> {
        self.completions.send_modify(|count| *count += 1);
        self.completions.subscribe()
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

    /// True the first time it is asked: a missing model is offered once.
    pub(crate) fn first_offer(&self) -> bool {
        !self.offered.swap(true, Ordering::Relaxed)
    }

    /// Ends the server.
    pub(crate) fn stop(&self) {
        self.stop.send_replace(true);
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

/// Settings from these options, or the defaults and what is wrong.
fn resolve(options: &Options, editor: &EditorOptions) -> (Settings, Option<String>) {
    match Settings::resolve(options, editor) {
        Ok(settings) => (settings, None),
        Err(error) => (Settings::default(), Some(error.to_string())),
    }
}

/// The language of a document: as the client says, else by its name.
pub(crate) fn language_of(language_id: &str, uri: &Uri) -> Language {
    Language::detect(language_id, uri.path())
}
