//! What the code in question mentions of its own file.

use std::collections::HashSet;
use std::ops::Range;

use ponder_text::{Snapshot, Symbol, SymbolKind, symbols};

use super::short;

/// Bytes of code whose words are compared.
const READ: usize = 64 * 1024;

/// Declarations that are told.
const MOST: usize = 40;

/// Bytes up to which a type is told with its body: its fields are what code uses of it.
const WHOLE: usize = 600;

/// The declarations of the file, other than those in `bytes` or around them, that the text of `bytes` mentions by name:
/// signatures, and short types as a whole. The nearest first.
///
/// Walks the whole tree.
pub(super) fn mentioned(snapshot: &Snapshot, bytes: &Range<usize>) -> Vec<String> {
    let text = snapshot.slice(bytes.start..bytes.end.min(bytes.start + READ));
    let words: HashSet<&str> = text
        .split(|character: char| !character.is_alphanumeric() && character != '_')
        .filter(|word| !word.is_empty())
        .collect();
    let mut mentioned: Vec<Symbol> = symbols(snapshot)
        .into_iter()
        .filter(|symbol| symbol.range.end <= bytes.start || bytes.end <= symbol.range.start)
        .filter(|symbol| words.contains(own_name(&symbol.name)))
        .collect();
    let distance = |symbol: &Symbol| {
        let after = symbol.range.start.saturating_sub(bytes.end);
        bytes.start.saturating_sub(symbol.range.end).max(after)
    };
    mentioned.sort_by_key(distance);
    mentioned.truncate(MOST);
    mentioned
        .iter()
        .flat_map(|symbol| told(snapshot, symbol))
        .collect()
}

/// The last part of a name, without what its type is called or takes.
fn own_name(name: &str) -> &str {
    let name = name.split('<').next().unwrap_or(name);
    name.rsplit([':', '.']).next().unwrap_or(name)
}

fn told(snapshot: &Snapshot, symbol: &Symbol) -> Vec<String> {
    let is_type = matches!(
        symbol.kind,
        SymbolKind::Struct
            | SymbolKind::Enum
            | SymbolKind::Interface
            | SymbolKind::Trait
            | SymbolKind::Type
            | SymbolKind::Constant
    );
    let text = if is_type && symbol.range.len() <= WHOLE {
        snapshot.slice(symbol.range.clone())
    } else {
        short(snapshot, &symbol.signature)
    };
    format!("{}{text}", symbol.indentation)
        .lines()
        .map(str::to_owned)
        .collect()
}
