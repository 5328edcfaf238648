//! A document that changes while the model writes: an edit whose text is as it was moves with it, every other one is
//! dropped, and none is ever made over newer text.

use ponder_tests::random::Random;
use ponder_tests::stand_in::{Fault, Place};

use crate::editor::{CONTENT_MODIFIED, Editor, fenced};
use crate::provider::Provider;

const TARGET: &str = "def area(width, height):\n    return width + height";
const MENDED: &str = "def area(width, height):\n    return width * height";
const BEFORE: &str = "import os\n\n\ndef first():\n    return 1\n\n\n«def area(width, height):\n    return width + height»\n\n\n\
    def last():\n    return 2\n";

/// Runs of random edits.
const RUNS: usize = 1000;

/// An editor in which the model's answer is held until it is released.
fn held(provider: &Provider) -> Editor {
    provider.stand_in().fail_with(Fault::Held(Place::BeforeHead));
    Editor::open(provider, "area.py", "python", BEFORE)
}

/// The answer to a fix while `change` is typed.
fn fixed_while(
    provider: &Provider,
    editor: &mut Editor,
    change: impl FnOnce(&mut Editor),
) -> serde_json::Value {
    let id = editor.begin("fix");
    provider.wait_for_question(1);
    change(editor);
    editor.client.wait_until_read();
    provider.stand_in().release();
    editor.client.answer(id)
}

#[test]
fn an_edit_moves_with_what_is_typed_before_and_after_it() {
    let provider = Provider::saying(&fenced(MENDED));
    let mut editor = held(&provider);
    let answer = fixed_while(&provider, &mut editor, |editor| {
        editor.type_before("import os", "# 你好\nimport sys\n");
        editor.type_before("def last", "x = 1\n\n\n");
    });
    assert!(answer.get("error").is_none(), "{answer}");
    let after = editor.applied(&answer["result"]["edit"]);
    assert_eq!(after, Some(editor.text.replace(TARGET, MENDED)));
}

#[test]
fn an_edit_of_text_that_was_changed_is_dropped() {
    let provider = Provider::saying(&fenced(MENDED));
    let mut editor = held(&provider);
    let answer = fixed_while(&provider, &mut editor, |editor| {
        editor.type_before("width + height", "2 * ");
    });
    assert_eq!(answer["error"]["code"], CONTENT_MODIFIED, "{answer}");
    assert!(answer.get("result").is_none(), "{answer}");
}

#[test]
fn an_edit_of_text_that_was_replaced_by_the_same_text_or_deleted_is_dropped_or_right() {
    for with in [TARGET, ""] {
        let provider = Provider::saying(&fenced(MENDED));
        let mut editor = held(&provider);
        let answer = fixed_while(&provider, &mut editor, |editor| {
            let selection = editor.selection.clone();
            editor.type_over(selection, with);
        });
        match answer.get("error") {
            Some(error) => assert_eq!(error["code"], CONTENT_MODIFIED, "{answer}"),
            None => assert_eq!(
                editor.applied(&answer["result"]["edit"]),
                Some(editor.text.replace(TARGET, MENDED)),
                "{answer}"
            ),
        }
    }
}

#[test]
fn a_document_that_was_closed_gets_no_edit() {
    let provider = Provider::saying(&fenced(MENDED));
    let mut editor = held(&provider);
    let answer = fixed_while(&provider, &mut editor, |editor| {
        let uri = editor.uri.clone();
        editor.client.close(&uri);
    });
    assert!(answer["error"]["code"].is_i64(), "{answer}");
}

#[test]
fn an_offer_for_an_older_version_moves_too_or_is_dropped() {
    let provider = Provider::saying(&fenced(MENDED));
    let mut editor = Editor::open(&provider, "area.py", "python", BEFORE);
    let action = editor.action("fix");
    editor.type_before("import os", "import sys\n");
    let answer = editor.client.request("codeAction/resolve", &action);
    match answer.get("error") {
        Some(error) => assert_eq!(error["code"], CONTENT_MODIFIED, "{answer}"),
        None => assert_eq!(
            editor.applied(&answer["result"]["edit"]),
            Some(editor.text.replace(TARGET, MENDED))
        ),
    }
}

/// The runs share one server: a thousand starts would take minutes.
#[test]
fn no_edit_is_made_over_newer_text_in_a_thousand_runs() {
    let provider = Provider::saying(&fenced(MENDED));
    let mut editor = held(&provider);
    let start = editor.text.clone();
    let mut random = Random::new(11);
    let (mut moved, mut dropped) = (0, 0);
    for run in 0..RUNS {
        // Every run begins with the same text.
        let all = 0..editor.text.len();
        editor.type_over(all, &start);
        editor.selection = {
            let at = start.find(TARGET).expect("it stands there");
            at..at + TARGET.len()
        };
        provider.stand_in().hold();
        let id = editor.begin("fix");
        provider.wait_for_question(run + 1);
        let mut is_outside = true;
        for _ in 0..=random.below(3) {
            is_outside &= random_edit(&mut editor, &mut random);
        }
        // Sometimes the answer overtakes what is typed.
        if random.below(4) > 0 {
            editor.client.wait_until_read();
        }
        provider.stand_in().release();
        let answer = editor.client.answer(id);
        if let Some(error) = answer.get("error") {
            assert_eq!(error["code"], CONTENT_MODIFIED, "run {run}: {answer}");
            dropped += 1;
            continue;
        }
        let Some(after) = editor.applied(&answer["result"]["edit"]) else {
            // The client does not take it: it is for an older version.
            dropped += 1;
            continue;
        };
        moved += 1;
        assert_eq!(
            editor.text.matches(TARGET).count(),
            1,
            "run {run}: {:?}",
            editor.text
        );
        assert_eq!(after, editor.text.replace(TARGET, MENDED), "run {run}");
        assert!(is_outside, "run {run}: what was fixed was changed: {after:?}");
    }
    assert!(moved > RUNS / 10, "{moved} edits moved with their text");
    assert!(dropped > RUNS / 10, "{dropped} edits were dropped");
}

/// Types or deletes somewhere; whether the function that is fixed is as it was.
fn random_edit(editor: &mut Editor, random: &mut Random) -> bool {
    let place = |random: &mut Random, text: &str| {
        let at = random.below(text.len() + 1);
        (0..=at).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
    };
    let (one, other) = (place(random, &editor.text), place(random, &editor.text));
    let (start, mut end) = (one.min(other), one.max(other));
    // Mostly little is deleted, if anything.
    if random.below(4) > 0 {
        end = start;
    }
    let typed = ["", "x", "\n", "# 你好 🤗\n", "\r\n", "    y = 1\n", "\""][random.below(7)];
    let function = editor.text.find(TARGET).map(|at| at..at + TARGET.len());
    editor.type_over(start..end, typed);
    let is_nothing = start == end && typed.is_empty();
    is_nothing || function.is_some_and(|function| end <= function.start || start >= function.end)
}
