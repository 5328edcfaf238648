//! `ponder/choose`: lets the user choose between texts.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use tower_lsp::gen_lsp_types::{LspRequestMethod, MessageDirection, Request};

/// The request; answered with the index of the chosen text, or nothing.
#[derive(Debug)]
pub(crate) enum Choose {}

impl Request for Choose {
    type Params = ChooseParams;
    type Result = Option<usize>;
    const METHOD: LspRequestMethod<'static> = LspRequestMethod::Custom("ponder/choose");
    const MESSAGE_DIRECTION: MessageDirection = MessageDirection::ServerToClient;
}

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct ChooseParams {
    /// What is chosen.
    pub(crate) title: String,
    /// The texts to choose from.
    pub(crate) variants: Vec<String>,
    /// Who wrote them.
    pub(crate) route: Value,
}
