//! The protocol's side of the types: conversions, and the methods that are Ponder's own.

pub(crate) mod chat;
pub(crate) mod completion;
pub(crate) mod convert;
pub(crate) mod document;
pub(crate) mod endpoints;
pub(crate) mod pin;
pub(crate) mod route;
pub(crate) mod status;
pub(crate) mod suggestion;
pub(crate) mod text_sync;
