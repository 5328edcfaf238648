//! The decision for one task.

use std::sync::Arc;

use ponder_model::remote::{PromptKind, wire_parameters};
use ponder_model::{Binding, Dialect, Mode, Parameters, Sampling};
use serde::Serialize;
use serde_json::{Map, Value};

use crate::rules::Keystrokes;
use crate::{Choice, Classification, Intent, Role, Rules, limits, temperature};

/// Sampling of a reasoning model that is sampled as Ponder says: the numbers of `DeepSeek` R1's model card.
const VENDOR_TEMPERATURE: f32 = 0.6;
const VENDOR_TOP_P: f32 = 0.95;

/// What is to be decided.
#[derive(Debug, Clone, PartialEq)]
pub struct Task {
    /// What the task is for.
    pub intent: Intent,
    /// Where the intent was read from a text: whether that is sure, and why, in words.
    pub classification: Option<Classification>,
    /// The user's word on who answers.
    pub wish: Option<Wish>,
}

/// The user's word on who answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wish {
    /// Who.
    pub choice: Choice,
    /// Where it was said, in words, as in "you wrote @local".
    pub because: String,
}

impl Task {
    /// A task whose intent is known.
    pub fn new(intent: Intent) -> Self {
        Self {
            intent,
            classification: None,
            wish: None,
        }
    }

    /// A task whose intent is read from a chat text.
    pub fn of_text(text: &str) -> Self {
        let classification = crate::classify(text);
        Self {
            intent: classification.intent,
            classification: Some(classification),
            wish: None,
        }
    }

    /// Whether its intent is known, or read from a text that leaves no doubt.
    pub fn is_sure(&self) -> bool {
        self.classification
            .as_ref()
            .is_none_or(|classification| classification.is_sure)
    }

    /// The same task with the user's word on it, if there is one.
    #[must_use]
    pub fn with_wish(self, wish: Option<Wish>) -> Self {
        Self { wish, ..self }
    }
}

/// Who is asked, one after the other.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// What the task is for.
    pub intent: Intent,
    /// The kind of model that serves it.
    pub role: Role,
    /// Why this role, in words.
    pub reason: String,
    /// Who is asked; the next one where one gives no answer. Never empty: the embedded engine is the last.
    pub candidates: Vec<Candidate>,
}

/// One who can serve a task.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    /// The model.
    pub binding: Arc<Binding>,
    /// What is sent beside the prompt.
    pub parameters: Parameters,
}

/// The decision as it is shown beside an answer.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Route {
    /// What the task is for.
    pub intent: Intent,
    /// The kind of model that serves it.
    pub role: Role,
    /// The name of the binding asked.
    pub binding: String,
    /// The endpoint asked.
    pub endpoint: String,
    /// The model asked.
    pub model: String,
    /// Whether it thinks first.
    pub mode: Mode,
    /// Exactly what is sent beside the prompt, by the names of the dialect.
    pub parameters: Map<String, Value>,
    /// Why, in words.
    pub reason: String,
}

impl Plan {
    /// The route by `candidate`.
    pub fn route(&self, candidate: &Candidate) -> Route {
        let Candidate { binding, parameters } = candidate;
        // Endpoints without a path for holes are asked for the text by a chat.
        let kind = if self.intent.is_keystroke() && binding.fills() {
            PromptKind::Fill
        } else {
            PromptKind::Chat
        };
        Route {
            intent: self.intent,
            role: self.role,
            binding: binding.name.clone(),
            endpoint: binding.endpoint.clone(),
            model: binding.model.clone(),
            mode: binding.mode,
            parameters: wire_parameters(binding, kind, parameters),
            reason: format!(
                "{}; {}, {}",
                self.reason,
                in_words(binding),
                sampling_in_words(binding, parameters)
            ),
        }
    }

    /// The same with at most `most` tokens for each answer.
    #[must_use]
    pub fn with_max_tokens(mut self, most: u32) -> Self {
        for Candidate { parameters, .. } in &mut self.candidates {
            parameters.max_tokens = Some(parameters.max_tokens.map_or(most, |tokens| tokens.min(most)));
        }
        self
    }

    /// The route by the first choice.
    pub fn first_route(&self) -> Route {
        self.route(&self.candidates[0])
    }
}

/// Decides who serves `task`.
pub fn route(task: &Task, rules: &Rules) -> Plan {
    let (role, mut bindings, reason) = decide(task, rules);
    if task.intent.is_keystroke() {
        bindings.retain(|binding| may_serve_keystroke(binding, role, rules));
    }
    if !bindings.iter().any(|binding| **binding == *rules.local) {
        bindings.push(Arc::clone(&rules.local));
    }
    let candidates = bindings
        .into_iter()
        .map(|binding| Candidate {
            parameters: parameters(task.intent, &binding, rules),
            binding,
        })
        .collect();
    Plan {
        intent: task.intent,
        role,
        reason,
        candidates,
    }
}

