//! A whole file's documentation, from answers to parts.

use std::time::Duration;

use ponder_model::{Answer, Finish, Finished, Timing, Usage};
use ponder_text::{Document, Language};

use super::*;
use crate::edited;

fn answer(text: &str, finish: Finish) -> Answer {
    Answer {
        text: text.to_owned(),
        reasoning: String::new(),
        finished: Finished {
            finish,
            usage: Usage::default(),
            timing: Timing::default(),
        },
        first_token: None,
        total: Duration::ZERO,
    }
}

/// The parts that document `text`, each with the answer that its symbol's name is given.
fn parts(language: Language, text: &str, answer_to: impl Fn(&str) -> Answer) -> Result<Vec<Part>, Refusal> {
    let snapshot = Document::new(text, 0, language).snapshot();
    let targets = missing(&snapshot);
    let written = targets.iter().filter_map(|target| {
        let answer = answer_to(&target.symbol.name);
        let part = part(&snapshot, target, convention(&snapshot), &answer).ok()?;
        Some(narrowed(part, target, &targets))
    });
    checked(&snapshot, written.collect())
}

const CLASS: &str = "class C:\n    def __init__(self, a):\n        self.a = a\n\n    def double(self):\n        return 2 * self.a\n";

#[test]
fn each_symbol_is_a_part_of_its_own() {
    let parts = parts(Language::Python, CLASS, |name| {
        answer(&format!("Summary: About {name}."), Finish::Stop)
    })
    .expect("parts");
    let labels: Vec<&str> = parts.iter().map(|part| part.label.as_str()).collect();
    assert_eq!(
        labels,
        ["Document `C`", "Document `__init__`", "Document `double`"]
    );
    assert!(
        parts.windows(2).all(|two| two[0].from.end <= two[1].from.start),
        "no part depends on another: {parts:?}"
    );
    for part in &parts {
        let edit = &part.edits[0];
        assert!(part.from.start <= edit.bytes.start && edit.bytes.end <= part.from.end);
    }
    let edits: Vec<Edit> = parts.into_iter().flat_map(|part| part.edits).collect();
    assert_eq!(
        edited(CLASS, &edits),
        "class C:\n    \"\"\"About C.\"\"\"\n    def __init__(self, a):\n        \"\"\"About __init__.\"\"\"\n        self.a = a\n\n    \
         def double(self):\n        \"\"\"About double.\"\"\"\n        return 2 * self.a\n"
    );
}

#[test]
fn a_symbol_that_nothing_is_said_about_is_left_out() {
    let parts = parts(Language::Python, CLASS, |name| {
        let text = if name == "double" { "Summary: Doubles." } else { "" };
        answer(text, Finish::Stop)
    })
    .expect("parts");
    assert_eq!(parts.len(), 1);
}

#[test]
fn a_file_that_nothing_is_said_about_is_refused() {
    let parts = parts(Language::Python, CLASS, |_| answer("```\n```", Finish::Stop));
    assert_eq!(parts, Err(Refusal::Nothing));
}

#[test]
fn the_line_that_breaks_off_is_not_written() {
    let parts = parts(Language::Rust, "fn f() {}\n", |_| {
        answer("Summary: Does it.\nDetails: It al", Finish::Length)
    })
    .expect("parts");
    assert_eq!(parts[0].edits[0].new_text, "/// Does it.\n");
    let parts = self::parts(Language::Rust, "fn f() {}\n", |_| {
        answer("Summary: Does", Finish::Length)
    });
    assert_eq!(parts, Err(Refusal::Nothing));
}
