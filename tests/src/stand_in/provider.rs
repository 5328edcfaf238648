//! What a dialect's file provides.

use serde_json::Value;

use super::accepted::{Accepted, Generation};
use super::recorded::Recorded;
use super::rejection::Rejection;
use super::rules::Refuse;
use super::voice::Voice;

/// One provider's rules and manners.
#[derive(Debug)]
pub(super) struct Provider {
    /// Judges a request: path, key, model, every parameter. The second argument is the model a local server has loaded.
    pub(super) check: fn(&Recorded, &str) -> Result<Accepted, Rejection>,
    /// How it refuses a parameter.
    pub(super) refuse: Refuse,
    /// How it words a status.
    pub(super) failure: fn(u16) -> Rejection,
    /// How it says that the money is spent.
    pub(super) quota: fn() -> Rejection,
    /// An error within a stream.
    pub(super) broken: fn(&Generation) -> Value,
    /// How it writes answers.
    pub(super) voice: Voice,
    /// The comment that keeps a silent stream open.
    pub(super) comment: &'static str,
    /// The header that carries the request's id.
    pub(super) request_id: &'static str,
}
