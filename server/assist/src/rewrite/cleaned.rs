//! From what a model wrote to the text that was asked for, and whether that can be one.

use ponder_ask::mask;

use crate::Refusal;
use crate::passage::pieces;
use crate::visible::visible_beside;

/// How a line may begin that says that the text follows, in lower case.
const INTRODUCTIONS: [&str; 14] = [
    "here is",
    "here's",
    "here are",
    "sure",
    "certainly",
    "of course",
    "the improved",
    "improved",
    "rewritten",
    "the rewritten",
    "revised",
    "the revised",
    "translation",
    "the translation",
];

/// Marks that a model may put before each line since the text is from a comment.
const MARKS: [&str; 5] = ["///", "//!", "//", "#", "--"];

/// How much of a text may be missing in one that is to say the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Length {
    /// As good as nothing.
    Same,
    /// As much as one likes.
    Shorter,
}

/// The text in `answer`, which is to take the place of `original`.
pub(crate) fn cleaned(answer: &str, original: &str, length: Length) -> Result<String, Refusal> {
    let visible = visible_beside(answer, original);
    let text = without_tag(without_fence(without_introduction(visible.trim(), original)));
    let text = unquoted(without_introduction(text.trim(), original), original);
    let text = without_marks(text, original);
    if text.trim().is_empty() {
        return Err(Refusal::Nothing);
    }
    let text = mask::restored(original, &text).ok_or(Refusal::Masked)?;
    if text.chars().count() > 3 * original.chars().count() + 200 {
        return Err(Refusal::TooLong);
    }
    // In bytes: a character of Chinese says as much as some letters.
    if length == Length::Same && text.len() * 5 < original.len() {
        return Err(Refusal::LeftOut);
    }
    Ok(text)
}

/// Whether all that has to stay as it is in `original` stands in `text`, too.
pub(crate) fn keeps_pieces(original: &str, text: &str) -> bool {
    let flat = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let text = flat(text);
    pieces(original)
        .into_iter()
        .all(|piece| text.contains(&flat(piece)))
}

/// Without a line such as "Here is the improved text:".
fn without_introduction<'a>(text: &'a str, original: &str) -> &'a str {
    let Some((first, rest)) = text.split_once('\n') else {
        return text;
    };
    let line = first.trim().trim_matches('*').to_lowercase();
    let introduces = INTRODUCTIONS.iter().any(|start| line.starts_with(start))
        && (line.ends_with(':') || ["sure!", "sure.", "certainly!", "of course!"].contains(&line.as_str()));
    if introduces && !original.to_lowercase().starts_with(&line) && !rest.trim().is_empty() {
        rest.trim()
    } else {
        text
    }
}

/// Without a fence around all of it.
fn without_fence(text: &str) -> &str {
    let inner = || {
        let (opening, rest) = text.strip_prefix("```")?.split_once('\n')?;
        let inner = rest.trim_end().strip_suffix("```")?;
        (!opening.contains('`') && !inner.contains("```")).then_some(inner)
    };
    inner().unwrap_or(text).trim()
}

/// Without the tags that the question puts around the text.
fn without_tag(text: &str) -> &str {
    let text = text.trim();
    let text = text.strip_prefix("<text>").unwrap_or(text);
    text.strip_suffix("</text>").unwrap_or(text).trim()
}

/// Without quotation marks around all of it that the original has not.
fn unquoted<'a>(text: &'a str, original: &str) -> &'a str {
    let whole = text.trim();
    [('"', '"'), ('\u{201c}', '\u{201d}'), ('\u{ab}', '\u{bb}')]
        .iter()
        .find_map(|(open, close)| {
            let inner = whole.strip_prefix(*open)?.strip_suffix(*close)?;
            (!original.starts_with(*open) && !inner.contains([*open, *close])).then_some(inner)
        })
        .unwrap_or(whole)
}

/// Without marks of comments before all lines.
fn without_marks(text: &str, original: &str) -> String {
    let has = |mark: &str| {
        let mut lines = text.lines().filter(|line| !line.trim().is_empty());
        lines.all(|line| line.trim_start().starts_with(mark)) && !original.starts_with(mark)
    };
    let without = |line: &str, mark: &str| {
        line.trim_start()
            .strip_prefix(mark)
            .unwrap_or(line)
            .trim()
            .to_owned()
    };
    if let Some(mark) = MARKS.iter().find(|mark| has(mark)) {
        return text
            .lines()
            .map(|line| without(line, mark))
            .collect::<Vec<_>>()
            .join("\n");
    }
    if text.starts_with("/*") && text.ends_with("*/") && !original.starts_with("/*") {
        let inner = text.trim_start_matches(['/', '*']).trim_end_matches(['/', '*']);
        return inner
            .lines()
            .map(|line| without(line, "*"))
            .collect::<Vec<_>>()
            .join("\n");
    }
    text.to_owned()
}
