//! From an answer to edits of the text that it is about.

use std::ops::Range;

use ponder_ask::mask;
use ponder_text::{Document, Snapshot, symbols};

use crate::visible::visible_beside;
use crate::{Edit, Refusal, answer, edited, fit, locate, soundness};

/// What stands in a line that a model writes for code that it leaves out.
const LEFT_OUT: [&str; 7] = [
    "rest of",
    "existing",
    "unchanged",
    "same as",
    "remain",
    "omitted",
    "previous code",
];

/// The edits that replace `bytes`, which are whole lines, by the one block of code in `answer`, and what is said beside it.
///
/// CPU work: parses.
pub(crate) fn replacement(
    snapshot: &Snapshot,
    bytes: &Range<usize>,
    answer: &str,
) -> Result<(Vec<Edit>, String), Refusal> {
    let old = snapshot.slice(bytes.clone());
    let answer::Code { text, telling } = answer::code(answer, snapshot.language())?;
    let text = mask::restored(&old, &visible_beside(&text, &old)).ok_or(Refusal::Masked)?;
    if leaves_out(&old, &text) {
        return Err(Refusal::LeftOut);
    }
    let edit = Edit {
        bytes: bytes.clone(),
        new_text: fit::fitted(snapshot, bytes, &text),
    };
    let edits = fit::narrowed(snapshot, &edit);
    sound(snapshot, edits, telling)
}

/// The edits of the search/replace blocks in `answer` within `bytes`, and what is said beside them.
///
/// CPU work: parses.
pub(super) fn by_blocks(
    snapshot: &Snapshot,
    bytes: &Range<usize>,
    answer: &str,
) -> Result<(Vec<Edit>, String), Refusal> {
    let old = snapshot.slice(bytes.clone());
    let (mut blocks, telling) = answer::blocks(answer)?;
    for block in &mut blocks {
        block.search = mask::restored(&old, &block.search).ok_or(Refusal::Masked)?;
        block.replace = mask::restored(&old, &visible_beside(&block.replace, &old)).ok_or(Refusal::Masked)?;
        if leaves_out(&block.search, &block.replace) {
            return Err(Refusal::LeftOut);
        }
    }
    let edits = locate::located(snapshot, bytes, &blocks)?;
    let narrowed = edits
        .iter()
        .flat_map(|edit| fit::narrowed(snapshot, edit))
        .collect();
    sound(snapshot, narrowed, telling)
}

fn sound(snapshot: &Snapshot, edits: Vec<Edit>, telling: String) -> Result<(Vec<Edit>, String), Refusal> {
    if edits.is_empty() {
        return Err(Refusal::Unchanged);
    }
    soundness::check(snapshot, &edits)?;
    Ok((edits, telling))
}

/// Whether a line of the new text stands for code that was left out: an ellipsis with words that the old text has not.
fn leaves_out(old: &str, new: &str) -> bool {
    new.lines().any(|line| {
        let line = line.trim().to_lowercase();
        (line.contains("...") || line.contains('…'))
            && LEFT_OUT.iter().any(|words| line.contains(words))
            && !old.to_lowercase().contains(&line)
    })
}

/// Refuses `edits` after which something declared in `bytes` at the outermost level is declared no more.
///
/// CPU work: parses.
pub(super) fn keeps_declarations(
    snapshot: &Snapshot,
    bytes: &Range<usize>,
    edits: &[Edit],
) -> Result<(), Refusal> {
    let declared = |snapshot: &Snapshot, bytes: &Range<usize>| -> Vec<String> {
        let within = symbols(snapshot)
            .into_iter()
            .filter(|symbol| bytes.start <= symbol.range.start && symbol.range.end <= bytes.end);
        within.map(|symbol| symbol.name).collect()
    };
    let before = declared(snapshot, bytes);
    if before.is_empty() {
        return Ok(());
    }
    let text = edited(&snapshot.text().to_string(), edits);
    let grown = bytes.end + text.len() - snapshot.text().len_bytes();
    let after = Document::new(&text, 0, snapshot.language()).snapshot();
    let after = declared(&after, &(bytes.start..grown));
    if before.iter().all(|name| after.contains(name)) {
        Ok(())
    } else {
        Err(Refusal::LeftOut)
    }
}
