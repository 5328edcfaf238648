//! One request from its arrival to its end: when it may write, and what is held back until then.

use std::time::Instant;

use ponder_model::{Finished, Priority, Prompt, Request, Usage};

use super::llama::Context;
use super::sequence::Sequence;
use super::turn::Standing;
use super::work::{Language, Portion, Step, Work};

/// Tokens written before a request's wait is over: one comes with the reading, and the next shows whether there is
/// anything to say.
const HEAD_START: u32 = 2;

/// One request.
#[derive(Debug)]
pub(crate) struct Job {
    pub(crate) id: u64,
    pub(crate) priority: Priority,
    pub(crate) sequence: usize,
    /// Tokens of the prompt that one step reads, at most.
    pub(crate) batch: usize,
    request: Request,
    /// When the answer may be written.
    opens: Instant,
    /// Text that came before.
    held_back: String,
    /// It was told that the prompt is read.
    is_read_told: bool,
    state: State,
}

#[derive(Debug)]
enum State {
    New,
    Working(Box<Work>),
    /// The answer is complete, before it may be told.
    Complete(Finished),
}

impl Job {
    /// A job for `request`, which arrived at `arrival`, that reads its prompt `batch` tokens at a time; nothing is
    /// computed yet.
    pub(crate) fn new(id: u64, request: Request, arrival: Instant, batch: usize) -> Self {
        // Fills and chats differ from their first token: each kind keeps a sequence, and with it a cache, of its own.
        let sequence = match request.prompt {
            Prompt::Fill(_) => 0,
            Prompt::Chat(_) => 1,
        };
        Self {
            id,
            priority: request.priority,
            sequence,
            batch,
            opens: arrival + request.wait,
            request,
            held_back: String::new(),
            is_read_told: false,
            state: State::New,
        }
    }

    /// Whether the next step only reads.
    pub(crate) fn reads_prompt(&self) -> bool {
        match &self.state {
            State::New => true,
            State::Working(work) => work.reads_prompt(),
            State::Complete(_) => false,
        }
    }

    /// What reading the prompt took, once: when it is read.
    pub(crate) fn newly_read(&mut self) -> Option<Usage> {
        match &self.state {
            State::Working(work) if !work.reads_prompt() && !self.is_read_told => {
                self.is_read_told = true;
                Some(work.usage())
            }
            _ => None,
        }
    }

    /// What decides when it is this job's turn.
    pub(crate) fn standing(&self) -> Standing {
        let rests = match &self.state {
            State::New => false,
            State::Working(work) => work.written() >= HEAD_START,
            State::Complete(_) => true,
        };
        Standing {
            priority: self.priority,
            sequence: self.sequence,
            begun: matches!(self.state, State::Working(_)),
            rests_until: rests.then_some(self.opens),
        }
    }

    /// Does the next piece of work on `sequence`: reads a batch of the prompt, or writes a little.
    pub(crate) fn step(
        &mut self,
        context: &mut Context,
        sequence: &mut Sequence,
        language: &Language,
    ) -> Step {
        if let State::New = self.state {
            match Work::begin(self.id, &self.request, context, sequence, language) {
                Ok(work) => self.state = State::Working(Box::new(work)),
                Err(error) => return Step::Failed(error),
            }
        }
        let step = match &mut self.state {
            State::New => Step::More(String::new()),
            State::Working(work) => {
                let portion = Portion {
                    batch: self.batch,
                    written: if Instant::now() < self.opens {
                        HEAD_START
                    } else {
                        u32::MAX
                    },
                };
                work.advance(context, sequence, &language.index, portion)
            }
            State::Complete(finished) => Step::Done(String::new(), finished.clone()),
        };
        self.release(step, Instant::now())
    }

    /// What of `step` may be told at `now`; the rest is held back.
    fn release(&mut self, step: Step, now: Instant) -> Step {
        let open = now >= self.opens;
        match step {
            Step::More(text) => {
                self.held_back += &text;
                Step::More(if open {
                    std::mem::take(&mut self.held_back)
                } else {
                    String::new()
                })
            }
            Step::Done(text, finished) => {
                self.held_back += &text;
                // Nobody waits to read nothing.
                if open || self.held_back.is_empty() {
                    return Step::Done(std::mem::take(&mut self.held_back), finished);
                }
                self.state = State::Complete(finished);
                Step::More(String::new())
            }
            other => other,
        }
    }
}
