//! The paragraphs and headings of Markdown.

use ponder_text::Snapshot;

use super::plain::passage;
use super::{Enclosure, Paragraph, Passage, has_words, width_of, wrap};

/// What has no text for people in it, or none that can be told apart.
const FIXED: [&str; 7] = [
    "fenced_code_block",
    "indented_code_block",
    "html_block",
    "pipe_table",
    "minus_metadata",
    "plus_metadata",
    "link_reference_definition",
];

pub(super) fn passages(snapshot: &Snapshot) -> Vec<Passage> {
    let Some(tree) = snapshot.tree() else {
        return Vec::new();
    };
    let mut found = Vec::new();
    let mut pending = vec![tree.root_node()];
    while let Some(node) = pending.pop() {
        let kind = node.kind();
        if FIXED.contains(&kind) {
            continue;
        }
        if kind == "inline" {
            let parent = node.parent().map_or("", |parent| parent.kind());
            let above = node.parent().and_then(|parent| parent.parent());
            let is_underlined = above.is_some_and(|above| above.kind() == "setext_heading");
            let block = if parent == "atx_heading" || is_underlined {
                Block::Heading
            } else {
                Block::Paragraph
            };
            found.extend(lines(snapshot, node.start_byte(), node.end_byte(), block));
            continue;
        }
        let mut cursor = node.walk();
        pending.extend(node.children(&mut cursor));
    }
    found.sort_by_key(|paragraph: &Paragraph| paragraph.bytes.start);
    found.into_iter().map(passage).collect()
}

/// What a text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Block {
    /// It stays on its line.
    Heading,
    Paragraph,
}

/// The paragraphs from `start` to `end`: one, or as many as there are hard line breaks.
fn lines(snapshot: &Snapshot, start: usize, end: usize, block: Block) -> Vec<Paragraph> {
    let whole = snapshot.slice(start..end);
    let whole = whole.trim_end();
    let line_start = snapshot.line_start(snapshot.line_of(start));
    let mut continuation = continued(&snapshot.slice(line_start..start));
    let is_quoted = continuation.contains('>');
    let mut groups: Vec<Vec<(usize, &str)>> = vec![Vec::new()];
    let mut offset = 0;
    for (index, line) in whole.split_inclusive('\n').enumerate() {
        let without_break = line.trim_end_matches(['\n', '\r']);
        let margin = if index == 0 {
            0
        } else {
            let text = without_break.trim_start_matches(|character: char| {
                character == ' ' || character == '\t' || (is_quoted && character == '>')
            });
            without_break.len() - text.len()
        };
        if index == 1 {
            without_break[..margin].clone_into(&mut continuation);
        }
        let text = &without_break[margin..];
        let is_hard = text.ends_with("  ") || text.ends_with('\\');
        let text = text.trim_end_matches(['\\', ' ', '\t']);
        if let Some(group) = groups.last_mut() {
            group.push((offset + margin, text));
        }
        if is_hard {
            groups.push(Vec::new());
        }
        offset += line.len();
    }
    let width = (block == Block::Paragraph).then(|| {
        let last = snapshot.line_of(start + whole.len());
        let lines: Vec<String> = (snapshot.line_of(start)..=last)
            .map(|line| snapshot.line_text(line))
            .collect();
        width_of(lines.iter().map(String::as_str))
    });
    let paragraph = |group: Vec<(usize, &str)>| {
        let (first, last) = (group.first()?, group.last()?);
        let text = wrap::joined(group.iter().map(|(_, text)| *text));
        let is_definition = text.starts_with('[') && text.contains("]: ");
        (has_words(&text) && !is_definition).then(|| Paragraph {
            bytes: start + first.0..start + last.0 + last.1.len(),
            text,
            continuation: continuation.clone(),
            width,
            enclosure: Enclosure::Prose,
        })
    };
    groups.into_iter().filter_map(paragraph).collect()
}

/// What a line begins with that goes on with one that begins with `before`.
fn continued(before: &str) -> String {
    before
        .chars()
        .map(|character| {
            if matches!(character, '>' | '\t') {
                character
            } else {
                ' '
            }
        })
        .collect()
}
