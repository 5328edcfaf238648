//! Every model that can be asked, and asking them.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Instant;

use futures::{StreamExt as _, stream};
use ponder_config::Settings;
use ponder_local::{EngineSettings, LocalModel, LocalModels};
use ponder_model::remote::{Endpoint, EndpointSettings, ReadKey, Timeouts};
use ponder_model::{
    AnswerStream, Binding, Delta, Dialect, Model, ModelError, Parameters, Priority, Prompt, Request,
};
use ponder_route::{Candidate, Choice, Keystrokes, Plan, Rules, Task, route};

use crate::window::window;
use crate::{Place, Reply, mask};

/// What is asked of one binding.
#[derive(Debug, Clone, PartialEq)]
pub struct Question {
    /// The prompt, fit for the binding.
    pub prompt: Prompt,
    /// The answer ends before the first of these.
    pub stop: Vec<String>,
    /// Who waits for the answer.
    pub priority: Priority,
}

/// Every model that can be asked under one set of settings. Cheap to clone; new settings make a new one.
#[derive(Debug, Clone)]
pub struct Models {
    local: LocalModels,
    settings: Arc<Settings>,
    rules: Arc<Rules>,
    endpoints: Arc<HashMap<String, Connected>>,
    pin: Option<Choice>,
}

impl Models {
    /// The local models and the endpoints of `settings`.
    pub fn new(local: LocalModels, settings: Settings) -> Self {
        Self {
            local,
            rules: Arc::new(rules(&settings)),
            endpoints: Arc::new(connect(&settings, &HashMap::new())),
            settings: Arc::new(settings),
            pin: None,
        }
    }

    /// The same under new settings. Endpoints that are as before keep their connections and what is known of them.
    #[must_use]
    pub fn with_settings(&self, settings: Settings) -> Self {
        Self {
            local: self.local.clone(),
            rules: Arc::new(rules(&settings)),
            endpoints: Arc::new(connect(&settings, &self.endpoints)),
            settings: Arc::new(settings),
            pin: self.pin.clone(),
        }
    }

    /// The same with the user's word on who answers in this session, or without one.
    #[must_use]
    pub fn with_pin(&self, pin: Option<Choice>) -> Self {
        Self { pin, ..self.clone() }
    }

    /// The settings.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// What routes are decided by.
    pub fn rules(&self) -> &Rules {
        &self.rules
    }

    /// The local models.
    pub fn local(&self) -> &LocalModels {
        &self.local
    }

    /// The endpoints, by name.
    pub fn endpoints(&self) -> impl Iterator<Item = &Arc<Endpoint>> {
        let mut endpoints: Vec<_> = self
            .endpoints
            .values()
            .map(|connected| &connected.endpoint)
            .collect();
        endpoints.sort_by(|one, other| one.name().cmp(other.name()));
        endpoints.into_iter()
    }

    /// The user's word on who answers in this session.
    pub fn pin(&self) -> Option<&Choice> {
        self.pin.as_ref()
    }

    /// Tokens that a request to `binding` and its answer can take together.
    pub fn window(&self, binding: &Binding) -> u32 {
        window(binding, &self.settings)
    }

    /// Who is asked for `task` at `place`. A wish of the task itself goes before every pin.
    pub fn plan(&self, task: Task, place: &Place) -> Plan {
        let wish = task
            .wish
            .clone()
            .or_else(|| place.wish(&self.settings, self.pin.as_ref()));
        let mut plan = route(&task.with_wish(wish), &self.rules);
        let may_leave = |candidate: &Candidate| candidate.binding.dialect != Dialect::Local;
        if plan.candidates.iter().any(may_leave)
            && let Some(reason) = place.must_stay_local()
        {
            plan.candidates.retain(|candidate| !may_leave(candidate));
            plan.reason = format!("{reason}; {}", plan.reason);
        }
        plan
    }

