//! Messages: what a body says, and what to answer to one that says nothing valid.
//!
//! A body that cannot be read costs nothing but itself: it turns into the error to answer. Whether a method exists
//! and what its parameters mean is left to the service.

use std::borrow::Cow;
use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::Value;
use serde_json::value::RawValue;
use tower_lsp::jsonrpc::{Error, ErrorCode, Id, Response};

use super::request_id::RequestId;
use super::surrogate;

/// What a body turned out to be.
#[derive(Debug, PartialEq)]
pub(super) enum Incoming {
    Call(Call),
    /// `$/cancelRequest`.
    Cancel(RequestId),
    /// `exit`, by itself or wrongly as a request.
    Exit(Option<RequestId>),
    /// The client's answer to a request of the server.
    Response(Response),
    /// To be answered with an error, to the id if there is a valid one.
    Refused(Option<RequestId>, Error),
    /// Nothing to do and nobody to tell, for this reason.
    Ignored(&'static str),
}

/// A request or notification.
#[derive(Debug, PartialEq)]
pub(super) struct Call {
    /// The id to answer to; `None` for a notification.
    pub(super) id: Option<RequestId>,
    pub(super) method: String,
    pub(super) params: Option<Value>,
}

/// Reads a body.
pub(super) fn read(body: &[u8]) -> Incoming {
    let Ok(text) = std::str::from_utf8(body) else {
        return parse_error("the message is not UTF-8");
    };
    // Some writers begin every text with a byte order mark.
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    // Most messages have no escape of a surrogate, so most are not looked through.
    let repaired = if text.contains("\\ud") || text.contains("\\uD") {
        surrogate::repair(text)
    } else {
        None
    };
    read_text(repaired.as_deref().unwrap_or(text))
}

fn read_text(text: &str) -> Incoming {
    if !text.trim_ascii_start().starts_with('{') {
        return match serde_json::from_str::<Value>(text) {
            Ok(Value::Array(_)) => refused(None, "the language server protocol has no batches"),
            Ok(_) => refused(None, "a message is a JSON object"),
            Err(_) => parse_error("the message is not JSON"),
        };
    }
    match serde_json::from_str::<Envelope<'_>>(text) {
        Ok(envelope) => envelope.classify(),
        Err(_) => parse_error("the message is not JSON"),
    }
}

/// The members of a message, not yet looked into. A member given twice counts as given last, as in most readers
/// of JSON; unknown members are passed over.
#[derive(Default)]
struct Envelope<'a> {
    version: Option<&'a RawValue>,
    id: Option<&'a RawValue>,
    method: Option<&'a RawValue>,
    params: Option<&'a RawValue>,
    result: Option<&'a RawValue>,
    error: Option<&'a RawValue>,
}

impl<'de> Deserialize<'de> for Envelope<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Members;

        impl<'de> Visitor<'de> for Members {
            type Value = Envelope<'de>;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a message")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut envelope = Envelope::default();
                while let Some(name) = map.next_key::<Cow<'de, str>>()? {
                    let member = match &*name {
                        "jsonrpc" => &mut envelope.version,
                        "id" => &mut envelope.id,
                        "method" => &mut envelope.method,
                        "params" => &mut envelope.params,
                        "result" => &mut envelope.result,
                        "error" => &mut envelope.error,
                        _ => {
                            map.next_value::<IgnoredAny>()?;
                            continue;
                        }
                    };
                    *member = Some(map.next_value()?);
                }
                Ok(envelope)
            }
        }

        deserializer.deserialize_map(Members)
    }
}

impl Envelope<'_> {
    fn classify(self) -> Incoming {
        let Some(method) = self.method else {
            return self.response();
        };
        let id = match self.id.map(RequestId::read) {
            Some(None) => return refused(None, "the id of a request is an integer or a string"),
            Some(id) => id,
            None => None,
        };
        // A client that leaves the version out means this one, the only version there is.
        if self.version.is_some_and(|version| version.get() != r#""2.0""#) {
            return refused(id, "the version of JSON-RPC must be \"2.0\"");
        }
        let Ok(method) = serde_json::from_str::<String>(method.get()) else {
            return refused(id, "the method of a message is a string");
        };
        match (&*method, id) {
            ("exit", id) => Incoming::Exit(id),
            ("$/cancelRequest", None) => self
                .params
                .and_then(|params| serde_json::from_str::<CancelParams<'_>>(params.get()).ok())
                .and_then(|params| RequestId::read(params.id))
                .map_or(
                    Incoming::Ignored("a cancellation without a valid id"),
                    Incoming::Cancel,
                ),
            (_, id) => match self
                .params
                .map(|params| serde_json::from_str(params.get()))
                .transpose()
            {
                Ok(params) => Incoming::Call(Call { id, method, params }),
                Err(_) => parse_error("the parameters cannot be read or are nested too deep"),
            },
        }
    }

    fn response(self) -> Incoming {
        if self.result.is_none() && self.error.is_none() {
            // Not to the id: the client would take it for the answer to a request of its own.
            return refused(None, "a message has a method, a result or an error");
        }
        // The server's own ids are integers.
        let Some(Ok(id)) = self.id.map(|id| serde_json::from_str::<i64>(id.get())) else {
            return Incoming::Ignored("an answer to nothing that was asked");
        };
        let id = Id::Number(id);
        match (self.error, self.result) {
            (Some(error), _) if error.get() != "null" => Incoming::Response(Response::from_error(
                id,
                serde_json::from_str(error.get()).map_or_else(|_| Error::internal_error(), ClientError::into),
            )),
            (_, result) => {
                let result = result.map_or(Ok(Value::Null), |result| serde_json::from_str(result.get()));
                Incoming::Response(result.map_or_else(
                    |_| Response::from_error(id.clone(), Error::parse_error()),
                    |result| Response::from_ok(id.clone(), result),
                ))
            }
        }
    }
}

#[derive(Deserialize)]
struct CancelParams<'a> {
    #[serde(borrow)]
    id: &'a RawValue,
}

/// An error as clients send them, with members left out or added.
#[derive(Deserialize)]
struct ClientError {
    #[serde(default)]
    code: Value,
    #[serde(default)]
    message: Value,
    #[serde(default)]
    data: Option<Value>,
}

impl From<ClientError> for Error {
    fn from(error: ClientError) -> Self {
        Self {
            code: error
                .code
                .as_i64()
                .map_or(ErrorCode::InternalError, ErrorCode::from),
            message: error.message.as_str().unwrap_or_default().to_owned().into(),
            data: error.data,
        }
    }
}

fn parse_error(message: &'static str) -> Incoming {
    Incoming::Refused(
        None,
        Error {
            message: message.into(),
            ..Error::parse_error()
        },
    )
}

fn refused(id: Option<RequestId>, message: &'static str) -> Incoming {
    Incoming::Refused(
        id,
        Error {
            message: message.into(),
            ..Error::invalid_request()
        },
    )
}

#[cfg(test)]
mod tests;
