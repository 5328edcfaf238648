//! Rust's tests: in a module of the file itself.

use std::ops::Range;

use ponder_text::{Document, Language, Snapshot, Symbol, SymbolKind};

use super::reindent::{dedented, indented};
use super::written::{outermost, taken_apart};
use crate::Edit;
use crate::target::{line_end, whole_lines};

/// One level of indentation, as rustfmt has it.
const LEVEL: &str = "    ";

/// The edits that put `code` into the document's module of tests, or into a new one at its end, and what they are computed
/// from. `tested` is what tests don't declare again.
pub(super) fn placed(snapshot: &Snapshot, tested: &[String], code: &str) -> (Vec<Edit>, Range<usize>) {
    let code = unwrapped(code);
    let line_break = line_break(snapshot);
    let (mut edits, from) = match module(snapshot) {
        Some((module, body)) => into_module(snapshot, &module, &body, tested, &code),
        None => into_new_module(snapshot, tested, &code),
    };
    for edit in &mut edits {
        edit.new_text = edit.new_text.replace('\n', line_break);
    }
    (edits, from)
}

/// The line break that a document has at the end of its first line.
pub(super) fn line_break(snapshot: &Snapshot) -> &'static str {
    let first = snapshot.line_start(1);
    if snapshot.before(first, 2) == "\r\n" {
        "\r\n"
    } else {
        "\n"
    }
}

/// The inside of the module of tests, if a model wrote one; else all of it.
pub(super) fn unwrapped(code: &str) -> String {
    let snapshot = Document::new(code, 0, Language::Rust).snapshot();
    match module(&snapshot) {
        Some((_, body)) => {
            let inside = inside(&snapshot, &body);
            if inside.is_empty() {
                return String::new();
            }
            dedented(&snapshot, &inside)
        }
        None => code.to_owned(),
    }
}

/// The module of tests and its body.
fn module(snapshot: &Snapshot) -> Option<(Symbol, Range<usize>)> {
    outermost(snapshot)
        .into_iter()
        .filter(|symbol| symbol.kind == SymbolKind::Module)
        .filter_map(|symbol| {
            let body = symbol.body.clone()?;
            let attributes = snapshot.slice(symbol.range.start..symbol.signature.start);
            let is_of_tests =
                attributes.contains("cfg(test)") || matches!(symbol.name.as_str(), "tests" | "test");
            is_of_tests.then_some((symbol, body))
        })
        .next_back()
}

/// What stands in the module of tests, if there is one.
pub(super) fn text(snapshot: &Snapshot) -> Option<String> {
    let (_, body) = module(snapshot)?;
    let bytes = inside(snapshot, &body);
    (!bytes.is_empty()).then(|| dedented(snapshot, &bytes))
}

/// The whole lines between a body's braces; what stands on their lines if there are none.
fn inside(snapshot: &Snapshot, body: &Range<usize>) -> Range<usize> {
    let (open, close) = (body.start + 1, body.end.saturating_sub(1).max(body.start + 1));
    let start = snapshot.line_start(snapshot.line_of(open) + 1);
    let end = snapshot.line_start(snapshot.line_of(close));
    if start <= end && snapshot.slice(open..start.min(close)).trim().is_empty() {
        start..end
    } else {
        open..close
    }
}

fn into_module(
    snapshot: &Snapshot,
    module: &Symbol,
    body: &Range<usize>,
    tested: &[String],
    code: &str,
) -> (Vec<Edit>, Range<usize>) {
    let bytes = inside(snapshot, body);
    let text = if bytes.is_empty() {
        String::new()
    } else {
        dedented(snapshot, &bytes)
    };
    let there = Document::new(&text, 0, Language::Rust).snapshot();
    let tests = taken_apart(&there, tested, code);
    let indentation = format!("{}{LEVEL}", module.indentation);
    let written = indented(&tests.body, Language::Rust, &indentation);
    let used = indented(&lines(&tests.imports), Language::Rust, &indentation);
    let from = module.range.clone();
    let is_empty = text.trim().is_empty();
    let close = body.end.saturating_sub(1);
    let own_line = snapshot.line_start(snapshot.line_of(close));
    if own_line <= body.start || !snapshot.slice(own_line..close).trim().is_empty() {
        // The brace closes on a line with others.
        let gap = if used.is_empty() || written.is_empty() {
            ""
        } else {
            "\n"
        };
        let edit = Edit {
            bytes: close..close,
            new_text: format!("\n{used}{gap}{written}{}", module.indentation),
        };
        return (vec![edit], from);
    }
    let mut edits = Vec::new();
    if !used.is_empty() && !is_empty {
        edits.push(Edit {
            bytes: bytes.start..bytes.start,
            new_text: used.clone(),
        });
    }
    let gap = if written.is_empty() || (is_empty && used.is_empty()) {
        ""
    } else {
        "\n"
    };
    let before = if is_empty { used.as_str() } else { "" };
    edits.push(Edit {
        bytes: own_line..own_line,
        new_text: format!("{before}{gap}{written}"),
    });
    (edits, from)
}

fn into_new_module(snapshot: &Snapshot, tested: &[String], code: &str) -> (Vec<Edit>, Range<usize>) {
    let there = Document::new("use super::*;\n", 0, Language::Rust).snapshot();
    let tests = taken_apart(&there, tested, code);
    let used = indented(&lines(&tests.imports), Language::Rust, LEVEL);
    let written = indented(&tests.body, Language::Rust, LEVEL);
    let end = snapshot.text().len_bytes();
    let last = whole_lines(snapshot, &(end..end));
    let ends_line = last.is_empty();
    let above = snapshot.line_count().checked_sub(2);
    let after_blank = end == 0
        || (ends_line && above.is_some_and(|line| line_end(snapshot, line) == snapshot.line_start(line)));
    let before = match (ends_line, after_blank) {
        (_, true) => "",
        (true, false) => "\n",
        (false, false) => "\n\n",
    };
    let after = if ends_line { "\n" } else { "" };
    let new_text = if written.is_empty() {
        String::new()
    } else {
        format!("{before}#[cfg(test)]\nmod tests {{\n{LEVEL}use super::*;\n{used}\n{written}}}{after}")
    };
    let from = last.start..end;
    let edit = Edit {
        bytes: end..end,
        new_text,
    };
    (vec![edit], from)
}

/// Imports, each on lines of its own.
pub(super) fn lines(imports: &[String]) -> String {
    imports.iter().flat_map(|import| [import, "\n"]).collect()
}
