//! Text of models and tools without what nobody can see: hidden characters carry instructions, or show code other than it
//! is.
//!
//! The ranges are those used to hide text in source files (Trojan Source, CVE-2021-42574), with tag characters and
//! variation selectors.

/// `text` without control, bidirectional and invisible characters, but with tabs. Every kind of line break becomes a line
/// feed.
pub(crate) fn visible(text: &str) -> String {
    visible_beside(text, "")
}

/// The same, for what is to take the place of `original`: an invisible character that stands there already is none that the
/// model brings in, and stays.
pub(crate) fn visible_beside(text: &str, original: &str) -> String {
    text.replace("\r\n", "\n")
        .chars()
        .filter_map(|character| match character {
            '\n' | '\r' => Some('\n'),
            '\t' => Some('\t'),
            character if !is_hidden(character) => Some(character),
            character if original.contains(character) => Some(character),
            '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => Some('\n'),
            _ => None,
        })
        .collect()
}

/// Whether a character shows nothing, or changes the order in which others are shown.
fn is_hidden(character: char) -> bool {
    matches!(
        character,
        '\u{2028}'
            | '\u{2029}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{feff}'
            | '\u{e0000}'..='\u{e0fff}'
            | '\u{fe00}'..='\u{fe0f}'
            | '\u{fff9}'..='\u{fffb}'
            | '\u{180b}'..='\u{180f}'
            | '\u{115f}'
            | '\u{1160}'
            | '\u{17b4}'
            | '\u{17b5}'
            | '\u{3164}'
            | '\u{ffa0}'
            | '\u{ad}'
            | '\u{34f}'
            | '\u{61c}'
    ) || character.is_control()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_cannot_be_seen_is_left_out() {
        let hidden =
            "\u{61c}\u{ad}\u{180e}\u{200b}\u{202e}\u{2066}\u{fe01}\u{feff}\u{e0041}\u{e0100}\u{3164}\u{1b}\0";
        assert_eq!(visible(&format!("a{hidden}b")), "ab");
    }

    #[test]
    fn tabs_stay_and_line_breaks_become_line_feeds() {
        assert_eq!(
            visible("\ta\r\nb\rc\u{2028}d\u{b}e\u{85}f\n"),
            "\ta\nb\nc\nd\ne\nf\n"
        );
    }

    #[test]
    fn what_the_original_has_stays() {
        let family = "s = \"\u{1f468}\u{200d}\u{1f469} \u{2764}\u{fe0f} e\u{301} co\u{ad}op\"\n";
        assert_eq!(visible_beside(family, family), family);
        assert_eq!(visible_beside("\u{202e}\u{200d}", family), "\u{200d}");
    }

    proptest! {
        #[test]
        fn no_hidden_character_is_brought_in(text in any::<String>(), original in any::<String>()) {
            let shown = visible_beside(&text, &original);
            for character in shown.chars().filter(|character| !matches!(character, '\n' | '\t')) {
                prop_assert!(!is_hidden(character) || original.contains(character), "{character:?}");
                prop_assert!(text.contains(character));
            }
        }

        #[test]
        fn a_text_that_is_not_changed_keeps_all_but_its_carriage_returns(text in any::<String>()) {
            let expected = text.replace("\r\n", "\n").replace('\r', "\n");
            prop_assert_eq!(visible_beside(&text, &text), expected);
        }
    }
}
