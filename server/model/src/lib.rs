//! What is said to a model and what comes back: messages, parameters, requests, deltas, errors; and the models at
//! endpoints that are reached over HTTP.
//!
//! [`Model`] is what the features above ask, wherever a model runs. Choosing one is `ponder-route`'s work, running one
//! on this machine `ponder-local`'s, and going on to the next where one fails `ponder-ask`'s.

mod answer;
mod binding;
mod capabilities;
mod dialect;
mod error;
mod fill_template;
mod loopback;
mod message;
mod model;
mod parameters;
pub mod remote;
mod request;
mod sent;
mod think;

pub use answer::{Answer, AnswerStream, Delta, Finish, Finished, Timing, Usage};
pub use binding::{Binding, Effort, Mode, Prices};
pub use capabilities::{
    Capabilities, FillPath, Instructions, LimitCovers, Sampling, ThinkingSwitch, TokenLimit,
};
pub use dialect::Dialect;
pub use error::{EndpointFailure, ModelError};
pub use fill_template::FillTemplate;
pub use loopback::is_loopback;
pub use message::{Message, MessageRole};
pub use model::Model;
pub use parameters::Parameters;
pub use request::{Fill, Priority, Prompt, Related, Request};
pub use sent::Sent;
pub use think::separate_thinking;
