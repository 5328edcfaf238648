//! From the errors of features to those of the protocol.

use std::borrow::Cow;
use std::fmt::Display;

use ponder_model::ModelError;
use tower_lsp::jsonrpc::{Error, ErrorCode};

/// The request failed, though it was well formed (LSP 3.17, `RequestFailed`).
const REQUEST_FAILED: i64 = -32803;

/// A model gave no answer.
pub(crate) fn model(error: &ModelError) -> Error {
    failed(error)
}

/// A request failed for the reason given, which is for the user.
pub(crate) fn failed(reason: impl Display) -> Error {
    Error {
        code: ErrorCode::ServerError(REQUEST_FAILED),
        message: reason.to_string().into(),
        data: None,
    }
}

/// The document is not open.
pub(crate) fn not_open(uri: impl Display) -> Error {
    Error::invalid_params(format!("{uri} is not open"))
}

/// The document, or what is known of it, is not any more as it was. The reason is for the user.
pub(crate) fn outdated(reason: impl Into<Cow<'static, str>>) -> Error {
    Error {
        code: ErrorCode::ContentModified,
        message: reason.into(),
        data: None,
    }
}
