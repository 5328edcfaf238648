//! The user's own word on who answers.

use std::convert::Infallible;
use std::fmt;
use std::str::FromStr;

use ponder_model::Binding;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::Role;

/// The user's own word on who answers: a role, or one binding by its name.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Choice {
    /// Whoever serves this role.
    Role(Role),
    /// The binding of this name.
    Binding(String),
}

impl Choice {
    /// What `name` means. The names of roles are theirs; `local` is the fallback; every other name is a binding's.
    pub fn of_name(name: &str) -> Self {
        match name {
            Binding::LOCAL => Self::Role(Role::Fallback),
            name => [Role::Reasoning, Role::General, Role::Completion, Role::Fallback]
                .into_iter()
                .find(|role| role.name() == name)
                .map_or_else(|| Self::Binding(name.to_owned()), Self::Role),
        }
    }

    /// The name it was given by.
    pub fn name(&self) -> &str {
        match self {
            Self::Role(Role::Fallback) => Binding::LOCAL,
            Self::Role(role) => role.name(),
            Self::Binding(name) => name,
        }
    }
}

impl fmt::Display for Choice {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

impl FromStr for Choice {
    type Err = Infallible;

    fn from_str(name: &str) -> Result<Self, Infallible> {
        Ok(Self::of_name(name))
    }
}

impl Serialize for Choice {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

impl<'de> Deserialize<'de> for Choice {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self::of_name(&String::deserialize(deserializer)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_are_known_by_name_and_everything_else_is_a_binding() {
        assert_eq!(Choice::of_name("reasoning"), Choice::Role(Role::Reasoning));
        assert_eq!(Choice::of_name("local"), Choice::Role(Role::Fallback));
        assert_eq!(Choice::of_name("fallback").name(), "local");
        assert_eq!(Choice::of_name("gpt"), Choice::Binding("gpt".to_owned()));
    }
}
