//! Real counterparts for the program: llama.cpp's own server, and a gateway in front of it, on loopback.
//!
//! They are what `scripts/counterparts.sh` installs from `PyPI`, in an environment of their own beside the program's
//! build. Where it is missing, tests fail and say so. What stands in for hosted providers is the
//! [`stand_in`](crate::stand_in).

mod environment;
mod gateway;
mod http;
mod llama_server;
mod process;

pub use gateway::Gateway;
pub use http::{get, post};
pub use llama_server::{Ended, LlamaServer};
