//! The decision for one task.

use ponder_model::Parameters;
use serde::{Deserialize, Serialize};

use crate::{Intent, Role, limits, temperature};

/// A model at an endpoint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Binding {
    /// Where the model is reached; `local` is the embedded engine.
    pub endpoint: String,
    /// The model's id there.
    pub model: String,
}

impl Binding {
    /// A model of the embedded engine.
    pub fn local(model: impl Into<String>) -> Self {
        Self {
            endpoint: "local".to_owned(),
            model: model.into(),
        }
    }
}

/// The model of each role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bindings {
    /// Thinks code through.
    pub reasoning: Binding,
    /// Writes prose.
    pub general: Binding,
    /// Fills holes in code.
    pub completion: Binding,
    /// Answers where the others can't.
    pub fallback: Binding,
}

impl Bindings {
    /// Every role is the same local model: what holds where nothing is configured.
    pub fn local(model: &str) -> Self {
        let binding = Binding::local(model);
        Self {
            reasoning: binding.clone(),
            general: binding.clone(),
            completion: binding.clone(),
            fallback: binding,
        }
    }

    /// The model of `role`.
    pub fn of(&self, role: Role) -> &Binding {
        match role {
            Role::Reasoning => &self.reasoning,
            Role::General => &self.general,
            Role::Completion => &self.completion,
            Role::Fallback => &self.fallback,
        }
    }
}

/// The decision for one task: who answers, with which parameters, and why.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Route {
    /// What the task is for.
    pub intent: Intent,
    /// The kind of model that serves it.
    pub role: Role,
    /// The endpoint asked.
    pub endpoint: String,
    /// The model asked.
    pub model: String,
    /// Exactly what is sent beside the prompt.
    pub parameters: Parameters,
    /// Why, in words.
    pub reason: String,
}

/// Decides who serves a task with this intent.
pub fn route(intent: Intent, bindings: &Bindings) -> Route {
    let role = Role::of(intent);
    let Binding { endpoint, model } = bindings.of(role).clone();
    let temperature = temperature::local(intent);
    let reason = format!(
        "{} is {} work, which the {} role serves; that role is the local model, sampled at {temperature}",
        intent.name(),
        intent.kind().name(),
        role.name(),
    );
    Route {
        intent,
        role,
        endpoint,
        model,
        parameters: Parameters {
            temperature: Some(temperature),
            top_p: (temperature > 0.0).then_some(0.95),
            max_tokens: Some(limits::max_tokens(intent)),
        },
        reason,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Kind;

    fn local(intent: Intent) -> Route {
        route(intent, &Bindings::local("qwen2.5-coder-0.5b"))
    }

    #[test]
    fn every_intent_has_a_local_route_with_a_reason() {
        for intent in Intent::ALL {
            let route = local(intent);
            assert_eq!((route.endpoint.as_str(), route.role), ("local", Role::of(intent)));
            assert!(route.reason.starts_with(intent.name()), "{}", route.reason);
            assert!(route.parameters.max_tokens.is_some_and(|tokens| tokens > 0));
        }
    }

    #[test]
    fn code_is_exact_and_prose_is_free() {
        for intent in Intent::ALL {
            let temperature = local(intent).parameters.temperature.expect("a temperature");
            assert_eq!(
                temperature > 0.0,
                intent.kind() == Kind::Prose,
                "{}",
                intent.name()
            );
        }
    }

    #[test]
    fn a_reasoning_model_never_serves_a_keystroke() {
        assert_eq!(Role::of(Intent::CompleteCode), Role::Completion);
        assert_eq!(Role::of(Intent::CompleteProse), Role::General);
    }

    #[test]
    fn names_are_the_serialized_form() {
        for intent in Intent::ALL {
            let out = serde_json::to_string(&intent).expect("a plain name");
            assert_eq!(out, format!("\"{}\"", intent.name()));
        }
    }
}
