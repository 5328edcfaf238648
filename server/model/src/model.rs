//! A model that can be asked, wherever it runs.

use std::fmt::Debug;

use crate::{AnswerStream, Request};

/// A model that can be asked: in the embedded engine, or at an endpoint.
pub trait Model: Debug + Send + Sync {
    /// Asks. The work begins when the stream is first polled, and dropping the stream cancels it.
    fn answer(&self, request: Request) -> AnswerStream;
}
