//! Moving code to another indentation, with what stands in strings over lines left as it is.

use std::ops::Range;

use ponder_text::{Document, Language, Region, Snapshot, region_at};

/// The lines of `bytes`, without the indentation that they have in common. The line that `bytes` begin on counts whole.
pub(super) fn dedented(snapshot: &Snapshot, bytes: &Range<usize>) -> String {
    let lines = lines(snapshot, bytes);
    let common = lines
        .iter()
        .filter(|line| !line.continues_string && !line.text.trim().is_empty())
        .map(|line| line.text.len() - line.text.trim_start().len())
        .min()
        .unwrap_or(0);
    let mut text = String::new();
    for line in lines {
        let own = if line.continues_string {
            line.text.as_str()
        } else {
            line.text.get(common..).unwrap_or_default()
        };
        text.push_str(own);
        text.push('\n');
    }
    text
}

/// `code` with each line further in by `indentation`; blank lines stay empty.
pub(super) fn indented(code: &str, language: Language, indentation: &str) -> String {
    let snapshot = Document::new(code, 0, language).snapshot();
    let mut text = String::new();
    for line in lines(&snapshot, &(0..code.len())) {
        if !line.continues_string && !line.text.trim().is_empty() {
            text.push_str(indentation);
        }
        text.push_str(&line.text);
        text.push('\n');
    }
    text
}

struct Line {
    text: String,
    continues_string: bool,
}

fn lines(snapshot: &Snapshot, bytes: &Range<usize>) -> Vec<Line> {
    if bytes.is_empty() {
        return Vec::new();
    }
    let (first, mut last) = (snapshot.line_of(bytes.start), snapshot.line_of(bytes.end));
    if snapshot.line_start(last) == bytes.end {
        last = last.saturating_sub(1);
    }
    (first..=last)
        .map(|line| {
            let start = snapshot.line_start(line);
            Line {
                text: snapshot.line_text(line),
                // A docstring is indented with the code that it documents.
                continues_string: line > first && region_at(snapshot, start) == Region::String,
            }
        })
        .collect()
}
