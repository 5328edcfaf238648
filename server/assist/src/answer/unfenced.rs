//! Whether an answer without a block of code is code as a whole.

use ponder_text::{Document, Language};

/// Languages whose grammar takes no sentence for code, as far as [`is_code`] looks.
const STRICT: [Language; 9] = [
    Language::Rust,
    Language::Go,
    Language::Java,
    Language::C,
    Language::Cpp,
    Language::CSharp,
    Language::TypeScript,
    Language::Tsx,
    Language::JavaScript,
];

/// Whether all of `answer` is code in `language`: it parses without an error, and has more than words.
///
/// CPU work: parses.
pub(super) fn is_code(answer: &str, language: Language) -> bool {
    // Two words can be a declaration, and so can `Call f(a);`: only with a body it can't be a sentence.
    let has_body = answer.contains('{') && answer.contains('}');
    STRICT.contains(&language)
        && has_body
        && !answer.lines().any(is_sentence)
        && Document::new(answer, 0, language).snapshot().error_count() == Some(0)
}

/// Whether a line is a sentence, or the heading of what follows.
fn is_sentence(line: &str) -> bool {
    let line = line.trim();
    let words = line.split_whitespace().count();
    let is_plain = line.chars().all(|character| {
        character.is_alphabetic() || character.is_whitespace() || ".,:!?'`".contains(character)
    });
    is_plain && words >= 2 && line.ends_with(['.', ':', '!', '?'])
}
