//! Finding the text that a model wants replaced: exactly, else but for whitespace, and never by a guess.

#[cfg(test)]
mod tests;

use std::ops::Range;

use ponder_text::Snapshot;

use crate::answer::Block;
use crate::fit::lines::{Line, lines};
use crate::{Edit, Refusal, fit};

/// Widths that a tab may have where lines are compared that are indented with tabs here and with spaces there.
const TABS: [usize; 3] = [2, 4, 8];

/// The edits that `blocks` ask for within `bytes` of the document, in the order of their bytes, each fitted to its place.
///
/// A block is for whole lines. Lines are the same also with other whitespace at their end, and if all of them are indented
/// further by the same.
pub(crate) fn located(
    snapshot: &Snapshot,
    bytes: &Range<usize>,
    blocks: &[Block],
) -> Result<Vec<Edit>, Refusal> {
    let text = snapshot.slice(bytes.clone());
    let own = lines(&text);
    let mut starts = vec![bytes.start];
    for line in &own {
        starts.push(starts[starts.len() - 1] + line.whole().len());
    }
    let mut edits = Vec::with_capacity(blocks.len());
    for block in blocks {
        let search = lines(&block.search);
        let first = first_line(&own, &search)?;
        let mut place = starts[first]..starts[first + search.len()];
        let new_text = if block.replace.is_empty() {
            // The last line has no break of its own that could go with it.
            if let Some(before) = first.checked_sub(1)
                && own[first + search.len() - 1].ending.is_empty()
            {
                place.start -= own[before].ending.len();
            }
            String::new()
        } else {
            let indentation = search
                .iter()
                .find(|line| !line.is_blank())
                .map_or("", Line::indentation);
            fit::placed(snapshot, &place, &block.replace, indentation)
        };
        edits.push(Edit {
            bytes: place,
            new_text,
        });
    }
    edits.sort_by_key(|edit| edit.bytes.start);
    if edits
        .windows(2)
        .any(|pair| pair[1].bytes.start < pair[0].bytes.end)
    {
        return Err(Refusal::Overlap);
    }
    Ok(edits)
}

/// The one line of `own` at which `search` begins.
fn first_line(own: &[Line], search: &[Line]) -> Result<usize, Refusal> {
    if search.iter().all(Line::is_blank) {
        return Err(Refusal::NotThere);
    }
    for is_same in [is_exactly, is_but_for_whitespace] {
        let found: Vec<usize> = own
            .windows(search.len())
            .enumerate()
            .filter(|(_, window)| is_same(window, search))
            .map(|(first, _)| first)
            .collect();
        match found.as_slice() {
            [] => {}
            [first] => return Ok(*first),
            several => return Err(Refusal::Ambiguous(several.len())),
        }
    }
    Err(Refusal::NotThere)
}

fn is_exactly(window: &[Line], search: &[Line]) -> bool {
    window
        .iter()
        .zip(search)
        .all(|(own, line)| without_mark(own.content) == line.content)
}

fn is_but_for_whitespace(window: &[Line], search: &[Line]) -> bool {
    let text = |line: &Line| without_mark(line.content).trim().to_owned();
    window
        .iter()
        .zip(search)
        .all(|(own, line)| text(own) == text(line))
        && is_uniform(window, search)
}

/// Whether all lines that are not blank are indented further, or less far, by the same.
fn is_uniform(window: &[Line], search: &[Line]) -> bool {
    let pairs: Vec<(&str, &str)> = window
        .iter()
        .zip(search)
        .filter(|(own, _)| !own.is_blank())
        .map(|(own, line)| (own.indentation(), line.indentation()))
        .collect();
    let Some((first_own, first)) = pairs.first().copied() else {
        return false;
    };
    let deeper = |(own, line): &(&str, &str)| {
        let own = own.strip_prefix(first_own).map(str::to_owned);
        own.is_some() && own.as_deref() == line.strip_prefix(first)
    };
    pairs.iter().all(deeper)
        || TABS.iter().any(|tab| {
            let columns = |indentation: &str| -> usize {
                indentation
                    .chars()
                    .map(|character| if character == '\t' { *tab } else { 1 })
                    .sum()
            };
            pairs
                .iter()
                .all(|(own, line)| columns(own) + columns(first) == columns(line) + columns(first_own))
        })
}

/// A line without the byte order mark that the first one of a document may have.
fn without_mark(content: &str) -> &str {
    content.strip_prefix('\u{feff}').unwrap_or(content)
}
