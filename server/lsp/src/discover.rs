//! Looking for model servers on this machine, as long as the session lives: they come and go.

use std::sync::Arc;
use std::time::Duration;

use ponder_ask::Discovery;

use crate::notices;
use crate::session::Session;

/// How often it is looked: a handful of connections to this machine.
const PERIOD: Duration = Duration::from_secs(30);

/// Looks again and again; what is found can be asked from then on.
pub(crate) async fn discover(session: Arc<Session>) {
    let discovery = Discovery::default();
    let mut known = Vec::new();
    loop {
        let found = discovery.look(session.models().settings()).await;
        if found != known {
            known.clone_from(&found);
            if let Err(error) = session.configuration.take_discovered(found) {
                tracing::warn!("what was found on this machine can't be used: {error}");
            }
            notices::watch(&session);
        }
        tokio::time::sleep(PERIOD).await;
    }
}
