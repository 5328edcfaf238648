//! What identifies a place for suggestions: the text close around it. Two sights are of one place, a little later, where
//! only typing lies between them.

use std::sync::Arc;

use ponder_text::Snapshot;

/// Lines before the place's own that have to be the same. Edits farther off don't spoil a suggestion.
const LINES_BEFORE: usize = 8;

/// Bytes of them, at most.
const BYTES_BEFORE: usize = 1024;

/// Lines after the place's own among which the next that is not blank is looked for.
const LINES_AFTER: usize = 16;

/// Bytes of a line that are compared, at most.
const LINE_BYTES: usize = 512;

/// Bytes that can have been typed through one suggestion.
const TYPED: usize = 2048;

/// Characters that editors put after the cursor by themselves: a bracket or quote that was typed gets its partner.
const CLOSERS: &str = ")]}>\"'`;,";

/// The text close around a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Sight {
    /// The document.
    pub(crate) uri: Arc<str>,
    /// The place, in bytes.
    pub(crate) offset: usize,
    /// The text before it, from the start of a line.
    pub(crate) before: String,
    /// The rest of its line.
    pub(crate) rest: String,
    /// The next line that is not blank, without white space around it.
    pub(crate) next: String,
}

impl Sight {
    /// What is seen at byte `offset`.
    pub(crate) fn at(uri: &Arc<str>, snapshot: &Snapshot, offset: usize) -> Self {
        let line = snapshot.line_of(offset);
        let after = snapshot.after(offset, LINE_BYTES);
        let rest = after.split(['\n', '\r']).next().unwrap_or_default().to_owned();
        let next = (line + 1..=line + LINES_AFTER)
            .take_while(|line| *line < snapshot.line_count())
            .map(|line| snapshot.after(snapshot.line_start(line), LINE_BYTES))
            .map(|text| text.lines().next().unwrap_or_default().trim().to_owned())
            .find(|text| !text.is_empty())
            .unwrap_or_default();
        Self {
            uri: Arc::clone(uri),
            offset,
            before: before(snapshot, offset),
            rest,
            next,
        }
    }

    /// Whether nothing but indentation stands before the place on its line.
    pub(crate) fn begins_a_line(&self) -> bool {
        self.before.trim_end_matches([' ', '\t']).ends_with('\n')
    }

    /// What was typed since, where nothing else has changed near the place: `now` is what is seen in `snapshot`. With line
    /// feeds as line ends.
    pub(crate) fn typed_until(&self, now: &Self, snapshot: &Snapshot) -> Option<String> {
        let length = now.offset.checked_sub(self.offset)?;
        if self.uri != now.uri || length > TYPED || self.next != now.next {
            return None;
        }
        self.closed_until(now)?;
        let start = self.offset.checked_sub(self.before.len())?;
        (snapshot.slice(start..self.offset) == self.before)
            .then(|| snapshot.slice(self.offset..now.offset).replace("\r\n", "\n"))
    }

    /// What the editor has put before the rest of the line since; mostly nothing. `None` where the rest is another.
    pub(crate) fn closed_until<'now>(&self, now: &'now Self) -> Option<&'now str> {
        let closed = now.rest.strip_suffix(self.rest.as_str())?;
        closed
            .chars()
            .all(|character| CLOSERS.contains(character))
            .then_some(closed)
    }
}

/// The text before `offset` that has to be the same.
pub(crate) fn before(snapshot: &Snapshot, offset: usize) -> String {
    let line = snapshot.line_of(offset);
    let start = snapshot.line_start(line.saturating_sub(LINES_BEFORE)).min(offset);
    snapshot.before(offset, (offset - start).min(BYTES_BEFORE))
}

/// What is left of `text` after `typed`, where the editor has put `closed` behind the cursor; `None` where something else
/// was typed, or all of it.
pub(crate) fn remaining(text: &str, typed: &str, closed: &str) -> Option<String> {
    let left = text.strip_prefix(typed)?;
    let (line, more) = left.split_at(left.find('\n').unwrap_or(left.len()));
    // The partner that the editor has put there is in the suggestion, too.
    let line = if closed.is_empty() {
        line
    } else {
        line.strip_suffix(closed)?
    };
    let left = [line, more].concat();
    (!left.trim().is_empty()).then_some(left)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::sight;

    fn typed(then: &str, now: &str) -> Option<String> {
        let (then, _) = sight(then);
        let (now, snapshot) = sight(now);
        then.typed_until(&now, &snapshot)
    }

    #[test]
    fn typing_is_told_from_other_changes() {
        assert_eq!(typed("a\nb = |\n\nc", "a\nb = f(|\n\nc").as_deref(), Some("f("));
        assert_eq!(typed("a\nb = |\nc", "a\nb = |\nc").as_deref(), Some(""));
        assert_eq!(typed("a\nb = |\nc", "x\nb = |\nc"), None, "the line above");
        assert_eq!(typed("a\nb = |\nc", "a\nb = 1|\nd"), None, "the line below");
        assert_eq!(typed("a\nb = 1|\nc", "a\nb = |\nc"), None, "deleted");
        assert_eq!(typed("b = |x\n", "b = 1|y\n"), None, "the rest of the line");
    }

    #[test]
    fn line_ends_typed_in_a_windows_document_are_the_model_s() {
        assert_eq!(
            typed("{|\r\n}\r\n", "{\r\n    |\r\n}\r\n").as_deref(),
            Some("\n    ")
        );
    }

    #[test]
    fn a_bracket_that_the_editor_closed_is_no_other_change() {
        assert_eq!(typed("f|\n", "f(|)\n").as_deref(), Some("("));
        assert_eq!(
            remaining("(a, b);", "(", ")"),
            None,
            "the partner is not at the end"
        );
        assert_eq!(remaining("(a, b)", "(", ")").as_deref(), Some("a, b"));
        assert_eq!(remaining("(a)\nnext", "(", ")").as_deref(), Some("a\nnext"));
    }

    #[test]
    fn a_suggestion_typed_to_its_end_leaves_nothing() {
        assert_eq!(remaining("abc", "ab", "").as_deref(), Some("c"));
        assert_eq!(remaining("abc", "abc", ""), None);
        assert_eq!(remaining("abc", "x", ""), None);
        assert_eq!(remaining("ab  ", "ab", ""), None);
    }

    #[test]
    fn only_what_is_near_counts() {
        let far = "x\n".repeat(40);
        let other = "y\n".repeat(40);
        let near = "n\n".repeat(8);
        assert_eq!(
            typed(&format!("{far}{near}a|\n"), &format!("{other}{near}ab|\n")).as_deref(),
            Some("b")
        );
    }
}
