//! Whether a change of a document is somebody accepting the shown suggestion, by word, by line or whole: told by the text,
//! since few editors say so.

use std::ops::Range;

use ponder_figures::Accepted;
use ponder_text::Snapshot;

use crate::reuse::Shown;
use crate::sight::Sight;

/// What editors put in by one change when the first of the two is typed.
const PAIRS: [&str; 7] = ["()", "[]", "{}", "<>", "\"\"", "''", "``"];

/// How much of `shown` was accepted by a change from `before` to `after` that put text at `edited`; `None` where it was
/// typed, or something else.
///
/// Typing comes character by character, and line ends with their indentation are put in by editors.
pub(crate) fn acceptance(
    shown: &Shown,
    before: &Snapshot,
    after: &Snapshot,
    edited: &Range<usize>,
) -> Option<Accepted> {
    let is_insertion = after.text().len_bytes() == before.text().len_bytes() + edited.len();
    if !is_insertion || edited.len() < 2 {
        return None;
    }
    let inserted = after.slice(edited.clone()).replace("\r\n", "\n");
    if inserted.trim().chars().count() < 2 || PAIRS.contains(&inserted.as_str()) {
        return None;
    }
    let place = Sight::at(&shown.sight.uri, before, edited.start);
    let left = shown.rest(&place, before)?.text;
    if left == inserted {
        Some(Accepted::Whole)
    } else {
        left.starts_with(&inserted).then_some(Accepted::Part {
            bytes: inserted.len(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::{shown, sight};

    fn accepted(inserted: &str) -> Option<Accepted> {
        let (place, before) = sight("a\n|\nz");
        let shown = shown(place, "foo(bar);\n    baz");
        let after = before.with_insertion(2, inserted);
        acceptance(&shown, &before, &after, &(2..2 + inserted.len()))
    }

    #[test]
    fn words_lines_and_all_of_a_suggestion_are_told() {
        assert_eq!(accepted("foo"), Some(Accepted::Part { bytes: 3 }));
        assert_eq!(accepted("foo(bar);"), Some(Accepted::Part { bytes: 9 }));
        assert_eq!(accepted("foo(bar);\n    baz"), Some(Accepted::Whole));
        assert_eq!(accepted("foo(bar);\r\n    baz"), Some(Accepted::Whole));
    }

    #[test]
    fn typing_and_other_text_are_no_acceptance() {
        assert_eq!(accepted("f"), None);
        assert_eq!(accepted("\n    "), None);
        assert_eq!(accepted("fox"), None);
    }
}
