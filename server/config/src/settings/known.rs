//! The names that an option can give: bindings, and the roles as which they serve.

use std::collections::BTreeSet;
use std::sync::Arc;

use ponder_model::Binding;
use ponder_route::{Choice, Role};

use crate::ConfigError;
use crate::nearest::suggestion;
use crate::origin::Origin;

/// The roles that have a list of bindings.
pub(super) const ROLES: [Role; 4] = [Role::Reasoning, Role::General, Role::Completion, Role::Fallback];

/// The names that an option can give.
pub(crate) struct Known {
    /// Every binding that can be used, `local` last.
    pub(crate) bindings: Vec<Arc<Binding>>,
    /// The names of bindings whose endpoint is turned off.
    pub(crate) off: BTreeSet<String>,
}

impl Known {
    /// The binding of this name; `None` where its endpoint is turned off. The error follows the option's name.
    pub(crate) fn binding(&self, name: &str) -> Result<Option<&Arc<Binding>>, String> {
        let found = self.bindings.iter().find(|binding| binding.name == name);
        if found.is_some() || self.off.contains(name) {
            return Ok(found);
        }
        let meant = suggestion(name, self.names());
        Err(format!("names `{name}`, but there is no such binding{meant}"))
    }

    /// What `name` chooses. The error follows the option's name.
    pub(crate) fn choice(&self, name: &str) -> Result<Choice, String> {
        let choice = Choice::of_name(name);
        if let Choice::Binding(name) = &choice {
            let found = self.bindings.iter().any(|binding| binding.name == *name);
            if !found && self.off.contains(name) {
                return Err(format!("names `{name}`, but its endpoint is turned off"));
            }
            if !found {
                let names: Vec<&str> = self.names().chain(ROLES.map(Role::name)).collect();
                let meant = suggestion(name, names);
                return Err(format!(
                    "names `{name}`, but there is no such role or binding{meant}"
                ));
            }
        }
        Ok(choice)
    }

    fn names(&self) -> impl Iterator<Item = &str> {
        self.bindings
            .iter()
            .map(|binding| binding.name.as_str())
            .chain(self.off.iter().map(String::as_str))
    }
}

/// Checks that `name` can be called by, in chat too: `@name`.
pub(super) fn check_name(origin: &Origin, option: &str, name: &str) -> Result<(), ConfigError> {
    let fits = !name.is_empty()
        && name.len() <= 64
        && name
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'_' | b'-'));
    if fits {
        return Ok(());
    }
    Err(origin.error(
        option,
        "has a name that can't be used: it may have up to 64 of the characters a-z, 0-9, `_` and `-`",
    ))
}
