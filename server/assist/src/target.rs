//! What an action is done to: from a cursor, a selection or diagnostics to whole lines or a symbol.

mod lines;
#[cfg(test)]
pub(crate) mod tests;
mod unwritten;

use std::ops::Range;

use ponder_text::{Snapshot, Symbol, SymbolKind, enclosing_symbols};

pub(crate) use lines::{
    code_below, has_text, is_comment as is_comment_line, line_end, start_of_line, whole_lines,
};
pub(crate) use unwritten::{Unwritten, unwritten};

use crate::{AssistError, Situation};

/// Code that an action changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Target {
    /// Whole lines, without the last line break: from the start of the first line (its indentation included) to the end of the
    /// last one.
    pub(crate) bytes: Range<usize>,
    /// What it is, as in "the function `parse`" or "lines 3 to 9".
    pub(crate) name: String,
}

/// The code that is fixed or refactored: the selection's whole lines; without one what the diagnostics complain about with
/// the symbol around it, or the symbol at the cursor. Where that is more than `most` bytes, lines around the place, as many
/// as fit.
pub(crate) fn code(situation: &Situation, most: usize) -> Result<Target, AssistError> {
    let snapshot = &situation.snapshot;
    let place = within(snapshot, &situation.bytes);
    if !place.is_empty() {
        return selected(snapshot, &place, most);
    }
    let place = complained_about(situation, place.start);
    if let Some(symbol) = symbol_around(snapshot, &place) {
        let bytes = whole_lines(snapshot, &symbol.range);
        if bytes.len() <= most {
            let name = named(&symbol);
            return Ok(Target { bytes, name });
        }
        return around(snapshot, &place, &bytes, most);
    }
    let all = 0..snapshot.text().len_bytes();
    if !has_text(snapshot, &whole_lines(snapshot, &place)) {
        return Err(nothing(
            "there is no code at the cursor; select some, or move to it",
        ));
    }
    around(
        snapshot,
        &place,
        &lines::block(snapshot, &place, &all, most),
        most,
    )
}

/// What tests are written for: the selection's whole lines, or the innermost function or type at the cursor.
pub(crate) fn tested(situation: &Situation, most: usize) -> Result<Target, AssistError> {
    let snapshot = &situation.snapshot;
    let place = within(snapshot, &situation.bytes);
    if !place.is_empty() {
        return selected(snapshot, &place, most);
    }
    let offset = code_below(snapshot, place.start);
    let symbol = enclosing_symbols(snapshot, offset).into_iter().rfind(is_testable);
    let symbol = symbol.ok_or_else(|| {
        nothing("there is no function or type at the cursor to be tested; move into one, or select code")
    })?;
    let bytes = whole_lines(snapshot, &symbol.range);
    if bytes.len() > most {
        return Err(too_long(snapshot, &bytes, &named(&symbol), most));
    }
    let name = named(&symbol);
    Ok(Target { bytes, name })
}

/// The function at the cursor whose body is missing: a comment says what it does, and its body is empty or a placeholder.
pub(crate) fn unwritten_function(situation: &Situation) -> Result<Target, AssistError> {
    let snapshot = &situation.snapshot;
    let place = within(snapshot, &situation.bytes);
    let offset = code_below(snapshot, place.start);
    let function = enclosing_symbols(snapshot, offset)
        .into_iter()
        .rfind(is_function)
        .ok_or_else(|| {
            nothing("there is no function at the cursor; move into the one whose body is to be written")
        })?;
    let name = named(&function);
    match unwritten(snapshot, &function) {
        Unwritten::Yes => Ok(Target {
            bytes: whole_lines(snapshot, &function.range),
            name,
        }),
        Unwritten::HasBody => Err(nothing(&format!(
            "{name} has a body already; refactor it, or empty its body first"
        ))),
        Unwritten::HasNoComment => Err(nothing(&format!(
            "no comment says what {name} is to do; write one above it"
        ))),
    }
}

/// Whether a symbol is something that runs.
pub(crate) fn is_function(symbol: &Symbol) -> bool {
    matches!(
        symbol.kind,
        SymbolKind::Function | SymbolKind::Method | SymbolKind::Constructor
    )
}

/// Whether tests can be written for a symbol.
pub(crate) fn is_testable(symbol: &Symbol) -> bool {
    is_function(symbol)
        || matches!(
            symbol.kind,
            SymbolKind::Class
                | SymbolKind::Struct
                | SymbolKind::Enum
                | SymbolKind::Trait
                | SymbolKind::Implementation
                | SymbolKind::Type
                | SymbolKind::Macro
                | SymbolKind::Property
        )
}

