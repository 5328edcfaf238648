//! The protocol's side of the types: conversions, and the methods that are Ponder's own.

pub(crate) mod chat;
pub(crate) mod choose;
pub(crate) mod code_action;
pub(crate) mod completion;
pub(crate) mod convert;
pub(crate) mod document;
pub(crate) mod edit;
pub(crate) mod endpoints;
pub(crate) mod instruction;
pub(crate) mod open_chat;
pub(crate) mod pin;
pub(crate) mod route;
pub(crate) mod status;
pub(crate) mod suggestion;
pub(crate) mod text_sync;
