//! Every model that can be asked, and asking them.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use futures::{StreamExt as _, stream};
use ponder_config::{Pin, PinScope, Settings};
use ponder_local::{EngineSettings, LocalModel, LocalModels};
use ponder_model::remote::Endpoint;
use ponder_model::{
    AnswerStream, Binding, Delta, Dialect, Mode, Model, ModelError, Parameters, Priority, Prompt, Request,
    Sent, separate_thinking,
};
use ponder_route::{Candidate, Choice, Plan, Rules, Task, route};

use crate::connected::{Connected, connect};
use crate::failure::{Failure, are_unreachable, not_asked, story, total};
use crate::place::SessionPins;
use crate::rules::rules;
use crate::window::window;
use crate::{Place, Reply, mask};

/// How long endpoints that can't be reached may keep the local model from answering, all together.
const HAND_OVER: Duration = Duration::from_millis(1400);

/// What is asked of one binding.
#[derive(Debug, Clone, PartialEq)]
pub struct Question {
    /// The prompt, fit for the binding.
    pub prompt: Prompt,
    /// The answer ends before the first of these.
    pub stop: Vec<String>,
    /// Who waits for the answer.
    pub priority: Priority,
    /// How long the answer may not be written yet, see [`Request::wait`].
    pub wait: Duration,
}

/// An answer that has begun.
struct Begun {
    answer: AnswerStream,
    /// Secrets that were masked in the question.
    masked: usize,
}

/// Every model that can be asked under one set of settings. Cheap to clone; new settings make a new one.
#[derive(Debug, Clone)]
pub struct Models {
    local: LocalModels,
    settings: Arc<Settings>,
    rules: Arc<Rules>,
    endpoints: Arc<HashMap<String, Connected>>,
    pins: Arc<SessionPins>,
}

impl Models {
    /// The local models and the endpoints of `settings`.
    pub fn new(local: LocalModels, settings: Settings) -> Self {
        Self {
            local,
            rules: Arc::new(rules(&settings)),
            endpoints: Arc::new(connect(&settings, &HashMap::new())),
            settings: Arc::new(settings),
            pins: Arc::default(),
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
            pins: Arc::clone(&self.pins),
        }
    }

