//! Suggestions in comments, documentation and prose: the comment marker on every line, wrapped at the file's width.

pub(crate) mod form;

use ponder_text::{Language, Region};

use crate::extent::around::Around;
use crate::hole::Hole;
use form::Form;

/// The narrowest width at which text is wrapped: narrower comments are so by chance.
const NARROWEST: usize = 60;

/// Lines on each side of the hole that tell the width.
const NEAR: usize = 60;

/// Lines of prose longer than this are not wrapped by the author.
const UNWRAPPED: usize = 110;

/// Bytes of a line that are looked at to measure it.
const MEASURED: usize = 512;

/// Lays out `text` for the comment or prose at `hole`: markers and indentation on each further line, wrapped where the
/// file wraps, and cut where the text leaves the comment.
pub(crate) fn lay_out(text: &str, hole: &Hole) -> String {
    let around = Around::of(hole);
    let form = Form::at(&around);
    let width = width(hole, &around);
    let text = text.replace('\r', "");
    let mut lines = text.split('\n');
    let first = lines.next().unwrap_or_default();
    let first = if around.line_before.ends_with(char::is_whitespace) {
        first.trim_start()
    } else {
        first
    };

    let mut page = Page {
        text: String::new(),
        column: around.line_before.chars().count(),
        width,
        prefix: form.prefix.clone(),
    };
    // What follows the hole on its line moves on with the text: wrapping it is the author's.
    if !around.rest.trim().is_empty() {
        page.width = None;
    }
    page.add_line(first.trim_end());
    let Some(prefix) = form.prefix.as_deref() else {
        return page.text;
    };
    if !around.rest.trim().is_empty() {
        return page.text;
    }
    for line in lines {
        let Some(content) = form.content(line) else { break };
        if content.is_empty() {
            if page.text.trim().is_empty() {
                continue;
            }
            break;
        }
        if let Some(close) = form.closes.iter().find_map(|close| content.find(close)) {
            let content = content[..close].trim_end();
            if !content.is_empty() {
                page.break_line(prefix);
                page.add_line(content);
            }
            break;
        }
        page.break_line(prefix);
        page.add_line(content);
    }
    let kept = page.text.trim_end().len();
    page.text.truncate(kept);
    page.text
}

struct Page {
    text: String,
    column: usize,
    /// Characters of a line, at most; `None` where lines are not wrapped.
    width: Option<usize>,
    prefix: Option<String>,
}

impl Page {
    fn break_line(&mut self, prefix: &str) {
        self.text.truncate(self.text.trim_end().len());
        self.text.push('\n');
        self.text.push_str(prefix);
        self.column = prefix.chars().count();
    }

    /// Adds a line of words, wrapped. White space that is not wrapped at stays.
    fn add_line(&mut self, line: &str) {
        let (Some(width), Some(prefix)) = (self.width, self.prefix.clone()) else {
            self.text.push_str(line);
            return;
        };
        for (index, word) in line.split(' ').enumerate() {
            let length = word.chars().count();
            let space = usize::from(index > 0);
            let is_first_on_line = self.column <= prefix.chars().count();
            if self.column + space + length > width
                && !is_first_on_line
                && !word.is_empty()
                && (index > 0 || self.text.is_empty() && self.ends_word())
            {
                self.break_line(&prefix);
            } else if index > 0 {
                self.text.push(' ');
                self.column += 1;
            }
            self.text.push_str(word);
            self.column += length;
        }
    }

    /// The first word may be the rest of the one before the hole, which no line break may tear.
    fn ends_word(&self) -> bool {
        self.text.ends_with(' ')
    }
}

/// The width at which lines near the hole are wrapped: that of the longest comment, or what is customary.
fn width(hole: &Hole, around: &Around) -> Option<usize> {
    let line = hole.line();
    let near = || {
        (line.saturating_sub(NEAR)..line + NEAR)
            .filter(|near| *near != line && *near < hole.snapshot.line_count())
            .map(|near| {
                let start = hole.snapshot.line_start(near);
                let end = hole.snapshot.line_start(near + 1);
                hole.snapshot.slice(start..end.min(start + MEASURED))
            })
    };
    let is_prose = around.region == Region::Prose;
    let markers = around.language.comment_markers();
    let is_text = |line: &str| {
        let content = line.trim_start();
        is_prose
            || markers
                .line
                .iter()
                .chain(markers.doc_line)
                .any(|marker| content.starts_with(marker))
            || markers.block.iter().any(|(open, _)| content.starts_with(open))
            || content.starts_with("* ")
    };
    let longest = near()
        .filter(|line| is_text(line) && !line.contains("://") && line.contains(' '))
        .map(|line| line.trim_end().chars().count())
        .max()
        .unwrap_or(0);
    let custom = customary(around.language);
    if longest > UNWRAPPED.max(custom) || is_prose && around.line_before.chars().count() > UNWRAPPED {
        return None;
    }
    if is_prose && longest <= NARROWEST && around.language != Language::GitCommit {
        // Nothing near shows where the author wraps, if at all.
        return None;
    }
    // A comment that is close to the customary width shows that it is kept to; shorter ones show nothing.
    Some(
        longest
            .max(NARROWEST)
            .max(if longest < NARROWEST { custom } else { 0 }),
    )
}

/// The width that a language's custom gives: PEP 8 and black 88 with 72 to 79 for comments, rustfmt 100, gofmt none
/// (comments are kept to about 80), Google's Java style 100, git 72, the others' formatters 80.
fn customary(language: Language) -> usize {
    match language {
        Language::Rust | Language::Java | Language::CSharp => 100,
        Language::Python => 79,
        Language::GitCommit => 72,
        _ => 80,
    }
}

#[cfg(test)]
mod tests;
