//! The paragraphs of plain text and of the message of a commit.

use ponder_text::{Language, Snapshot};

use super::lines::{Row, Source, paragraphs};
use super::{Enclosure, MOST_WIDTH, Paragraph, Passage, width_of, wrap};

/// What git writes above what it cuts off from a message.
const SCISSORS: &str = "------------------------ >8 ------------------------";

pub(super) fn passages(snapshot: &Snapshot) -> Vec<Passage> {
    let is_commit = snapshot.language() == Language::GitCommit;
    let mut rows = Vec::new();
    for line in 0..snapshot.line_count() {
        let text = snapshot.line_text(line).trim_end().to_owned();
        let is_by_git = is_commit && text.starts_with('#');
        if is_by_git && text.contains(SCISSORS) {
            break;
        }
        rows.push(Row {
            at: snapshot.line_start(line),
            text: if is_by_git || (is_commit && is_trailer(&text)) {
                String::new()
            } else {
                text
            },
            prefix: String::new(),
        });
    }
    let source = |rows: &[Row], width| Source {
        rows: rows.to_vec(),
        enclosure: Enclosure::Prose,
        width,
        language: snapshot.language(),
    };
    let body = if is_commit {
        rows.iter()
            .position(|row| !row.text.is_empty())
            .map_or(0, |first| first + 1)
    } else {
        0
    };
    let (subject, body) = rows.split_at(body);
    let mut found = paragraphs(&source(subject, None));
    let width = width_of(body.iter().map(|row| row.text.as_str()));
    found.extend(paragraphs(&source(body, Some(width))));
    found.into_iter().map(passage).collect()
}

/// A paragraph by itself. One on a long line is not wrapped: its author leaves that to the editor.
pub(super) fn passage(mut paragraph: Paragraph) -> Passage {
    if wrap::columns(&paragraph.text) > MOST_WIDTH && paragraph.bytes.len() == paragraph.text.len() {
        paragraph.width = None;
    }
    Passage {
        bytes: paragraph.bytes.clone(),
        paragraphs: vec![paragraph],
    }
}

/// A line such as `Signed-off-by: …`.
fn is_trailer(line: &str) -> bool {
    line.split_once(": ").is_some_and(|(key, _)| {
        key.contains('-')
            && key
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    })
}
