//! One request at work: reads its prompt piece by piece, then generates token by token.
//!
//! A job can rest between two steps while another one runs: each step that needs logits samples from them at once.

use std::time::{Duration, Instant};

use ponder_model::{Finish, Finished, ModelError, Priority, Prompt, Request, Timing, Usage};

use super::llama::{Context, DecodeError, Sampler, Token};
use super::output::{Output, Piece};
use super::prompt;
use super::sequence::Sequence;
use super::template::ChatTemplate;

/// Tokens of a chat answer where the request sets no limit.
const DEFAULT_MAX_TOKENS: u32 = 1024;

/// What a step came to.
#[derive(Debug)]
pub(crate) enum Step {
    /// There is more to do; text to pass on, maybe empty.
    More(String),
    /// The answer is complete; the last text and how it ended.
    Done(String, Finished),
    /// The interrupt flag stopped the step; the same step can be tried again.
    Interrupted,
    /// The request failed.
    Failed(ModelError),
}

/// One request at work.
#[derive(Debug)]
pub(crate) struct Job {
    pub(crate) id: u64,
    pub(crate) priority: Priority,
    pub(crate) sequence: usize,
    /// Tokens of the prompt that one step reads, at most.
    pub(crate) batch: usize,
    request: Request,
    state: State,
}

#[derive(Debug)]
enum State {
    Waiting,
    Working(Box<Work>),
}

#[derive(Debug)]
struct Work {
    prompt: Vec<Token>,
    /// The token to read next, once the prompt is read.
    next: Option<Token>,
    generated: u32,
    limit: u32,
    sampler: Sampler,
    output: Option<Output>,
    usage: Usage,
    prompt_time: Duration,
    generation_time: Duration,
}

impl Job {
    /// A job for `request` that reads its prompt `batch` tokens at a time; nothing is computed yet.
    pub(crate) fn new(id: u64, request: Request, batch: usize) -> Self {
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
            request,
            state: State::Waiting,
        }
    }

    /// Whether the next step reads prompt.
    pub(crate) fn reads_prompt(&self) -> bool {
        !matches!(&self.state, State::Working(work) if work.next.is_some())
    }

    /// Does the next piece of work on `sequence`: reads a batch of the prompt, or generates one token.
    pub(crate) fn step(
        &mut self,
        context: &mut Context,
        sequence: &mut Sequence,
        template: &ChatTemplate,
    ) -> Step {
        if let State::Waiting = self.state {
            match self.begin(context, sequence, template) {
                Ok(work) => self.state = State::Working(Box::new(work)),
                Err(error) => return Step::Failed(error),
            }
        }
        let State::Working(work) = &mut self.state else {
            return Step::More(String::new());
        };
        work.advance(context, sequence, self.batch)
    }

    fn begin(
        &self,
        context: &mut Context,
        sequence: &mut Sequence,
        template: &ChatTemplate,
    ) -> Result<Work, ModelError> {
        let window = context.window() as usize;
        let prompt = prompt::tokens(context.model(), template, &self.request.prompt, window)?;
        if prompt.is_empty() {
            return Err(ModelError::Unsupported {
                reason: "there is no text to continue".to_owned(),
            });
        }
        let seed = u32::try_from(self.id & 0xffff_ffff).unwrap_or(0);
        let sampler =
            Sampler::new(&self.request.parameters, seed).map_err(|error| ModelError::Unavailable {
                reason: format!("{error:#}"),
            })?;
        let cached = sequence.reuse(context, &prompt);
        let room = u32::try_from(window - prompt.len()).unwrap_or(u32::MAX);
        Ok(Work {
            next: None,
            generated: 0,
            limit: self
                .request
                .parameters
                .max_tokens
                .unwrap_or(DEFAULT_MAX_TOKENS)
                .min(room)
                .max(1),
            sampler,
            output: Some(Output::new(self.request.stop.clone())),
            usage: Usage {
                prompt_tokens: u32::try_from(prompt.len()).unwrap_or(u32::MAX),
                cached_tokens: u32::try_from(cached).unwrap_or(u32::MAX),
                completion_tokens: 0,
                reasoning_tokens: 0,
            },
            prompt,
            prompt_time: Duration::ZERO,
            generation_time: Duration::ZERO,
        })
    }
}

impl Work {
    fn advance(&mut self, context: &mut Context, sequence: &mut Sequence, batch: usize) -> Step {
        let start = Instant::now();
        let reading = self.next.is_none();
        let read = if let Some(token) = self.next {
            sequence.read(context, &[token])
        } else {
            let from = sequence.len();
            let to = self.prompt.len().min(from + batch);
            sequence.read(context, &self.prompt[from..to])
        };
        match read {
            Ok(()) => {}
            Err(DecodeError::Interrupted) => return Step::Interrupted,
            Err(DecodeError::Full) => return self.done(Finish::Length),
            Err(DecodeError::Failed(code)) => {
                return Step::Failed(ModelError::Interrupted {
                    reason: format!("llama.cpp failed to compute (code {code}); see the log and try again"),
                });
            }
        }
        let sampled = (sequence.len() >= self.prompt.len()).then(|| self.sampler.sample(context));
        if reading {
            self.prompt_time += start.elapsed();
        } else {
            self.generation_time += start.elapsed();
        }
        match sampled {
            Some(token) => self.take(context, token),
            None => Step::More(String::new()),
        }
    }

    /// Takes a sampled token.
    fn take(&mut self, context: &Context, token: Token) -> Step {
        if context.model().ends_generation(token) {
            return self.done(Finish::Stop);
        }
        self.generated += 1;
        self.usage.completion_tokens = self.generated;
        self.next = Some(token);
        let Some(output) = self.output.as_mut() else {
            return self.done(Finish::Stop);
        };
        match output.push(&context.model().token_bytes(token)) {
            Piece::Last(text) => {
                self.output = None;
                match self.done(Finish::Stop) {
                    Step::Done(_, finished) => Step::Done(text, finished),
                    other => other,
                }
            }
            Piece::Text(text) if self.generated >= self.limit => match self.done(Finish::Length) {
                Step::Done(rest, finished) => Step::Done(text + &rest, finished),
                other => other,
            },
            Piece::Text(text) => Step::More(text),
        }
    }

    fn done(&mut self, finish: Finish) -> Step {
        let rest = self.output.take().map(Output::finish).unwrap_or_default();
        let timing = Timing {
            prompt_ms: self.prompt_time.as_secs_f64() * 1e3,
            generation_ms: self.generation_time.as_secs_f64() * 1e3,
        };
        Step::Done(
            rest,
            Finished {
                finish,
                usage: self.usage,
                timing,
            },
        )
    }
}
