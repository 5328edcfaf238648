//! Strings of several lines: their lines are text, and indenting them may change it.

use std::ops::Range;

use ponder_text::{Document, Language};

use super::indentation::Scheme;
use super::lines::Line;

/// The lines, counted from 0, that begin inside of a string, for each string of several lines in `code`. None where it
/// can't be parsed.
pub(super) fn strings(code: &str, language: Language) -> Vec<Range<usize>> {
    let snapshot = Document::new(code, 0, language).snapshot();
    let Some(tree) = snapshot.tree() else {
        return Vec::new();
    };
    let mut found = Vec::new();
    let mut pending = vec![tree.root_node()];
    while let Some(node) = pending.pop() {
        let first = snapshot.line_of(node.start_byte());
        let last = snapshot.line_of(node.end_byte());
        if first == last {
            continue;
        }
        if is_string(node.kind()) {
            // What begins with its line, as a document within a script may, has no line before its own.
            let is_at_line_start = node.start_byte() == snapshot.line_start(first);
            let begins = if is_at_line_start && node.kind().contains("heredoc") {
                first
            } else {
                first + 1
            };
            found.push(begins..last + 1);
            continue;
        }
        let mut cursor = node.walk();
        pending.extend(node.children(&mut cursor));
    }
    found.sort_by_key(|string| string.start);
    found
}

fn is_string(kind: &str) -> bool {
    ["string", "heredoc_redirect", "heredoc_body", "template_literal"]
        .iter()
        .any(|part| kind.contains(part))
        && !kind.contains("concatenated")
}

/// For each new line, whether it stays as the model wrote it though the lines around are moved.
pub(super) fn kept(
    strings: &[Range<usize>],
    old: &[Line],
    new: &[Line],
    pairs: &[Option<usize>],
    scheme: &Scheme,
) -> Vec<bool> {
    let mut kept = vec![false; new.len()];
    for string in strings {
        let within = string.start..string.end.min(new.len());
        let (mut moved, mut stayed) = (0, 0);
        for index in within.clone().filter(|index| !new[*index].is_blank()) {
            let Some(pair) = pairs[index].map(|pair| old[pair]) else {
                continue;
            };
            moved += usize::from(scheme.fitted(index, &new[index]) == pair.content);
            stayed += usize::from(new[index].content == pair.content);
        }
        let stays = if moved == 0 && stayed == 0 {
            is_outdented(new, &within)
        } else {
            stayed > moved
        };
        kept[within].fill(stays);
    }
    kept
}

/// Whether a line of the string stands further to the left than the one on which the string begins.
fn is_outdented(new: &[Line], within: &Range<usize>) -> bool {
    let first = within.start.checked_sub(1).and_then(|first| new.get(first));
    let first = first.map_or(0, |line| line.indentation().len());
    new[within.clone()]
        .iter()
        .any(|line| !line.is_blank() && line.indentation().len() < first)
}
