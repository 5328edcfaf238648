//! The state behind the port: what to say, how to fail, and what came in.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::watch;

use super::accepted::Accepted;
use super::answer::Answer;
use super::control;
use super::delivery;
use super::dialect::Dialect;
use super::fault::Faults;
use super::http::{Request, Step};
use super::recorded::{Outcome, Recorded};

#[derive(Debug)]
pub(super) struct Service {
    dialect: Dialect,
    loaded: Mutex<String>,
    answer: Mutex<Option<Answer>>,
    next_answers: Mutex<VecDeque<Answer>>,
    faults: Mutex<Faults>,
    requests: Mutex<Vec<Recorded>>,
    connections: AtomicUsize,
    /// Counts the changes of `requests`, for those who wait.
    changes: watch::Sender<u64>,
    /// Whether nothing is held any more.
    is_released: watch::Sender<bool>,
}

/// A test that panicked while it held a lock has failed already; the others go on.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Service {
    pub(super) fn new(dialect: Dialect) -> Self {
        Self {
            dialect,
            loaded: Mutex::new(dialect.loaded().to_owned()),
            answer: Mutex::new(None),
            next_answers: Mutex::default(),
            faults: Mutex::new(Faults::default()),
            requests: Mutex::new(Vec::new()),
            connections: AtomicUsize::new(0),
            changes: watch::Sender::new(0),
            is_released: watch::Sender::new(false),
        }
    }

    pub(super) fn dialect(&self) -> Dialect {
        self.dialect
    }

    pub(super) fn load(&self, model: &str) {
        model.clone_into(&mut locked(&self.loaded));
    }

    pub(super) fn answer_with(&self, answer: Option<Answer>) {
        *locked(&self.answer) = answer;
    }

    pub(super) fn answer_next(&self, answers: impl IntoIterator<Item = Answer>) {
        locked(&self.next_answers).extend(answers);
    }

    pub(super) fn faults(&self) -> MutexGuard<'_, Faults> {
        locked(&self.faults)
    }

    pub(super) fn requests(&self) -> Vec<Recorded> {
        locked(&self.requests).clone()
    }

    pub(super) fn requests_from(&self, first: usize) -> Vec<Recorded> {
        locked(&self.requests)
            .get(first..)
            .map(<[_]>::to_vec)
            .unwrap_or_default()
    }

    pub(super) fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }

    /// Counts a connection; its number.
    pub(super) fn connected(&self) -> usize {
        self.connections.fetch_add(1, Ordering::SeqCst)
    }

    /// Judges and records `request`; its index and the steps of its answer.
    pub(super) fn answer(&self, request: Request, connection: usize) -> (Option<usize>, Vec<Step>) {
        if let Some(steps) = control::answer(self, &request) {
            return (None, steps);
        }
        let mut recorded = Recorded {
            json: serde_json::from_slice(&request.body).ok(),
            method: request.method,
            path: request.path,
            headers: request.headers,
            body: request.body,
            received: Instant::now(),
            connection,
            outcome: Outcome::Accepted,
            aborted: None,
            finished: None,
        };
        let provider = self.dialect.provider();
        let loaded = locked(&self.loaded).clone();
        let steps = match (provider.check)(&recorded, &loaded) {
            Err(rejection) => {
                recorded.outcome = Outcome::Rejected {
                    status: rejection.status,
                    reason: rejection.body.clone(),
                };
                delivery::rejection(provider, &rejection)
            }
            Ok(accepted) => {
                let fault = match accepted {
                    Accepted::Generation(_) => self.faults().take(),
                    Accepted::Document(_) => self.faults().for_documents(),
                };
                if let Some(fault) = &fault {
                    recorded.outcome = Outcome::Failed(fault.clone());
                }
                match accepted {
                    Accepted::Document(document) => delivery::document(provider, &document, fault.as_ref()),
                    Accepted::Generation(generation) => {
                        let next = locked(&self.next_answers).pop_front();
                        let scripted = next.or_else(|| locked(&self.answer).clone());
                        let answer = scripted.unwrap_or_else(|| Answer::naming(self.dialect, &generation));
                        delivery::generation(provider, &generation, answer, fault.as_ref())
                    }
                }
            }
        };
        let mut requests = locked(&self.requests);
        requests.push(recorded);
        let index = requests.len() - 1;
        drop(requests);
        self.changed();
        (Some(index), steps)
    }

    pub(super) fn finished(&self, index: Option<usize>) {
        self.close(index, |request| request.finished = Some(Instant::now()));
    }

    pub(super) fn aborted(&self, index: Option<usize>) {
        self.close(index, |request| request.aborted = Some(Instant::now()));
    }

    fn close(&self, index: Option<usize>, note: impl FnOnce(&mut Recorded)) {
        if let Some(request) = index.and_then(|index| locked(&self.requests).get_mut(index).map(note)) {
            let () = request;
            self.changed();
        }
    }

    pub(super) fn release(&self) {
        self.is_released.send_replace(true);
    }

    pub(super) fn hold(&self) {
        self.is_released.send_replace(false);
    }

    /// Waits until what is held is released.
    pub(super) async fn released(&self) {
        let mut is_released = self.is_released.subscribe();
        // The sender lives as long as this.
        let _ = is_released.wait_for(|is_released| *is_released).await;
    }

    fn changed(&self) {
        self.changes.send_modify(|count| *count += 1);
    }

    /// Waits, at most for `patience`, until `seen` finds what it looks for.
    pub(super) async fn wait_until<T>(
        &self,
        patience: Duration,
        seen: impl Fn(&[Recorded]) -> Option<T>,
    ) -> Option<T> {
        let mut changes = self.changes.subscribe();
        let waiting = async {
            loop {
                changes.mark_unchanged();
                if let Some(found) = seen(&locked(&self.requests)) {
                    return Some(found);
                }
                changes.changed().await.ok()?;
            }
        };
        tokio::time::timeout(patience, waiting).await.ok().flatten()
    }
}
