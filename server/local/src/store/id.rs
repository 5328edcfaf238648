//! The names of models: safe as the names of files.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The longest id: with the longest ending it is still a file name everywhere.
const MAX_BYTES: usize = 100;

/// The name of a model: lower-case letters, digits, `.`, `_` and `-`, not beginning with a dot.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ModelId(String);

/// A text that is not a model's name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is not a model id; use lower-case letters, digits, `.`, `_` and `-`, and begin with a letter or digit"
)]
pub struct InvalidId(String);

impl ModelId {
    /// Takes `text` for an id.
    pub fn parse(text: &str) -> Result<Self, InvalidId> {
        let allowed = |byte: u8| {
            byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'.' | b'_' | b'-')
        };
        let begins_well = text
            .bytes()
            .next()
            .is_some_and(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
        if begins_well && text.len() <= MAX_BYTES && !text.contains("..") && text.bytes().all(allowed) {
            Ok(Self(text.to_owned()))
        } else {
            Err(InvalidId(
                text.chars()
                    .take(MAX_BYTES)
                    .flat_map(char::escape_debug)
                    .collect(),
            ))
        }
    }

    /// An id for the model file of this name: without its ending, in lower case, with `-` for what an id cannot have.
    pub fn from_file_name(name: &str) -> Result<Self, InvalidId> {
        let lower = name.to_ascii_lowercase();
        let stem = lower.strip_suffix(".gguf").unwrap_or(&lower);
        let mut id = String::new();
        for character in stem.chars() {
            let character = match character {
                'a'..='z' | '0'..='9' | '_' | '-' => character,
                '.' if !id.ends_with('.') => character,
                _ => '-',
            };
            id.push(character);
        }
        Self::parse(id.trim_matches(|character: char| !character.is_ascii_alphanumeric())).map_err(|_| {
            InvalidId(
                name.chars()
                    .take(MAX_BYTES)
                    .flat_map(char::escape_debug)
                    .collect(),
            )
        })
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ModelId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl TryFrom<String> for ModelId {
    type Error = InvalidId;

    fn try_from(text: String) -> Result<Self, InvalidId> {
        Self::parse(&text)
    }
}

impl From<ModelId> for String {
    fn from(id: ModelId) -> Self {
        id.0
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::ModelId;

    #[test]
    fn names_that_are_unsafe_as_files_are_refused() {
        for text in [
            "", ".", "..", ".hidden", "a..b", "a/b", "../a", "a\\b", "A", "ä", "a b", "a\0", "-rf", "a:b",
        ] {
            assert!(ModelId::parse(text).is_err(), "{text:?}");
        }
        assert!(ModelId::parse(&"a".repeat(101)).is_err());
        for text in ["a", "qwen2.5-coder-0.5b", "x_1", "0"] {
            assert!(ModelId::parse(text).is_ok(), "{text:?}");
        }
    }

    #[test]
    fn file_names_become_ids() {
        let id = |name| ModelId::from_file_name(name).unwrap().to_string();
        assert_eq!(
            id("SmolLM2-135M-Instruct.Q4_1.gguf"),
            "smollm2-135m-instruct.q4_1"
        );
        assert_eq!(id("My model (1).GGUF"), "my-model--1");
        assert_eq!(id("..a...b"), "a.-.b");
        assert!(ModelId::from_file_name(".gguf").is_err());
        assert!(ModelId::from_file_name("模型.gguf").is_err());
    }

    proptest! {
        #[test]
        fn an_id_from_a_file_name_is_an_id(name in "\\PC{0,60}") {
            if let Ok(id) = ModelId::from_file_name(&name) {
                prop_assert_eq!(ModelId::parse(id.as_str()), Ok(id.clone()));
            }
        }
    }
}
