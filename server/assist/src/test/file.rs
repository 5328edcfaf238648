//! Tests in a file of their own: one that has some already, or a new one.

use std::ops::Range;

use ponder_text::{Document, Language, Snapshot, imports};

use super::class;
use super::rust_module::{line_break, lines, unwrapped};
use super::written::{Tests, main_block, outermost, taken_apart, without};
use crate::Edit;
use crate::target::{line_end, whole_lines};

/// The edits that add `code` to a file in which `there` stands, and what they are computed from. `tested` is what tests
/// don't declare again.
pub(super) fn placed(there: &Snapshot, tested: &[String], code: &str) -> (Vec<Edit>, Range<usize>) {
    let code = fit_for(there.language(), code);
    let tests = taken_apart(there, tested, &code);
    let (at, body) = match class::merged(there, &tests.body) {
        Some((at, body)) => (at, body),
        None => appended(there, &tests.body),
    };
    let mut edits = Vec::new();
    let (import_at, imported) = with_imports(there, &tests);
    if import_at == at {
        edits.push(Edit {
            bytes: at..at,
            new_text: format!("{imported}{body}"),
        });
    } else {
        edits.extend([(import_at, imported), (at, body)].map(|(at, new_text)| Edit {
            bytes: at..at,
            new_text,
        }));
    }
    edits.retain(|edit| !edit.new_text.is_empty());
    edits.sort_by_key(|edit| edit.bytes.start);
    let line_break = line_break(there);
    for edit in &mut edits {
        edit.new_text = edit.new_text.replace('\n', line_break);
    }
    (edits, 0..there.text().len_bytes())
}

/// The text of a new file with `code`, for the tests of `source`.
pub(super) fn new(source: &Snapshot, tested: &[String], code: &str) -> String {
    let language = source.language();
    let code = fit_for(language, code);
    let nothing = Document::new("", 0, language).snapshot();
    let code = without(&nothing, tested, &code);
    let code = code.trim_matches('\n').trim_end();
    if code.is_empty() {
        return String::new();
    }
    match package(source) {
        Some(package) => {
            let own = code.lines().find(|line| line.starts_with("package "));
            let external = format!("{package}_test");
            match own {
                Some(own) if own.trim() == package || own.trim() == external => format!("{code}\n"),
                Some(own) => format!("{}\n", code.replacen(own, &package, 1)),
                None => format!("{package}\n\n{code}\n"),
            }
        }
        None => format!("{code}\n"),
    }
}

/// A model that knows where Rust's tests stand wraps them though they have a file.
fn fit_for(language: Language, code: &str) -> String {
    if language == Language::Rust {
        unwrapped(code)
    } else {
        code.to_owned()
    }
}

/// The line that says which package a Go document belongs to.
fn package(source: &Snapshot) -> Option<String> {
    if source.language() != Language::Go {
        return None;
    }
    let tree = source.tree()?;
    let mut cursor = tree.walk();
    let clause = tree
        .root_node()
        .children(&mut cursor)
        .find(|node| node.kind() == "package_clause")?;
    Some(source.slice(clause.byte_range()).trim_end().to_owned())
}

/// Where `body` is added at the end, and with which line breaks around it.
fn appended(there: &Snapshot, body: &str) -> (usize, String) {
    if body.is_empty() {
        return (there.text().len_bytes(), String::new());
    }
    // Python's style guide wants two blank lines around what stands outermost.
    let blanks = if there.language() == Language::Python {
        "\n\n"
    } else {
        "\n"
    };
    if let Some(at) = main_block(there) {
        return (at, format!("{body}{blanks}"));
    }
    let end = there.text().len_bytes();
    let last = whole_lines(there, &(end..end));
    if there.slice(0..end.min(1_000)).trim().is_empty() && end < 1_000 {
        return (end, body.to_owned());
    }
    if last.is_empty() {
        (end, format!("{blanks}{body}"))
    } else {
        (end, format!("\n{blanks}{}", body.trim_end_matches('\n')))
    }
}

/// Where the imports of `tests` are added, and how.
fn with_imports(there: &Snapshot, tests: &Tests) -> (usize, String) {
    let imports_there = imports(there);
    let text: String = lines(&tests.imports);
    if text.is_empty() {
        return (there.text().len_bytes(), text);
    }
    if let Some(last) = imports_there.last() {
        let line = there.line_of(last.end);
        if line + 1 < there.line_count() {
            return (there.line_start(line + 1), text);
        }
        return (line_end(there, line), format!("\n{}", text.trim_end()));
    }
    // Without imports: above the first declaration, with the comments that begin the file and its package above.
    let first = outermost(there)
        .first()
        .map_or(there.text().len_bytes(), |symbol| {
            symbol
                .documentation
                .as_ref()
                .map_or(symbol.range.start, |above| above.start.min(symbol.range.start))
        });
    let at = there.line_start(there.line_of(first));
    (at, format!("{text}\n"))
}
