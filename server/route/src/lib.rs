//! Which kind of model serves a task, with which parameters, and why. Pure: no input, no output, no clock.
//!
//! The intent of a task is known from the command, the code action or the region at the cursor. A route says in words
//! why it was taken, so that every answer can show it. Asking the model is left to the features above.

mod intent;
mod limits;
mod role;
mod route;
mod temperature;

pub use intent::{Intent, Kind};
pub use role::Role;
pub use route::{Binding, Bindings, Route, route};
