//! When a replayed typist takes a suggestion. The same holds for every engine.
//!
//! The typist knows what was really typed next, and takes of a suggestion the start that equals it, in whole words as
//! editors let one take them. A person would not reach for a key to save two characters, so that fewer are never taken.

/// The fewest characters that are worth a key, blanks at the ends not counted.
const LEAST: usize = 3;

/// How many bytes of `suggestion` are taken where `next` was typed next; `None` if nothing is.
pub(crate) fn accepted(suggestion: &str, next: &str) -> Option<usize> {
    let same = suggestion
        .char_indices()
        .zip(next.chars())
        .find(|((_, one), other)| one != other)
        .map_or(suggestion.len().min(next.len()), |((at, _), _)| at);
    let is_word = |character: char| character.is_alphanumeric() || character == '_';
    // A word that goes on otherwise is not taken in part.
    let splits_word =
        |text: &str, end: usize| text[..end].ends_with(is_word) && text[end..].starts_with(is_word);
    let mut taken = same;
    if splits_word(suggestion, taken) || splits_word(next, taken) {
        taken = suggestion[..taken].trim_end_matches(is_word).len();
    }
    let text = &suggestion[..taken];
    (text.trim().chars().count() >= LEAST).then_some(taken)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_typed_next_is_taken_whole() {
        assert_eq!(accepted("return a\n    b", "return a\n    b\nmore"), Some(14));
    }

    #[test]
    fn a_right_start_is_taken_without_the_wrong_rest() {
        assert_eq!(accepted("return a\nelse", "return a\n    b"), Some(9));
        assert_eq!(accepted("self.values.get(x)", "self.values.pop(x)"), Some(12));
    }

    #[test]
    fn a_word_is_taken_whole_or_not_at_all() {
        assert_eq!(accepted("return ab", "return a\n"), Some(7));
        assert_eq!(accepted("abc", "abcd"), None);
        assert_eq!(accepted("lené", "lenü"), None);
    }

    #[test]
    fn too_little_is_not_worth_a_key() {
        assert_eq!(accepted("):", "):\n"), None);
        assert_eq!(accepted("    )", "    )\n"), None);
        assert_eq!(accepted("", "return a\n"), None);
    }
}
