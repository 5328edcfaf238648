//! Pieces of a text that have to stay as they are: code, addresses, placeholders, tags.

use std::sync::LazyLock;

use regex::Regex;

static PIECES: LazyLock<Regex> = LazyLock::new(|| {
    let shapes = [
        r"`[^`]+`",
        // Where links of Markdown lead.
        r"\]\([^)\s]+",
        r"\b[a-z][a-z0-9+.-]+://[^\s<>()\[\]`'\x22\u{3000}-\u{303f}\u{ff00}-\u{ff60}]+",
        // Placeholders of templates and format strings, and inline tags of documentation.
        r"\$?\{[^{}\s]*\}",
        r"\{@\w+[^{}]*\}",
        r"%(?:\(\w+\))?[0-9.]*[sdifxu]\b",
        r"</?[A-Za-z][^<>]*>",
        r"(?:^|\s)[@\\][A-Za-z]\w+",
    ];
    Regex::new(&shapes.join("|")).expect("the shapes are valid expressions")
});

/// The pieces of `text` that have to stay as they are.
pub(crate) fn pieces(text: &str) -> Vec<&str> {
    PIECES
        .find_iter(text)
        .map(|found| {
            found
                .as_str()
                .trim()
                .trim_end_matches(['.', ',', ';', ':', '!', '?'])
        })
        .collect()
}

/// Whether there are words beside such pieces: neither numbers nor names of code.
pub(crate) fn has_words(text: &str) -> bool {
    let is_word = |word: &str| {
        let word = word.trim_matches(|character: char| !character.is_alphanumeric() && character != '_');
        let is_name =
            word.contains('_') || (word.is_ascii() && word.bytes().any(|byte| byte.is_ascii_digit()));
        !is_name && word.chars().any(char::is_alphabetic) && (word.len() > 1)
    };
    PIECES.replace_all(text, " ").split_whitespace().any(is_word)
}
