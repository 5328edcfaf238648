//! The text around the cursor that the model gets to see.

use ponder_text::Snapshot;

/// Bytes of text before the cursor, at most: some 1,500 tokens, which a laptop's CPU reads cold in a few seconds and
/// warm in none.
const BEFORE: usize = 6 * 1024;

/// Bytes of text after the cursor, at most: some 400 tokens. They are read again whenever the text before changes.
const AFTER: usize = 1536;

/// The start of a long text before the cursor moves in steps of this many bytes, so that the text keeps its start, and
/// the engine its cache, from one keystroke to the next.
const STEP: usize = 2 * 1024;

/// The text around the cursor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Context {
    pub(crate) before: String,
    pub(crate) after: String,
}

impl Context {
    /// The context of byte `offset`. Whole lines at both ends, unless a line is longer than all that is taken.
    pub(crate) fn at(snapshot: &Snapshot, offset: usize) -> Self {
        let before = snapshot.before(offset, before_length(offset));
        let after = snapshot.after(offset, AFTER);
        let cut_before = before.len() < offset;
        let cut_after = offset + after.len() < snapshot.text().len_bytes();
        Self {
            before: if cut_before {
                from_line_start(&before).to_owned()
            } else {
                before
            },
            after: if cut_after {
                to_line_end(&after).to_owned()
            } else {
                after
            },
        }
    }

    /// The rest of the cursor's line.
    pub(crate) fn rest_of_line(&self) -> &str {
        self.after.lines().next().unwrap_or_default()
    }
}

/// How many bytes before `offset` are taken: all if they fit, else so many that the start is a multiple of the step.
fn before_length(offset: usize) -> usize {
    let excess = offset.saturating_sub(BEFORE);
    offset - excess.next_multiple_of(STEP).min(offset)
}

fn from_line_start(text: &str) -> &str {
    text.split_once('\n').map_or(text, |(_, rest)| rest)
}

fn to_line_end(text: &str) -> &str {
    text.rfind('\n').map_or(text, |end| &text[..=end])
}

#[cfg(test)]
mod tests {
    use super::*;
    use ponder_text::{Document, Language};

    fn at(text: &str, offset: usize) -> Context {
        Context::at(&Document::new(text, 0, Language::PlainText).snapshot(), offset)
    }

    #[test]
    fn a_small_file_is_taken_whole() {
        let context = at("ab\ncd\nef\n", 4);
        assert_eq!(
            (context.before.as_str(), context.after.as_str()),
            ("ab\nc", "d\nef\n")
        );
        assert_eq!(context.rest_of_line(), "d");
    }

    #[test]
    fn a_large_file_is_cut_at_lines() {
        let text = "a line of text\n".repeat(4000);
        let context = at(&text, 30_007);
        assert!(context.before.starts_with("a line") && context.before.len() <= BEFORE);
        assert!(context.after.ends_with("text\n") && context.after.len() <= AFTER);
    }

    #[test]
    fn typing_keeps_the_start_of_the_text_before() {
        let text = "a line of text\n".repeat(4000);
        let starts: std::collections::BTreeSet<usize> = (30_000..30_100)
            .map(|offset| offset - at(&text, offset).before.len())
            .collect();
        assert!(starts.len() <= 2, "{starts:?}");
    }

    #[test]
    fn one_endless_line_is_cut_within() {
        let text = "é".repeat(100_000);
        let context = at(&text, 100_000);
        assert!(!context.before.is_empty() && context.before.len() <= BEFORE);
        assert!(!context.after.is_empty() && context.after.len() <= AFTER);
    }
}
