//! What the crate promises, by concept; `reference` is the plain model that text and positions are compared with.

mod edits;
mod languages;
mod positions;
mod reference;
mod regions;
mod symbols;
mod trace;
mod trees;
