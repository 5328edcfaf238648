//! Where a key is, and how it is read. Keys themselves stand in no configuration.
//!
//! When a key is read, and what becomes of an endpoint without one, is left to others.

mod command;
#[cfg(feature = "keyring")]
mod keyring;

use std::fmt;

use schemars::JsonSchema;
use secrecy::SecretString;
use serde::de::{Error as _, MapAccess, Visitor, value::MapAccessDeserializer};
use serde::ser::SerializeMap as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use thiserror::Error;

/// Where a key is.
///
/// Shown, logged or serialized, it names the place and never what a command is given, which may be a secret itself.
#[derive(Clone, PartialEq, Eq, JsonSchema)]
pub enum KeySource {
    /// In an environment variable of this name.
    #[schemars(rename = "env")]
    Environment(String),
    /// In the first line that this program writes: the program, then its arguments. No shell takes part.
    #[schemars(rename = "command")]
    Command(Vec<String>),
    /// In the keyring of the operating system, as the password of this name for the service `ponder`.
    #[schemars(rename = "keyring")]
    Keyring(String),
}

/// Why there is no key. The texts are for the user and hold nothing of what was read.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum KeyError {
    /// The environment variable is not set, or empty.
    #[error("the environment variable {variable} is not set; put the key into it and start the editor anew")]
    Unset {
        /// Its name.
        variable: String,
    },
    /// The command could not run, failed, or took too long.
    #[error("the command `{program}` gave no key: {reason}")]
    Command {
        /// The program, without its arguments.
        program: String,
        /// What happened and what to do.
        reason: String,
    },
    /// The keyring could not be asked, or has no such entry.
    #[error("the keyring gave no key under the name {name:?} for the service \"ponder\": {reason}")]
    Keyring {
        /// The entry's name.
        name: String,
        /// What happened and what to do.
        reason: String,
    },
    /// What was found can't be a key.
    #[error("what {source_name} holds is not a key: it must be printable ASCII without blanks")]
    NotAKey {
        /// Where it was found.
        source_name: String,
    },
}

/// No header takes more, and no provider gives keys of a tenth of this length.
const LONGEST_KEY: usize = 8192;

impl KeySource {
    /// Reads the key. Blocks: a command has 10 seconds, a locked keyring may ask the user.
    pub fn read(&self) -> Result<SecretString, KeyError> {
        self.read_in(|variable| std::env::var(variable).ok())
    }

    /// Reads the key, with `variable` for the environment.
    fn read_in(&self, variable: impl Fn(&str) -> Option<String>) -> Result<SecretString, KeyError> {
        let found = match self {
            Self::Environment(name) => variable(name)
                .filter(|value| !value.trim().is_empty())
                .ok_or_else(|| KeyError::Unset {
                    variable: name.clone(),
                })?,
            Self::Command(words) => command::first_line(words, command::LIMIT)?,
            Self::Keyring(name) => from_keyring(name)?,
        };
        let key = found.trim();
        if !key.is_empty() && key.len() <= LONGEST_KEY && key.bytes().all(|byte| byte.is_ascii_graphic()) {
            Ok(SecretString::from(key))
        } else {
            Err(KeyError::NotAKey {
                source_name: self.to_string(),
            })
        }
    }

    /// What is wrong with it as it was written, if anything; follows the option's name in a sentence.
    pub(crate) fn fault(&self) -> Option<&'static str> {
        match self {
            // A key put here by mistake has other characters, as a rule: it must not be taken for a name and shown.
            Self::Environment(name) if !is_variable(name) => Some(
                "must name an environment variable, such as { env = \"DEEPSEEK_API_KEY\" }; the key itself does not belong here",
            ),
            Self::Command(words) => command::fault(words),
            Self::Keyring(name) if name.trim().is_empty() => Some("must name an entry of the keyring"),
            Self::Environment(_) | Self::Keyring(_) => None,
        }
    }
}

#[cfg(feature = "keyring")]
fn from_keyring(name: &str) -> Result<String, KeyError> {
    keyring::password(name)
}

#[cfg(not(feature = "keyring"))]
fn from_keyring(name: &str) -> Result<String, KeyError> {
    Err(KeyError::Keyring {
        name: name.to_owned(),
        reason: "this ponder was built without keyrings (the cargo feature `keyring`); \
                 use { env = … } or { command = … }, such as [\"secret-tool\", \"lookup\", …]"
            .to_owned(),
    })
}

