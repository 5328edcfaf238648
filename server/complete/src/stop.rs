//! When a model has written enough: what is past this point would not be shown.
//!
//! The answer is read byte by byte and judged where a line, a word or a bracket ends, so that it makes no difference in
//! which pieces it comes. What is left of it is made presentable by `trim`.

pub(crate) mod brackets;
pub(crate) mod code;
mod opening;
mod repetition;
mod sentence;

use ponder_text::Region;

use crate::extent::Extent;
use crate::extent::around::Around;
use crate::hole::Hole;
use code::Code;
use opening::{Fences, IsFenced, Opening};
use sentence::Sentence;

/// Bytes of a line after which it is no line that a person writes.
const LINE: usize = 400;

/// How many lines a suggestion has at most: what fits beside the code around it and can be read at a glance.
const LINES: usize = 16;

/// Whether more of an answer is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Progress {
    /// What comes next may be shown.
    More,
    /// Nothing after this point would be shown: the generation can end.
    Enough,
}

/// Reads an answer up to where it is enough.
#[derive(Clone, Debug)]
pub(crate) struct Stop {
    extent: Extent,
    around: Around,
    rules: Rules,
    text: String,
    start: Start,
    /// How much of the text was read.
    read: usize,
    line_start: usize,
    end: Option<usize>,
}

/// Where in the answer its text begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Start {
    Unknown,
    Known(IsFenced),
}

#[derive(Clone, Debug)]
enum Rules {
    Code(Box<Code>),
    Sentence(Sentence),
}

impl Stop {
    pub(crate) fn new(hole: &Hole, extent: Extent) -> Self {
        Self::around(Around::of(hole), extent)
    }

    pub(crate) fn around(around: Around, extent: Extent) -> Self {
        let rules = match around.region {
            Region::Code | Region::String => Rules::Code(Box::new(Code::new(&around, extent))),
            _ => Rules::Sentence(Sentence::new(&around)),
        };
        Self {
            extent,
            around,
            rules,
            text: String::new(),
            start: Start::Unknown,
            read: 0,
            line_start: 0,
            end: None,
        }
    }

    /// Stop texts for the engine, the most important first, at most four, as many as every endpoint takes. They never end
    /// an answer before it is enough. For a chat they are of no use: it may begin with a fence.
    pub(crate) fn texts(&self) -> Vec<String> {
        let first = match (&self.rules, self.extent) {
            (Rules::Sentence(sentence), _) => sentence.stop_text(),
            (Rules::Code(_), Extent::Line)
                if !self.around.rest.trim().is_empty() || self.around.region == Region::String =>
            {
                "\n"
            }
            (Rules::Code(_), Extent::Line) => "\n\n",
            (Rules::Code(_), Extent::Statement | Extent::Block) => "\n\n\n",
        };
        let mut texts = vec![first.to_owned()];
        if self.extent != Extent::Line && self.around.indentation() > 0 {
            texts.extend(
                code::declarations(self.around.language)
                    .iter()
                    .map(|text| (*text).to_owned()),
            );
        }
        texts.truncate(4);
        texts
    }

    /// Reads the next piece of the answer.
    pub(crate) fn push(&mut self, piece: &str) -> Progress {
        if self.end.is_some() {
            return Progress::Enough;
        }
        self.text
            .extend(piece.chars().filter(|character| *character != '\r'));
        if self.start == Start::Unknown {
            self.find_start();
        }
        if self.start != Start::Unknown {
            self.read_on();
        }
        if self.end.is_some() {
            Progress::Enough
        } else {
            Progress::More
        }
    }

    /// Whether the answer was longer than what is kept of it.
    pub(crate) fn is_enough(&self) -> bool {
        self.end.is_some()
    }

    /// What is kept of an answer that has come to its end.
    pub(crate) fn kept(mut self) -> String {
        if self.start == Start::Unknown {
            if self.text.trim_start().starts_with('<') && self.text.contains("<think>")
                || self.text.trim_start().starts_with("```")
            {
                return String::new();
            }
            self.start = Start::Known(IsFenced::No);
            self.read_on();
        }
        if self.end.is_none() {
            self.end = match &mut self.rules {
                Rules::Code(code) => code.finish(&self.text, self.line_start),
                Rules::Sentence(sentence) => sentence.finish(&self.text, self.line_start),
            };
        }
        if let Some(end) = self.end {
            self.text.truncate(end);
        }
        if let Some(start) = unfinished_token(&self.text) {
            self.text.truncate(start);
        }
        self.text
    }

    fn find_start(&mut self) {
        let fences = match self.around.region {
            Region::Prose => Fences::InText,
            _ => Fences::AroundText,
        };
        match opening::opening(&self.text, fences) {
            Opening::Undecided => {}
            Opening::Endless => {
                self.text.clear();
                self.end = Some(0);
            }
            Opening::Over { start, is_fenced } => {
                self.text.drain(..start);
                self.start = Start::Known(is_fenced);
            }
        }
    }

    fn read_on(&mut self) {
        while self.read < self.text.len() && self.end.is_none() {
            self.read += 1;
            self.end = self.step();
        }
    }

    /// Judges the byte that was read last.
    fn step(&mut self) -> Option<usize> {
        let byte = self.text.as_bytes()[self.read - 1];
        let before = self.read - 1;
        if byte < b' ' && byte != b'\n' && byte != b'\t' {
            return Some(before);
        }
        if matches!(byte, b'>' | b']')
            && let Some(start) = opening::special_token(&self.text[..self.read])
        {
            return Some(start);
        }
        if byte == b'\n' {
            let end = match &mut self.rules {
                Rules::Code(code) => code.end_line(&self.text[..self.read], self.line_start),
                Rules::Sentence(sentence) => sentence.end_line(&self.text[..self.read], self.line_start),
            };
            self.line_start = self.read;
            return end;
        }
        if !self.text.is_char_boundary(self.read) {
            return None;
        }
        let text = &self.text[..self.read];
        let line = &text[self.line_start..];
        if self.start == Start::Known(IsFenced::Yes) && line == "```" {
            return Some(self.line_start.saturating_sub(1));
        }
        if line.len().is_multiple_of(8)
            && let Some(start) = repetition::run_on_line(line)
        {
            return Some(self.line_start + start);
        }
        if line.len() >= LINE {
            // The start of an endless line is of use only if there is no other.
            return Some(if self.text[..self.line_start].trim().is_empty() {
                self.read
            } else {
                self.line_start - 1
            });
        }
        match &mut self.rules {
            Rules::Code(code) => code.step(byte, text, self.line_start),
            Rules::Sentence(sentence) => sentence.step(text, self.line_start),
        }
    }
}

/// Where the special token begins in the midst of which an answer ends.
fn unfinished_token(text: &str) -> Option<usize> {
    let start = text.rfind("<|").or_else(|| text.rfind("<｜"))?;
    let name = text[start + 1..].trim_start_matches(['|', '｜']);
    let is_name = name
        .chars()
        .all(|character| character.is_alphanumeric() || "_▁".contains(character));
    (is_name && !name.is_empty() && name.len() < 24).then_some(start)
}

#[cfg(test)]
mod tests;
