//! How an endpoint fares: the breaker, the last error, and one notice for each change.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use serde::Serialize;
use tokio::sync::watch;
use tokio::time::Instant;

use crate::remote::breaker::{Breaker, Severity};
use crate::remote::failure::Problem;
use crate::remote::retry::LONGEST_WAIT;
use crate::{Dialect, EndpointFailure};

/// How an endpoint fares.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "state")]
pub enum EndpointState {
    /// Nothing was sent to it yet.
    Untried,
    /// It answers.
    Answering,
    /// It failed and is left alone for a while; it stays in this state until a request is answered again.
    Resting {
        /// How it failed.
        reason: String,
        /// For how long it is left alone, in seconds from when it failed.
        seconds: u64,
    },
}

/// What is known of an endpoint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct EndpointReport {
    /// What the user calls it.
    pub name: String,
    /// Its rules.
    pub dialect: Dialect,
    /// Its base URL.
    pub url: String,
    /// How it fares.
    #[serde(flatten)]
    pub state: EndpointState,
    /// How it failed last, if it ever did.
    pub last_error: Option<String>,
}

#[derive(Debug)]
pub(super) struct Health {
    breaker: Mutex<Breaker>,
    state: watch::Sender<EndpointState>,
    last_error: Mutex<Option<String>>,
}

impl Health {
    pub(super) fn new() -> Self {
        Self {
            breaker: Mutex::new(Breaker::new(Instant::now())),
            state: watch::Sender::new(EndpointState::Untried),
            last_error: Mutex::default(),
        }
    }

    pub(super) fn state(&self) -> watch::Receiver<EndpointState> {
        self.state.subscribe()
    }

    pub(super) fn last_error(&self) -> Option<String> {
        self.last_error
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Asks to send a request; says for how long not to if it must not be sent.
    pub(super) fn admit(&self) -> Result<Admission<'_>, Duration> {
        self.breaker().admit(Instant::now())?;
        Ok(Admission {
            health: self,
            is_open: true,
        })
    }

    /// A request failed that had been answered at first.
    pub(super) fn broke_off(&self, endpoint: &str, problem: &Problem) {
        // The connection was there: that it broke may have been chance.
        let chance = Problem {
            may_retry: true,
            ..problem.clone()
        };
        self.note_failure(endpoint, &chance);
    }

    fn breaker(&self) -> std::sync::MutexGuard<'_, Breaker> {
        self.breaker.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn note_success(&self) {
        self.breaker().succeed(Instant::now());
        self.state.send_if_modified(|state| {
            std::mem::replace(state, EndpointState::Answering) != EndpointState::Answering
        });
    }

    fn note_failure(&self, endpoint: &str, problem: &Problem) {
        *self.last_error.lock().unwrap_or_else(PoisonError::into_inner) = Some(problem.message.clone());
        let Some(rest) = self.breaker().fail(Instant::now(), severity(problem)) else {
            return;
        };
        tracing::info!(
            endpoint,
            "left alone for {} s: {}",
            rest.as_secs(),
            problem.message
        );
        let resting = EndpointState::Resting {
            reason: problem.message.clone(),
            seconds: rest.as_secs(),
        };
        self.state.send_replace(resting);
    }
}

/// What a problem says about the next request.
fn severity(problem: &Problem) -> Severity {
    match (problem.failure, problem.retry_after) {
        (EndpointFailure::Busy, Some(time)) if time > LONGEST_WAIT => {
            Severity::Until(time.min(Duration::from_secs(3600)))
        }
        (EndpointFailure::Rejected | EndpointFailure::NotFound | EndpointFailure::Resting, _) => {
            Severity::None
        }
        // A connection that broke may have been chance; one that could not be made was not.
        (EndpointFailure::Unreachable, _) if problem.may_retry => Severity::Passing,
        (
            EndpointFailure::Unreachable | EndpointFailure::Unauthorized | EndpointFailure::QuotaExhausted,
            _,
        ) => Severity::Lasting,
        (EndpointFailure::Busy | EndpointFailure::TimedOut | EndpointFailure::Malformed, _) => {
            Severity::Passing
        }
    }
}

/// The leave to send one request. Dropped without an outcome, where the request was cancelled, it changes nothing.
#[derive(Debug)]
pub(super) struct Admission<'health> {
    health: &'health Health,
    is_open: bool,
}

impl Admission<'_> {
    /// The answer has begun.
    pub(super) fn succeeded(mut self) {
        self.is_open = false;
        self.health.note_success();
    }

    /// The endpoint is there, though it had something to object.
    pub(super) fn answered(mut self) {
        self.is_open = false;
        self.health.breaker().succeed(Instant::now());
    }

    /// There is no answer.
    pub(super) fn failed(mut self, endpoint: &str, problem: &Problem) {
        self.is_open = false;
        self.health.note_failure(endpoint, problem);
    }
}

impl Drop for Admission<'_> {
    fn drop(&mut self) {
        if self.is_open {
            self.health.breaker().abandon(Instant::now());
        }
    }
}
