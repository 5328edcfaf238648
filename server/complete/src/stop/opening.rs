//! What models write before the text that they were asked for: reasoning, and the opening of a fence.

use crate::extent::around::tail;

const THINK: &str = "<think>";
const THINK_END: &str = "</think>";

/// Bytes of reasoning that are waited for; more is no completion.
const REASONING: usize = 16 * 1024;

/// What an answer begins with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Opening {
    /// It may go on to be something that is no part of the text.
    Undecided,
    /// The text begins at this byte, in a fence or not.
    Over { start: usize, is_fenced: IsFenced },
    /// It thinks for too long.
    Endless,
}

/// Whether the text is in a fence, the end of which is the text's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum IsFenced {
    Yes,
    No,
}

/// What the start of an answer is. `fences` tells whether a fence may be the text itself.
pub(super) fn opening(answer: &str, fences: Fences) -> Opening {
    let trimmed = answer.trim_start();
    let mut start = 0;
    if is_start(trimmed, THINK) {
        return Opening::Undecided;
    }
    if trimmed.starts_with(THINK) {
        let Some(end) = trimmed.find(THINK_END) else {
            return if answer.len() > REASONING {
                Opening::Endless
            } else {
                Opening::Undecided
            };
        };
        let after = &trimmed[end + THINK_END.len()..];
        let text = after.trim_start_matches('\n');
        if text.is_empty() {
            return Opening::Undecided;
        }
        start = answer.len() - text.len();
    }
    let text = &answer[start..];
    let trimmed = text.trim_start();
    if fences == Fences::AroundText && !trimmed.is_empty() {
        if is_start(trimmed, "```") {
            return Opening::Undecided;
        }
        if trimmed.starts_with("```") {
            return match trimmed.find('\n') {
                Some(end) => Opening::Over {
                    start: answer.len() - trimmed.len() + end + 1,
                    is_fenced: IsFenced::Yes,
                },
                None if trimmed.len() > 64 => Opening::Endless,
                None => Opening::Undecided,
            };
        }
    }
    if trimmed.is_empty() && text.len() < 64 {
        return Opening::Undecided;
    }
    Opening::Over {
        start,
        is_fenced: IsFenced::No,
    }
}

/// What fences mean in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fences {
    /// They can only stand around it.
    AroundText,
    /// They may be part of it, as in Markdown.
    InText,
}

/// Whether `text` is the start of `whole`, but not all of it, nor nothing.
fn is_start(text: &str, whole: &str) -> bool {
    !text.is_empty() && text.len() < whole.len() && whole.starts_with(text)
}

/// Where the special token begins that `text` ends with, as models write it when they are past the end.
pub(super) fn special_token(text: &str) -> Option<usize> {
    const LONGEST: usize = 48;
    const BARE: [&str; 16] = [
        "fim_prefix",
        "fim_middle",
        "fim_suffix",
        "fim_pad",
        "fim-prefix",
        "fim-middle",
        "fim-suffix",
        "file_sep",
        "repo_name",
        "reponame",
        "EOT",
        "EOD",
        "PRE",
        "SUF",
        "MID",
        "/s",
    ];
    let window = text.len() - tail(text, LONGEST).len();
    if text.ends_with("[SUFFIX]") || text.ends_with("[PREFIX]") || text.ends_with("[MIDDLE]") {
        return Some(text.len() - "[SUFFIX]".len());
    }
    let start = window + text[window..].rfind('<')?;
    let inner = text[start + 1..].strip_suffix('>')?.trim();
    let barred = ['|', '｜']
        .iter()
        .find_map(|bar| inner.strip_prefix(*bar)?.strip_suffix(*bar));
    let is_name = |name: &str| {
        !name.is_empty()
            && name
                .chars()
                .all(|character| character.is_alphanumeric() || "_-▁".contains(character))
    };
    (barred.is_some_and(is_name) || BARE.contains(&inner)).then_some(start)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(answer: &str) -> Option<&str> {
        match opening(answer, Fences::AroundText) {
            Opening::Over { start, .. } => Some(&answer[start..]),
            _ => None,
        }
    }

    #[test]
    fn reasoning_and_fences_are_no_part_of_the_text() {
        assert_eq!(text("<think>\nhm\n</think>\n\na + b"), Some("a + b"));
        assert_eq!(text("```rust\na + b"), Some("a + b"));
        assert_eq!(text("<think></think>```\na"), Some("a"));
        assert_eq!(text("  a"), Some("  a"));
        assert_eq!(text("<T>"), Some("<T>"));
    }

    #[test]
    fn what_may_become_either_is_waited_for() {
        for answer in ["<th", "<think>hm", "``", "```ru", "<think></think>\n"] {
            assert_eq!(text(answer), None, "{answer}");
        }
    }

    #[test]
    fn special_tokens_are_told_from_operators() {
        for token in [
            "<|endoftext|>",
            "<fim_prefix>",
            "<｜fim▁hole｜>",
            "</s>",
            "[SUFFIX]",
            "<|fim_pad|>",
            "<EOT>",
        ] {
            assert_eq!(special_token(&format!("x{token}")), Some(1), "{token}");
        }
        for code in ["a <| b |>", "x < y >", "Vec<u8>", "a |> b <| c >"] {
            assert_eq!(special_token(code), None, "{code}");
        }
    }
}
