//! `initialized`: the client is ready to hear what is wrong, and the session begins to look around.

use std::sync::{Arc, PoisonError};

use crate::session::Session;
use crate::{discover, figures, notices, reload};

pub(crate) async fn initialized(session: &Arc<Session>) {
    notices::watch(session);
    tokio::spawn(discover::discover(Arc::clone(session)));
    tokio::spawn(reload::reload(Arc::clone(session)));
    tokio::spawn(figures::keep(Arc::clone(session)));
    let problem = session
        .problem
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .take();
    if let Some(problem) = problem {
        session.warn(problem).await;
    }
    session.warn_of_prompts().await;
}
