//! Whether accepted text is still in its document, as it was or nearly.
//!
//! Blanks don't count: a formatter may have moved them. Edits elsewhere shift the text, so it is looked for around the
//! place where it went in, and long text that stayed as it was also far from there.

/// Of text and document, what is at least so similar counts as the same: in percent of the text's characters.
const SIMILAR: usize = 85;

/// Of a longer text only so many characters are looked for: they decide, and the cost has a bound.
const MOST_CHARACTERS: usize = 1_000;

/// How far from its place a changed or short text is looked for, in characters.
const NEAR: usize = 4_000;

/// How far from its place a text is looked for that stayed as it was, in bytes.
const FAR: usize = 256 << 10;

/// Text of so many characters is hardly anywhere by chance.
const LONG: usize = 16;

/// Whether `accepted`, inserted at the byte `offset`, is still in `document`.
pub(crate) fn is_still_there(accepted: &str, offset: usize, document: &str) -> bool {
    let text: Vec<char> = visible(accepted).take(MOST_CHARACTERS).collect();
    if text.is_empty() {
        return document.contains(accepted);
    }
    let place = boundary(document, offset);
    let start = boundary(document, place.saturating_sub(FAR));
    let end = boundary(document, place.saturating_add(FAR));
    if text.len() >= LONG {
        let around: String = visible(&document[start..end]).collect();
        if around.contains(&text.iter().collect::<String>()) {
            return true;
        }
    }
    let mut near: Vec<char> = visible_from_end(&document[start..place]).take(NEAR).collect();
    near.reverse();
    near.extend(visible(&document[place..end]).take(NEAR + text.len()));
    contains_nearly(&near, &text, text.len() * (100 - SIMILAR) / 100)
}

fn visible(text: &str) -> impl Iterator<Item = char> {
    text.chars().filter(|character| !character.is_whitespace())
}

fn visible_from_end(text: &str) -> impl Iterator<Item = char> {
    text.chars().rev().filter(|character| !character.is_whitespace())
}

/// The last boundary of a character at or before `offset`.
pub(crate) fn boundary(text: &str, offset: usize) -> usize {
    let mut offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}

