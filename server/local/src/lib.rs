//! Models that run on this machine: their files, their memory and the engine that answers with them.

pub mod byte_size;
pub mod catalogue;
pub mod engine;
pub mod gguf;
pub mod memory;
mod models;
pub mod pull;
pub mod store;

pub use models::{EngineSettings, LocalModel, LocalModels};
