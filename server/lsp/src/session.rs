//! What the server knows of one client: its documents, its features, its configuration.
//!
//! No lock here is held across an `.await`. Handlers take what they need before their first one: that is the state at the
//! request's place in the order of the wire.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};

use dashmap::DashMap;
use ponder_ask::Models;
use ponder_config::{EditorOptions, Options};
use ponder_local::LocalModels;
use ponder_model::Sent;
use ponder_text::{Document, Language, Snapshot};
use tokio::sync::watch;
use tower_lsp::Client;
use tower_lsp::gen_lsp_types::{MessageType, Uri};
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
    pub(crate) documents: DashMap<Uri, OpenDocument>,
    pub(crate) problem: Mutex<Option<String>>,
    pub(crate) watched: Watched,
    features: OnceLock<ClientFeatures>,
    last_completion: Mutex<Option<LastCompletion>>,
    last_sent: Mutex<Vec<Sent>>,
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
        local: LocalModels,
        options: Options,
        problem: Option<String>,
        stop: watch::Sender<bool>,
    ) -> Self {
        let (configuration, invalid) = Configuration::new(local, options);
        Self {
            client,
            configuration,
            documents: DashMap::new(),
            problem: Mutex::new(problem.or(invalid)),
            watched: Watched::default(),
            features: OnceLock::new(),
            last_completion: Mutex::new(None),
            last_sent: Mutex::default(),
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

/// The language of a document: as the client says, else by its name.
pub(crate) fn language_of(language_id: &str, uri: &Uri) -> Language {
    Language::detect(language_id, uri.path())
}
