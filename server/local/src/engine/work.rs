//! A request's tokens on their way: the prompt is read piece by piece, then the answer is written.
//!
//! Prompt and answer are one text of which a sequence has read the start. That is all there is to a work's progress: it
//! can rest between two steps, and go on after another work has had its sequence.

use std::time::{Duration, Instant};

use ponder_model::{Finish, Finished, ModelError, Prompt, Request, Timing, Usage};

use super::draft::Drafts;
use super::healing::{self, TokenIndex};
use super::llama::{Context, DecodeError, Model, Sampler, Token};
use super::output::{Output, Piece};
use super::prompt::{self, Reading};
use super::sequence::Sequence;
use super::template::ChatTemplate;

/// Tokens of a chat answer where the request sets no limit.
const DEFAULT_MAX_TOKENS: u32 = 1024;

/// What comes with a model beside its context.
#[derive(Debug)]
pub(crate) struct Language {
    pub(crate) template: ChatTemplate,
    pub(crate) index: TokenIndex,
    /// Whether what comes next is guessed from what stands earlier.
    pub(crate) speculation: bool,
}

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

/// How much one step may do.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Portion {
    /// Tokens read at once, at most.
    pub(crate) batch: usize,
    /// The answer's length in tokens after the step, at most.
    pub(crate) written: u32,
}

/// A request at work.
#[derive(Debug)]
pub(crate) struct Work {
    id: u64,
    /// The prompt, and the answer as far as it is known.
    text: Vec<Token>,
    prompt: usize,
    /// What the answer's tokens have to begin with yet.
    pending: Vec<u8>,
    /// The answer's tokens, without those that only made up what was pending.
    written: u32,
    limit: u32,
    ends: fn(&Model, Token) -> bool,
    sampler: Sampler,
    /// Guesses what comes next. A short answer to a fill repeats too little: guessing made it 10 to 30 % slower.
    drafts: Option<Drafts>,
    output: Output,
    usage: Usage,
    prompt_time: Duration,
    generation_time: Duration,
}

/// What a token did to the answer.
enum Taken {
    More(String),
    Last(String, Finish),
}

impl Work {
    /// Prepares `request` to be read into `sequence`; nothing is computed yet.
    pub(crate) fn begin(
        id: u64,
        request: &Request,
        context: &mut Context,
        sequence: &mut Sequence,
        language: &Language,
    ) -> Result<Self, ModelError> {
        let window = context.window() as usize;
        let Reading { tokens, pending } = prompt::reading(
            context.model(),
            &language.template,
            &language.index,
            &request.prompt,
            window,
        )?;
        let seed = u32::try_from(id & 0xffff_ffff).unwrap_or(0);
        let sampler = Sampler::new(&request.parameters, seed).map_err(|error| ModelError::Unavailable {
            reason: format!("{error:#}"),
        })?;
        sequence.make_ready(context, id, &tokens);
        let count = |tokens: usize| u32::try_from(tokens).unwrap_or(u32::MAX);
        Ok(Self {
            id,
            prompt: tokens.len(),
            pending,
            written: 0,
            limit: request.parameters.max_tokens.unwrap_or(DEFAULT_MAX_TOKENS),
            ends: match request.prompt {
                Prompt::Chat(_) => Model::ends_generation,
                Prompt::Fill(_) => Model::ends_fill,
            },
            sampler,
            drafts: match request.prompt {
                Prompt::Chat(_) if language.speculation => Some(Drafts::default()),
                Prompt::Chat(_) | Prompt::Fill(_) => None,
            },
            output: Output::new(request.stop.clone()),
            usage: Usage {
                prompt_tokens: count(tokens.len()),
                cached_tokens: count(sequence.len()),
                completion_tokens: 0,
                reasoning_tokens: 0,
            },
            text: tokens,
            prompt_time: Duration::ZERO,
            generation_time: Duration::ZERO,
        })
    }

    /// Whether the next step only reads.
    pub(crate) fn reads_prompt(&self) -> bool {
        self.text.len() == self.prompt
    }

    /// The tokens that the prompt took.
    pub(crate) fn usage(&self) -> Usage {
        self.usage
    }

    /// Tokens of the answer that are known.
    pub(crate) fn written(&self) -> u32 {
        self.written
    }

