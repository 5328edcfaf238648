//! Looking at the text around a cursor, on a blocking thread: trees may have to be parsed.

use ponder_model::ModelError;
use ponder_text::Snapshot;

use crate::extent::{Extent, extent};
use crate::hole::Hole;

/// The hole at byte `offset`, and how much is to be written there.
pub(crate) async fn look(snapshot: Snapshot, offset: usize) -> Result<(Hole, Extent), ModelError> {
    blocking(move || {
        let hole = Hole::at(snapshot, offset);
        let extent = extent(&hole);
        (hole, extent)
    })
    .await
}

/// Work on trees: for a blocking thread.
pub(crate) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, ModelError> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|error| ModelError::Unavailable {
            reason: format!("the text can't be analyzed: {error}"),
        })
}
