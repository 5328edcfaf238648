//! What is said to a model and what comes back: messages, parameters, requests, deltas, errors.
//!
//! These types are the language between the features above and the engines below. Choosing a model is `ponder-route`'s
//! work; running one locally is `ponder-local`'s.

mod answer;
mod error;
mod message;
mod parameters;
mod request;

pub use answer::{Answer, AnswerStream, Delta, Finish, Finished, Timing, Usage};
pub use error::ModelError;
pub use message::{Message, MessageRole};
pub use parameters::Parameters;
pub use request::{Fill, Priority, Prompt, Request};