/// The role, who serves it, and why.
fn decide(task: &Task, rules: &Rules) -> (Role, Vec<Arc<Binding>>, String) {
    let intent = task.intent;
    if let Some(Wish { choice, because }) = &task.wish {
        match chosen(choice, rules) {
            Some((role, bindings)) => {
                let role = role.unwrap_or_else(|| Role::of(intent));
                return (role, bindings, because.clone());
            }
            None => {
                return default(
                    task,
                    rules,
                    Some(format!("{because}, but there is no binding {choice}")),
                );
            }
        }
    }
    if let Some(choice) = rules.intents.get(&intent)
        && let Some((role, bindings)) = chosen(choice, rules)
    {
        let role = role.unwrap_or_else(|| Role::of(intent));
        let reason = format!("your configuration gives {} to {choice}", intent.name());
        return (role, bindings, reason);
    }
    default(task, rules, None)
}

fn chosen(choice: &Choice, rules: &Rules) -> Option<(Option<Role>, Vec<Arc<Binding>>)> {
    match choice {
        Choice::Role(role) => Some((Some(*role), rules.of_role(*role).to_vec())),
        Choice::Binding(name) => rules
            .binding(name)
            .map(|binding| (None, vec![Arc::clone(binding)])),
    }
}

fn default(task: &Task, rules: &Rules, note: Option<String>) -> (Role, Vec<Arc<Binding>>, String) {
    let intent = task.intent;
    let (role, reason) = match &task.classification {
        Some(Classification {
            is_sure: false,
            reason,
            ..
        }) => (
            rules.unsure,
            format!(
                "{reason}; unsure, so your default for such texts decides, the {} role",
                rules.unsure.name()
            ),
        ),
        Some(Classification { reason, .. }) => {
            let role = Role::of(intent);
            (role, format!("{reason}: {}", served_by(intent, role)))
        }
        None => {
            let role = Role::of(intent);
            (role, served_by(intent, role))
        }
    };
    let reason = match note {
        Some(note) => format!("{note}; {reason}"),
        None => reason,
    };
    (role, rules.of_role(role).to_vec(), reason)
}

fn served_by(intent: Intent, role: Role) -> String {
    format!(
        "{} is {} work, which the {} role serves",
        intent.name(),
        intent.kind().name(),
        role.name()
    )
}

/// A reasoning model never does, and what is typed stays on the machine unless the user said otherwise.
fn may_serve_keystroke(binding: &Arc<Binding>, role: Role, rules: &Rules) -> bool {
    // A pin on a binding is a word on who answers, not on where keystrokes may go.
    let serves = role == Role::Completion && rules.completion.contains(binding);
    let may_leave = serves || rules.keystrokes == Keystrokes::Remote;
    binding.mode == Mode::NonThinking && (binding.dialect == Dialect::Local || may_leave)
}

fn in_words(binding: &Binding) -> String {
    if binding.dialect == Dialect::Local {
        format!("served on this machine by {}", binding.model)
    } else {
        format!(
            "served by {}, which is {} at {}",
            binding.name, binding.model, binding.endpoint
        )
    }
}

fn sampling_in_words(binding: &Binding, parameters: &Parameters) -> String {
    match (binding.capabilities().sampling, parameters.temperature) {
        (Sampling::Fixed, _) => format!(
            "without a temperature, since {} takes none while it thinks",
            binding.dialect.name()
        ),
        (Sampling::Vendor, _) => "sampled as the vendor of a reasoning model asks".to_owned(),
        (Sampling::Free { .. }, Some(temperature)) => format!("sampled at {temperature}"),
        (Sampling::Free { .. }, None) => "sampled at the endpoint's own temperature".to_owned(),
    }
}

/// What is sent to `binding` for `intent`, beside the prompt.
fn parameters(intent: Intent, binding: &Binding, rules: &Rules) -> Parameters {
    let own = binding.parameters;
    let (temperature, top_p) = match binding.capabilities().sampling {
        Sampling::Fixed => (None, None),
        Sampling::Vendor => (
            Some(own.temperature.unwrap_or(VENDOR_TEMPERATURE)),
            Some(own.top_p.unwrap_or(VENDOR_TOP_P)),
        ),
        Sampling::Free { most } => {
            let temperature = own
                .temperature
                .or_else(|| rules.temperatures.get(&intent).copied())
                .unwrap_or_else(|| temperature::temperature(binding.dialect, intent))
                .min(most);
            let cuts_tail = binding.dialect == Dialect::Local && temperature > 0.0;
            (Some(temperature), own.top_p.or(cuts_tail.then_some(VENDOR_TOP_P)))
        }
    };
    let most = limits::max_tokens(intent, binding);
    // A keystroke's limit is one of speed: a limit for long answers must not raise it.
    let max_tokens = match own.max_tokens {
        Some(own) if intent.is_keystroke() => own.min(most),
        Some(own) => own,
        None => most,
    };
    Parameters {
        temperature,
        top_p,
        max_tokens: Some(max_tokens),
    }
}
