//! `ponder/status`: what the engine does and which models there are.

use ponder_local::engine::EngineStatus;
use serde::Serialize;

#[derive(Debug, Serialize)]
pub(crate) struct Status {
    pub(crate) engine: EngineState,
    /// The model in the settings.
    pub(crate) model: String,
    /// Who answers in this session, where that is pinned.
    pub(crate) pin: Option<String>,
    /// The ids of the installed models.
    pub(crate) installed: Vec<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "snake_case", tag = "state")]
pub(crate) enum EngineState {
    Stopped,
    Loading,
    Ready { window: u32, threads: u32, fills: bool },
    Failed { reason: String },
}

impl From<&EngineStatus> for EngineState {
    fn from(status: &EngineStatus) -> Self {
        match status {
            EngineStatus::Stopped => Self::Stopped,
            EngineStatus::Loading => Self::Loading,
            EngineStatus::Ready(loaded) => Self::Ready {
                window: loaded.window,
                threads: loaded.threads,
                fills: loaded.fills,
            },
            EngineStatus::Failed(reason) => Self::Failed {
                reason: reason.clone(),
            },
        }
    }
}