fn is_variable(name: &str) -> bool {
    !name.is_empty()
        && !name.starts_with(|first: char| first.is_ascii_digit())
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

impl fmt::Display for KeySource {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Environment(name) => write!(formatter, "the environment variable {name}"),
            Self::Command(words) => write!(
                formatter,
                "the output of `{}`",
                words.first().map_or("", String::as_str)
            ),
            Self::Keyring(name) => write!(formatter, "the keyring's entry {name:?}"),
        }
    }
}

impl fmt::Debug for KeySource {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "KeySource({self})")
    }
}

impl Serialize for KeySource {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(1))?;
        match self {
            Self::Environment(name) => map.serialize_entry("env", name)?,
            Self::Command(words) => {
                let shown: Vec<&str> = words
                    .iter()
                    .enumerate()
                    .map(|(index, word)| if index == 0 { word.as_str() } else { "…" })
                    .collect();
                map.serialize_entry("command", &shown)?;
            }
            Self::Keyring(name) => map.serialize_entry("keyring", name)?,
        }
        map.end()
    }
}

impl<'de> Deserialize<'de> for KeySource {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(KeyVisitor)
    }
}

struct KeyVisitor;

impl<'de> Visitor<'de> for KeyVisitor {
    type Value = KeySource;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(
            "one of { env = \"NAME\" }, { command = [\"program\", \"argument\"] } and { keyring = \"name\" }",
        )
    }

    fn visit_str<E: serde::de::Error>(self, _key: &str) -> Result<KeySource, E> {
        Err(E::custom(
            "holds a key: keys don't belong in this file: use key = { env = \"NAME\" }",
        ))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<KeySource, A::Error> {
        let given = Given::deserialize(MapAccessDeserializer::new(map))?;
        match (given.env, given.command, given.keyring) {
            (Some(name), None, None) => Ok(KeySource::Environment(name)),
            (None, Some(words), None) => Ok(KeySource::Command(words)),
            (None, None, Some(name)) => Ok(KeySource::Keyring(name)),
            _ => Err(A::Error::custom(
                "must have exactly one of `env`, `command` and `keyring`",
            )),
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Given {
    #[serde(default)]
    env: Option<String>,
    #[serde(default)]
    command: Option<Vec<String>>,
    #[serde(default)]
    keyring: Option<String>,
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret as _;

    use super::*;

    fn variable(name: &str) -> Option<String> {
        match name {
            "KEY" => Some(" sk-secret\n".to_owned()),
            "EMPTY" => Some(" ".to_owned()),
            "BLANKS" => Some("sk-two words".to_owned()),
            "FOREIGN" => Some("sk-schlüssel".to_owned()),
            _ => None,
        }
    }

    fn read(source: &KeySource) -> Result<String, String> {
        source
            .read_in(variable)
            .map(|key| key.expose_secret().to_owned())
            .map_err(|error| error.to_string())
    }

    #[test]
    fn a_key_comes_from_the_environment() {
        assert_eq!(
            read(&KeySource::Environment("KEY".to_owned())),
            Ok("sk-secret".to_owned())
        );
    }

    #[test]
    fn an_unset_or_empty_variable_is_named() {
        for name in ["NOWHERE", "EMPTY"] {
            let error = read(&KeySource::Environment(name.to_owned())).expect_err("no key");
            assert!(error.contains(name) && error.contains("is not set"), "{error}");
        }
    }

    #[test]
    fn what_can_not_stand_in_a_header_is_no_key_and_is_not_repeated() {
        for name in ["BLANKS", "FOREIGN"] {
            let error = read(&KeySource::Environment(name.to_owned())).expect_err("no key");
            assert!(error.contains("not a key") && !error.contains("sk-"), "{error}");
        }
    }

    #[test]
    fn what_a_command_is_given_is_never_shown() {
        let source = KeySource::Command(vec!["print".to_owned(), "sk-secret".to_owned()]);
        let json = serde_json::to_string(&source).expect("serialized");
        for shown in [source.to_string(), format!("{source:?}"), json] {
            assert!(shown.contains("print") && !shown.contains("sk-secret"), "{shown}");
        }
    }

    #[test]
    fn a_key_in_place_of_a_variable_is_a_fault() {
        assert!(KeySource::Environment("sk-secret".to_owned()).fault().is_some());
        assert_eq!(KeySource::Environment("MY_KEY".to_owned()).fault(), None);
    }

    #[cfg(not(feature = "keyring"))]
    #[test]
    fn without_keyrings_the_error_says_what_else_there_is() {
        let error = read(&KeySource::Keyring("deepseek".to_owned())).expect_err("no keyring");
        assert!(
            error.contains("\"deepseek\"") && error.contains("command"),
            "{error}"
        );
    }
}
