//! The answer owed to a request.

use std::any::Any;

use serde::Serialize;
use serde_json::Value;
use tower_lsp::ExitedError;
use tower_lsp::jsonrpc::{Error, Response};

use super::outbox::Outbox;
use super::request_id::RequestId;

/// What became of a handler: its answer, or the panic that ended it.
pub(super) type Outcome = Result<Result<Option<Response>, ExitedError>, Box<dyn Any + Send>>;

/// The answer owed to one request. Every way to give it consumes it, and dropping it gives one too: so a request
/// is answered exactly once.
#[derive(Debug)]
pub(super) struct Reply {
    id: RequestId,
    method: String,
    outbox: Option<Outbox>,
}

impl Reply {
    pub(super) fn new(id: RequestId, method: String, outbox: Outbox) -> Self {
        Self {
            id,
            method,
            outbox: Some(outbox),
        }
    }

    /// Answers with what the handler returned, or that it failed.
    pub(super) fn give(self, outcome: Outcome) {
        match outcome {
            Ok(Ok(Some(response))) => match response.into_parts().1 {
                Ok(result) => self.send(Ok(&result)),
                Err(error) => self.send(Err(&error)),
            },
            // The library gives no answer to unknown methods that begin with `$/`, also when they are requests.
            Ok(Ok(None)) => {
                let message = format!("unknown method `{}`", self.method);
                self.refuse(&Error {
                    message: message.into(),
                    ..Error::method_not_found()
                });
            }
            Ok(Err(ExitedError { .. })) => self.refuse(&Error::invalid_request()),
            Err(_) => {
                let message = format!(
                    "`{}` failed by a fault of the server; its log says more",
                    self.method
                );
                self.refuse(&Error {
                    message: message.into(),
                    ..Error::internal_error()
                });
            }
        }
    }

    /// Answers with an error.
    pub(super) fn refuse(self, error: &Error) {
        self.send(Err(error));
    }

    fn send(mut self, answer: Result<&Value, &Error>) {
        if let Some(outbox) = self.outbox.take() {
            outbox.put(&Answer::new(Some(&self.id), answer));
        }
    }
}

impl Drop for Reply {
    fn drop(&mut self) {
        if let Some(outbox) = self.outbox.take() {
            outbox.put(&Answer::new(Some(&self.id), Err(&Error::internal_error())));
        }
    }
}

/// An answer on the wire.
#[derive(Serialize)]
pub(super) struct Answer<'a> {
    jsonrpc: &'static str,
    id: Option<&'a RequestId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    result: Option<&'a Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<&'a Error>,
}

impl<'a> Answer<'a> {
    /// An answer to the request with this id; `None` when the request could not be read so far.
    pub(super) fn new(id: Option<&'a RequestId>, answer: Result<&'a Value, &'a Error>) -> Self {
        Self {
            jsonrpc: "2.0",
            id,
            result: answer.ok(),
            error: answer.err(),
        }
    }
}
