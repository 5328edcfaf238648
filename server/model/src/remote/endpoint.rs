//! An endpoint: sends requests, retries where that is safe, and knows how the endpoint fares.

mod attempt;
mod health;
mod response_bytes;

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use futures::{StreamExt as _, stream};
use secrecy::SecretString;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use url::Url;

use self::attempt::Opened;
use self::health::Health;
pub use self::health::{EndpointReport, EndpointState};
use super::body::{self, Body};
use super::failure::Problem;
use super::learned::{Learned, Learning};
use super::retry::{LONGEST_WAIT, RetryBudget, pauses};
use super::stop_text::end_before;
use super::timeouts::Timeouts;
use crate::{
    AnswerStream, Binding, Delta, Dialect, EndpointFailure, FillPath, Model, ModelError, Priority, Request,
};

/// Reads a key from where the user keeps it. May block.
pub type ReadKey = Arc<dyn Fn() -> Result<SecretString, String> + Send + Sync>;

/// Where an endpoint is and how it is treated.
#[derive(Clone)]
pub struct EndpointSettings {
    /// What the user calls it.
    pub name: String,
    /// Its rules.
    pub dialect: Dialect,
    /// Its base URL.
    pub url: Url,
    /// Its key, where it has one.
    pub key: Option<ReadKey>,
    /// Requests at a time; others wait.
    pub concurrency: usize,
    /// How long it may keep somebody waiting.
    pub timeouts: Timeouts,
}

impl fmt::Debug for EndpointSettings {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("EndpointSettings")
            .field("name", &self.name)
            .field("dialect", &self.dialect)
            .field("url", &self.url.as_str())
            .finish_non_exhaustive()
    }
}

/// An endpoint.
#[derive(Debug)]
pub struct Endpoint {
    settings: EndpointSettings,
    /// Made when first needed: reading the system's certificates takes time.
    client: OnceLock<Result<reqwest::Client, String>>,
    key: tokio::sync::Mutex<Option<SecretString>>,
    permits: Arc<Semaphore>,
    health: Health,
    budget: Mutex<RetryBudget>,
    /// What is known of each model's parameters.
    learned: Mutex<HashMap<String, Learned>>,
}

impl Endpoint {
    /// An endpoint that nothing was sent to yet.
    pub fn new(settings: EndpointSettings) -> Arc<Self> {
        Arc::new(Self {
            client: OnceLock::new(),
            key: tokio::sync::Mutex::new(None),
            permits: Arc::new(Semaphore::new(settings.concurrency.max(1))),
            health: Health::new(),
            budget: Mutex::new(RetryBudget::new()),
            learned: Mutex::default(),
            settings,
        })
    }

    /// What the user calls it.
    pub fn name(&self) -> &str {
        &self.settings.name
    }

    /// Where it is and how it is treated.
    pub fn settings(&self) -> &EndpointSettings {
        &self.settings
    }

    /// Whether it is reached without a network.
    pub fn is_on_this_machine(&self) -> bool {
        crate::is_loopback(&self.settings.url)
    }

    /// How it fares, now and as that changes.
    pub fn state(&self) -> watch::Receiver<EndpointState> {
        self.health.state()
    }

    /// What is known of it.
    pub fn report(&self) -> EndpointReport {
        EndpointReport {
            name: self.settings.name.clone(),
            dialect: self.settings.dialect,
            url: self.settings.url.to_string(),
            state: self.health.state().borrow().clone(),
            last_error: self.health.last_error(),
        }
    }

    /// The model of `binding`, which must name this endpoint.
    pub fn model(self: &Arc<Self>, binding: Arc<Binding>) -> RemoteModel {
        RemoteModel {
            endpoint: Arc::clone(self),
            binding,
        }
    }

    /// The ids of the models it offers. Takes at most five seconds.
    pub async fn models(&self) -> Result<Vec<String>, ModelError> {
        let listing = attempt::list_models(self);
        let outcome = match tokio::time::timeout(Duration::from_secs(5), listing).await {
            Ok(outcome) => outcome,
            Err(_) => Err(Problem::new(
                EndpointFailure::TimedOut,
                "it did not list its models within 5 seconds",
            )),
        };
        outcome.map_err(|problem| problem.into_error(self.name(), ""))
    }

    fn client(&self) -> Result<&reqwest::Client, Problem> {
        let client = self
            .client
            .get_or_init(|| attempt::client(&self.settings).map_err(|error| error.to_string()));
        client.as_ref().map_err(|reason| {
            Problem::new(
                EndpointFailure::Unreachable,
                format!("no client could be made for it: {reason}"),
            )
        })
    }

