//! Options from text, with errors in words: the option, its line, and what may be meant.
//!
//! What the deserializers say repeats the value that it complains about. A configuration may hold a secret in the wrong
//! place, so their messages are put anew and no value is repeated.

use std::path::Path;

use serde::de::DeserializeOwned;
use toml::de::DeTable;

use crate::nearest::nearest;
use crate::origin::{Origin, WHOLE, line_of};
use crate::{ConfigError, Options};

/// The options in `text`, the content of `file`.
pub(crate) fn from_toml(text: &str, file: &Path) -> Result<Options, ConfigError> {
    let (mut options, origin): (Options, Origin) = of_toml(text, file)?;
    options.origin = origin;
    Ok(options)
}

/// What the TOML in `text` says, which stands in `file`, and where each part of it was written.
pub(crate) fn of_toml<T: DeserializeOwned>(text: &str, file: &Path) -> Result<(T, Origin), ConfigError> {
    let table = DeTable::parse(text).map_err(|error| {
        let line = error.span().map(|span| line_of(text, span.start));
        let message = error.message();
        ConfigError::Invalid {
            file: Some(file.to_owned()),
            option: None,
            line,
            reason: match line {
                Some(line) => format!("line {line} is not TOML: {message}"),
                None => format!("it is not TOML: {message}"),
            },
        }
    })?;
    let origin = Origin::of(file, text, table.get_ref());
    let value = serde_path_to_error::deserialize(toml::Deserializer::from(table))
        .map_err(|error| in_words(&error.path().to_string(), error.inner().message()).at(&origin))?;
    Ok((value, origin))
}

/// What `value` holds.
pub(crate) fn from_json<T: DeserializeOwned>(value: &serde_json::Value) -> Result<T, Complaint> {
    serde_path_to_error::deserialize(value)
        .map_err(|error| in_words(&error.path().to_string(), &error.inner().to_string()))
}

/// What is wrong with the form of options.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Complaint {
    /// There is no such key.
    UnknownKey {
        /// The whole path.
        option: String,
        /// Its last part.
        key: String,
        /// The end of the sentence: what may be meant.
        suggestion: String,
    },
    /// The value is not of the right form.
    Form {
        /// The whole path.
        option: String,
        /// What follows its name in a sentence.
        reason: String,
    },
}

impl Complaint {
    /// The error, with its place.
    pub(crate) fn at(&self, origin: &Origin) -> ConfigError {
        match self {
            Self::UnknownKey {
                option,
                key,
                suggestion,
            } => origin.unknown_key(option, key, suggestion),
            Self::Form { option, reason } => origin.error(option, reason),
        }
    }
}

impl std::fmt::Display for Complaint {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::UnknownKey {
                option, suggestion, ..
            } => write!(formatter, "unknown key `{option}`{suggestion}"),
            Self::Form { option, reason } if option == WHOLE => write!(formatter, "they {reason}"),
            Self::Form { option, reason } => write!(formatter, "`{option}` {reason}"),
        }
    }
}

/// What a deserializer's `message` about `path` means.
fn in_words(path: &str, message: &str) -> Complaint {
    let option = path.to_owned();
    let allowed = || {
        message
            .rsplit_once(", expected ")
            .map_or("", |(_, allowed)| allowed)
    };
    if let Some(rest) = message.strip_prefix("unknown field `") {
        let key = rest.split_once('`').map_or(rest, |(key, _)| key).to_owned();
        let suggestion = match nearest(&key, quoted(allowed())) {
            Some(name) => format!("; did you mean `{name}`?"),
            None => format!("; what there may be: {}", listed(allowed())),
        };
        // Some deserializers stop at the key, some before it.
        let option = if path == WHOLE {
            key.clone()
        } else if path == key || path.ends_with(&format!(".{key}")) {
            option
        } else {
            format!("{path}.{key}")
        };
        return Complaint::UnknownKey {
            option,
            key,
            suggestion,
        };
    }
    let reason = if let Some(rest) = message.strip_prefix("unknown variant `") {
        let written = rest.split_once('`').map_or(rest, |(written, _)| written);
        let meant = crate::nearest::suggestion(written, quoted(allowed()));
        format!("must be one of {}{meant}", listed(allowed()))
    } else if message.starts_with("invalid type") || message.starts_with("invalid value") {
        format!("must be {}", plainly(allowed()))
    } else if let Some(rest) = message.strip_prefix("missing field ") {
        format!("lacks the key {rest}")
    } else {
        message.to_owned()
    };
    Complaint::Form { option, reason }
}

/// The names between backticks.
fn quoted(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}

fn listed(text: &str) -> String {
    let names: Vec<String> = quoted(text).map(|name| format!("`{name}`")).collect();
    if names.is_empty() {
        "none".to_owned()
    } else {
        names.join(", ")
    }
}

/// What a value must be, for somebody who does not know Rust.
fn plainly(expected: &str) -> &str {
    match expected {
        "u32" | "u64" | "u16" | "usize" => "a whole number",
        "f32" | "f64" => "a number",
        "a boolean" => "true or false",
        "a sequence" => "a list",
        "a map" => "a table",
        "string or table" => "one of the words allowed here",
        expected if expected.starts_with("struct ") => "a table",
        expected if expected.starts_with("enum ") => "one of the words allowed here",
        expected => expected,
    }
}
