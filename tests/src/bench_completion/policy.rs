//! When a replayed typist takes a suggestion. The same holds for every engine.
//!
//! The typist knows what was really typed next, and takes a suggestion only where it is that: its whole text, or else
//! its whole first line. A person would not reach for a key to save two characters, so that fewer are never taken.

/// The fewest characters that are worth a key, blanks at the ends not counted.
const LEAST: usize = 3;

/// How many bytes of `suggestion` are taken where `next` was typed next; `None` if nothing is.
pub(crate) fn accepted(suggestion: &str, next: &str) -> Option<usize> {
    let line = suggestion.split('\n').next().unwrap_or_default();
    [suggestion, line]
        .into_iter()
        .find(|text| next.starts_with(text) && text.trim().chars().count() >= LEAST)
        .map(str::len)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_typed_next_is_taken_whole() {
        assert_eq!(accepted("return a\n    b", "return a\n    b\nmore"), Some(14));
    }

    #[test]
    fn a_right_first_line_is_taken_without_the_wrong_rest() {
        assert_eq!(accepted("return a\nelse", "return a\n    b"), Some(8));
    }

    #[test]
    fn a_line_that_is_wrong_at_its_end_is_not_taken() {
        assert_eq!(accepted("return ab", "return a\n"), None);
        assert_eq!(accepted("", "return a\n"), None);
    }

    #[test]
    fn too_little_is_not_worth_a_key() {
        assert_eq!(accepted("):", "):\n"), None);
        assert_eq!(accepted("    )", "    )\n"), None);
        assert_eq!(accepted("abc", "abcd"), Some(3));
    }
}
