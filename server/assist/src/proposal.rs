//! What an action comes to: edits that the user may accept, and who proposes them.

use std::ops::Range;
use std::path::PathBuf;

use ponder_model::{Answer, Sent};
use ponder_route::Route;

use crate::Edit;

/// Edits that the user may accept, and who proposes them.
#[derive(Debug, Clone)]
pub struct Proposal {
    /// Who wrote it, and how.
    pub route: Route,
    /// The requests that went out for it.
    pub sent: Vec<Sent>,
    /// Secrets that were masked in what went out.
    pub masked: usize,
    /// What the model wrote last, before anything was taken from it.
    pub answer: Answer,
    /// What is to be changed.
    pub change: Change,
    /// What the model says about it, in Markdown, where it was asked to. All there is, if the change has no edits.
    pub telling: Option<String>,
}

/// What is to be changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// The document itself.
    Here(Vec<Part>),
    /// Another file.
    File {
        /// Where it is, or is to be.
        path: PathBuf,
        /// What it must still hold for the edits to fit; `None` if it must not exist.
        text: Option<String>,
        /// The edits, in the order of their bytes; into an empty text for a new file.
        edits: Vec<Edit>,
    },
}

/// A part of a change that can be accepted or refused by itself. Parts are in the order of their bytes and don't overlap.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// What it does, as a list of changes shows it.
    pub label: String,
    /// The edits, in the order of their bytes.
    pub edits: Vec<Edit>,
    /// The bytes that it was computed from, the edits' own included: while they are as they were, it fits.
    pub from: Range<usize>,
}

impl Change {
    /// All edits, in the order of their bytes.
    pub fn edits(&self) -> Vec<Edit> {
        match self {
            Self::Here(parts) => parts.iter().flat_map(|part| part.edits.clone()).collect(),
            Self::File { edits, .. } => edits.clone(),
        }
    }
}
