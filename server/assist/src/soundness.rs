//! Whether a document still parses after edits.

use ponder_text::{CommentMarkers, Document, Snapshot};

use crate::{Edit, Refusal, edited};

/// Refuses `edits`, which are in their order, if the document has more places afterwards that do not fit its grammar. Where
/// there is no syntax tree, if brackets were even in what is replaced and are not afterwards.
///
/// CPU work: may parse the document twice.
pub(crate) fn check(snapshot: &Snapshot, edits: &[Edit]) -> Result<(), Refusal> {
    let text = edited(&snapshot.text().to_string(), edits);
    let is_sound = match snapshot.error_count() {
        Some(before) => {
            let after = Document::new(&text, snapshot.version(), snapshot.language()).snapshot();
            after.error_count().is_some_and(|after| after <= before)
        }
        None => is_even_as_before(snapshot, edits, &text),
    };
    if is_sound { Ok(()) } else { Err(Refusal::Breaks) }
}

/// `text` is that after the edits.
fn is_even_as_before(snapshot: &Snapshot, edits: &[Edit], text: &str) -> bool {
    let (Some(first), Some(last)) = (edits.first(), edits.last()) else {
        return true;
    };
    if snapshot.language().is_prose() {
        return true;
    }
    let behind = snapshot.text().len_bytes() - last.bytes.end;
    let before = snapshot.slice(first.bytes.start..last.bytes.end);
    let after = &text[first.bytes.start..text.len() - behind];
    let markers = snapshot.language().comment_markers();
    !is_even(&before, markers) || is_even(after, markers)
}

/// Whether each bracket in `text` has its other one, outside of strings and comments that lie within a line.
fn is_even(text: &str, markers: CommentMarkers) -> bool {
    let mut open = Vec::new();
    for line in text.lines() {
        let mut rest = line;
        while let Some(character) = rest.chars().next() {
            if markers.line.iter().any(|marker| rest.starts_with(marker)) {
                break;
            }
            rest = &rest[character.len_utf8()..];
            match character {
                '(' => open.push(')'),
                '[' => open.push(']'),
                '{' => open.push('}'),
                ')' | ']' | '}' if open.pop() != Some(character) => return false,
                '"' | '\'' | '`' => rest = behind_string(rest, character),
                _ => {}
            }
        }
    }
    open.is_empty()
}

/// What stands behind the quote that ends a string. A quote without another one on its line begins none.
fn behind_string(rest: &str, quote: char) -> &str {
    let mut is_escaped = false;
    for (index, character) in rest.char_indices() {
        if is_escaped {
            is_escaped = false;
        } else if character == '\\' {
            is_escaped = true;
        } else if character == quote {
            return &rest[index + 1..];
        }
    }
    rest
}

#[cfg(test)]
mod tests {
    use ponder_text::Language;

    use super::*;

    fn checked(language: Language, before: &str, after: &str) -> Result<(), Refusal> {
        let snapshot = Document::new(before, 0, language).snapshot();
        let edit = Edit {
            bytes: 0..before.len(),
            new_text: after.to_owned(),
        };
        check(&snapshot, &[edit])
    }

    #[test]
    fn a_document_that_parsed_must_parse_afterwards() {
        for (language, text) in crate::tests::CODE {
            let text = text.replacen('|', "", 1);
            let broken = format!("{text}\n(((");
            assert_eq!(
                checked(language, &text, &broken),
                Err(Refusal::Breaks),
                "{}",
                language.name()
            );
            assert_eq!(checked(language, &text, &text), Ok(()), "{}", language.name());
            assert_eq!(checked(language, &broken, &text), Ok(()), "{}", language.name());
        }
    }

    #[test]
    fn a_broken_document_may_stay_as_broken_as_it_is() {
        let broken = "fn f( {\n}\n\nfn g() {}\n";
        assert_eq!(
            checked(Language::Rust, broken, &broken.replace("g()", "h()")),
            Ok(())
        );
        assert_eq!(
            checked(Language::Rust, broken, &broken.replace("g()", "h(")),
            Err(Refusal::Breaks)
        );
    }

    #[test]
    fn without_a_grammar_even_brackets_must_stay_even() {
        let kotlin = Language::from_id("kotlin").expect("a language");
        assert_eq!(
            checked(kotlin, "fun f() { g() }\n", "fun f() { g( }\n"),
            Err(Refusal::Breaks)
        );
        assert_eq!(
            checked(kotlin, "fun f() { g() }\n", "fun f() { g(\"(\") } // (\n"),
            Ok(())
        );
        assert_eq!(checked(kotlin, "fun f() {\n", "fun g() {\n"), Ok(()));
        assert_eq!(checked(kotlin, "it's (so)\n", "it's (not)\n"), Ok(()));
        assert_eq!(checked(Language::PlainText, "(a)\n", "1) a\n"), Ok(()));
    }

    #[test]
    fn without_a_grammar_only_what_changes_is_looked_at() {
        let kotlin = Language::from_id("kotlin").expect("a language");
        let snapshot = Document::new(")\nf()\n(\n", 0, kotlin).snapshot();
        let edit = |new_text: &str| Edit {
            bytes: 2..5,
            new_text: new_text.to_owned(),
        };
        assert_eq!(check(&snapshot, &[edit("g()")]), Ok(()));
        assert_eq!(check(&snapshot, &[edit("g(")]), Err(Refusal::Breaks));
    }
}
