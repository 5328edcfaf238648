//! Looking for model servers on this machine when the session begins and when its configuration changes.

use std::sync::Arc;

use crate::notices;
use crate::session::Session;

/// Begins to look; what is found can be asked from then on.
pub(crate) fn start(session: &Arc<Session>) {
    let session = Arc::clone(session);
    tokio::spawn(async move {
        let discovered = ponder_ask::discover(session.models().settings()).await;
        if let Err(error) = session.configuration.take_discovered(discovered) {
            tracing::warn!("what was found on this machine can't be used: {error}");
        }
        notices::watch(&session);
    });
}
