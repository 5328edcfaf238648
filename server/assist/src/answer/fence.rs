//! Fenced blocks of code in Markdown.
//!
//! Other than in Markdown, a fence with a name inside of a block opens another one within it: models write documents with
//! code in them, and do not count their backticks.

use crate::Refusal;

/// A fence is at least this long.
const SHORTEST: usize = 3;

/// The outermost blocks of an answer, and the text around them.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Fenced {
    pub(super) blocks: Vec<FencedBlock>,
    pub(super) telling: String,
}

/// One block.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct FencedBlock {
    /// What the opening fence says.
    pub(super) info: String,
    /// The lines between the fences, without the indentation of the opening fence, each with a line break.
    pub(super) text: String,
}

/// A line that is a fence.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fence<'a> {
    indentation: usize,
    character: char,
    length: usize,
    info: &'a str,
}

impl Fence<'_> {
    /// Whether this fence ends what `opening` began.
    fn closes(&self, opening: &Self) -> bool {
        self.info.is_empty()
            && self.character == opening.character
            && self.length >= opening.length
            && self.indentation <= opening.indentation
    }
}

/// The fence that a line is, if it is one.
pub(super) fn fence(line: &str) -> Option<Fence<'_>> {
    let content = line.trim_start_matches([' ', '\t']);
    let character = content
        .chars()
        .next()
        .filter(|first| matches!(first, '`' | '~'))?;
    let info = content.trim_start_matches(character);
    let length = content.len() - info.len();
    // Backticks further on make it code within a line of text.
    let is_fence = length >= SHORTEST && !(character == '`' && info.contains('`'));
    is_fence.then(|| Fence {
        indentation: line.len() - content.len(),
        character,
        length,
        info: info.trim(),
    })
}

/// Reads the fenced blocks of an answer. Fails if one does not end.
pub(super) fn fenced(answer: &str) -> Result<Fenced, Refusal> {
    let mut blocks: Vec<FencedBlock> = Vec::new();
    let mut telling = String::new();
    // The fences that are open, the outermost first.
    let mut open: Vec<Fence> = Vec::new();
    for line in answer.lines() {
        let found = fence(line);
        let Some(outermost) = open.first().copied() else {
            if let Some(fence) = found {
                blocks.push(FencedBlock {
                    info: fence.info.to_owned(),
                    text: String::new(),
                });
                open.push(fence);
            } else {
                telling.push_str(line);
                telling.push('\n');
            }
            continue;
        };
        if let Some(fence) = found {
            if open.last().is_some_and(|innermost| fence.closes(innermost)) {
                open.pop();
            } else if !fence.info.is_empty() && fence.indentation <= outermost.indentation {
                open.push(fence);
            }
        }
        if !open.is_empty()
            && let Some(block) = blocks.last_mut()
        {
            block.text.push_str(without_margin(line, outermost.indentation));
            block.text.push('\n');
        }
    }
    if open.is_empty() {
        let telling = telling.trim().to_owned();
        Ok(Fenced { blocks, telling })
    } else {
        Err(Refusal::BreaksOff)
    }
}

/// `line` without at most `most` bytes of its indentation.
fn without_margin(line: &str, most: usize) -> &str {
    let indentation = line.len() - line.trim_start_matches([' ', '\t']).len();
    &line[indentation.min(most)..]
}
