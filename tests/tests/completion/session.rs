//! Long sessions of somebody who types, takes back and moves as chance has it: whatever is suggested goes on from what
//! stands before the cursor.

use std::collections::HashMap;
use std::time::Duration;

use ponder_tests::stand_in::Fault;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestCaseError, TestRunner};

use crate::editor::{Editor, numbered};
use crate::endpoint::Endpoint;

/// What the model says wherever it is asked.
const SAID: &str = "gather_all";

/// What somebody does between two requests.
#[derive(Debug, Clone)]
enum Step {
    /// Types so many characters of what is suggested.
    Follow(usize),
    /// Types something else.
    Type(char),
    /// Takes back so many characters of the line.
    TakeBack(usize),
    /// Goes to the end of a line.
    Move(usize),
    /// Accepts what is suggested.
    Accept,
    /// Edits above.
    Above,
}

fn any_step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => (1_usize..4).prop_map(Step::Follow),
        2 => prop::char::range('a', 'h').prop_map(Step::Type),
        2 => (1_usize..4).prop_map(Step::TakeBack),
        1 => (0_usize..4).prop_map(Step::Move),
        1 => Just(Step::Accept),
        1 => Just(Step::Above),
    ]
}

/// Whether the editor waits for an answer before the next step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Then {
    Waits,
    GoesOn,
    TakesBack,
}

fn any_then() -> impl Strategy<Value = Then> {
    prop_oneof![4 => Just(Then::Waits), 2 => Just(Then::GoesOn), 1 => Just(Then::TakesBack)]
}

/// Takes a step where `suggested` is shown.
fn take(editor: &mut Editor, step: &Step, suggested: &str, line_end: &str) {
    match step {
        Step::Follow(count) => {
            let count = suggested.len().min(*count);
            editor.type_text(&suggested[..count]);
        }
        Step::Type(character) => editor.type_text(&character.to_string()),
        Step::TakeBack(count) => {
            let in_line = editor.before().rsplit('\n').next().unwrap_or_default();
            let typed = in_line.split_once("= ").map_or("", |(_, typed)| typed);
            editor.delete_back(typed.len().min(*count));
        }
        Step::Move(line) => {
            editor.move_behind(&format!("name_{line} = "));
            editor.move_on(editor.line_after());
        }
        Step::Accept => editor.insert(suggested),
        Step::Above => editor.put(0, &format!("import module{line_end}")),
    }
}

/// Asserts that `suggested` is what is left of what was said after what stands before the cursor.
fn check(suggested: &str, before: &str) -> Result<(), TestCaseError> {
    let told = SAID.strip_suffix(suggested);
    prop_assert!(told.is_some(), "{suggested:?} is not what was said");
    let goes_on = before.ends_with(told.unwrap_or_default());
    prop_assert!(suggested.is_empty() || goes_on, "{suggested:?} after {before:?}");
    Ok(())
}

fn run(line_end: &str, steps: &[(Step, Then)]) -> Result<(), TestCaseError> {
    let endpoint = Endpoint::saying(SAID);
    let slowly = Fault::Drip(Duration::from_millis(5));
    endpoint.stand_in().fail_with(slowly);
    let lines = numbered(0..4, |number| {
        format!("# {number}{line_end}name_{number} = {line_end}print({number}){line_end}")
    });
    let mut editor = endpoint.editor("python", &format!("‸{lines}"));
    editor.move_behind("name_0 = ");
    let mut suggested = editor.suggested();
    let mut unanswered = HashMap::new();
    for (step, then) in steps {
        take(&mut editor, step, &suggested, line_end);
        let id = editor.begin();
        if *then == Then::Waits {
            let suggestion = editor.suggestion_of(id);
            suggested = suggestion.map(|suggestion| suggestion.text).unwrap_or_default();
            check(&suggested, editor.before())?;
        } else {
            // An editor takes away what does not go on.
            suggested.clear();
            unanswered.insert(id, editor.before().to_owned());
            if *then == Then::TakesBack {
                editor.client.cancel(id);
            }
        }
    }
    prop_assert!(endpoint.stand_in().rejections().is_empty());
    // The others are answered once each, rightly or not at all.
    for (id, before) in unanswered {
        let answer = editor.answer(id);
        let text = answer["result"]["items"][0]["insertText"].as_str();
        check(text.unwrap_or_default(), &before)?;
    }
    let more = editor.end();
    prop_assert!(
        more.iter().all(|message| message.get("method").is_some()),
        "{more:?}"
    );
    Ok(())
}

#[test]
fn whatever_is_suggested_goes_on_from_what_stands_there() {
    let config = Config {
        cases: 24,
        failure_persistence: None,
        ..Config::default()
    };
    let line_ends = prop_oneof![Just("\n"), Just("\r\n")];
    let steps = prop::collection::vec((any_step(), any_then()), 1..60);
    TestRunner::new(config)
        .run(&(line_ends, steps), |(line_end, steps)| run(line_end, &steps))
        .expect("whatever is done");
}
