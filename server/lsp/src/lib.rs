//! The language server: the only crate that knows the protocol.
//!
//! [`transport`] reads messages and answers them, [`run`] ties it to the handlers, one file for each method: convert,
//! call a feature, convert back. What the features do is theirs.

mod configuration;
mod definitions;
mod discover;
mod edit_place;
mod errors;
mod features;
mod figures;
mod file_text;
mod handlers;
mod notices;
mod offer;
mod progress;
mod proposed;
mod protocol;
mod rebase;
mod reload;
mod server;
mod session;
mod shown;
mod situation;
#[cfg(test)]
mod tests;
pub mod transport;

pub use server::run;
