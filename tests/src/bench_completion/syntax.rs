//! Whether a suggestion breaks a file: the syntax tree of the file with it, beside that of the file without it.

use ponder_text::{Document, Language};

/// What a suggestion did to a file's syntax.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Effect {
    /// The file did not parse before, or has no grammar: nothing can be said.
    Unknown,
    Kept,
    Broken,
}

/// The effect of `suggestion` between `before` and `after`. Languages are named as editors do.
pub(crate) fn effect(language: &str, before: &str, suggestion: &str, after: &str) -> Effect {
    let Some(language) = Language::from_id(language) else {
        return Effect::Unknown;
    };
    if parses(language, &format!("{before}{after}")) != Some(true) {
        return Effect::Unknown;
    }
    match parses(language, &format!("{before}{suggestion}{after}")) {
        Some(true) => Effect::Kept,
        _ => Effect::Broken,
    }
}

/// `None` where there is no grammar.
fn parses(language: Language, text: &str) -> Option<bool> {
    let snapshot = Document::new(text, 0, language).snapshot();
    snapshot.tree().map(|tree| !tree.root_node().has_error())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_suggestion_that_leaves_a_bracket_open_breaks_a_file() {
        let effect = |suggestion| effect("rust", "fn f() {\n    ", suggestion, "\n}\n");
        assert_eq!(effect("let a = (1);"), Effect::Kept);
        assert_eq!(effect("let a = (1;"), Effect::Broken);
    }

    #[test]
    fn nothing_is_said_of_a_file_that_did_not_parse() {
        assert_eq!(effect("rust", "fn f( {\n    ", "x", "\n"), Effect::Unknown);
        assert_eq!(effect("svelte", "", "x", "\n"), Effect::Unknown);
    }
}