    /// The same with the user's word on who answers in this session, in a part of it or in all, or without one.
    #[must_use]
    pub fn with_pin(&self, scope: Option<PinScope>, choice: Option<Choice>) -> Self {
        let mut pins = SessionPins::clone(&self.pins);
        match scope {
            None => pins.all = choice,
            Some(scope) => {
                pins.parts.retain(|pin| pin.scope != scope);
                pins.parts.extend(choice.map(|choice| Pin { scope, choice }));
            }
        }
        Self {
            pins: Arc::new(pins),
            ..self.clone()
        }
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
    pub fn pins(&self) -> &SessionPins {
        &self.pins
    }

    /// Tokens that a request to `binding` and its answer can take together.
    pub fn window(&self, binding: &Binding) -> u32 {
        window(binding, &self.settings)
    }

    /// Who is asked for `task` at `place`. A wish of the task itself goes before every pin.
    pub async fn plan(&self, task: Task, place: &Place) -> Plan {
        let wish = task
            .wish
            .clone()
            .or_else(|| place.wish(&self.settings, &self.pins));
        let mut plan = route(&task.with_wish(wish), &self.rules);
        let may_leave = |candidate: &Candidate| candidate.binding.dialect != Dialect::Local;
        if plan.candidates.iter().any(may_leave)
            && let Some(reason) = place.must_stay_local().await
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
        let mut failures: Vec<Failure> = Vec::new();
        let mut sent = Vec::new();
        for candidate in &plan.candidates {
            let Candidate { binding, parameters } = candidate;
            let begun = if asked.elapsed() >= HAND_OVER && self.is_likely_unreachable(binding, &failures) {
                Err(not_asked())
            } else {
                let question = question(binding, parameters);
                self.begin(binding, *parameters, question, &mut sent).await
            };
            match begun {
                Ok(Begun { answer, masked }) => {
                    let mut route = plan.route(candidate);
                    if let Some(last) = sent.last().filter(|_| binding.dialect != Dialect::Local) {
                        // A refusal may have taught that less is taken than the plan says.
                        route.parameters.clone_from(&last.parameters);
                    }
                    if let Some(story) = story(&failures) {
                        route.reason = format!("{story}; {}", route.reason);
                    }
                    return Ok(Reply {
                        route,
                        answer,
                        sent,
                        masked,
                        binding: Arc::clone(binding),
                        asked,
                    });
                }
                Err(error) => {
                    tracing::debug!(binding = binding.name, "gave no answer: {error}");
                    failures.push((binding.name.clone(), error));
                }
            }
        }
        Err(total(failures))
    }

    /// Asks one model; returns when its answer has begun.
    async fn begin(
        &self,
        binding: &Arc<Binding>,
        parameters: Parameters,
        question: Question,
        sent: &mut Vec<Sent>,
    ) -> Result<Begun, ModelError> {
        let (prompt, masked) = match binding.dialect {
            Dialect::Local => (question.prompt, 0),
            _ => mask::mask_prompt(question.prompt),
        };
        let request = Request {
            prompt,
            parameters,
            stop: question.stop,
            priority: question.priority,
            wait: question.wait,
        };
        let answer = self.model(binding)?.answer(request);
        let mut answer = match (binding.dialect, binding.mode) {
            (Dialect::Local, Mode::Thinking) => separate_thinking(answer),
            _ => answer,
        };
        let mut begin = Vec::new();
        loop {
            match answer.next().await {
                Some(Ok(Delta::Sent(request))) => sent.push(*request),
                // Not begun yet: nobody has seen anything of the answer.
                Some(Ok(read @ Delta::Read(_))) => begin.push(Ok(read)),
                Some(Ok(first)) => {
                    begin.push(Ok(first));
                    let answer = Box::pin(stream::iter(begin).chain(answer));
                    return Ok(Begun { answer, masked });
                }
                Some(Err(error)) => return Err(error),
                None => {
                    return Err(ModelError::Interrupted {
                        reason: format!("{} ended without an answer; ask again", binding.name),
                    });
                }
            }
        }
    }

    /// Whether the network seems to be gone for `binding` too: nobody before it was reached, and its endpoint has not
    /// answered so far.
    fn is_likely_unreachable(&self, binding: &Binding, failures: &[Failure]) -> bool {
        let may_answer = |connected: &Connected| connected.is_answering() || connected.is_on_this_machine();
        binding.dialect != Dialect::Local
            && are_unreachable(failures)
            && !self.endpoints.get(&binding.endpoint).is_some_and(may_answer)
    }

    /// Whether `binding` can fill holes, as far as is known by now; where not, it can be asked for the text by a chat.
    pub fn fills(&self, binding: &Binding) -> bool {
        match self.endpoints.get(&binding.endpoint) {
            Some(connected) => connected.endpoint.fills(binding),
            None => binding.fills(),
        }
    }

    /// Whether these are the same models under the same settings and pins as `other`.
    pub fn are_same(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.settings, &other.settings) && Arc::ptr_eq(&self.pins, &other.pins)
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
            speculation: local.speculation,
            unload_after: local.unload_after,
        };
        self.local.model(id, settings)
    }

    fn model(&self, binding: &Arc<Binding>) -> Result<Box<dyn Model>, ModelError> {
        if binding.dialect == Dialect::Local {
            return Ok(Box::new(self.local_model(&binding.model)));
        }
        match self.endpoints.get(&binding.endpoint) {
            Some(connected) => Ok(Box::new(connected.endpoint.model(Arc::clone(binding)))),
            None => Err(ModelError::Unavailable {
                reason: format!("there is no endpoint {}", binding.endpoint),
            }),
        }
    }
}
