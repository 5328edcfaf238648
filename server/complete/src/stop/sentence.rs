//! Where the text of a comment or of prose ends: with its sentence, its paragraph, or the comment.

use super::LINES;
use crate::extent::around::Around;
use crate::prose::form::{Form, list_prefix};

/// Lines of a sentence, at most.
const SENTENCE_LINES: usize = 4;

/// Words that a sentence has at least; less is an abbreviation or a number.
const WORDS: usize = 3;

/// What ends with a full stop and ends no sentence.
const ABBREVIATIONS: [&str; 9] = [
    "e.g.", "i.e.", "etc.", "cf.", "vs.", "approx.", "resp.", "no.", "fig.",
];

const _: () = assert!(SENTENCE_LINES <= LINES);

#[derive(Clone, Debug)]
pub(super) struct Sentence {
    form: Form,
    /// Words of the sentence that stand before the hole on its line.
    words_before: usize,
    lines: usize,
    /// Whether the line's beginning is still to be judged.
    is_undecided: bool,
}

impl Sentence {
    pub(super) fn new(around: &Around) -> Self {
        Self {
            form: Form::at(around),
            words_before: around
                .line_before
                .split_whitespace()
                .filter(|word| is_word(word))
                .count(),
            lines: 0,
            is_undecided: false,
        }
    }

    /// A text that never stands within what is kept.
    pub(super) fn stop_text(&self) -> &'static str {
        if self.form.prefix.is_none() { "\n" } else { "\n\n" }
    }

    pub(super) fn step(&mut self, text: &str, line_start: usize) -> Option<usize> {
        let closed = self.form.closes.iter().find(|close| text.ends_with(**close));
        if let Some(close) = closed {
            return Some(text.len() - close.len());
        }
        if self.is_undecided
            && let Some(end) = self.begin_line(text, line_start)
        {
            return Some(end);
        }
        let before = text.strip_suffix(' ')?;
        self.ends_sentence(before).then_some(before.len())
    }

    pub(super) fn end_line(&mut self, text: &str, line_start: usize) -> Option<usize> {
        let before = &text[..text.len() - 1];
        let line = &before[line_start..];
        let above = &before[..line_start];
        if self.is_undecided && self.leaves(line) {
            return Some(above.trim_end().len());
        }
        self.is_undecided = true;
        self.lines += 1;
        let is_further = self.lines > 1;
        let content = if is_further {
            self.form.content(line).unwrap_or_default()
        } else {
            line.trim()
        };
        if content.is_empty() {
            let has_text = !above.trim().is_empty();
            return (has_text || self.lines > 1 || self.form.prefix.is_none())
                .then(|| above.trim_end().len());
        }
        if is_further && !above.trim().is_empty() && begins_item(content) {
            return Some(above.trim_end().len());
        }
        let is_enough =
            self.form.prefix.is_none() || self.lines >= SENTENCE_LINES || self.ends_sentence(before);
        is_enough.then_some(before.len())
    }

    pub(super) fn finish(&mut self, text: &str, line_start: usize) -> Option<usize> {
        let line = &text[line_start..];
        let above = text[..line_start].trim_end().len();
        let leaves = self.is_undecided
            && (self.leaves(line) || begins_item(self.form.content(line).unwrap_or_default()) && above > 0);
        leaves.then_some(above)
    }

    /// Judges a further line as soon as it can be told whether it is part of the comment.
    fn begin_line(&mut self, text: &str, line_start: usize) -> Option<usize> {
        let line = text[line_start..].trim_start();
        if line.len() < self.form.marker.len() && self.form.marker.starts_with(line) {
            return None;
        }
        self.leaves(line).then(|| text[..line_start].trim_end().len())
    }

    fn leaves(&self, line: &str) -> bool {
        self.form.prefix.is_none() || self.form.content(line).is_none()
    }

    fn ends_sentence(&self, text: &str) -> bool {
        let is_end = text.ends_with(['.', '!', '?'])
            || [".)", ".`", ".\"", ".*"].iter().any(|end| text.ends_with(end));
        let last = text.rsplit(char::is_whitespace).next().unwrap_or_default();
        let is_abbreviation = ABBREVIATIONS
            .iter()
            .any(|short| last.trim_start_matches(['(', '"']).eq_ignore_ascii_case(short));
        let words = || text.split_whitespace().filter(|word| is_word(word)).count() + self.words_before;
        is_end && !is_abbreviation && !last.ends_with("..") && words() >= WORDS
    }
}

fn is_word(word: &str) -> bool {
    word.chars().any(char::is_alphabetic)
}

/// Whether a line begins an item, a heading or a fence of its own.
fn begins_item(content: &str) -> bool {
    !list_prefix(content).is_empty() && !content.starts_with('>')
        || content.starts_with("```")
        || content.starts_with("# ")
        || content.starts_with('@')
}
