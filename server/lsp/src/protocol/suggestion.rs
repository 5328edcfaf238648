//! `ponder/suggestion`: what became of a suggestion.

use serde::Deserialize;

#[derive(Debug, Deserialize)]
pub(crate) struct SuggestionParams {
    /// The suggestion, as its item's command names it.
    pub(crate) id: u64,
    #[serde(flatten)]
    pub(crate) event: SuggestionEvent,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(tag = "event", rename_all = "camelCase")]
pub(crate) enum SuggestionEvent {
    Accepted,
    /// A word or a line was taken: so many bytes in UTF-8, after those taken before.
    PartlyAccepted {
        bytes: usize,
    },
    Rejected,
}