    /// Asks along `plan` until somebody begins to answer; `question` says what each is asked.
    ///
    /// Fails with the first failure where nobody answers. Dropping the future or the answer cancels what is on its way.
    pub async fn ask(
        &self,
        plan: &Plan,
        question: impl Fn(&Binding, &Parameters) -> Question,
    ) -> Result<Reply, ModelError> {
        let asked = Instant::now();
        let mut failures: Vec<(String, ModelError)> = Vec::new();
        let mut sent = Vec::new();
        for candidate in &plan.candidates {
            let Candidate { binding, parameters } = candidate;
            let Question {
                prompt,
                stop,
                priority,
            } = question(binding, parameters);
            let (prompt, masked) = match binding.dialect {
                Dialect::Local => (prompt, 0),
                _ => mask::mask_prompt(prompt),
            };
            let request = Request {
                prompt,
                parameters: *parameters,
                stop,
                priority,
            };
            let mut answer = match self.model(binding) {
                Some(model) => model.answer(request),
                None => continue,
            };
            let first = loop {
                match answer.next().await {
                    Some(Ok(Delta::Sent(request))) => sent.push(*request),
                    first => break first,
                }
            };
            match first {
                Some(Ok(first)) => {
                    let mut route = plan.route(candidate);
                    if let Some(story) = story(&failures) {
                        route.reason = format!("{story}; {}", route.reason);
                    }
                    return Ok(Reply {
                        route,
                        answer: Box::pin(stream::iter([Ok(first)]).chain(answer)),
                        sent,
                        masked,
                        prices: binding.prices,
                        asked,
                    });
                }
                Some(Err(error)) => {
                    tracing::debug!(binding = binding.name, "gave no answer: {error}");
                    failures.push((binding.name.clone(), error));
                }
                None => {}
            }
        }
        Err(total(failures))
    }

    /// Asks the local model, whatever routes say.
    pub fn ask_local(&self, request: Request) -> AnswerStream {
        self.local_model(&self.settings.local.model).answer(request)
    }

    fn local_model(&self, id: &str) -> LocalModel {
        let local = &self.settings.local;
        let settings = EngineSettings {
            context_tokens: local.context_tokens,
            threads: local.threads,
            memory_limit: local.memory_limit,
            unload_after: local.unload_after,
        };
        self.local.model(id, settings)
    }

    fn model(&self, binding: &Arc<Binding>) -> Option<Box<dyn Model>> {
        if binding.dialect == Dialect::Local {
            return Some(Box::new(self.local_model(&binding.model)));
        }
        let connected = self.endpoints.get(&binding.endpoint)?;
        Some(Box::new(connected.endpoint.model(Arc::clone(binding))))
    }
}

/// What became of those who were asked before.
fn story(failures: &[(String, ModelError)]) -> Option<String> {
    let failed: Vec<String> = failures
        .iter()
        .map(|(name, error)| format!("{name} gave no answer ({error})"))
        .collect();
    (!failed.is_empty()).then(|| failed.join(", and "))
}

/// The failure of all. What an endpoint says is of more use than that there is no local model either.
fn total(failures: Vec<(String, ModelError)>) -> ModelError {
    let mut failures = failures.into_iter().map(|(_, error)| error);
    let Some(first) = failures.next() else {
        return ModelError::Unavailable {
            reason: "there is no model to ask; `ponder doctor` says why".to_owned(),
        };
    };
    let Some(last) = failures.next_back() else {
        return first;
    };
    match first {
        ModelError::Endpoint { failure, reason } => ModelError::Endpoint {
            failure,
            reason: format!("{reason}; and the local model gave no answer either: {last}"),
        },
        first => first,
    }
}

/// What `settings` say about routes.
fn rules(settings: &Settings) -> Rules {
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

/// An endpoint with the settings it was made from.
#[derive(Debug, Clone)]
struct Connected {
    settings: ponder_config::EndpointSettings,
    endpoint: Arc<Endpoint>,
}

/// The endpoints of `settings`; those that were there before and are the same are kept.
fn connect(settings: &Settings, before: &HashMap<String, Connected>) -> HashMap<String, Connected> {
    settings
        .endpoints
        .iter()
        .map(|settings| {
            let connected = match before.get(&settings.name) {
                Some(connected) if connected.settings == *settings => connected.clone(),
                _ => Connected {
                    endpoint: Endpoint::new(of_remote(settings)),
                    settings: settings.clone(),
                },
            };
            (settings.name.clone(), connected)
        })
        .collect()
}

fn of_remote(settings: &ponder_config::EndpointSettings) -> EndpointSettings {
    let key = settings
        .key
        .clone()
        .map(|source| -> ReadKey { Arc::new(move || source.read().map_err(|error| error.to_string())) });
    EndpointSettings {
        name: settings.name.clone(),
        dialect: settings.dialect,
        url: settings.url.clone(),
        key,
        concurrency: settings.concurrency as usize,
        timeouts: Timeouts {
            connect: settings.connect_timeout,
            first_token: settings.first_token_timeout,
            idle: settings.idle_timeout,
        },
    }
}
