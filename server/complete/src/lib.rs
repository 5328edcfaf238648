//! Inline completion: what comes next at the cursor, as one suggestion.
//!
//! The way of a keystroke: trigger → the suggestion that is shown → the cache → a generation that runs → context →
//! prompt → generate → trim. Each is a file that says what goes in and out; [`Completer`] holds what is remembered
//! between two keys. Positions here are byte offsets; the protocol's are converted above. Choosing the model is
//! `ponder-route`'s work.

mod acceptance;
mod ahead;
mod anchor;
mod cache;
mod chat_form;
mod clock;
mod completer;
mod completion;
mod excerpt;
mod extent;
#[cfg(test)]
mod fixture;
mod generation;
mod hole;
mod line_ends;
mod look;
mod outcome;
mod prompt;
mod prose;
mod related;
mod reuse;
mod sight;
mod state;
mod stop;
mod trigger;
mod trim;
mod written;

pub use completer::{Completer, Request};
pub use completion::{Completion, Suggestion};
pub use line_ends::with_line_ends_of;
pub use related::{OpenFile, Workbench};
pub use trigger::Trigger;
