//! The embedded engine with real models: the supervisor here, the real program as its process.

mod cache;
#[cfg(target_os = "linux")]
mod faults;
mod fixture;
mod output;
mod queue;
mod refusal;
