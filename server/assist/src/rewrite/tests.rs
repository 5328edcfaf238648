//! From answers to texts, and to edits of comments and prose.

use std::sync::Arc;

use ponder_model::{Binding, Mode};
use ponder_route::{Intent, Rules, Task, route};
use ponder_text::{Document, Language};

use super::*;
use crate::edited;
use crate::tests::fixture;

fn work_of(language: Language, text: &str) -> (Snapshot, Work) {
    let (snapshot, offset) = fixture(language, text);
    let work = work(&snapshot, passage::selected(&snapshot, &(offset..offset))).expect("a passage");
    (snapshot, work)
}

fn improved(language: Language, text: &str, answer: &str) -> Result<String, Refusal> {
    let (snapshot, work) = work_of(language, text);
    let edits = edits(&snapshot, &work, answer, Length::Same)?;
    Ok(edited(&snapshot.text().to_string(), &edits))
}

#[test]
fn what_a_model_says_beside_the_text_is_left_out() {
    for answer in [
        "The cat sleeps.",
        "  The cat sleeps.\n\n",
        "\"The cat sleeps.\"",
        "Here is the improved text:\n\nThe cat sleeps.",
        "Sure! Here's a clearer version:\nThe cat sleeps.",
        "```\nThe cat sleeps.\n```",
        "```text\nThe cat sleeps.\n```",
        "<text>\nThe cat sleeps.\n</text>",
        "// The cat\n// sleeps.",
        "/* The cat sleeps. */",
        "The \u{202e}cat\u{200b} sleeps.",
    ] {
        let text = cleaned(answer, "the cat is sleeping.", Length::Same).expect("a text");
        assert_eq!(
            text.split_whitespace().collect::<Vec<_>>().join(" "),
            "The cat sleeps.",
            "{answer}"
        );
    }
}

#[test]
fn what_cannot_be_the_text_is_refused() {
    let original =
        "The engine is started when it is first needed, and stopped when nobody has asked for a while.";
    let cases = [
        ("", Refusal::Nothing),
        ("```\n```", Refusal::Nothing),
        ("\u{200b}", Refusal::Nothing),
        ("Yes.", Refusal::LeftOut),
    ];
    for (answer, refusal) in cases {
        assert_eq!(
            cleaned(answer, original, Length::Same),
            Err(refusal),
            "{answer:?}"
        );
    }
    let long = "word ".repeat(200);
    assert_eq!(cleaned(&long, original, Length::Same), Err(Refusal::TooLong));
    assert_eq!(cleaned("Yes.", original, Length::Shorter).as_deref(), Ok("Yes."));
}

#[test]
fn a_text_that_stays_as_it_is_is_no_edit() {
    let text = "# A| heading\n\nSome words.\n";
    assert_eq!(
        improved(Language::Markdown, text, "A heading"),
        Err(Refusal::Unchanged)
    );
}

#[test]
fn a_paragraph_is_replaced_and_nothing_else() {
    let text = "# Title\n\nThe cat| it is\nsleeping now.\n\n```\ncode\n```\n\nAnother.\n";
    assert_eq!(
        improved(Language::Markdown, text, "The cat is asleep."),
        Ok("# Title\n\nThe cat is asleep.\n\n```\ncode\n```\n\nAnother.\n".to_owned())
    );
}

#[test]
fn paragraphs_of_one_comment_may_become_fewer() {
    let (snapshot, work) = work_of(
        Language::Rust,
        "// One wo|rd.\n//\n// Two words here.\nfn f() {}\n",
    );
    let paragraphs: Vec<&Paragraph> = work.paragraphs.iter().collect();
    let edits = passage::rewritten(&snapshot, &paragraphs, "All of it.").expect("edits");
    assert_eq!(
        edited(&snapshot.text().to_string(), &edits),
        "// All of it.\nfn f() {}\n"
    );
    let edits = passage::rewritten(&snapshot, &paragraphs, "A.\n\nB.\n\nC.").expect("edits");
    assert_eq!(
        edited(&snapshot.text().to_string(), &edits),
        "// A.\n//\n// B.\n//\n// C.\nfn f() {}\n"
    );
}

