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

/// `text` with `edits` made, which are in their order and don't overlap.
///
/// # Panics
///
/// If they are not, or a range of bytes is not one of whole characters in `text`.
pub fn edited(text: &str, edits: &[Edit]) -> String {
    let mut changed = String::with_capacity(text.len());
    let mut from = 0;
    for Edit { bytes, new_text } in edits {
        changed.push_str(&text[from..bytes.start]);
        changed.push_str(new_text);
        from = bytes.end;
    }
    changed.push_str(&text[from..]);
    changed
}
