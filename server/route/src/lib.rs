//! Which kind of model serves a task, with which parameters, and why. Pure: no input, no output, no clock.
//!
//! The intent of a task is known from the command, the code action or the region at the cursor; only a free chat text is
//! classified. A route says in words why it was taken, so that every answer can show it. Asking the models is left to
//! `ponder-ask`.

mod choice;
mod classify;
mod intent;
mod limits;
mod mention;
mod role;
mod route;
mod rules;
mod temperature;
#[cfg(test)]
mod tests;

pub use choice::Choice;
#[doc(hidden)]
pub use classify::training;
pub use classify::{Classification, classify};
pub use intent::{Intent, Kind};
pub use mention::mention;
pub use role::Role;
pub use route::{Candidate, Plan, Route, Task, Wish, route};
pub use rules::{Keystrokes, Rules};
