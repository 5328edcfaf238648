//! Who computes next: one thread owns the context, requests queue, a keystroke goes before a question.
//!
//! A question's prompt is read in large pieces. A keystroke that arrives meanwhile interrupts the piece; from then on
//! that question reads small pieces which are let finish, so that it gets on however fast somebody types.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use ponder_model::Priority;

use super::BATCH;
use super::job::{Job, Step};
use super::llama::Context;
use super::protocol::{FromEngine, ToEngine};
use super::sequence::Sequence;
use super::template::ChatTemplate;

/// Tokens read at once by a question that a keystroke interrupted: some 100 ms of work on a laptop's CPU.
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
    messages: VecDeque<ToEngine>,
    running: Option<Running>,
    closed: bool,
}

/// The step being computed.
#[derive(Debug, Clone, Copy)]
struct Running {
    id: u64,
    /// A keystroke may interrupt it.
    yields: bool,
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
                ToEngine::Submit { request, .. } => running.yields && request.priority == Priority::Keystroke,
            };
            if interrupts {
                self.interrupt.store(true, Ordering::Relaxed);
            }
        }
        state.messages.push_back(message);
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
    template: &ChatTemplate,
    mut send: impl FnMut(FromEngine),
) {
    let mut sequences = [Sequence::new(0), Sequence::new(1)];
    let mut jobs: Vec<Job> = Vec::new();
    loop {
        let Some(index) = next_job(queue, &mut jobs) else {
            return;
        };
        let job = &mut jobs[index];
        let step = job.step(context, &mut sequences[job.sequence], template);
        queue.lock().running = None;
        let id = job.id;
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
        while let Some(message) = state.messages.pop_front() {
            match message {
                ToEngine::Submit { id, request } => jobs.push(Job::new(id, *request, BATCH)),
                ToEngine::Cancel(id) => jobs.retain(|job| job.id != id),
            }
        }
        if let Some(index) = choose(jobs) {
            let job = &jobs[index];
            let yields = job.priority == Priority::Question && job.reads_prompt() && job.batch > SMALL_BATCH;
            state.running = Some(Running { id: job.id, yields });
            queue.interrupt.store(false, Ordering::Relaxed);
            return Some(index);
        }
        state = queue.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
    }
}

/// The first job of the highest priority, and of its sequence: a sequence serves one job at a time.
fn choose(jobs: &[Job]) -> Option<usize> {
    let priority = jobs.iter().map(|job| job.priority).max()?;
    let wanted = jobs.iter().find(|job| job.priority == priority)?;
    jobs.iter().position(|job| job.sequence == wanted.sequence)
}
