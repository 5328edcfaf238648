//! The id of a client's request, kept as it came.
//!
//! The library's id is an `i64` or a string. Clients send larger numbers, and the answer must carry the very same
//! id, so numbers are kept as text.

use std::fmt;

use serde::Serialize;
use serde::ser::Serializer;
use serde_json::value::RawValue;

/// An id that a request may have: an integer of any size or a string.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum RequestId {
    /// The digits as they came, with a sign if negative.
    Integer(String),
    Text(String),
}

impl RequestId {
    /// Reads an id; `None` for anything that is neither an integer nor a string, as `null` and `1.5`.
    pub(super) fn read(raw: &RawValue) -> Option<Self> {
        let text = raw.get();
        let digits = text.strip_prefix('-').unwrap_or(text);
        if !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return Some(Self::Integer(text.to_owned()));
        }
        serde_json::from_str(text).ok().map(Self::Text)
    }
}

impl Serialize for RequestId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Integer(digits) => RawValue::from_string(digits.clone())
                .map_err(serde::ser::Error::custom)?
                .serialize(serializer),
            Self::Text(text) => serializer.serialize_str(text),
        }
    }
}

impl fmt::Display for RequestId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Integer(digits) => formatter.write_str(digits),
            Self::Text(text) => write!(formatter, "{text:?}"),
        }
    }
}
