//! Tests in a class that a file has already.

use ponder_text::{Document, Language, Snapshot, Symbol, SymbolKind, symbols};

use super::reindent::{dedented, indented};
use super::written::with_new_names;
use crate::target::{line_end, whole_lines};

/// Where the tests of a class go that `there` has already, and how they stand there. `None` where they stand for
/// themselves.
pub(super) fn merged(there: &Snapshot, body: &str) -> Option<(usize, String)> {
    let language = there.language();
    if !matches!(language, Language::Java | Language::CSharp | Language::Python) {
        return None;
    }
    let written = Document::new(body, 0, language).snapshot();
    let classes = classes(&written);
    let members = match classes.as_slice() {
        // Bare methods belong into the only class that there is.
        [] if language != Language::Python => body.to_owned(),
        [one] => members(&written, one)?,
        _ => return None,
    };
    let existing = self::classes(there);
    let into = match classes.first() {
        Some(own) => existing.iter().find(|class| class.name == own.name)?,
        None => existing.last()?,
    };
    let (at, indentation) = end_of(there, into)?;
    let existing = self::members(there, into).unwrap_or_default();
    let existing = Document::new(&existing, 0, language).snapshot();
    let members = with_new_names(&existing, &members);
    let members = indented(&members, language, &indentation);
    Some((at, format!("\n{members}")))
}

/// Classes that stand in no other.
fn classes(snapshot: &Snapshot) -> Vec<Symbol> {
    let mut end = 0;
    symbols(snapshot)
        .into_iter()
        .filter(|symbol| symbol.kind == SymbolKind::Class)
        .filter(|symbol| {
            let is_outermost = symbol.range.start >= end;
            end = end.max(symbol.range.end);
            is_outermost
        })
        .collect()
}

/// What stands in a class, not indented.
fn members(snapshot: &Snapshot, class: &Symbol) -> Option<String> {
    let body = class.body.clone()?;
    if snapshot.language() == Language::Python {
        return Some(dedented(snapshot, &whole_lines(snapshot, &body)));
    }
    let first = snapshot.line_start(snapshot.line_of(body.start) + 1);
    let last = snapshot.line_start(snapshot.line_of(body.end.checked_sub(1)?));
    (first < last).then(|| dedented(snapshot, &(first..last)))
}

/// Where the members of a class end, and how they are indented.
fn end_of(snapshot: &Snapshot, class: &Symbol) -> Option<(usize, String)> {
    let body = class.body.clone()?;
    let last = snapshot.line_of(body.end.checked_sub(1)?);
    let first = snapshot.line_of(body.start);
    let is_python = snapshot.language() == Language::Python;
    let member = if is_python { first } else { first + 1 };
    let member = (member..=last).find(|line| !snapshot.line_text(*line).trim().is_empty())?;
    let own = snapshot.indentation(member);
    let indentation = if own.len() > class.indentation.len() {
        own
    } else {
        format!("{}    ", class.indentation)
    };
    if is_python {
        let end = line_end(snapshot, last);
        let next = snapshot.line_start(last + 1);
        return (end < next).then_some((next, indentation));
    }
    let start = snapshot.line_start(last);
    let brace = body.end - 1;
    (start > body.start && snapshot.slice(start..brace).trim().is_empty()).then_some((start, indentation))
}
