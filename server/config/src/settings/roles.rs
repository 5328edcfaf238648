//! Which bindings serve which role.

use std::sync::Arc;

use ponder_model::{Binding, Mode};
use ponder_route::Role;

use crate::origin::Origin;
use crate::preset;
use crate::settings::Known;
use crate::{ConfigError, RoleOptions};

/// Who serves which role, the first choice first.
///
/// The embedded engine comes after all of them; it is in a list only where the user put others behind it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct RoleBindings {
    /// Who thinks code through.
    pub reasoning: Vec<Arc<Binding>>,
    /// Who writes prose.
    pub general: Vec<Arc<Binding>>,
    /// Who fills holes in code; none of them thinks.
    pub completion: Vec<Arc<Binding>>,
}

pub(super) fn resolve(
    options: &RoleOptions,
    known: &Known,
    origin: &Origin,
) -> Result<RoleBindings, ConfigError> {
    let list = |role: Role, names: Option<&Vec<String>>| match names {
        Some(names) => of_names(role, names, known)
            .map_err(|(index, reason)| origin.error(&format!("roles.{}[{index}]", role.name()), &reason)),
        None => Ok(of_presets(role, known)),
    };
    Ok(RoleBindings {
        reasoning: list(Role::Reasoning, options.reasoning.as_ref())?,
        general: list(Role::General, options.general.as_ref())?,
        completion: list(Role::Completion, options.completion.as_ref())?,
    })
}

/// The bindings that `names` give to `role`, or which name is wrong, from 0, and why.
pub(crate) fn of_names(
    role: Role,
    names: &[String],
    known: &Known,
) -> Result<Vec<Arc<Binding>>, (usize, String)> {
    let mut bindings: Vec<Arc<Binding>> = Vec::new();
    for (index, name) in names.iter().enumerate() {
        let Some(binding) = known.binding(name).map_err(|reason| (index, reason))? else {
            continue;
        };
        // The embedded engine serves keystrokes whatever its model: there is nobody else at last.
        if role == Role::Completion && binding.mode == Mode::Thinking && binding.name != Binding::LOCAL {
            return Err((
                index,
                format!("names `{name}`, which thinks before it answers: too late for what is being typed"),
            ));
        }
        if !bindings.contains(binding) {
            bindings.push(Arc::clone(binding));
        }
    }
    bindings.pop_if(|last| last.name == Binding::LOCAL);
    Ok(bindings)
}

/// The presets' bindings for `role`, in the presets' order.
fn of_presets(role: Role, known: &Known) -> Vec<Arc<Binding>> {
    let mode = match role {
        Role::Reasoning => Mode::Thinking,
        Role::General => Mode::NonThinking,
        // What is typed stays on this machine unless the user says otherwise.
        Role::Completion | Role::Fallback => return Vec::new(),
    };
    let presets = preset::HOSTED.iter().flat_map(|preset| preset.bindings);
    presets
        .filter_map(|preset| known.binding(preset.name).ok().flatten())
        .filter(|binding| binding.mode == mode)
        .cloned()
        .collect()
}