/// A symbol by its kind and name, as in "the function `parse`".
pub(crate) fn named(symbol: &Symbol) -> String {
    let kind = match symbol.kind {
        SymbolKind::Function => "function",
        SymbolKind::Method => "method",
        SymbolKind::Constructor => "constructor",
        SymbolKind::Class => "class",
        SymbolKind::Struct => "struct",
        SymbolKind::Enum => "enum",
        SymbolKind::Interface => "interface",
        SymbolKind::Trait => "trait",
        SymbolKind::Implementation => "implementation of",
        SymbolKind::Module => "module",
        SymbolKind::Constant => "constant",
        SymbolKind::Type => "type",
        SymbolKind::Property => "property",
        SymbolKind::Macro => "macro",
    };
    format!("the {kind} `{}`", symbol.name)
}

fn selected(snapshot: &Snapshot, place: &Range<usize>, most: usize) -> Result<Target, AssistError> {
    let bytes = whole_lines(snapshot, place);
    if bytes.len() > most {
        return Err(too_long(snapshot, &bytes, "the selection", most));
    }
    if !has_text(snapshot, place) {
        return Err(nothing("nothing but whitespace is selected; select some code"));
    }
    let bytes = lines::without_blank_ends(snapshot, &bytes);
    let name = lines::named(snapshot, &bytes);
    Ok(Target { bytes, name })
}

/// As many whole lines of `whole` around `place` as `most` bytes hold.
fn around(
    snapshot: &Snapshot,
    place: &Range<usize>,
    whole: &Range<usize>,
    most: usize,
) -> Result<Target, AssistError> {
    let least = whole_lines(snapshot, place);
    if least.len() > most {
        return Err(too_long(snapshot, &least, &lines::named(snapshot, &least), most));
    }
    let bytes = if whole.len() <= most {
        whole.clone()
    } else {
        lines::statements(snapshot, place, most)
            .unwrap_or_else(|| lines::grown(snapshot, &least, whole, most))
    };
    let bytes = lines::without_blank_ends(snapshot, &bytes);
    let name = lines::named(snapshot, &bytes);
    Ok(Target { bytes, name })
}

/// The innermost symbol that covers `place`; that below a comment which the cursor is in. A module counts only by its own
/// line: what stands in it is not the module.
fn symbol_around(snapshot: &Snapshot, place: &Range<usize>) -> Option<Symbol> {
    let place = if place.is_empty() {
        let below = code_below(snapshot, place.start);
        below..below
    } else {
        place.clone()
    };
    let line = snapshot.line_of(place.start);
    let covers = |symbol: &Symbol| {
        let own = snapshot.line_of(symbol.signature.start)..=snapshot.line_of(symbol.signature.end);
        let counts = symbol.kind != SymbolKind::Module || own.contains(&line);
        let bytes = whole_lines(snapshot, &symbol.range);
        counts && bytes.start <= place.start && place.end <= bytes.end
    };
    enclosing_symbols(snapshot, place.start).into_iter().rfind(covers)
}

/// All that the diagnostics on the cursor's line complain about, or the cursor.
fn complained_about(situation: &Situation, cursor: usize) -> Range<usize> {
    let snapshot = &situation.snapshot;
    let line = whole_lines(snapshot, &(cursor..cursor));
    let touching = situation
        .diagnostics
        .iter()
        .map(|diagnostic| within(snapshot, &diagnostic.bytes))
        .filter(|bytes| bytes.start <= line.end && line.start <= bytes.end);
    touching
        .reduce(|one, other| one.start.min(other.start)..one.end.max(other.end))
        .unwrap_or(cursor..cursor)
}

/// `bytes` in their order and within the document.
fn within(snapshot: &Snapshot, bytes: &Range<usize>) -> Range<usize> {
    let length = snapshot.text().len_bytes();
    let start = bytes.start.min(length);
    start..bytes.end.clamp(start, length)
}

fn too_long(snapshot: &Snapshot, bytes: &Range<usize>, name: &str, most: usize) -> AssistError {
    let lines = snapshot.line_of(bytes.end) - snapshot.line_of(bytes.start) + 1;
    let fit = lines.saturating_mul(most) / bytes.len().max(1);
    let advice = if fit < 2 {
        "there is more text on a line than a model can write anew; break the line".to_owned()
    } else {
        format!("select less than {fit} lines")
    };
    let verb = if name.starts_with("lines") { "are" } else { "is" };
    nothing(&format!("{name} {verb} too long: {advice}"))
}

fn nothing(reason: &str) -> AssistError {
    AssistError::NothingHere(reason.to_owned())
}
