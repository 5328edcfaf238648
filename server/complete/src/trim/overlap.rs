//! What stands around the hole already and is not said again.

use crate::extent::around::Around;
use crate::stop::code::is_same_line;

/// Bytes of the line before the hole from which on a repetition is no chance.
const REPEATED: usize = 4;

/// Bytes of an overlap with words in it from which on it is no chance.
const OVERLAP: usize = 3;

/// Leaves out a start of `text` that is the line before the hole again.
pub(super) fn without_line_before<'text>(text: &'text str, around: &Around) -> &'text str {
    let before = around.line_before.trim_start();
    let text_start = text.trim_start();
    let is_telling = before.trim_end().len() >= REPEATED
        && before.chars().any(char::is_alphanumeric)
        && before.contains(|character: char| !character.is_alphanumeric() && character != '_');
    if !is_telling {
        return text;
    }
    match text_start
        .strip_prefix(before)
        .or_else(|| text_start.strip_prefix(before.trim_end()))
    {
        Some(rest) if before.ends_with(' ') => rest.trim_start_matches(' '),
        Some(rest) => rest,
        None => text,
    }
}

/// Leaves out an end of `text` that the rest of the hole's line begins with.
pub(super) fn without_rest<'text>(text: &'text str, rest: &str) -> &'text str {
    let rest = rest.trim();
    if rest.is_empty() {
        return text;
    }
    let trimmed = text.trim_end();
    let longest = (1..=rest.len().min(trimmed.len()))
        .rev()
        .filter(|length| rest.is_char_boundary(*length) && trimmed.ends_with(&rest[..*length]))
        .find(|length| {
            let overlap = &rest[..*length];
            let has_words =
                overlap.contains(|character: char| character.is_alphanumeric() || character == '_');
            let at = trimmed.len() - length;
            let tears_word = trimmed[..at].ends_with(is_word) && overlap.starts_with(is_word)
                || rest[*length..].starts_with(is_word) && overlap.ends_with(is_word);
            !tears_word
                && (*length == rest.len() || !has_words || *length >= OVERLAP)
                && !overlap.trim().is_empty()
                && !overlap.starts_with(['(', '[', '{'])
        });
    // The text's own closing brackets come in the way only if they are the rest's: balance is looked after by the caller.
    longest.map_or(text, |length| {
        trimmed[..trimmed.len() - length].trim_end_matches('\n')
    })
}

/// Leaves out last lines of `text` that are the next ones of the document.
pub(super) fn without_next_lines<'text>(text: &'text str, around: &Around) -> &'text str {
    let trimmed = text.trim_end();
    let lines: Vec<&str> = trimmed.split('\n').collect();
    let full = |index: usize| -> String {
        if index == 0 {
            format!("{}{}", around.line_before, lines[0])
        } else {
            lines[index].to_owned()
        }
    };
    let first = usize::from(!around.is_at_line_start());
    let most = around.below.len().min(lines.len());
    let repeated = (1..=most).rev().find(|count| {
        let start = lines.len() - count;
        start >= first
            && (0..*count).all(|index| {
                let line = full(start + index);
                line.trim_end() == around.below[index] || is_same_line(&line, &around.below[index])
            })
            // Closing lines alone may well be the text's own.
            && (0..*count).any(|index| around.below[index].contains(char::is_alphanumeric))
    });
    match repeated {
        Some(count) => {
            let kept = lines[..lines.len() - count]
                .iter()
                .map(|line| line.len() + 1)
                .sum::<usize>();
            trimmed[..kept.saturating_sub(1)].trim_end()
        }
        None => text,
    }
}

fn is_word(character: char) -> bool {
    character.is_alphanumeric() || character == '_'
}
