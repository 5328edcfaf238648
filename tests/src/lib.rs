//! Whole-program tests of Ponder, and what they stand on: the real program, started as an editor starts it.
//!
//! The tests, the demonstration and the benchmarks share the [`Client`]. Nothing in this library depends on Ponder's
//! own crates: it knows the program by its command line and its protocol only.

pub mod bars;
mod client;
mod corpus;
pub mod counterparts;
pub mod human_eval;
mod launch;
mod output;
mod plain_text;
mod prebuilt_server;
pub mod random;
pub mod sample;
pub mod sandbox;
pub mod stand_in;

pub use client::{Client, PATIENCE};
pub use corpus::CorpusFile;
pub use launch::{Launch, program};
pub use plain_text::{PlainText, Unit};
pub use prebuilt_server::start_prebuilt_server;
