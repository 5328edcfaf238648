//! Where a symbol's documentation goes.

use super::Symbol;
use crate::language::DocumentationRule;
use crate::snapshot::Snapshot;

/// On which side of the signature a language writes its documentation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Placement {
    /// On the lines above the declaration and its attributes.
    BeforeDeclaration,
    /// As the first statement of the body.
    InsideBody,
}

/// Where documentation is inserted: always at the start of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DocumentationPlace {
    /// The byte offset of the line's start; what is inserted here must end with a line break.
    pub offset: usize,
    /// The whitespace that each inserted line begins with.
    pub indentation: String,
    /// The side of the signature.
    pub placement: Placement,
}

/// Finds where new documentation for a symbol is inserted, whether or not it has any.
///
/// `None` where no line of its own is possible: other code stands before the declaration on its line,
/// or the body begins on the header's line and the documentation would have to go inside.
pub fn document_placement(snapshot: &Snapshot, symbol: &Symbol) -> Option<DocumentationPlace> {
    if snapshot.language().entry().symbols.documentation == DocumentationRule::Docstring {
        return inside_body(snapshot, symbol);
    }
    let line_start = snapshot.line_start(snapshot.line_of(symbol.range.start));
    let starts_line = snapshot.slice(line_start..symbol.range.start).trim().is_empty();
    starts_line.then(|| DocumentationPlace {
        offset: line_start,
        indentation: symbol.indentation.clone(),
        placement: Placement::BeforeDeclaration,
    })
}

fn inside_body(snapshot: &Snapshot, symbol: &Symbol) -> Option<DocumentationPlace> {
    let header_line = snapshot.line_of(symbol.signature.end);
    let next_line = header_line + 1;
    if next_line >= snapshot.line_count() {
        return None;
    }
    let indentation = match symbol.body.as_ref().filter(|body| !body.is_empty()) {
        Some(body) => {
            let body_line = snapshot.line_of(body.start);
            if body_line == header_line {
                return None;
            }
            snapshot.indentation(body_line)
        }
        None => format!("{}{}", symbol.indentation, one_level(snapshot)),
    };
    Some(DocumentationPlace {
        offset: snapshot.line_start(next_line),
        indentation,
        placement: Placement::InsideBody,
    })
}

/// One more level of indentation, as the document's first indented block has it.
fn one_level(snapshot: &Snapshot) -> String {
    (0..snapshot.line_count().min(1_000))
        .map(|line| snapshot.indentation(line))
        .find(|indentation| !indentation.is_empty())
        .unwrap_or_else(|| "    ".to_owned())
}
