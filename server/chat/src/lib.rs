//! Chat: a question with what was said before it, fitted into the model's window, answered as a stream.
//!
//! The history comes with every question; nothing is kept here.

mod ask;
mod budget;

pub use ask::{ChatReply, CodeContext, Question, ask, task_of_text};
