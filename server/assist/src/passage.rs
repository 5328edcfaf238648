//! Passages: comments and paragraphs that people read, as text for a model and as a place to write a new text to.
//!
//! A passage consists of paragraphs. What stands around and between them, such as markers, margins, tags, tables and
//! code, is no part of any, so that no text can change it.

mod comment;
mod lines;
mod markdown;
mod pieces;
mod plain;
#[cfg(test)]
mod tests;
mod wrap;
mod written;

use std::ops::Range;

use ponder_text::{Language, Snapshot, enclosing_symbols};

pub(crate) use pieces::{has_words, pieces};
pub(crate) use written::{rewritten, written};

/// Characters of a passage that its label shows.
const LABEL: usize = 40;

/// How few and how many columns lines are wrapped to.
const LEAST_WIDTH: usize = 60;
const MOST_WIDTH: usize = 120;

/// A comment or a paragraph that people read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Passage {
    /// All of it, in the document.
    pub(crate) bytes: Range<usize>,
    /// Its paragraphs, in their order; at least one.
    pub(crate) paragraphs: Vec<Paragraph>,
}

/// Text within a passage that can be replaced.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Paragraph {
    /// The text's bytes, with the markers and margins of all lines but the first.
    pub(crate) bytes: Range<usize>,
    /// The text on one line.
    pub(crate) text: String,
    /// What each line but the first begins with.
    continuation: String,
    /// The columns that its lines are wrapped to; `None` where it has to stay on its one line.
    width: Option<usize>,
    enclosure: Enclosure,
}

/// What a text must not leave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Enclosure {
    /// Lines that each begin with a marker.
    Lines {
        /// The marker.
        marker: String,
    },
    /// The same, with XML in them.
    Xml {
        /// The marker.
        marker: String,
    },
    /// Between these marks.
    Block {
        /// What begins it.
        open: String,
        /// What ends it.
        close: String,
    },
    /// A string of Python.
    Docstring {
        /// The quotes that begin and end it.
        quotes: String,
        /// What a backslash means in it.
        backslash: Backslash,
    },
    /// Text for people.
    Prose,
}

/// What a backslash means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Backslash {
    /// It escapes what follows.
    Escapes,
    /// Itself.
    Stands,
}

impl Passage {
    /// Its first words, for a list.
    pub(crate) fn label(&self) -> String {
        let text = self
            .paragraphs
            .first()
            .map_or("", |paragraph| paragraph.text.as_str());
        if text.chars().count() <= LABEL {
            return text.to_owned();
        }
        let start: String = text.chars().take(LABEL).collect();
        let end = start
            .rfind(' ')
            .filter(|end| *end > LABEL / 2)
            .unwrap_or(start.len());
        format!("{}…", &start[..end])
    }
}

/// All passages of a document, in their order.
///
/// CPU work: may parse the document.
fn all(snapshot: &Snapshot) -> Vec<Passage> {
    match snapshot.language() {
        Language::Markdown => markdown::passages(snapshot),
        language if language.is_prose() => plain::passages(snapshot),
        _ => comment::passages(snapshot),
    }
}

/// The passages that are selected, of which one that is selected in part is cut to the paragraphs that are; at a cursor the
/// one it is in.
///
/// CPU work: may parse the document.
pub(crate) fn selected(snapshot: &Snapshot, bytes: &Range<usize>) -> Vec<Passage> {
    of(all(snapshot), snapshot, bytes)
}

/// The same, and at a cursor that is in none those of the symbol it is in, its documentation included.
///
/// CPU work: may parse the document.
pub(crate) fn selected_or_of_symbol(snapshot: &Snapshot, bytes: &Range<usize>) -> Vec<Passage> {
    let passages = all(snapshot);
    let found = of(passages.clone(), snapshot, bytes);
    if !found.is_empty() || !bytes.is_empty() {
        return found;
    }
    let Some(symbol) = enclosing_symbols(snapshot, bytes.start).pop() else {
        return found;
    };
    let start = symbol.documentation.map_or(symbol.range.start, |documentation| {
        documentation.start.min(symbol.range.start)
    });
    let is_within = |passage: &Passage| start <= passage.bytes.start && passage.bytes.end <= symbol.range.end;
    passages.into_iter().filter(is_within).collect()
}

fn of(passages: Vec<Passage>, snapshot: &Snapshot, bytes: &Range<usize>) -> Vec<Passage> {
    if bytes.is_empty() {
        let line = snapshot.line_of(bytes.start);
        // Before a comment on its line the cursor is as good as in it.
        let is_at = |passage: &Passage| {
            let first = snapshot.line_start(snapshot.line_of(passage.bytes.start));
            let is_before =
                || bytes.start >= first && snapshot.slice(first..passage.bytes.start).trim().is_empty();
            passage.bytes.start <= bytes.start && bytes.start <= passage.bytes.end
                || is_before() && line == snapshot.line_of(passage.bytes.start)
        };
        return passages.into_iter().find(is_at).into_iter().collect();
    }
    let touches = |own: &Range<usize>| own.start < bytes.end && bytes.start < own.end;
    let cut = |mut passage: Passage| {
        passage.paragraphs.retain(|paragraph| touches(&paragraph.bytes));
        (!passage.paragraphs.is_empty()).then_some(passage)
    };
    passages.into_iter().filter_map(cut).collect()
}

/// The columns that lines are wrapped to where these are.
fn width_of<'a>(lines: impl Iterator<Item = &'a str>) -> usize {
    let longest = lines.map(wrap::columns).max().unwrap_or(0);
    longest.clamp(LEAST_WIDTH, MOST_WIDTH)
}
