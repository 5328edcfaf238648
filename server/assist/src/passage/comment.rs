//! The comments and docstrings of a document that people read: no directives, licenses, or code that is commented out.

use std::ops::Range;

use ponder_text::{Language, Snapshot};

use super::lines::{Row, Source, paragraphs};
use super::{Backslash, Enclosure, Passage, width_of};
use crate::directive::is_directive;

/// Words of a license at the top of a file, in lower case.
const LICENSE: [&str; 4] = ["copyright", "spdx-", "licensed under", "all rights reserved"];

/// The line by which a license begins at the latest.
const TOP: usize = 20;

/// Characters beside its own last one that make a marker longer, as in `//!`, `///<` or `#:`.
const MARKER: [char; 3] = ['!', '<', ':'];

/// A comment, as the tree has it.
#[derive(Debug)]
enum Found {
    Comment(Range<usize>),
    Docstring(Range<usize>),
}

/// One comment that lasts to the end of its line.
#[derive(Debug)]
struct LineComment {
    bytes: Range<usize>,
    line: usize,
    indentation: String,
    marker: String,
    /// Code before it on its line: then it is no part of a run.
    follows_code: Option<FollowsCode>,
}

#[derive(Debug)]
struct FollowsCode;

pub(super) fn passages(snapshot: &Snapshot) -> Vec<Passage> {
    let language = snapshot.language();
    let mut passages = Vec::new();
    let mut run: Vec<LineComment> = Vec::new();
    for found in comments(snapshot) {
        let line_comment = match &found {
            Found::Comment(bytes) => line_comment(snapshot, bytes),
            Found::Docstring(_) => None,
        };
        let goes_on = line_comment.as_ref().is_some_and(|next| {
            run.last().is_some_and(|last| {
                last.line + 1 == next.line
                    && last.follows_code.is_none()
                    && next.follows_code.is_none()
                    && last.indentation == next.indentation
                    && last.marker == next.marker
            })
        });
        if !goes_on {
            passages.extend(of_run(snapshot, &std::mem::take(&mut run)));
        }
        match (found, line_comment) {
            (_, Some(comment)) => {
                if is_directive(language, &snapshot.slice(comment.bytes.clone()))
                    || is_shebang(snapshot, &comment)
                {
                    passages.extend(of_run(snapshot, &std::mem::take(&mut run)));
                } else {
                    run.push(comment);
                }
            }
            (Found::Docstring(bytes), None) => passages.extend(of_docstring(snapshot, bytes)),
            (Found::Comment(bytes), None) => passages.extend(of_block(snapshot, bytes)),
        }
    }
    passages.extend(of_run(snapshot, &run));
    passages.retain(|passage| !passage.paragraphs.is_empty() && !is_license(snapshot, passage));
    passages.sort_by_key(|passage| passage.bytes.start);
    passages
}

/// The comments of the document, in their order.
fn comments(snapshot: &Snapshot) -> Vec<Found> {
    let Some(tree) = snapshot.tree() else {
        return Vec::new();
    };
    let is_python = snapshot.language() == Language::Python;
    let mut found = Vec::new();
    let mut pending = vec![tree.root_node()];
    while let Some(node) = pending.pop() {
        if node.is_named() && node.kind().contains("comment") && node.kind() != "html_comment" {
            let text = snapshot.slice(node.byte_range());
            let start = node.start_byte() + text.len() - text.trim_start().len();
            found.push((
                start,
                Found::Comment(start..node.start_byte() + text.trim_end().len()),
            ));
            continue;
        }
        if is_python && node.kind() == "string" {
            let is_docstring = || {
                let statement = node
                    .parent()
                    .filter(|parent| parent.kind() == "expression_statement")?;
                let body = statement.parent()?;
                let holder = body.parent().map_or("", |holder| holder.kind());
                let documents =
                    body.kind() == "module" || matches!(holder, "function_definition" | "class_definition");
                let mut before = statement.prev_named_sibling();
                while before.is_some_and(|before| before.kind() == "comment") {
                    before = before.and_then(|before| before.prev_named_sibling());
                }
                (documents && before.is_none() && statement.named_child_count() == 1).then_some(())
            };
            if is_docstring().is_some() {
                found.push((node.start_byte(), Found::Docstring(node.byte_range())));
            }
            continue;
        }
        let mut cursor = node.walk();
        pending.extend(node.children(&mut cursor));
    }
    found.sort_by_key(|(start, _)| *start);
    found.into_iter().map(|(_, found)| found).collect()
}

