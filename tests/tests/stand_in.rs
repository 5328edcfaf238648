//! The stand-in for providers is itself to be relied on: its rules reject, its answers are whole, its faults show.

#[path = "stand_in/answers.rs"]
mod answers;
#[path = "stand_in/client.rs"]
mod client;
#[path = "stand_in/control.rs"]
mod control;
#[path = "stand_in/faults.rs"]
mod faults;
#[path = "stand_in/hosted.rs"]
mod hosted;
#[path = "stand_in/local.rs"]
mod local;
#[path = "stand_in/record.rs"]
mod record;
#[path = "stand_in/rules.rs"]
mod rules;
