//! Inline completion: what comes next at the cursor, as one suggestion.
//!
//! The way of a keystroke: context → prompt → generate → trim. Positions here are byte offsets; the protocol's are
//! converted above. Choosing the model is `ponder-route`'s work.

mod chat_form;
mod complete;
mod context;
mod prompt;
mod trim;

pub use complete::{Completion, complete};
