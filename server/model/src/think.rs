//! Thinking that comes inside the answer's text, in `<think>` and `</think>`: told apart from the answer.
//!
//! Only a block at the very start is thinking; the same words later on are the answer's own. Since February 2025 chat
//! templates put the opening tag into the prompt, so that an answer can begin in the middle of thinking and only
//! `</think>` comes. What was handed on as content cannot be taken back, and may stand in somebody's file by then. So
//! where thinking is to be expected ([`Opening::Thinking`]), text counts as reasoning until `</think>` comes, and if the
//! model ends by itself without one, what it said is handed on once more, as the answer that it turned out to be. Where
//! it is not expected, nothing waits, and a `</think>` without its opening tag means something only as the first word.
//!
//! An endpoint that has a field of its own for reasoning needs none of this: once it is seen, text is the answer.

use futures::{StreamExt as _, stream};

use crate::{AnswerStream, Delta, Finish, ModelError};

const OPENING_TAG: &str = "<think>";
const CLOSING_TAG: &str = "</think>";
/// Blanks before a tag that are waited for; an answer that begins with more of them is none with a tag.
const MOST_BLANKS: usize = 64;

/// What an answer begins with as far as is known beforehand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Opening {
    /// With the answer itself, or a whole block.
    Answer,
    /// Perhaps in the middle of thinking.
    Thinking,
}

/// What it means that reasoning comes in a field of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ReasoningField {
    /// All of it comes there.
    Alone,
    /// A block at the start of the text can say the same once more (llama.cpp's `deepseek-legacy`).
    Repeated,
}

/// A piece of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Piece {
    /// Thinking.
    Reasoning(String),
    /// The answer.
    Content(String),
}

#[derive(Debug)]
enum State {
    /// Nothing but blanks and the beginning of a tag came.
    Start(Opening),
    /// As at the start, but a block would only repeat the reasoning field.
    StartAfterField,
    /// In text that is thinking if `</think>` comes; kept in case it does not.
    Supposed { said: String },
    /// In a block.
    Block,
    /// In a block that repeats the reasoning field.
    Repetition,
    /// Behind a block, where line ends are left out.
    Gap,
    /// In the answer.
    Answer,
}

/// Tells thinking from the answer, in text that comes in pieces.
#[derive(Debug)]
pub(crate) struct ThinkSplitter {
    state: State,
    /// The end of what came, where it may be the beginning of a tag.
    held: String,
}

impl ThinkSplitter {
    pub(crate) fn new(opening: Opening) -> Self {
        Self {
            state: State::Start(opening),
            held: String::new(),
        }
    }

    /// Takes more text.
    pub(crate) fn push(&mut self, text: &str) -> Vec<Piece> {
        let mut pieces = Vec::new();
        if text.is_empty() {
            return pieces;
        }
        let whole = if self.held.is_empty() {
            text.to_owned()
        } else {
            let mut held = std::mem::take(&mut self.held);
            held.push_str(text);
            held
        };
        let mut rest = whole.as_str();
        while !rest.is_empty() {
            rest = self.step(rest, &mut pieces);
        }
        pieces
    }

