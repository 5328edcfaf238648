//! Documents with a hole (`␣`), what a model answers, and what is suggested.

mod braces;
mod data;
mod indented;
mod text;
mod words;

use ponder_model::Finish;
use ponder_text::{Document, Language};

use super::suggestion;
use crate::extent::extent;
use crate::hole::Hole;

/// A document with a mark at the hole, an answer, and the suggestion; an empty one for none.
type Case = (&'static str, &'static str, &'static str);

/// The hole at the mark of a document.
pub(crate) fn hole(language: Language, marked: &str) -> Hole {
    let (before, after) = marked.split_once('␣').expect("the document has a mark");
    let document = Document::new(&format!("{before}{after}"), 0, language);
    Hole::at(document.snapshot(), before.len())
}

/// Every case, also in a document with the other line ends.
fn check(language: Language, cases: &[Case]) {
    let mut wrong = Vec::new();
    for (document, answer, expected) in cases {
        for document in [(*document).to_owned(), document.replace('\n', "\r\n")] {
            let hole = hole(language, &document);
            let extent = extent(&hole);
            let suggested = suggestion(answer, Finish::Stop, &hole, extent).unwrap_or_default();
            if suggested != *expected {
                wrong.push(format!(
                    "{extent:?} in {:?}\n  document  {document:?}\n  answer    {answer:?}\n  suggested {suggested:?}\n  expected  {expected:?}",
                    hole.region
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_line_cut_off_by_the_limit_is_left_out() {
    let hole = hole(Language::Rust, "fn f() {\n    ␣\n}\n");
    let cut = |answer| suggestion(answer, Finish::Length, &hole, extent(&hole));
    assert_eq!(
        cut("if a {\n        one();\n        two(a, b").as_deref(),
        Some("if a {\n        one();\n    }")
    );
    assert_eq!(cut("one(a); // and so o").as_deref(), Some("one(a); // and so"));
}

#[test]
fn an_answer_with_the_documents_line_ends_or_control_characters_is_read_like_any_other() {
    let hole = hole(Language::C, "void f(void) {␣\n}\n");
    let suggested = |answer| suggestion(answer, Finish::Stop, &hole, extent(&hole));
    assert_eq!(
        suggested("\r\n    g();\r\n    h();\r\n}").as_deref(),
        Some("\n    g();\n    h();")
    );
    assert_eq!(suggested("\n    g();\0\0\0").as_deref(), Some("\n    g();"));
    assert_eq!(suggested("\0"), None);
}

#[test]
fn what_was_typed_of_an_answer_leaves_a_start_of_the_rest() {
    for (language, document, answer) in [
        (
            Language::Rust,
            "fn f() {␣\n}\n",
            "\n    g(a);\n    if b {\n        h();\n    }\n    i();\n}\n",
        ),
        (Language::Python, "def f():␣\n", "\n    g(a)\n    h()\n\n\ni()\n"),
        (
            Language::Rust,
            "fn f() {\n    a();\n    ␣\n}\n",
            "let b = c\n        .d(e);\n    f();\n",
        ),
        (
            Language::Go,
            "package a\n\nfunc f() {\n\tx := ␣\n}\n",
            "g(a, b)\n\ty := 1\n",
        ),
    ] {
        let whole = hole(language, document);
        let extent = extent(&whole);
        let suggested = suggestion(answer, Finish::Stop, &whole, extent).expect("there is something to show");
        for typed in 0..suggested.trim_end().len() {
            let marked = document.replace('␣', &format!("{}␣", &answer[..typed]));
            let left = suggestion(&answer[typed..], Finish::Stop, &hole(language, &marked), extent);
            // A block that was typed on the way is one of its own.
            let is_start = left
                .as_deref()
                .is_some_and(|left| suggested[typed..].starts_with(left));
            assert!(is_start, "{marked:?}: {left:?}");
        }
    }
}