fn line_comment(snapshot: &Snapshot, bytes: &Range<usize>) -> Option<LineComment> {
    let text = snapshot.slice(bytes.clone());
    if block_marks(snapshot.language(), &text).is_some() || text.contains('\n') {
        return None;
    }
    let markers = snapshot.language().comment_markers();
    let all = markers.line.iter().chain(markers.doc_line);
    let own = all
        .filter(|marker| text.starts_with(**marker))
        .max_by_key(|marker| marker.len())?;
    let is_more = |character: char| own.ends_with(character) || MARKER.contains(&character);
    let longer = text[own.len()..].trim_start_matches(is_more);
    let line = snapshot.line_of(bytes.start);
    let before = snapshot.slice(snapshot.line_start(line)..bytes.start);
    Some(LineComment {
        bytes: bytes.clone(),
        line,
        marker: text[..text.len() - longer.len()].to_owned(),
        follows_code: (!before.trim().is_empty()).then_some(FollowsCode),
        indentation: before,
    })
}

fn is_shebang(snapshot: &Snapshot, comment: &LineComment) -> bool {
    comment.line == 0 && snapshot.slice(comment.bytes.clone()).starts_with("#!")
}

fn of_run(snapshot: &Snapshot, run: &[LineComment]) -> Option<Passage> {
    let (first, last) = (run.first()?, run.last()?);
    let marker = first.marker.clone();
    let rows = run
        .iter()
        .map(|comment| Row {
            at: comment.bytes.start + marker.len(),
            text: snapshot.slice(comment.bytes.start + marker.len()..comment.bytes.end),
            prefix: format!("{}{marker}", comment.indentation),
        })
        .collect();
    let is_xml = snapshot.language() == Language::CSharp && marker == "///";
    let enclosure = if is_xml {
        Enclosure::Xml { marker }
    } else {
        Enclosure::Lines { marker }
    };
    let bytes = first.bytes.start..last.bytes.end;
    let width = first.follows_code.is_none().then(|| width(snapshot, &bytes));
    Some(passage(snapshot, bytes, with_margin(rows, 0), enclosure, width))
}

fn of_block(snapshot: &Snapshot, bytes: Range<usize>) -> Option<Passage> {
    let text = snapshot.slice(bytes.clone());
    let language = snapshot.language();
    if is_directive(language, &text) {
        return None;
    }
    let (open, close) = block_marks(language, &text)?;
    let inner = text.get(open.len()..)?.strip_suffix(close.as_str())?;
    let is_starred = close == "*/";
    // A second star belongs to the mark; those of a frame, too.
    let frame = if is_starred {
        inner.len() - inner.trim_start_matches(['*', '!', '<']).len()
    } else {
        0
    };
    let inner = &inner[frame..];
    let inner = if is_starred {
        inner.trim_end_matches('*')
    } else {
        inner
    };
    let offset = bytes.start + open.len() + frame;
    let indentation = snapshot.indentation(snapshot.line_of(bytes.start));
    let is_documentation = is_starred && frame > 0;
    let margin = if is_documentation {
        format!("{indentation} * ")
    } else {
        format!("{indentation}{}", " ".repeat(open.len() + 1))
    };
    let mut rows = rows(inner, offset, &margin);
    let has_stars =
        rows.len() > 2 || (rows.len() == 2 && rows.iter().skip(1).any(|row| row.text.contains('*')));
    let is_star = |row: &Row| row.text.trim().is_empty() || row.text.trim_start().starts_with('*');
    if is_starred && has_stars && rows.iter().skip(1).all(is_star) {
        for row in rows.iter_mut().skip(1) {
            if let Some((before, after)) = row.text.split_once('*') {
                row.prefix = format!("{before}*");
                row.at += before.len() + 1;
                row.text = after.to_owned();
            }
        }
    }
    let line = snapshot.line_of(bytes.start);
    let before = snapshot.slice(snapshot.line_start(line)..bytes.start);
    let behind = snapshot.slice(bytes.end..snapshot.line_start(snapshot.line_of(bytes.end) + 1));
    let is_alone = before.trim().is_empty() && behind.trim().is_empty();
    let width = (is_alone || rows.len() > 1).then(|| width(snapshot, &bytes));
    let rows = with_margin(rows, 1);
    Some(passage(
        snapshot,
        bytes,
        rows,
        Enclosure::Block { open, close },
        width,
    ))
}

