//! Documents as an editor sees them: text with versions, positions in the three encodings of the protocol,
//! syntax trees kept up to date, and what stands at a place (region) or around it (symbol).
//!
//! Everything here is plain data and CPU work.
//! Protocol types, files, and the decision of when to parse belong to the callers: [`Document::apply`] never parses,
//! while everything that asks a [`Snapshot`] for its tree may, and belongs on a blocking thread.

mod document;
mod imports;
mod language;
mod position;
mod region;
mod since;
mod snapshot;
mod symbol;
mod syntax;

pub use document::{Change, Document};
pub use imports::imports;
pub use language::{CommentMarkers, Language};
pub use position::{Position, PositionEncoding, Range, offset_of, position_of};
pub use region::{Region, region_at};
pub use ropey::Rope;
pub use since::Since;
pub use snapshot::Snapshot;
pub use symbol::{
    DocumentationPlace, Placement, Symbol, SymbolKind, document_placement, enclosing_symbols, symbol_at,
    symbols,
};
pub use tree_sitter::Tree;
