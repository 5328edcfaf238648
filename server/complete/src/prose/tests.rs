use ponder_text::Language;
use proptest::prelude::*;

use super::lay_out;
use crate::trim::fixtures::hole;

fn laid_out(language: Language, document: &str, text: &str) -> String {
    lay_out(text, &hole(language, document))
}

#[test]
fn further_lines_get_the_marker_and_indentation_of_the_comment() {
    let cases = [
        (Language::Rust, "    /// a ␣\n", "b\nc", "b"),
        (Language::Rust, "    /// a ␣\n", "b\n/// c", "b\n    /// c"),
        (Language::Rust, "//! a ␣\n", "b\n//! c", "b\n//! c"),
        (Language::Python, "#  a ␣\n", "b\n# c", "b\n#  c"),
        (
            Language::Java,
            "    /**\n     * a ␣\n     */\n",
            "b\nc",
            "b\n     * c",
        ),
        (Language::Java, "/** a ␣ */\n", "b\nc", "b"),
        (Language::Java, "/** a ␣\n", "b\n * c */\nd", "b\n * c"),
        (Language::Lua, "-- a ␣\n", "b\n-- c\nx = 1", "b\n-- c"),
        (Language::C, "int a; // b ␣\n", "c\n// d", "c"),
        (Language::Markdown, "- a ␣\n", "b\nc", "b\n  c"),
        (Language::Markdown, "> a ␣\n", "b\nc", "b\n> c"),
        (Language::Markdown, "10. a ␣\n", "b\nc", "b\n    c"),
    ];
    for (language, document, text, expected) in cases {
        assert_eq!(laid_out(language, document, text), expected, "{document:?}");
    }
}

#[test]
fn text_is_wrapped_where_the_file_wraps() {
    let comment = "// This comment is the longest that there is and goes up to column 74 of it.\n";
    let words = "word ".repeat(60);
    let wrapped = laid_out(Language::C, &format!("{comment}\n// ␣\n"), &words);
    let longest = wrapped.lines().skip(1).map(|line| line.chars().count()).max();
    assert!(
        longest.is_some_and(|longest| (68..=comment.trim_end().len()).contains(&longest)),
        "{wrapped}"
    );
}

#[test]
fn prose_is_not_wrapped_where_the_author_does_not() {
    let paragraph = "word ".repeat(80);
    let document = format!("{paragraph}\n\nAnd ␣\n");
    assert!(!laid_out(Language::Markdown, &document, &paragraph).contains('\n'));
    assert!(!laid_out(Language::Markdown, "And ␣\n", &paragraph).contains('\n'));
    assert!(laid_out(Language::GitCommit, "And ␣\n", &paragraph).contains('\n'));
}

proptest! {
    #[test]
    fn nothing_leaves_a_line_comment(text in "[a-z/ \n]{0,80}") {
        let laid_out = laid_out(Language::Rust, "    // a ␣\n    b();\n", &text);
        for line in laid_out.split('\n').skip(1) {
            prop_assert!(line.starts_with("    //"), "{laid_out:?}");
        }
    }

    #[test]
    fn wrapping_keeps_the_words(words in prop::collection::vec("[a-z]{1,20}", 0..60)) {
        let text = words.join(" ");
        let laid_out = laid_out(Language::Rust, "// ␣\n", &text);
        let kept: Vec<&str> = laid_out.split_whitespace().filter(|word| *word != "//").collect();
        prop_assert_eq!(kept, words);
    }
}
