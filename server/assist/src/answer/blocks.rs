//! Search/replace blocks.

use super::{Block, fence};
use crate::Refusal;

const SEARCH: &str = "<<<<<<< SEARCH";
const DIVIDER: &str = "=======";
const REPLACE: &str = ">>>>>>> REPLACE";

/// Blocks in one answer, at most: more is a model that repeats itself.
const MOST: usize = 50;

/// What the lines that come are part of.
enum State {
    /// The text between blocks.
    Telling,
    /// What is to be replaced.
    Search(String),
    /// What takes its place.
    Replace(Block),
}

/// The search/replace blocks in `answer`, at least one, and what the model says beside them.
///
/// A block that does not end is refused, and so is one whose parts can't be told for certain: with two lines that may
/// divide it, or marks that are out of their order.
pub(crate) fn blocks(answer: &str) -> Result<(Vec<Block>, String), Refusal> {
    if answer.trim().is_empty() {
        return Err(Refusal::Nothing);
    }
    let mut blocks = Vec::new();
    let mut telling = String::new();
    let mut state = State::Telling;
    for line in answer.lines() {
        let mark = line.trim_end();
        state = match state {
            State::Telling => match mark {
                SEARCH => State::Search(String::new()),
                REPLACE => return Err(Refusal::Unclear),
                _ => {
                    if fence::fence(line).is_none() {
                        telling.push_str(line);
                        telling.push('\n');
                    }
                    State::Telling
                }
            },
            State::Search(mut search) => match mark {
                SEARCH | REPLACE => return Err(Refusal::Unclear),
                DIVIDER => State::Replace(Block {
                    search,
                    replace: String::new(),
                }),
                _ => {
                    search.push_str(line);
                    search.push('\n');
                    State::Search(search)
                }
            },
            State::Replace(mut block) => match mark {
                SEARCH | DIVIDER => return Err(Refusal::Unclear),
                REPLACE => {
                    blocks.push(block);
                    State::Telling
                }
                _ => {
                    block.replace.push_str(line);
                    block.replace.push('\n');
                    State::Replace(block)
                }
            },
        };
    }
    if !matches!(state, State::Telling) {
        return Err(Refusal::BreaksOff);
    }
    if blocks.is_empty() {
        return Err(Refusal::NoCode);
    }
    if blocks.len() > MOST {
        return Err(Refusal::SeveralBlocks(blocks.len()));
    }
    if blocks.iter().any(|block| block.search.trim().is_empty()) {
        return Err(Refusal::NotThere);
    }
    Ok((blocks, telling.trim().to_owned()))
}
