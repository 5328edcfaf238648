//! What a model is told beside the code in question: where it stands, what it uses, and what is wrong with it.

mod neighbors;
#[cfg(test)]
mod tests;

use std::ops::Range;

use ponder_text::{Snapshot, enclosing_symbols, imports};

use crate::target::{is_comment_line, whole_lines};
use crate::{Diagnostic, Situation, start_of};

/// Bytes of one signature that are told.
const SIGNATURE: usize = 500;

/// Diagnostics that are told, and bytes of each.
const MOST_COMPLAINTS: usize = 20;
const COMPLAINT: usize = 500;

/// Lines of a comment above the code that are told.
const COMMENT_LINES: usize = 60;

/// What stands around `bytes`, in Markdown sections with a heading each, most useful first, at most `most` bytes: the comment
/// above, enclosing signatures, imports, definitions, neighboring code of the same file. Empty if there is nothing to say.
pub(crate) fn around(situation: &Situation, bytes: &Range<usize>, most: usize) -> String {
    let snapshot = &situation.snapshot;
    let language = snapshot.language().name();
    let mut written = Written {
        text: String::new(),
        most,
    };
    written.section(
        "Comment above the code",
        &[(language, comment_above(snapshot, bytes))],
    );
    written.section(
        "Enclosing declarations",
        &[(language, enclosing(snapshot, bytes))],
    );
    written.section("Imports", &[(language, imported(snapshot, bytes))]);
    let definitions: Vec<(&str, Vec<String>)> = situation
        .related
        .iter()
        .map(|related| {
            let named = std::iter::once(format!("{}:", related.path));
            (
                language,
                named.chain(related.text.lines().map(str::to_owned)).collect(),
            )
        })
        .collect();
    written.section("Definitions", &definitions);
    if written.has_room() {
        let neighbors = neighbors::mentioned(snapshot, bytes);
        written.section("Neighboring code", &[(language, neighbors)]);
    }
    written.text
}

/// The diagnostics that touch `bytes`, a list in Markdown with line numbers counted from the first line of `bytes` as 1.
/// Empty if there are none.
pub(crate) fn complaints(situation: &Situation, bytes: &Range<usize>) -> String {
    let snapshot = &situation.snapshot;
    let mut touching: Vec<&Diagnostic> = situation
        .diagnostics
        .iter()
        .filter(|diagnostic| diagnostic.bytes.start <= bytes.end && bytes.start <= diagnostic.bytes.end)
        .collect();
    touching.sort_by_key(|diagnostic| diagnostic.bytes.start);
    let first = snapshot.line_of(bytes.start);
    let mut list: Vec<String> = touching
        .iter()
        .take(MOST_COMPLAINTS)
        .map(|diagnostic| {
            let line = snapshot.line_of(diagnostic.bytes.start).saturating_sub(first) + 1;
            format!("- line {line}: {}\n", complaint(diagnostic))
        })
        .collect();
    if let Some(more) = touching
        .len()
        .checked_sub(MOST_COMPLAINTS)
        .filter(|more| *more > 0)
    {
        list.push(format!("- and {more} more\n"));
    }
    list.concat()
}

/// A diagnostic's message on one line, with who complains behind it.
fn complaint(diagnostic: &Diagnostic) -> String {
    let message = on_one_line(&diagnostic.message, COMPLAINT);
    let by: Vec<String> = [&diagnostic.source, &diagnostic.code]
        .into_iter()
        .flatten()
        .map(|by| on_one_line(by, 60))
        .filter(|by| !by.is_empty())
        .collect();
    if by.is_empty() {
        message
    } else {
        format!("{message} ({})", by.join(" "))
    }
}

/// `text` without line breaks and what can't be seen, at most about `most` bytes of it.
pub(crate) fn on_one_line(text: &str, most: usize) -> String {
    // More is not looked at: a message may be as long as its tool likes.
    let (text, _) = start_of(text, 20 * most);
    let visible = crate::visible::visible(text);
    let words: Vec<&str> = visible.split_whitespace().collect();
    let line = words.join(" ");
    match start_of(&line, most) {
        (line, false) => line.to_owned(),
        (start, true) => format!("{}…", start.trim_end()),
    }
}

/// The lines of the comment that ends directly above `bytes`.
fn comment_above(snapshot: &Snapshot, bytes: &Range<usize>) -> Vec<String> {
    let below = snapshot.line_of(bytes.start);
    let mut first = below;
    while first > 0 && below - first < COMMENT_LINES && is_comment_line(snapshot, first - 1) {
        first -= 1;
    }
    (first..below).map(|line| line_text(snapshot, line)).collect()
}

fn enclosing(snapshot: &Snapshot, bytes: &Range<usize>) -> Vec<String> {
    enclosing_symbols(snapshot, bytes.start)
        .into_iter()
        .filter(|symbol| symbol.range.start < bytes.start && bytes.end <= symbol.range.end)
        .flat_map(|symbol| {
            let signature = format!("{}{}", symbol.indentation, short(snapshot, &symbol.signature));
            signature.lines().map(str::to_owned).collect::<Vec<_>>()
        })
        .collect()
}

fn imported(snapshot: &Snapshot, bytes: &Range<usize>) -> Vec<String> {
    imports(snapshot)
        .into_iter()
        .filter(|import| import.end <= bytes.start || bytes.end <= import.start)
        .flat_map(|import| {
            let text = snapshot.slice(import);
            text.lines().map(str::to_owned).collect::<Vec<_>>()
        })
        .collect()
}

/// A line, or its beginning if it is a very long one.
fn line_text(snapshot: &Snapshot, line: usize) -> String {
    let start = snapshot.line_start(line);
    let bytes = whole_lines(snapshot, &(start..start));
    short(snapshot, &bytes)
}

fn short(snapshot: &Snapshot, bytes: &Range<usize>) -> String {
    snapshot.slice(bytes.start..bytes.end.min(bytes.start + SIGNATURE))
}

/// Sections as far as there is room for them.
struct Written {
    text: String,
    most: usize,
}

impl Written {
    fn has_room(&self) -> bool {
        self.text.len() < self.most
    }

    /// Adds a section of pieces, each with what its fence says, by whole lines. One that has room for no line is left out.
    fn section(&mut self, heading: &str, pieces: &[(&str, Vec<String>)]) {
        let mut is_headed = false;
        for (language, lines) in pieces {
            let head = if is_headed {
                String::new()
            } else {
                format!("### {heading}\n\n")
            };
            let room = self.most.saturating_sub(self.text.len() + head.len());
            if let Some(piece) = fenced_within(lines, language, room) {
                self.text.push_str(&head);
                self.text.push_str(&piece);
                is_headed = true;
            }
        }
    }
}

/// As many of `lines` as fit into `room` bytes together with a fence that nothing in them ends.
fn fenced_within(lines: &[String], language: &str, room: usize) -> Option<String> {
    if lines.iter().all(|line| line.trim().is_empty()) {
        return None;
    }
    let longest = lines.iter().map(|line| {
        let line = line.trim_start();
        line.len() - line.trim_start_matches('`').len()
    });
    let fence = "`".repeat(longest.max().unwrap_or(0).max(2) + 1);
    let mut text = format!("{fence}{language}\n");
    let end = format!("{fence}\n\n");
    let head = text.len();
    for line in lines {
        if text.len() + line.len() + 1 + end.len() > room {
            break;
        }
        text.push_str(line);
        text.push('\n');
    }
    let has_lines = text.len() > head;
    text.push_str(&end);
    has_lines.then_some(text)
}
