//! How a task finds its model.

use std::collections::HashMap;

use ponder_model::{Binding, Mode};
use ponder_route::{Choice, Intent, Role};

use crate::nearest::suggestion;
use crate::origin::Origin;
use crate::settings::{Known, range};
use crate::{ConfigError, RoutingOptions};

/// How a task finds its model.
#[derive(Debug, Clone, PartialEq)]
pub struct RoutingSettings {
    /// Who answers a chat text when it can't be told what it asks for: reasoning or general.
    pub unsure: Role,
    /// Intents that somebody else serves than by default.
    pub intents: HashMap<Intent, Choice>,
    /// Temperatures of the user's own, whatever the dialect.
    pub temperatures: HashMap<Intent, f32>,
    /// Whether servers on this machine are looked for.
    pub discover: bool,
}

pub(super) fn resolve(
    options: &RoutingOptions,
    known: &Known,
    origin: &Origin,
) -> Result<RoutingSettings, ConfigError> {
    let mut intents = HashMap::new();
    for (name, choice) in &options.intents {
        let option = format!("routing.intents.{name}");
        let intent = intent(origin, &option, name)?;
        let choice = known
            .choice(choice)
            .map_err(|reason| origin.error(&option, &reason))?;
        if is_typed(intent) && thinks(&choice, known) {
            return Err(origin.error(
                &option,
                "names a model that thinks before it answers: too late for what is being typed",
            ));
        }
        intents.insert(intent, choice);
    }
    let mut temperatures = HashMap::new();
    for (name, temperature) in &options.temperatures {
        let option = format!("routing.temperatures.{name}");
        let intent = intent(origin, &option, name)?;
        range::within(origin, &option, *temperature, 0.0..=2.0)?;
        temperatures.insert(intent, *temperature);
    }
    Ok(RoutingSettings {
        unsure: options.unsure.role(),
        intents,
        temperatures,
        discover: options.discover,
    })
}

/// The intent that `option` names.
pub(super) fn intent(origin: &Origin, option: &str, name: &str) -> Result<Intent, ConfigError> {
    let found = Intent::ALL.into_iter().find(|intent| intent.name() == name);
    found.ok_or_else(|| {
        let meant = suggestion(name, Intent::ALL.into_iter().map(Intent::name));
        origin.error(option, &format!("is no intent{meant}"))
    })
}

/// Whether the intent serves keystrokes.
fn is_typed(intent: Intent) -> bool {
    matches!(intent, Intent::CompleteCode | Intent::CompleteProse)
}

fn thinks(choice: &Choice, known: &Known) -> bool {
    match choice {
        Choice::Role(role) => *role == Role::Reasoning,
        Choice::Binding(name) => known.bindings.iter().any(|binding| {
            binding.name == *name && binding.mode == Mode::Thinking && *name != Binding::LOCAL
        }),
    }
}
