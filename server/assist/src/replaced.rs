//! Which of a symbol's comments new documentation takes the place of.
//!
//! A symbol's documentation reaches from its first comment to its last, and what stands between them may be an attribute,
//! an ordinary comment or a directive: that stays.

use std::ops::Range;

use ponder_text::{Language, Snapshot, Symbol, Tree};

use crate::directive::is_directive;

/// The bytes that new documentation replaces: the docstring, or the first doc comments with nothing else between them.
///
/// `None` where there are none, or code stands behind them on their line. Walks a part of the tree.
pub(crate) fn replaced(snapshot: &Snapshot, symbol: &Symbol) -> Option<Range<usize>> {
    let documentation = symbol.documentation.clone()?;
    if snapshot.language() == Language::Python {
        return Some(documentation);
    }
    let mut run: Option<Range<usize>> = None;
    for comment in comments(snapshot, snapshot.tree()?, &documentation) {
        let follows = run
            .as_ref()
            .is_none_or(|run| snapshot.slice(run.end..comment.start).trim().is_empty());
        if follows && is_replaceable(snapshot, &comment) {
            run = Some(run.map_or(comment.start, |run| run.start)..comment.end);
        } else if run.is_some() {
            break;
        }
    }
    run
}

/// The comments within some bytes, in their order, without the whitespace that some grammars count in.
fn comments(snapshot: &Snapshot, tree: &Tree, within: &Range<usize>) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut pending = vec![tree.root_node()];
    while let Some(node) = pending.pop() {
        if node.is_named() && node.kind().contains("comment") {
            let text = snapshot.slice(node.byte_range());
            let comment = node.start_byte()..node.start_byte() + text.trim_end().len();
            if within.start <= comment.start && comment.end <= within.end {
                found.push(comment);
            }
            continue;
        }
        let mut cursor = node.walk();
        pending.extend(
            node.children(&mut cursor)
                .filter(|child| child.start_byte() < within.end && within.start < child.end_byte()),
        );
    }
    found.sort_by_key(|comment| comment.start);
    found
}

fn is_replaceable(snapshot: &Snapshot, comment: &Range<usize>) -> bool {
    let language = snapshot.language();
    let text = snapshot.slice(comment.clone());
    let markers = language.comment_markers();
    // In these languages the place alone makes a comment documentation.
    let is_marked = matches!(
        language,
        Language::Go | Language::Ruby | Language::Lua | Language::Bash
    ) || markers.doc_line.iter().any(|marker| text.starts_with(marker))
        || markers.doc_block.iter().any(|(begin, _)| text.starts_with(begin));
    let documents_the_file =
        language == Language::Rust && (text.starts_with("//!") || text.starts_with("/*!"));
    let next_line = snapshot.line_start(snapshot.line_of(comment.end) + 1);
    let ends_line = snapshot.slice(comment.end..next_line).trim().is_empty();
    is_marked && !documents_the_file && ends_line && !is_directive(language, &text)
}
