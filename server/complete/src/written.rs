//! What a model wrote at a hole, before it is decided what of it is worth showing.

use std::sync::Arc;

use ponder_model::Answer;

use crate::extent::Extent;
use crate::generation::Begun;

/// What a model wrote at a hole.
#[derive(Debug, Clone)]
pub(crate) struct Written {
    /// How much was wanted.
    pub(crate) extent: Extent,
    /// Who wrote it.
    pub(crate) begun: Arc<Begun>,
    /// The answer, its text up to where it is of use and with line feeds as line ends.
    pub(crate) answer: Answer,
}

impl Written {
    /// The text.
    pub(crate) fn text(&self) -> &str {
        &self.answer.text
    }
}
