//! Telling the user when an endpoint stops answering and when it answers again: once for each change, not per request.

use std::sync::{Arc, Mutex, PoisonError, Weak};

use ponder_model::remote::{Endpoint, EndpointState};
use tokio::sync::watch::Receiver;
use tower_lsp::gen_lsp_types::MessageType;

use crate::session::Session;

/// The endpoints that are watched.
#[derive(Debug, Default)]
pub(crate) struct Watched(Mutex<Vec<Weak<Endpoint>>>);

impl Watched {
    /// True the first time it is asked of `endpoint`.
    fn is_new(&self, endpoint: &Arc<Endpoint>) -> bool {
        let mut watched = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        watched.retain(|endpoint| endpoint.strong_count() > 0);
        let weak = Arc::downgrade(endpoint);
        let is_new = !watched.iter().any(|other| other.ptr_eq(&weak));
        if is_new {
            watched.push(weak);
        }
        is_new
    }
}

/// Watches the endpoints of the session that are not watched yet. A reload keeps those that did not change.
pub(crate) fn watch(session: &Arc<Session>) {
    for endpoint in session.models().endpoints() {
        if session.watched.is_new(endpoint) {
            let name = endpoint.name().to_owned();
            tokio::spawn(tell_changes(Arc::clone(session), name, endpoint.state()));
        }
    }
}

/// Ends when the endpoint is gone.
async fn tell_changes(session: Arc<Session>, name: String, mut state: Receiver<EndpointState>) {
    let mut was_resting = false;
    while state.changed().await.is_ok() {
        let (kind, text) = match (&*state.borrow_and_update(), was_resting) {
            (EndpointState::Resting { reason, seconds }, false) => (
                MessageType::Warning,
                format!("{name} gives no answers: {reason}. For {seconds} s others are asked."),
            ),
            (EndpointState::Answering, true) => (MessageType::Info, format!("{name} answers again")),
            _ => continue,
        };
        was_resting = !was_resting;
        session.client.show_message(kind, text).await;
    }
}
