//! From settings to the rules of routes.

use std::sync::Arc;

use ponder_config::Settings;
use ponder_model::{Binding, Dialect};
use ponder_route::{Keystrokes, Rules};

/// What `settings` say about routes.
pub(crate) fn rules(settings: &Settings) -> Rules {
    let local = settings
        .bindings
        .iter()
        .find(|binding| binding.dialect == Dialect::Local)
        .cloned()
        .unwrap_or_else(|| Arc::new(Binding::local(settings.local.model.clone(), settings.local.mode)));
    Rules {
        bindings: settings.bindings.clone(),
        reasoning: settings.roles.reasoning.clone(),
        general: settings.roles.general.clone(),
        completion: settings.roles.completion.clone(),
        local,
        intents: settings.routing.intents.clone(),
        temperatures: settings.routing.temperatures.clone(),
        unsure: settings.routing.unsure,
        keystrokes: if settings.completion.remote {
            Keystrokes::Remote
        } else {
            Keystrokes::Local
        },
    }
}
