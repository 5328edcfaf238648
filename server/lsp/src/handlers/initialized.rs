//! `initialized`: the client is ready to hear what is wrong with the configuration.

use std::sync::PoisonError;

use crate::session::Session;

pub(crate) async fn initialized(session: &Session) {
    let problem = session
        .problem
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .take();
    if let Some(problem) = problem {
        session.warn(problem).await;
    }
}
