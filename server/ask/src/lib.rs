//! Asking the models that a route names, one after the other, and at last the local one.
//!
//! [`Models`] ties what is below together: settings, the endpoints that they define, the embedded engine and the rules
//! that routes follow. It also keeps the promises about what leaves the machine: [`mask`] takes secrets out of what is
//! sent, and [`Place`] keeps the text of files with secrets at home. What is asked is the features' work.

mod connected;
mod discovery;
mod failure;
pub mod mask;
mod models;
mod place;
mod private_file;
mod reply;
mod rules;
mod window;

pub use discovery::Discovery;
pub use models::{Models, Question};
pub use place::{Place, SessionPins};
pub use reply::Reply;
