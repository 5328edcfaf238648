//! What the crate promises, by concept; `reference` is the plain model that text and positions are compared with.

mod edits;
mod imports;
mod languages;
mod positions;
mod reference;
mod regions;
mod since;
mod symbols;
mod trace;
mod trees;
