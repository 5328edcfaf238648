//! The server as an editor sees it, over pipes in memory, with a model behind HTTP that answers when a test says so.

mod cancellation;
mod commands;
mod editor;
mod endpoint;
mod files;
mod list;
mod parts;
mod refusals;
mod stale;
