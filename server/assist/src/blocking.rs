//! Work on the CPU, such as parsing a document, kept off the threads that answer.

use ponder_model::ModelError;

use crate::AssistError;

/// Runs what may parse a document on a blocking thread.
pub(crate) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, AssistError> {
    tokio::task::spawn_blocking(work).await.map_err(|error| {
        AssistError::Model(ModelError::Unavailable {
            reason: format!("the text can't be analyzed: {error}"),
        })
    })
}