fn of_docstring(snapshot: &Snapshot, bytes: Range<usize>) -> Option<Passage> {
    let text = snapshot.slice(bytes.clone());
    let begin = text.find(['"', '\''])?;
    let backslash = match text[..begin].to_ascii_lowercase().as_str() {
        "" | "u" => Backslash::Escapes,
        "r" => Backslash::Stands,
        _ => return None,
    };
    let quotes = ["\"\"\"", "'''", "\"", "'"]
        .into_iter()
        .find(|quotes| text[begin..].starts_with(quotes))?;
    let inner = text.get(begin + quotes.len()..)?.strip_suffix(quotes)?;
    let indentation = snapshot.indentation(snapshot.line_of(bytes.start));
    let rows = with_margin(rows(inner, bytes.start + begin + quotes.len(), &indentation), 1);
    let width = (quotes.len() == 3).then(|| width(snapshot, &bytes));
    let quotes = quotes.to_owned();
    Some(passage(
        snapshot,
        bytes,
        rows,
        Enclosure::Docstring { quotes, backslash },
        width,
    ))
}

/// The lines of `inner`, which begins at `offset`. The first stands behind what opens it, and goes on behind `margin`.
fn rows(inner: &str, offset: usize, margin: &str) -> Vec<Row> {
    let mut at = offset;
    let mut rows = Vec::new();
    for (index, line) in inner.split_inclusive('\n').enumerate() {
        rows.push(Row {
            at,
            text: line.trim_end().to_owned(),
            prefix: if index == 0 {
                margin.to_owned()
            } else {
                String::new()
            },
        });
        at += line.len();
    }
    rows
}

/// The rows without the whitespace that all of them begin with, which becomes part of their prefixes. Of the first `behind`
/// ones, which stand behind what opens a comment, all is taken, and they go on as the others do.
fn with_margin(mut rows: Vec<Row>, behind: usize) -> Vec<Row> {
    let mut margin: Option<String> = None;
    for row in rows.iter().skip(behind).filter(|row| !row.text.trim().is_empty()) {
        let own = &row.text[..row.text.len() - row.text.trim_start().len()];
        margin = Some(match margin {
            None => own.to_owned(),
            Some(margin) => {
                let pairs = margin
                    .chars()
                    .zip(own.chars())
                    .take_while(|(one, other)| one == other);
                pairs.map(|(one, _)| one).collect()
            }
        });
    }
    let goes_on = rows
        .iter()
        .skip(behind)
        .find(|row| !row.text.trim().is_empty())
        .map(|row| format!("{}{}", row.prefix, margin.as_deref().unwrap_or_default()));
    let margin = margin.unwrap_or_default();
    for (index, row) in rows.iter_mut().enumerate() {
        row.text.truncate(row.text.trim_end().len());
        if index < behind {
            let text = row.text.trim_start().to_owned();
            row.at += row.text.len() - text.len();
            row.text = text;
            if let Some(prefix) = &goes_on {
                row.prefix.clone_from(prefix);
            }
        } else if let Some(text) = row.text.strip_prefix(&margin) {
            row.at += margin.len();
            row.text = text.to_owned();
            row.prefix.push_str(&margin);
        }
    }
    rows
}

fn passage(
    snapshot: &Snapshot,
    bytes: Range<usize>,
    rows: Vec<Row>,
    enclosure: Enclosure,
    width: Option<usize>,
) -> Passage {
    let paragraphs = paragraphs(&Source {
        rows,
        enclosure,
        width,
        language: snapshot.language(),
    });
    Passage { bytes, paragraphs }
}

fn width(snapshot: &Snapshot, bytes: &Range<usize>) -> usize {
    let lines = snapshot.line_of(bytes.start)..=snapshot.line_of(bytes.end);
    let lines: Vec<String> = lines.map(|line| snapshot.line_text(line)).collect();
    width_of(lines.iter().map(String::as_str))
}

/// What begins and ends a comment that is a block.
fn block_marks(language: Language, text: &str) -> Option<(String, String)> {
    if language == Language::Lua {
        let level = text.strip_prefix("--[")?.split_once('[')?.0;
        let is_level = level.bytes().all(|byte| byte == b'=');
        return is_level.then(|| (format!("--[{level}["), format!("]{level}]")));
    }
    let blocks = language.comment_markers().block;
    let (open, close) = blocks.iter().find(|(open, _)| text.starts_with(open))?;
    Some(((*open).to_owned(), (*close).to_owned()))
}

fn is_license(snapshot: &Snapshot, passage: &Passage) -> bool {
    if snapshot.line_of(passage.bytes.start) > TOP {
        return false;
    }
    let text = snapshot.slice(passage.bytes.clone()).to_lowercase();
    LICENSE.iter().any(|word| text.contains(word))
}
