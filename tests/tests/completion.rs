//! Inline completion as a whole: what a key costs, what it shows, and what is counted of it.
//!
//! The model is a stand-in where counts matter, since it says what it is told to, and the real one where it is about what
//! a model reads. No test here touches a network.

#[path = "completion/acceptance.rs"]
mod acceptance;
#[path = "completion/burst.rs"]
mod burst;
#[path = "completion/cache.rs"]
mod cache;
#[path = "completion/clients.rs"]
mod clients;
#[path = "completion/editor.rs"]
mod editor;
#[path = "completion/endpoint.rs"]
mod endpoint;
#[path = "completion/input.rs"]
mod input;
#[path = "completion/joining.rs"]
mod joining;
#[path = "completion/model.rs"]
mod model;
#[path = "completion/places.rs"]
mod places;
#[path = "completion/privacy.rs"]
mod privacy;
#[path = "completion/session.rs"]
mod session;
#[path = "completion/typing.rs"]
mod typing;