/// Whether some part of `document` becomes `text` by at most `most` insertions, removals and replacements of characters.
///
/// The algorithm of Sellers, with Ukkonen's bound: distances beyond `most` are not worked out.
fn contains_nearly(document: &[char], text: &[char], most: usize) -> bool {
    // For each length of a start of the text: its distance to the best part that ends where the document was read to.
    let mut distances: Vec<usize> = (0..=text.len()).collect();
    let mut active = most.min(text.len());
    for character in document {
        let mut before = 0;
        let reach = (active + 1).min(text.len());
        for length in 1..=reach {
            let replaced = before + usize::from(text[length - 1] != *character);
            before = distances[length];
            distances[length] = replaced.min(before + 1).min(distances[length - 1] + 1);
        }
        active = reach;
        while distances[active] > most {
            active -= 1;
        }
        if active == text.len() {
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const ACCEPTED: &str = "let total: u32 = prices.iter().map(|price| price.amount).sum();";

    /// The document with `text` in place of the mark, and where that is.
    fn with(document: &str, text: &str) -> (usize, String) {
        let offset = document.find('‸').expect("a mark");
        (offset, document.replacen('‸', text, 1))
    }

    #[track_caller]
    fn is_kept(accepted: &str, now: &str) -> bool {
        let (offset, document) = with("fn total() {\n    ‸\n}\n\nfn other() {}\n", now);
        is_still_there(accepted, offset, &document)
    }

    #[test]
    fn text_that_stayed_is_there() {
        assert!(is_kept(ACCEPTED, ACCEPTED));
        assert!(is_kept("x", "x"));
    }

    #[test]
    fn text_that_was_deleted_is_gone() {
        assert!(!is_kept(ACCEPTED, ""));
        assert!(!is_still_there(ACCEPTED, 100, ""));
    }

    #[test]
    fn reformatted_text_is_there() {
        let formatted =
            "let total: u32 = prices\n        .iter()\n        .map( |price| price.amount )\n\t.sum();";
        assert!(is_kept(ACCEPTED, formatted));
    }

    #[test]
    fn text_with_a_small_change_is_there() {
        assert!(is_kept(ACCEPTED, &ACCEPTED.replace("total", "sum")));
    }

    #[test]
    fn text_with_a_large_change_is_gone() {
        assert!(!is_kept(
            ACCEPTED,
            "let total: u32 = prices.len() * average(&prices);"
        ));
        assert!(!is_kept(ACCEPTED, &ACCEPTED[..ACCEPTED.len() / 2]));
    }

    #[test]
    fn a_short_text_is_not_nearly_there() {
        assert!(!is_kept("a + b", "a - b"));
    }

    #[test]
    fn edits_around_it_change_nothing() {
        let (offset, document) = with("‸\n", ACCEPTED);
        let before = "// A line that was pasted above.\n".repeat(1_000);
        assert!(is_still_there(
            ACCEPTED,
            offset,
            &format!("{before}{document}fn after() {{}}\n")
        ));
        assert!(is_still_there(ACCEPTED, 50_000, &document));
    }

    #[test]
    fn short_text_far_away_is_another() {
        let document = format!("{}return x\n", "// a line\n".repeat(1_000));
        assert!(!is_still_there("return x", 0, &document));
        assert!(is_still_there("return x", document.len() - 12, &document));
    }

    #[test]
    fn text_without_letters_of_the_alphabet_is_compared_by_character() {
        let accepted = "// 計算每個使用者的總金額,並將結果寫入報告";
        assert!(is_kept(accepted, accepted));
        assert!(is_kept(accepted, &accepted.replace("寫入", "存入")));
        assert!(!is_kept(accepted, "// 計算每個使用者"));
    }

    #[test]
    fn an_offset_within_a_character_or_past_the_end_is_no_problem() {
        for offset in 0..=20 {
            assert!(is_still_there("漢字", offset, "漢字🤗"));
        }
        assert!(!is_still_there("漢字", usize::MAX, "🤗"));
    }

    #[test]
    fn a_large_document_has_a_bounded_cost() {
        // A quadratic search would take minutes here.
        let document = "ab".repeat(3 << 20);
        assert!(!is_still_there(&"abc".repeat(5_000), 1 << 20, &document));
    }

    fn distance_to_best_part(document: &[char], text: &[char]) -> usize {
        let mut row = vec![0; document.len() + 1];
        for (index, character) in text.iter().enumerate() {
            let mut next = vec![index + 1];
            for (other_index, other) in document.iter().enumerate() {
                let replaced = row[other_index] + usize::from(character != other);
                next.push(replaced.min(row[other_index + 1] + 1).min(next[other_index] + 1));
            }
            row = next;
        }
        row.into_iter().min().expect("never empty")
    }

    proptest! {
        #[test]
        fn the_bounded_search_decides_as_the_whole_table_does(
            document in prop::collection::vec(prop::sample::select(vec!['a', 'b', 'c']), 0..40),
            text in prop::collection::vec(prop::sample::select(vec!['a', 'b', 'c']), 1..20),
            most in 0_usize..8,
        ) {
            // An empty part is as good as any to a text that may go entirely.
            prop_assume!(most < text.len());
            let expected = distance_to_best_part(&document, &text) <= most;
            prop_assert_eq!(contains_nearly(&document, &text, most), expected);
        }

        #[test]
        fn nothing_makes_the_search_fail(accepted in ".{0,40}", document in ".{0,200}", offset in 0_usize..400) {
            let with_it = format!("{document}{accepted}");
            let kept = is_still_there(&accepted, boundary(&document, offset), &with_it);
            prop_assert!(kept);
        }
    }
}
