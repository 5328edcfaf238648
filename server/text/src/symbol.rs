//! What a document declares: functions, types, modules, with the parts that an edit or a prompt needs.
//!
//! The node kinds come from the language's entry; this module knows only how to walk and cut.
//! What to write about a symbol is for the callers.

mod collect;
mod parts;
mod placement;

use std::ops::Range;

pub use placement::{DocumentationPlace, Placement, document_placement};

use crate::position;
use crate::snapshot::Snapshot;

/// A declaration in a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Symbol {
    /// The name as it is written, such as `parse` or `Lexer::next`.
    pub name: String,
    /// What is declared.
    pub kind: SymbolKind,
    /// The whole declaration in bytes, with attributes, decorators and what else belongs to it, such as an `export`.
    /// Comments above are outside, unless an attribute stands above them.
    pub range: Range<usize>,
    /// From the first word after the attributes up to the body, in bytes, without the whitespace before the body.
    pub signature: Range<usize>,
    /// The body in bytes, with its braces where the language has them.
    pub body: Option<Range<usize>>,
    /// The doc comment or docstring that is there already, in bytes, without the last line break.
    pub documentation: Option<Range<usize>>,
    /// The whitespace before the declaration on its first line.
    pub indentation: String,
}

/// What a [`Symbol`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SymbolKind {
    /// A function that belongs to no type.
    Function,
    /// A function of a type.
    Method,
    /// A function that makes a value of its type, where the language has a form for it.
    Constructor,
    /// A class or record.
    Class,
    /// A struct or union.
    Struct,
    /// An enumeration.
    Enum,
    /// An interface or concept.
    Interface,
    /// A Rust trait.
    Trait,
    /// A Rust `impl`, named after its type.
    Implementation,
    /// A module or namespace.
    Module,
    /// A named constant or static.
    Constant,
    /// Another named type, such as an alias.
    Type,
    /// A property with accessors.
    Property,
    /// A macro.
    Macro,
}

/// Lists all symbols in the order in which they begin, outer before inner. Empty for a document without a tree.
///
/// Walks the whole tree: CPU work that grows with the document.
pub fn symbols(snapshot: &Snapshot) -> Vec<Symbol> {
    collect::symbols_within(snapshot, 0..snapshot.text().len_bytes())
}

/// Finds the innermost symbol around an offset, or the one that begins on the offset's line.
pub fn symbol_at(snapshot: &Snapshot, offset: usize) -> Option<Symbol> {
    enclosing_symbols(snapshot, offset).pop()
}

/// Lists the symbols around an offset, the outermost first; the last one is that of [`symbol_at`].
pub fn enclosing_symbols(snapshot: &Snapshot, offset: usize) -> Vec<Symbol> {
    let offset = position::floor(snapshot.text().slice(..), offset);
    let line = snapshot.line_of(offset);
    let on_line = snapshot.line_start(line)..snapshot.line_start(line + 1);
    let starts_on_line = |symbol: &Symbol| {
        [symbol.range.start, symbol.signature.start]
            .iter()
            .any(|start| on_line.contains(start))
    };

    let mut enclosing = collect::symbols_within(snapshot, on_line.clone());
    let innermost = enclosing
        .iter()
        .rposition(|symbol| symbol.range.start <= offset && offset <= symbol.range.end)
        .map(|index| enclosing[index].clone());
    let beginning_here = match &innermost {
        Some(symbol) if starts_on_line(symbol) => None,
        Some(outer) => enclosing
            .iter()
            .find(|symbol| starts_on_line(symbol) && covers(outer, symbol))
            .cloned(),
        None => enclosing.iter().find(|symbol| starts_on_line(symbol)).cloned(),
    };
    match beginning_here.or(innermost) {
        Some(target) => enclosing.retain(|symbol| covers(symbol, &target)),
        None => enclosing.clear(),
    }
    enclosing
}

fn covers(outer: &Symbol, inner: &Symbol) -> bool {
    outer.range.start <= inner.range.start && inner.range.end <= outer.range.end
}
