//! `ponder/instruction`: asks the user what is to be done with a place.

use serde::{Deserialize, Serialize};
use tower_lsp::gen_lsp_types::{LspRequestMethod, MessageDirection, Range, Request, Uri};

/// The request; answered with what the user wrote, or nothing.
#[derive(Debug)]
pub(crate) enum Instruction {}

impl Request for Instruction {
    type Params = InstructionParams;
    type Result = Option<String>;
    const METHOD: LspRequestMethod<'static> = LspRequestMethod::Custom("ponder/instruction");
    const MESSAGE_DIRECTION: MessageDirection = MessageDirection::ServerToClient;
}

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct InstructionParams {
    pub(crate) uri: Uri,
    pub(crate) range: Range,
    /// What is asked.
    pub(crate) title: String,
}
