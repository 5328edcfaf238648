//! The embedded engine with real models: the supervisor here, the real program as its process.

mod ahead;
mod cache;
#[cfg(target_os = "linux")]
mod faults;
mod fixture;
mod healing;
mod output;
mod queue;
mod refusal;
mod speculation;
mod wait;
