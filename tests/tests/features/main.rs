//! What the language server does for its user, over the protocol and with the real model.

mod chat;
mod completion;
mod editor;
mod explain;
mod fresh_home;
#[cfg(target_os = "linux")]
mod survival;
mod write_doc_comment;
