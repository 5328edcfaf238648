//! Code actions as a whole: what is offered, what becomes of a model's answer, and that nothing but the intended text ever
//! changes.
//!
//! The model is a stand-in: it says what it is told to, whatever it is asked. No test here touches a network.

#[path = "assist/answers.rs"]
mod answers;
#[path = "assist/cancel.rs"]
mod cancel;
#[path = "assist/clients.rs"]
mod clients;
#[path = "assist/command_line.rs"]
mod command_line;
#[path = "assist/comments.rs"]
mod comments;
#[path = "assist/editor.rs"]
mod editor;
#[path = "assist/files.rs"]
mod files;
#[path = "assist/injection.rs"]
mod injection;
#[path = "assist/offers.rs"]
mod offers;
#[path = "assist/prompt_files.rs"]
mod prompt_files;
#[path = "assist/provider.rs"]
mod provider;
#[path = "assist/stale.rs"]
mod stale;
