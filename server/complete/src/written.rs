//! What a model wrote at a hole, before it is decided what of it is worth showing.

use ponder_model::{Answer, Dialect, Sent};
use ponder_route::Route;

use crate::extent::Extent;

/// What a model wrote at a hole.
#[derive(Debug, Clone)]
pub(crate) struct Written {
    /// The text, up to where it is of use; with line feeds as line ends.
    pub(crate) text: String,
    /// How much was wanted.
    pub(crate) extent: Extent,
    /// Who wrote it, and why.
    pub(crate) route: Route,
    /// The requests that went out for it.
    pub(crate) sent: Vec<Sent>,
    /// How its endpoint is spoken to; the embedded engine's tells that nothing left the machine.
    pub(crate) dialect: Dialect,
    /// The answer as it came, with its times and tokens.
    pub(crate) answer: Answer,
}
