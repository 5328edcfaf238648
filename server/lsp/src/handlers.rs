//! A handler for each method, in a file of its name.

mod chat;
mod code_action;
mod code_action_resolve;
mod completion;
mod did_change;
mod did_change_configuration;
mod did_close;
mod did_open;
mod document_text;
mod endpoints;
mod execute_command;
mod initialize;
mod initialized;
mod inline_completion;
mod last_sent;
mod pin;
mod route;
mod status;

pub(crate) use chat::chat;
pub(crate) use code_action::code_action;
pub(crate) use code_action_resolve::code_action_resolve;
pub(crate) use completion::completion;
pub(crate) use did_change::did_change;
pub(crate) use did_change_configuration::did_change_configuration;
pub(crate) use did_close::did_close;
pub(crate) use did_open::did_open;
pub(crate) use document_text::document_text;
pub(crate) use endpoints::endpoints;
pub(crate) use execute_command::execute_command;
pub(crate) use initialize::initialize;
pub(crate) use initialized::initialized;
pub(crate) use inline_completion::inline_completion;
pub(crate) use last_sent::last_sent;
pub(crate) use pin::pin;
pub(crate) use route::route;
pub(crate) use status::status;