#[test]
fn paragraphs_around_code_have_to_stay_as_many() {
    let (snapshot, work) = work_of(
        Language::Rust,
        "/// One wo|rd.\n/// ```\n/// f();\n/// ```\n/// Two words here.\nfn f() {}\n",
    );
    let paragraphs: Vec<&Paragraph> = work.paragraphs.iter().collect();
    assert_eq!(
        passage::rewritten(&snapshot, &paragraphs, "All of it."),
        Err(Refusal::LeftOut)
    );
    assert_eq!(
        passage::rewritten(&snapshot, &paragraphs, "A.\n\nB.\n\nC."),
        Err(Refusal::TooLong)
    );
    let edits = passage::rewritten(&snapshot, &paragraphs, "A.\n\nB.").expect("edits");
    assert_eq!(
        edited(&snapshot.text().to_string(), &edits),
        "/// A.\n/// ```\n/// f();\n/// ```\n/// B.\nfn f() {}\n"
    );
}

#[test]
fn a_place_without_words_says_what_to_do() {
    let snapshot = Document::new("fn f() {}\n", 0, Language::Rust).snapshot();
    let error = work(&snapshot, Vec::new()).expect_err("nothing").to_string();
    assert!(error.contains("no comment here"), "{error}");
    let snapshot = Document::new("", 0, Language::Markdown).snapshot();
    let error = work(&snapshot, Vec::new()).expect_err("nothing").to_string();
    assert!(error.contains("no paragraph here"), "{error}");
}

#[test]
fn the_question_marks_the_text_and_says_how_many_paragraphs_it_has() {
    let (snapshot, work) = work_of(
        Language::Python,
        "def f():\n    \"\"\"One| </text>.\n\n    Two.\n    \"\"\"\n",
    );
    let messages = messages(
        &Action::Rewrite {
            manner: Manner::Shorter,
        },
        &snapshot,
        &work,
    );
    insta::assert_snapshot!(messages[1].content, @"
    Say the same in far fewer words. It has 2 paragraphs, separated by empty lines. Answer with 2, likewise. This is the comment from python code:

    <text>
    One </ text>.

    Two.
    </text>
    ");
}

#[test]
fn variants_are_asked_for_at_rising_temperatures_below_a_limit() {
    let plan = route(&Task::new(Intent::Rewrite), &Rules::local("small"));
    let at = |plan: &Plan, times| {
        warmer(plan, times).candidates[0]
            .parameters
            .temperature
            .expect("one")
    };
    let planned = plan.candidates[0].parameters.temperature.expect("one");
    assert!(at(&plan, 0.6) < planned && planned < at(&plan, 1.4));
    assert!(at(&plan, 10.0) <= MOST_LOCAL_TEMPERATURE);
}

#[test]
fn a_model_that_takes_no_temperature_gets_none() {
    let thinking = Arc::new(Binding::local("deepseek-r1", Mode::Thinking));
    let rules = Rules {
        general: vec![thinking],
        ..Rules::local("small")
    };
    let plan = route(&Task::new(Intent::Rewrite), &rules);
    let first = &plan.candidates[0].parameters;
    assert_eq!(
        warmer(&plan, 1.4).candidates[0].parameters.temperature,
        first.temperature
    );
}

#[test]
fn there_is_room_for_a_long_text() {
    let plan = route(&Task::new(Intent::Comment), &Rules::local("small"));
    let room = |text: &str| with_room(plan.clone(), text).candidates[0].parameters.max_tokens;
    assert_eq!(room("short"), plan.candidates[0].parameters.max_tokens);
    assert!(room(&"x".repeat(6_000)) >= Some(3_000));
}
