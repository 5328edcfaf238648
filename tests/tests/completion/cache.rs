//! What was written once is not written again.

use serde_json::json;

use crate::editor::{Editor, numbered};
use crate::endpoint::{Endpoint, start};

const FIRST: &str = "combine(alpha, beta)";

/// A place with enough above it that an edit there is far from it.
fn far_below() -> String {
    let lines = numbered(0..30, |line| format!("value_{line} = {line}\n"));
    format!("{lines}total = ‸\nprint(total)\n")
}

#[test]
fn after_undo_the_earlier_suggestion_is_there_again() {
    let endpoint = Endpoint::saying(FIRST);
    let mut editor = endpoint.editor("python", &far_below());
    assert_eq!(editor.suggested(), FIRST);
    endpoint.say("uick()");
    editor.type_text("q");
    assert_eq!(editor.suggested(), "uick()");
    assert_eq!(editor.source(), "model");
    editor.delete_back(1);
    assert_eq!(editor.suggested(), FIRST);
    assert_eq!(editor.source(), "cache");
    // And redone.
    editor.type_text("q");
    assert_eq!(editor.suggested(), "uick()");
    assert_eq!(editor.source(), "cache");
    assert_eq!(endpoint.fills().len(), 2);
}

#[test]
fn after_undo_in_the_midst_of_a_suggestion_what_is_left_of_it_is_there_again() {
    let endpoint = Endpoint::saying(FIRST);
    let mut editor = endpoint.editor("python", &far_below());
    assert_eq!(editor.suggested(), FIRST);
    editor.type_text("comb");
    assert_eq!(editor.suggested(), "ine(alpha, beta)");
    endpoint.say("ers()");
    editor.type_text("x");
    assert_eq!(editor.suggested(), "ers()");
    editor.delete_back(1);
    assert_eq!(editor.suggested(), "ine(alpha, beta)");
    assert_eq!(editor.source(), "cache");
    editor.delete_back(2);
    assert_eq!(editor.suggested(), "mbine(alpha, beta)");
    assert_eq!(endpoint.fills().len(), 2);
}

#[test]
fn moving_away_and_back_asks_nobody() {
    let endpoint = Endpoint::saying(FIRST);
    let mut editor = endpoint.editor("python", &far_below());
    assert_eq!(editor.suggested(), FIRST);
    endpoint.say("+ 1");
    editor.move_behind("value_3 = 3");
    assert!(!editor.suggested().is_empty());
    assert_eq!(editor.source(), "model");
    editor.move_behind("total = ");
    assert_eq!(editor.suggested(), FIRST);
    assert_eq!(editor.source(), "cache");
    assert_eq!(endpoint.fills().len(), 2);
}

#[test]
fn an_edit_far_above_leaves_the_suggestion_as_it_is() {
    let endpoint = Endpoint::saying(FIRST);
    let mut editor = endpoint.editor("python", &far_below());
    assert_eq!(editor.suggested(), FIRST);
    editor.put(0, "import os\n");
    assert_eq!(editor.suggested(), FIRST);
    editor.put(10, "import sys\nimport re\n");
    assert_eq!(editor.suggested(), FIRST);
    assert_eq!(endpoint.fills().len(), 1);
}

#[test]
fn an_edit_next_to_the_cursor_asks_anew() {
    let endpoint = Endpoint::saying(FIRST);
    let mut editor = endpoint.editor("python", &far_below());
    assert_eq!(editor.suggested(), FIRST);
    endpoint.say("other()");
    let above = editor.before().len() - "total = ".len();
    editor.put(above, "near = 1\n");
    assert_eq!(editor.suggested(), "other()");
    assert_eq!(endpoint.fills().len(), 2);
}

#[test]
fn that_the_model_has_nothing_to_say_is_not_asked_twice() {
    let endpoint = Endpoint::saying("");
    let mut editor = endpoint.editor("python", &far_below());
    for _ in 0..2 {
        assert_eq!(editor.suggested(), "");
    }
    assert_eq!(endpoint.fills().len(), 1);
}

#[test]
fn another_document_with_the_same_text_has_its_own_suggestions() {
    let endpoint = Endpoint::saying(FIRST);
    let mut editor = endpoint.editor("python", &far_below());
    assert_eq!(editor.suggested(), FIRST);
    endpoint.say("other()");
    let mut other = Editor::open(editor.client, "file:///completion/other", "python", &far_below());
    assert_eq!(other.suggested(), "other()");
    assert_eq!(endpoint.fills().len(), 2);
}

#[test]
fn after_a_pin_what_another_model_wrote_is_not_shown() {
    let (endpoint, other) = (Endpoint::saying(FIRST), Endpoint::saying("other()"));
    let launch = endpoint.launch_with(&other);
    let client = start(launch, &json!({}));
    let mut editor = Editor::open(client, "file:///completion/document", "python", &far_below());
    assert_eq!(editor.suggested(), FIRST);
    editor.client.result("ponder/pin", &json!({"use": "other"}));
    assert_eq!(editor.suggested(), "other()");
    assert_eq!(editor.source(), "model");
    editor.client.result("ponder/pin", &json!({"use": null}));
    assert_eq!(editor.suggested(), FIRST);
}