    /// Sends `request` until its first token is there, as often as that is safe.
    async fn open(self: Arc<Self>, binding: Arc<Binding>, request: Request) -> Opened {
        let mut opened = Opened::default();
        if !request.wait.is_zero() {
            // Withdrawn by then, it was never sent.
            tokio::time::sleep(request.wait).await;
        }
        let Some(permit) = self.permit(&binding, request.priority).await else {
            return opened.failed(self.full());
        };
        self.budget().pay();
        let mut pauses = pauses(request.priority);
        let mut last = None;
        loop {
            let learned = self.learned(&binding.model);
            let body = match body::body(&binding, &request, &learned) {
                Ok(body) => body,
                Err(error) => return opened.failed(error),
            };
            let admission = match self.health.admit() {
                Ok(admission) => admission,
                Err(rest) => {
                    return opened.failed(last.unwrap_or_else(|| resting(self.name(), rest)));
                }
            };
            let outcome = attempt::attempt(&self, &binding, request.priority, &body, &mut opened.sent).await;
            let problem = match outcome {
                Ok(answer) => {
                    admission.succeeded();
                    return opened.succeeded(end_before(body.stops, answer), permit);
                }
                Err(problem) => problem,
            };
            if self.learn(&binding, &problem, &body) == Learning::Retry {
                admission.answered();
                continue;
            }
            admission.failed(self.name(), &problem);
            let Some(pause) = self.pause(&problem, &mut pauses, request.priority) else {
                return opened.failed(problem.into_error(self.name(), &binding.model));
            };
            tracing::debug!(endpoint = self.name(), "sent again after: {}", problem.message);
            last = Some(problem.into_error(self.name(), &binding.model));
            tokio::time::sleep(pause).await;
        }
    }

    /// A place among the requests at once; `None` where there is none in time.
    async fn permit(&self, binding: &Binding, priority: Priority) -> Option<OwnedSemaphorePermit> {
        let permits = Arc::clone(&self.permits);
        match priority {
            // What nobody waits for is not to stand in the way of what somebody will.
            Priority::Ahead => permits.try_acquire_owned().ok(),
            Priority::Question | Priority::Keystroke => {
                let patience = self.settings.timeouts.first_token(binding, priority);
                let permit = tokio::time::timeout(patience, permits.acquire_owned()).await;
                permit.ok()?.ok()
            }
        }
    }

    /// How long to wait before the same request is sent again; `None` where it must not be, or somebody else can answer
    /// sooner.
    fn pause(
        &self,
        problem: &Problem,
        pauses: &mut impl Iterator<Item = Duration>,
        priority: Priority,
    ) -> Option<Duration> {
        let longest = match priority {
            Priority::Question => LONGEST_WAIT,
            Priority::Keystroke | Priority::Ahead => Duration::from_millis(500),
        };
        let asked = problem.retry_after.unwrap_or_default();
        if !problem.may_retry || asked > longest {
            return None;
        }
        let pause = pauses.next()?;
        self.budget().take().then(|| pause.max(asked))
    }

    /// Nothing of this endpoint's own: its health is not touched.
    fn full(&self) -> ModelError {
        ModelError::Endpoint {
            failure: EndpointFailure::Busy,
            reason: format!(
                "`{}` has as many requests at once as `concurrency` allows; wait for one to end, or raise it",
                self.name()
            ),
        }
    }

    fn budget(&self) -> std::sync::MutexGuard<'_, RetryBudget> {
        self.budget.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn learned(&self, model: &str) -> Learned {
        let learned = self.learned.lock().unwrap_or_else(PoisonError::into_inner);
        learned.get(model).cloned().unwrap_or_default()
    }

    fn learn(&self, binding: &Binding, problem: &Problem, body: &Body) -> Learning {
        let mut learned = self.learned.lock().unwrap_or_else(PoisonError::into_inner);
        let learned = learned.entry(binding.model.clone()).or_default();
        if learned.learn_fill(problem, &body.json) == Learning::Retry {
            return match FillPath::instead(binding.dialect, binding.template()) {
                FillPath::None => Learning::Nothing,
                _ => Learning::Retry,
            };
        }
        learned.learn(problem, &body.json)
    }

    /// Whether a hole can be filled with the model of `binding`, as far as is known by now: what its server has refused
    /// once is not sent again. Where not, it can be asked for the text by a chat.
    pub fn fills(&self, binding: &Binding) -> bool {
        let is_left = || FillPath::instead(binding.dialect, binding.template()) != FillPath::None;
        let can_be_refused = matches!(
            binding.capabilities().fill,
            FillPath::Infill | FillPath::Completions
        );
        binding.fills() && (!can_be_refused || !self.learned(&binding.model).refuses_fills() || is_left())
    }
}

fn resting(endpoint: &str, rest: Duration) -> ModelError {
    ModelError::Endpoint {
        failure: EndpointFailure::Resting,
        reason: format!(
            "`{endpoint}` failed a short while ago and is left alone for another {} s",
            rest.as_secs() + 1
        ),
    }
}

/// A model at an endpoint.
#[derive(Debug, Clone)]
pub struct RemoteModel {
    endpoint: Arc<Endpoint>,
    binding: Arc<Binding>,
}

impl Model for RemoteModel {
    fn answer(&self, request: Request) -> AnswerStream {
        let opening = Arc::clone(&self.endpoint).open(Arc::clone(&self.binding), request);
        Box::pin(stream::once(opening).flat_map(|opened| {
            let sent = opened
                .sent
                .into_iter()
                .map(|sent| Ok(Delta::Sent(Box::new(sent))));
            stream::iter(sent).chain(opened.answer)
        }))
    }
}
