//! From a text, lines and complaints to what the code actions know of a place.

use std::ops::Range;

use ponder_assist::{Diagnostic, Situation};

use crate::place::{self, Lines};
use crate::source::Source;

/// The situation at `lines`: one line is a cursor at its text, two are a selection, and without any the whole text is
/// selected. `complaints` are about these lines.
pub(crate) fn situation(
    source: &Source,
    lines: Option<Lines>,
    complaints: &[String],
) -> anyhow::Result<Situation> {
    let snapshot = &source.snapshot;
    let everything = 0..snapshot.text().len_bytes();
    let (bytes, of_complaints): (Range<usize>, Range<usize>) = match lines {
        None => (everything.clone(), everything),
        Some(Lines::One(line)) => {
            let cursor = place::text_start(snapshot, line)?;
            (cursor..cursor, cursor..place::bytes_of(snapshot, line, line)?.end)
        }
        Some(Lines::Span(first, last)) => {
            let lines = place::bytes_of(snapshot, first, last)?;
            (lines.clone(), lines)
        }
    };
    let diagnostics = complaints.iter().map(|message| Diagnostic {
        bytes: of_complaints.clone(),
        message: message.clone(),
        source: None,
        code: None,
    });
    Ok(Situation {
        snapshot: snapshot.clone(),
        bytes,
        diagnostics: diagnostics.collect(),
        path: source.told_path(),
        place: source.place(),
        related: Vec::new(),
        test_file: None,
    })
}

#[cfg(test)]
mod tests {
    use ponder_text::{Document, Language};

    use super::*;
    use crate::source::Origin;

    fn source() -> Source {
        let text = "fn a() {\r\n    b();\r\n}\r\n";
        Source {
            origin: Origin::File("src/a.rs".into()),
            snapshot: Document::new(text, 0, Language::Rust).snapshot(),
        }
    }

    fn of(lines: Option<Lines>, complaints: &[&str]) -> Situation {
        let complaints: Vec<String> = complaints.iter().map(ToString::to_string).collect();
        situation(&source(), lines, &complaints).unwrap()
    }

    #[test]
    fn one_line_is_a_cursor_two_are_a_selection_and_none_is_everything() {
        assert_eq!(of(Some(Lines::One(2)), &[]).bytes, 14..14);
        assert_eq!(of(Some(Lines::Span(1, 2)), &[]).bytes, 0..18);
        assert_eq!(of(None, &[]).bytes, 0..23);
    }

    #[test]
    fn complaints_are_about_the_lines() {
        let complained = |lines| -> Vec<Range<usize>> {
            let situation = of(lines, &["b is not found", "unused"]);
            assert_eq!(situation.diagnostics[1].message, "unused");
            situation.diagnostics.into_iter().map(|one| one.bytes).collect()
        };
        assert_eq!(complained(Some(Lines::One(2))), [14..18, 14..18]);
        assert_eq!(complained(Some(Lines::Span(1, 3))), [0..21, 0..21]);
        assert_eq!(complained(None), [0..23, 0..23]);
    }

    #[test]
    fn a_line_that_is_not_there_is_refused() {
        let error = situation(&source(), Some(Lines::One(9)), &[]).expect_err("refused");
        assert!(error.to_string().contains("there is no line 9"), "{error}");
    }
}
