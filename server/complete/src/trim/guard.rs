//! The syntax guard: of a text, the longest start that breaks nothing in the document.

use ponder_text::Region;

use crate::excerpt::Excerpt;
use crate::extent::around::Around;
use crate::hole::Hole;
use crate::stop::brackets::Seen;

/// How many versions of a text are parsed, at most. Each costs some tenths of a millisecond in a file of 10,000 lines.
const TRIES: usize = 8;

/// The same for a document of more bytes than `LARGE`, where a text that breaks much costs tens of milliseconds each time.
const TRIES_IF_LARGE: usize = 2;

/// Some 3,000 lines.
const LARGE: usize = 100 * 1024;

/// The longest start of `text`, with the brackets closed that it leaves open, with which the document has no more errors
/// than without.
pub(super) fn sound(text: &str, hole: &Hole, around: &Around) -> Option<String> {
    let Excerpt { document, offset } = &hole.excerpt;
    let Some(before) = document.error_count() else {
        return Some(balanced(text, around));
    };
    let errors = |text: &str| {
        let after = document.with_insertion(*offset, text);
        // Where nothing was wrong, how much is wrong needs no walk through the tree.
        let is_sound = after.tree().is_none_or(|tree| !tree.root_node().has_error());
        match (is_sound, before) {
            (true, _) => 0,
            (false, 0) => 1,
            (false, _) => after.error_count().unwrap_or(0),
        }
    };
    let most = if document.text().len_bytes() > LARGE {
        TRIES_IF_LARGE
    } else {
        TRIES
    };
    let mut tries = 0;
    for kept in cut_backs(text, around) {
        let own = errors(kept);
        tries += 1;
        if own == 0 {
            return Some(kept.to_owned());
        }
        let other = mended(kept, around);
        // An open block is the natural end of a line; what would close it is for the next answer.
        if let Some(other) = other
            && !(own <= before && kept.ends_with(['{', '(', '[']))
        {
            let mended = errors(&other);
            tries += 1;
            if mended <= before && mended < own {
                return Some(other);
            }
        }
        if own <= before {
            return Some(kept.to_owned());
        }
        if tries >= most {
            break;
        }
    }
    None
}

/// `text`, and its starts: without its last lines, then without what open brackets on its first line begin.
fn cut_backs<'text>(text: &'text str, around: &Around) -> impl Iterator<Item = &'text str> {
    let lines = text.match_indices('\n').rev().map(|(end, _)| end);
    let start = text.len() - text.trim_start().len();
    let first_line = text[start..].find('\n').map_or(text.len(), |end| start + end);
    let within = open_in(&text[..first_line], around).into_iter().rev();
    [text.len()]
        .into_iter()
        .chain(lines)
        .chain(within)
        .map(|end| text[..end].trim_end())
        .filter(|kept| !kept.is_empty())
}

/// Where `text` opens brackets that it does not close.
fn open_in(text: &str, around: &Around) -> Vec<usize> {
    let mut brackets = around.brackets.clone();
    let mut open = Vec::new();
    for (at, byte) in text.bytes().enumerate() {
        if brackets.step(byte) == Seen::Opened {
            open.push(at);
        }
        open.truncate(brackets.open().len());
    }
    open
}

/// `text` with the brackets closed that it leaves open: all that can be done without a grammar.
fn balanced(text: &str, around: &Around) -> String {
    cut_backs(text, around)
        .take(TRIES)
        .find_map(|kept| Some(format!("{kept}{}", closing(kept, around)?)))
        .unwrap_or_default()
}

/// A small change of `text` that may leave less open: its brackets closed, or without the separator at its end.
fn mended(text: &str, around: &Around) -> Option<String> {
    match closing(text, around)? {
        closing if closing.is_empty() => text
            .strip_suffix([',', ';'])
            .filter(|kept| !kept.trim().is_empty())
            .map(str::to_owned),
        closing => Some(format!("{text}{closing}")),
    }
}

/// What closes the brackets that `text` opens. One that was opened on an earlier line, or at the very end for a block, is
/// closed on a line of its own. `None` if the text ends in the midst of a bracket's content on a line below others: that
/// line is of no use.
fn closing(text: &str, around: &Around) -> Option<String> {
    let mut brackets = around.brackets.clone();
    brackets.read(text);
    let mut closing = String::new();
    if around.region != Region::Code || !brackets.is_in_code() {
        return Some(closing);
    }
    let last_line = brackets.line();
    let has_lines = text.trim_start().contains('\n');
    if has_lines
        && brackets
            .open()
            .iter()
            .any(|open| open.line == last_line && open.closer != b'}')
    {
        return None;
    }
    let mut is_block = text.ends_with('{');
    for open in brackets.open().iter().rev() {
        if open.line < last_line || is_block {
            // The first line of the text is indented by the document.
            let width = if open.line == 0 {
                around.indentation()
            } else {
                open.indentation
            };
            closing.push('\n');
            closing.push_str(&around.blank(width));
        }
        is_block = false;
        closing.push(char::from(open.closer));
    }
    Some(closing)
}
