//! An action that is taken back is answered as such, and its request is closed at the provider.

use std::time::Duration;

use ponder_tests::stand_in::{Fault, Place};

use crate::editor::{CANCELLED, Editor, fenced};
use crate::provider::{Provider, wait};

const MARKED: &str = "«def area(width, height):\n    return width + height»\n";

#[test]
fn an_action_that_is_taken_back_is_closed_at_the_provider() {
    for fault in [
        Fault::Silence(Place::BeforeHead),
        Fault::Silence(Place::BeforeFirstToken),
        Fault::Silence(Place::AfterFirstToken),
    ] {
        let provider = Provider::saying(&fenced("def area(width, height):\n    return width * height"));
        provider.stand_in().fail_with(fault.clone());
        let mut editor = Editor::open(&provider, "area.py", "python", MARKED);
        let id = editor.begin("fix");
        let request = provider.wait_for_question(1);
        editor.client.cancel(id);
        let answer = editor.client.answer(id);
        assert_eq!(answer["error"]["code"], CANCELLED, "{fault:?}: {answer}");
        let aborted = wait(
            provider
                .stand_in()
                .wait_for_abort(request, Duration::from_secs(30)),
        );
        assert!(aborted.is_some(), "{fault:?}: the request is closed");
    }
}

#[test]
fn after_an_action_that_was_taken_back_the_next_one_is_done() {
    let provider = Provider::saying(&fenced("def area(width, height):\n    return width * height"));
    provider
        .stand_in()
        .fail_next(1, Fault::Silence(Place::BeforeHead));
    let mut editor = Editor::open(&provider, "area.py", "python", MARKED);
    let id = editor.begin("fix");
    provider.wait_for_question(1);
    editor.client.cancel(id);
    assert_eq!(editor.client.answer(id)["error"]["code"], CANCELLED);
    assert_eq!(
        editor.done("fix"),
        "def area(width, height):\n    return width * height\n"
    );
}