    /// Reads a batch, and writes what follows from it.
    pub(crate) fn advance(
        &mut self,
        context: &mut Context,
        sequence: &mut Sequence,
        index: &TokenIndex,
        portion: Portion,
    ) -> Step {
        let start = Instant::now();
        sequence.make_ready(context, self.id, &self.text);
        let from = sequence.len();
        let to = self.text.len().min(from + portion.batch);
        let guess = self.guess(context, sequence, portion.written);
        let batch = [&self.text[from..to], &guess].concat();
        match sequence.read(context, &batch, 1 + guess.len()) {
            Ok(()) => {}
            Err(DecodeError::Interrupted) => return Step::Interrupted,
            Err(DecodeError::Full) => return self.done(String::new(), Finish::Length),
            Err(DecodeError::Failed(code)) => {
                return Step::Failed(ModelError::Interrupted {
                    reason: format!("llama.cpp failed to compute (code {code}); see the log and try again"),
                });
            }
        }
        let step = if to < self.text.len() {
            Step::More(String::new())
        } else if self.limit == 0 {
            self.done(String::new(), Finish::Length)
        } else {
            self.write(context, sequence, index, &guess, to - from - 1)
        };
        if from < self.prompt {
            self.prompt_time += start.elapsed();
        } else {
            self.generation_time += start.elapsed();
        }
        step
    }

    /// Tokens that may follow the text, where guessing them is worth it.
    fn guess(&mut self, context: &Context, sequence: &Sequence, most_written: u32) -> Vec<Token> {
        let greedy = matches!(self.sampler, Sampler::Greedy);
        let one_unread = sequence.len() + 1 == self.text.len() && self.text.len() > self.prompt;
        if !greedy || !one_unread || !self.pending.is_empty() || !sequence.rewinds() {
            return Vec::new();
        }
        // One token comes without a guess.
        let wanted = self
            .limit
            .min(most_written)
            .saturating_sub(self.written)
            .saturating_sub(1) as usize;
        let room = (context.window() as usize).saturating_sub(self.text.len());
        let most = wanted.min(room);
        if most == 0 {
            return Vec::new();
        }
        match &mut self.drafts {
            Some(drafts) => drafts.guess(&self.text, most),
            None => Vec::new(),
        }
    }

    /// Writes the tokens that follow the batch last read: one, and one for each guess that holds. The batch's last token
    /// before `guess` is the one at `last`.
    fn write(
        &mut self,
        context: &mut Context,
        sequence: &mut Sequence,
        index: &TokenIndex,
        guess: &[Token],
        last: usize,
    ) -> Step {
        let read = self.text.len();
        let mut text = String::new();
        let mut held = 0;
        let finish = loop {
            let Some(token) = self.sample(context, index, last + held) else {
                return Step::Failed(ModelError::Interrupted {
                    reason: "llama.cpp gave no probabilities; see the log and try again".to_owned(),
                });
            };
            match self.take(context, token) {
                Taken::More(more) => text += &more,
                Taken::Last(more, finish) => {
                    text += &more;
                    break Some(finish);
                }
            }
            if guess.get(held) != Some(&token) {
                break None;
            }
            held += 1;
        };
        if !guess.is_empty() {
            if let Some(drafts) = &mut self.drafts {
                drafts.note(guess.len(), held);
            }
            sequence.cut(context, read + held);
        }
        match finish {
            Some(finish) => self.done(text, finish),
            None => Step::More(text),
        }
    }

    fn sample(&mut self, context: &mut Context, index: &TokenIndex, position: usize) -> Option<Token> {
        if !self.pending.is_empty() {
            let candidates = index.candidates(&self.pending);
            if let Some(token) = self.sampler.sample_among(context, position, &candidates) {
                return Some(token);
            }
            // The vocabulary can't spell it.
            self.pending.clear();
        }
        self.sampler.sample(context, position)
    }

    /// Takes a sampled token.
    fn take(&mut self, context: &Context, token: Token) -> Taken {
        if (self.ends)(context.model(), token) {
            return Taken::Last(String::new(), Finish::Stop);
        }
        self.text.push(token);
        let bytes = context.model().token_bytes(token);
        let new = healing::settle(&mut self.pending, &bytes);
        if self.pending.is_empty() {
            self.written += 1;
        }
        let full = self.written >= self.limit || self.text.len() >= context.window() as usize;
        match self.output.push(new) {
            Piece::Last(text) => Taken::Last(text, Finish::Stop),
            Piece::Text(text) if full => Taken::Last(text, Finish::Length),
            Piece::Text(text) => Taken::More(text),
        }
    }

    /// The end, with `text` before what was held back.
    fn done(&mut self, text: String, finish: Finish) -> Step {
        self.usage.completion_tokens = self.written;
        let timing = Timing {
            prompt_ms: self.prompt_time.as_secs_f64() * 1e3,
            generation_ms: self.generation_time.as_secs_f64() * 1e3,
        };
        let finished = Finished {
            finish,
            usage: self.usage,
            timing,
        };
        Step::Done(text + &self.output.finish(), finished)
    }
}
