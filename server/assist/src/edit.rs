//! A change of a document's text.

use std::ops::Range;

/// A change of a document's text, for the version it was computed from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// The bytes that are replaced; empty where text is inserted.
    pub bytes: Range<usize>,
    /// What stands there afterwards.
    pub new_text: String,
}
