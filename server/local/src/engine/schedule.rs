//! One thread owns the context and advances the jobs in turns; another hears what arrives and may interrupt it.
//!
//! A question's prompt is read in large pieces. A keystroke that arrives meanwhile interrupts the piece; from then on
//! that question reads small pieces which are let finish, so that it gets on however fast somebody types. What is done
//! ahead is interrupted always. Whose turn it is, is decided in `turn`.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use ponder_model::Priority;

use super::BATCH;
use super::job::Job;
use super::llama::Context;
use super::protocol::{FromEngine, ToEngine};
use super::sequence::Sequence;
use super::turn::{self, Turn};
use super::work::{Language, Step};

/// Tokens read at once by a job that was interrupted: some 100 ms of work on a laptop's CPU.
const SMALL_BATCH: usize = 64;

/// The queue between the thread that hears the server and the one that computes.
#[derive(Debug)]
pub(crate) struct Queue {
    state: Mutex<QueueState>,
    changed: Condvar,
    interrupt: Arc<AtomicBool>,
}

#[derive(Debug, Default)]
struct QueueState {
    /// What the server said, and when it arrived.
    messages: VecDeque<(Instant, ToEngine)>,
    running: Option<Running>,
    closed: bool,
}

/// The step being computed.
#[derive(Debug, Clone, Copy)]
struct Running {
    id: u64,
    /// Requests of a higher priority than this interrupt it; none do if `None`.
    yields: Option<Priority>,
}

impl Queue {
    /// An empty queue that raises `interrupt` to stop a step.
    pub(crate) fn new(interrupt: Arc<AtomicBool>) -> Self {
        Self {
            state: Mutex::default(),
            changed: Condvar::new(),
            interrupt,
        }
    }

    /// Hands over what the server said; interrupts the running step where that changes what should run.
    pub(crate) fn push(&self, message: ToEngine) {
        let mut state = self.lock();
        if let Some(running) = state.running {
            let interrupts = match &message {
                ToEngine::Cancel(id) => *id == running.id,
                ToEngine::Submit { request, .. } => {
                    running.yields.is_some_and(|priority| request.priority > priority)
                }
            };
            if interrupts {
                self.interrupt.store(true, Ordering::Relaxed);
            }
        }
        state.messages.push_back((Instant::now(), message));
        self.changed.notify_one();
    }

    /// Says that the server is gone.
    pub(crate) fn close(&self) {
        let mut state = self.lock();
        state.closed = true;
        self.interrupt.store(true, Ordering::Relaxed);
        self.changed.notify_one();
    }

    fn lock(&self) -> MutexGuard<'_, QueueState> {
        // The state is changed by whole assignments only: a panic of the other thread can't leave it half done.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Serves the queue until it is closed, handing every message for the server to `send`.
pub(crate) fn serve(
    queue: &Queue,
    context: &mut Context,
    language: &Language,
    mut send: impl FnMut(FromEngine),
) {
    let mut sequences = [Sequence::new(0), Sequence::new(1)];
    let mut jobs: Vec<Job> = Vec::new();
    loop {
        let Some(index) = next_job(queue, &mut jobs) else {
            return;
        };
        let job = &mut jobs[index];
        let step = job.step(context, &mut sequences[job.sequence], language);
        queue.lock().running = None;
        let id = job.id;
        if let Some(usage) = job.newly_read() {
            send(FromEngine::Read { id, usage });
        }
        match step {
            Step::More(text) if text.is_empty() => {}
            Step::More(text) => send(FromEngine::Content { id, text }),
            Step::Interrupted => job.batch = SMALL_BATCH,
            Step::Done(text, finished) => {
                jobs.remove(index);
                if !text.is_empty() {
                    send(FromEngine::Content { id, text });
                }
                send(FromEngine::Finished { id, finished });
            }
            Step::Failed(error) => {
                jobs.remove(index);
                send(FromEngine::Error { id, error });
            }
        }
    }
}

/// Waits for work, takes in what the server said, and returns the job to advance; `None` once the queue is closed.
fn next_job(queue: &Queue, jobs: &mut Vec<Job>) -> Option<usize> {
    let mut state = queue.lock();
    loop {
        if state.closed {
            return None;
        }
        while let Some((arrival, message)) = state.messages.pop_front() {
            match message {
                ToEngine::Submit { id, request } => jobs.push(Job::new(id, *request, arrival, BATCH)),
                ToEngine::Cancel(id) => jobs.retain(|job| job.id != id),
            }
        }
        let standings: Vec<_> = jobs.iter().map(Job::standing).collect();
        let now = Instant::now();
        match turn::choose(&standings, now) {
            Turn::Advance(index) => {
                let job = &jobs[index];
                let yields = match job.priority {
                    Priority::Ahead => true,
                    Priority::Question => job.reads_prompt() && job.batch > SMALL_BATCH,
                    Priority::Keystroke => false,
                };
                state.running = Some(Running {
                    id: job.id,
                    yields: yields.then_some(job.priority),
                });
                queue.interrupt.store(false, Ordering::Relaxed);
                return Some(index);
            }
            Turn::Rest(Some(until)) => {
                let rest = until.saturating_duration_since(now);
                (state, _) = queue
                    .changed
                    .wait_timeout(state, rest)
                    .unwrap_or_else(PoisonError::into_inner);
            }
            Turn::Rest(None) => state = queue.changed.wait(state).unwrap_or_else(PoisonError::into_inner),
        }
    }
}
