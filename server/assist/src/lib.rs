//! What code actions do: explain, fix, refactor, test, document, translate. Results are text to read, or edits that the user
//! accepts.
//!
//! A model's text is data here: it is parsed strictly, and whatever it says it can't leave the range that it is written
//! into. Showing what is offered and applying edits is the protocol's side, and reading files that of whoever calls.

mod action;
mod answer;
mod asking;
mod attempt;
mod blocking;
mod code;
mod comments_only;
mod commit_message;
mod context;
mod directive;
mod doc_comment;
mod document;
mod document_file;
mod edit;
mod error;
mod explain;
mod fit;
mod locate;
mod offer;
mod passage;
mod plain_text;
mod prompt_file;
mod proposal;
mod propose;
mod replaced;
mod rewrite;
#[cfg(test)]
mod safety_tests;
mod situation;
mod size;
mod soundness;
mod target;
mod test;
#[cfg(test)]
mod tests;
mod translate;
mod unified_diff;
mod visible;

pub use action::{Action, Manner};
pub use asking::Progress;
pub use commit_message::{CommitMessage, commit_message, staged};
pub use document::{DocumentTarget, documentable};
pub use edit::{Edit, edited};
pub use error::{AssistError, Refusal};
pub use explain::{Explanation, Subject, explain};
pub use offer::{Offer, OfferKind, offers, offers_by_text};
pub use proposal::{Change, Part, Proposal};
pub use propose::propose;
pub use rewrite::variants;
pub use situation::{Diagnostic, Situation, TestFile};
pub use test::{TestPlace, test_place};
pub use unified_diff::unified_diff;

/// The longest start of `text` of at most `most` bytes that ends at a character, and whether anything was cut off.
fn start_of(text: &str, most: usize) -> (&str, bool) {
    let end = (0..=most.min(text.len()))
        .rev()
        .find(|end| text.is_char_boundary(*end))
        .unwrap_or(0);
    (&text[..end], end < text.len())
}
