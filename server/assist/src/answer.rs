//! From what a model wrote to code, strictly: one block, or blocks that each say what they replace.

mod blocks;
mod fence;
mod named;
#[cfg(test)]
mod tests;
mod unfenced;

use ponder_text::Language;

pub(crate) use blocks::blocks;

use crate::Refusal;

/// A block of code, and what the model says beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Code {
    /// The code, without the fences; with a line break at its end unless it is empty.
    pub(crate) text: String,
    /// What stands around the block, in Markdown.
    pub(crate) telling: String,
}

/// A text to be replaced, and by what. Both have a line break at their end unless they are empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Block {
    pub(crate) search: String,
    pub(crate) replace: String,
}

/// The one block of code in `answer`, which is for a document in `language`. A block that is there several times, the same
/// to the byte, is one.
///
/// CPU work: an answer without a block may be code as a whole, and is parsed.
pub(crate) fn code(answer: &str, language: Language) -> Result<Code, Refusal> {
    if answer.trim().is_empty() {
        return Err(Refusal::Nothing);
    }
    let fence::Fenced { mut blocks, telling } = fence::fenced(answer)?;
    if let Some(first) = blocks.first()
        && blocks.iter().all(|block| block.text == first.text)
    {
        blocks.truncate(1);
    }
    match blocks.as_slice() {
        [] if unfenced::is_code(answer, language) => Ok(Code {
            text: format!("{}\n", answer.trim_matches(['\r', '\n']).trim_end()),
            telling: String::new(),
        }),
        [] => Err(Refusal::NoCode),
        [block] => {
            named::check(&block.info, language)?;
            if block.text.trim().is_empty() {
                return Err(Refusal::Nothing);
            }
            Ok(Code {
                text: block.text.clone(),
                telling,
            })
        }
        several => Err(Refusal::SeveralBlocks(several.len())),
    }
}
