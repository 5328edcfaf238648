//! What code actions do: explain code, write doc comments. Results are text to read, or edits that the user accepts.
//!
//! A model's text is data here: it is cleaned, and whatever it says it can't leave the comment that it is written into.
//! Offering actions and applying edits is the protocol's side.

mod directive;
mod doc_comment;
mod document;
mod edit;
mod explain;
mod plain_text;
mod replaced;
#[cfg(test)]
mod safety_tests;
#[cfg(test)]
mod tests;

pub use document::{DocumentError, DocumentTarget, Documentation, document, documentable};
pub use edit::Edit;
pub use explain::explain;

use std::time::Duration;

use ponder_ask::Question;
use ponder_model::{Message, Priority, Prompt};

/// The question that these messages are, for somebody who waits for the whole answer.
fn asked(messages: Vec<Message>) -> Question {
    Question {
        prompt: Prompt::Chat(messages),
        stop: Vec::new(),
        priority: Priority::Question,
        wait: Duration::ZERO,
    }
}

/// The longest start of `text` of at most `most` bytes that ends at a character, and whether anything was cut off.
fn start_of(text: &str, most: usize) -> (&str, bool) {
    let end = (0..=most.min(text.len()))
        .rev()
        .find(|end| text.is_char_boundary(*end))
        .unwrap_or(0);
    (&text[..end], end < text.len())
}