    /// Takes what the state can from `text`, and returns what is left for the next.
    fn step<'a>(&mut self, text: &'a str, pieces: &mut Vec<Piece>) -> &'a str {
        match &mut self.state {
            State::Start(_) | State::StartAfterField => self.step_at_start(text),
            State::Supposed { said } => {
                let (thought, left) = before_closing_tag(text);
                add(pieces, Piece::Reasoning(thought.to_owned()));
                said.push_str(thought);
                self.leave_block(left)
            }
            State::Block => {
                let (thought, left) = before_closing_tag(text);
                add(pieces, Piece::Reasoning(thought.to_owned()));
                self.leave_block(left)
            }
            State::Repetition => self.leave_block(before_closing_tag(text).1),
            State::Gap => {
                let answer = text.trim_start_matches(['\r', '\n']);
                if !answer.is_empty() {
                    self.state = State::Answer;
                }
                answer
            }
            State::Answer => {
                add(pieces, Piece::Content(text.to_owned()));
                ""
            }
        }
    }

    fn step_at_start<'a>(&mut self, text: &'a str) -> &'a str {
        let word = text.trim_start();
        let blanks = text.len() - word.len();
        if blanks <= MOST_BLANKS {
            if let Some(rest) = word.strip_prefix(OPENING_TAG) {
                self.state = match self.state {
                    State::StartAfterField => State::Repetition,
                    _ => State::Block,
                };
                return rest;
            }
            if let (State::Start(_), Some(rest)) = (&self.state, word.strip_prefix(CLOSING_TAG)) {
                self.state = State::Gap;
                return rest;
            }
            if OPENING_TAG.starts_with(word) || CLOSING_TAG.starts_with(word) {
                text.clone_into(&mut self.held);
                return "";
            }
        }
        self.state = match self.state {
            State::Start(Opening::Thinking) => State::Supposed { said: String::new() },
            _ => State::Answer,
        };
        text
    }

    /// Goes on behind `left`, which begins with the closing tag, or is held as its beginning.
    fn leave_block<'a>(&mut self, left: &'a str) -> &'a str {
        if let Some(rest) = left.strip_prefix(CLOSING_TAG) {
            self.state = State::Gap;
            rest
        } else {
            left.clone_into(&mut self.held);
            ""
        }
    }

    /// Reasoning came in a field of its own.
    pub(crate) fn reasoning_field_seen(&mut self, field: ReasoningField) -> Vec<Piece> {
        let mut pieces = Vec::new();
        match &mut self.state {
            // A tag that is under way can only be a repetition.
            State::Start(_) if field == ReasoningField::Repeated || self.held.contains('<') => {
                self.state = State::StartAfterField;
            }
            State::Start(_) => {
                self.state = State::Answer;
                add(&mut pieces, Piece::Content(std::mem::take(&mut self.held)));
            }
            State::Supposed { said } => {
                let answer = std::mem::take(said) + &std::mem::take(&mut self.held);
                self.state = State::Answer;
                add(&mut pieces, Piece::Content(answer));
            }
            State::Block => self.state = State::Repetition,
            State::StartAfterField | State::Repetition | State::Gap | State::Answer => {}
        }
        pieces
    }

    /// Nothing more comes, for the reason `finish`.
    pub(crate) fn finish(&mut self, finish: Finish) -> Vec<Piece> {
        let mut pieces = Vec::new();
        let held = std::mem::take(&mut self.held);
        match std::mem::replace(&mut self.state, State::Answer) {
            // It ended by itself and never left its thinking: then it was none.
            State::Supposed { said } if finish == Finish::Stop => {
                add(&mut pieces, Piece::Content(said + &held));
            }
            State::Supposed { .. } | State::Block => add(&mut pieces, Piece::Reasoning(held)),
            State::Repetition => {}
            State::Start(_) | State::StartAfterField | State::Gap | State::Answer => {
                add(&mut pieces, Piece::Content(held));
            }
        }
        pieces
    }
}

/// The answer of a model that thinks inside its text, such as a local R1 distill, with the thinking told apart.
///
/// Fails where the model thought up to its limit and answered nothing.
pub fn separate_thinking(answer: AnswerStream) -> AnswerStream {
    let mut splitter = ThinkSplitter::new(Opening::Thinking);
    let mut has_answered = false;
    let separated = answer.flat_map(move |delta| {
        let (pieces, last) = match delta {
            Ok(Delta::Content(text)) => (splitter.push(&text), None),
            Ok(Delta::Finished(finished)) => (splitter.finish(finished.finish), Some(Ok(Delta::Finished(finished)))),
            other => (Vec::new(), Some(other)),
        };
        has_answered |= pieces.iter().any(|piece| matches!(piece, Piece::Content(_)));
        let last = match last {
            Some(Ok(Delta::Finished(finished))) if finished.finish == Finish::Length && !has_answered => {
                Some(Err(ModelError::Interrupted {
                    reason: "the model thought up to its limit and gave no answer; ask for less, or raise `max_tokens`"
                        .to_owned(),
                }))
            }
            last => last,
        };
        let deltas = pieces.into_iter().map(|piece| {
            Ok(match piece {
                Piece::Reasoning(text) => Delta::Reasoning(text),
                Piece::Content(text) => Delta::Content(text),
            })
        });
        stream::iter(deltas.chain(last).collect::<Vec<_>>())
    });
    Box::pin(separated)
}

fn add(pieces: &mut Vec<Piece>, piece: Piece) {
    let (Piece::Reasoning(text) | Piece::Content(text)) = &piece;
    if !text.is_empty() {
        pieces.push(piece);
    }
}

/// `text` before its closing tag, or before what may become one at its end; and the rest.
fn before_closing_tag(text: &str) -> (&str, &str) {
    if let Some(at) = text.find(CLOSING_TAG) {
        return text.split_at(at);
    }
    let longest = (1..CLOSING_TAG.len())
        .rev()
        .find(|length| text.ends_with(&CLOSING_TAG[..*length]));
    text.split_at(text.len() - longest.unwrap_or(0))
}

#[cfg(test)]
mod tests;
