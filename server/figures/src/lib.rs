//! Figures of inline completion, kept on this machine: what became of suggestions, and how long each stage took.
//!
//! The server tells [`Figures`] what happens; `ponder stats` and the protocol show its [`Report`]. Texts and addresses
//! of documents stay in memory, and only until their fate is known: the file holds counts, and names of models. When to
//! save and when to look at documents is left to the caller, and so is every way of showing a report.

mod counts;
mod event;
mod figures;
mod file;
mod ledger;
mod report;
mod sketch;
mod survival;
mod tracked;

pub use event::{Accepted, Answered, Check, Generation, Source, Stage, Suggestion, Survival};
pub use figures::Figures;
pub use report::{Generations, Kept, Latency, Period, Quantiles, Report, StageLatency, Suggestions, Tokens};
