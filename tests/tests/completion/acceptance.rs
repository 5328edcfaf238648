//! What became of suggestions, told by the text or by the editor, and counted once.

use serde_json::{Value, json};

use crate::editor::{Editor, Suggestion};
use crate::endpoint::Endpoint;

const WHOLE: &str = "combine(alpha, beta)";

/// An editor to which a suggestion is shown.
fn shown(endpoint: &Endpoint) -> (Editor, Suggestion) {
    let mut editor = endpoint.editor("python", "def total(alpha, beta):\n    return ‸\n");
    let suggestion = editor.suggestion().expect("a suggestion");
    (editor, suggestion)
}

/// How many suggestions were accepted, accepted in part, and rejected, and the characters accepted.
fn counted(figures: &Value) -> [u64; 4] {
    ["accepted", "partlyAccepted", "rejected", "charactersAccepted"]
        .map(|name| figures["suggestions"][name].as_u64().expect("it is counted"))
}

fn told(editor: &mut Editor, id: u64, event: &Value) {
    let mut params = event.clone();
    params["id"] = json!(id);
    editor.client.notify("ponder/suggestion", &params);
}

fn executed(editor: &mut Editor, suggestion: &Suggestion) {
    let params = json!({
        "command": suggestion.command["command"],
        "arguments": suggestion.command["arguments"],
    });
    assert_eq!(suggestion.command["command"], "ponder.suggestionAccepted");
    assert_eq!(
        editor.client.result("workspace/executeCommand", &params),
        Value::Null
    );
}

#[test]
fn a_suggestion_that_is_put_in_whole_is_accepted() {
    let endpoint = Endpoint::saying(WHOLE);
    let (mut editor, _) = shown(&endpoint);
    editor.insert(WHOLE);
    assert_eq!(counted(&editor.figures()), [1, 0, 0, 20]);
}

#[test]
fn a_suggestion_that_is_put_in_along_with_an_import_is_accepted() {
    let endpoint = Endpoint::saying(WHOLE);
    let (mut editor, _) = shown(&endpoint);
    editor.insert_with_above(WHOLE, "from numbers import combine\n");
    assert_eq!(counted(&editor.figures()), [1, 0, 0, 20]);
    let uri = "file:///completion/document";
    let (text, _) = editor.client.document(uri);
    assert!(text.starts_with("from numbers"), "{text:?}");
}

#[test]
fn what_is_left_after_typing_is_accepted_as_well() {
    let endpoint = Endpoint::saying(WHOLE);
    let (mut editor, _) = shown(&endpoint);
    editor.type_text("com");
    assert_eq!(editor.suggested(), WHOLE[3..]);
    editor.insert(&WHOLE[3..]);
    let [accepted, partly, rejected, _] = counted(&editor.figures());
    assert_eq!([accepted, partly, rejected], [1, 0, 0]);
}

#[test]
fn a_first_word_is_accepted_in_part_and_the_rest_makes_it_whole() {
    let endpoint = Endpoint::saying(WHOLE);
    let (mut editor, _) = shown(&endpoint);
    editor.insert("combine");
    assert_eq!(counted(&editor.figures()), [0, 1, 0, 7]);
    assert_eq!(editor.suggested(), "(alpha, beta)");
    editor.insert("(alpha, beta)");
    assert_eq!(counted(&editor.figures()), [1, 0, 0, 20]);
    assert_eq!(endpoint.fills().len(), 1);
}

#[test]
fn a_first_line_is_accepted_in_part() {
    let endpoint = Endpoint::saying("one(a);\n    two(b);");
    let mut editor = endpoint.editor("rust", "fn main() {\n    ‸\n}\n");
    assert_eq!(editor.suggested(), "one(a);\n    two(b);");
    editor.insert("one(a);");
    assert_eq!(counted(&editor.figures()), [0, 1, 0, 7]);
}

#[test]
fn what_is_typed_is_not_accepted() {
    let endpoint = Endpoint::saying("combine()");
    let (mut editor, _) = shown(&endpoint);
    editor.type_text("combine");
    // The editor puts both in by one change.
    editor.type_closed("()");
    assert_eq!(counted(&editor.figures()), [0, 0, 0, 0]);
}

#[test]
fn what_is_typed_to_its_end_is_neither_accepted_nor_rejected() {
    let endpoint = Endpoint::saying(WHOLE);
    let (mut editor, _) = shown(&endpoint);
    endpoint.say("");
    editor.type_text(WHOLE);
    assert_eq!(editor.suggested(), "");
    assert_eq!(counted(&editor.figures()), [0, 0, 0, 0]);
}

#[test]
fn a_key_that_diverges_rejects() {
    let endpoint = Endpoint::saying(WHOLE);
    let (mut editor, _) = shown(&endpoint);
    endpoint.say("uick()");
    editor.type_text("q");
    assert_eq!(editor.suggested(), "uick()");
    assert_eq!(counted(&editor.figures()), [0, 0, 1, 0]);
}

#[test]
fn a_part_that_was_accepted_stays_so_when_a_key_diverges() {
    let endpoint = Endpoint::saying(WHOLE);
    let (mut editor, _) = shown(&endpoint);
    editor.insert("combine");
    endpoint.say("two()");
    editor.type_text("_");
    assert_eq!(editor.suggested(), "two()");
    assert_eq!(counted(&editor.figures()), [0, 1, 0, 7]);
}

#[test]
fn the_command_and_the_notification_of_an_accepted_suggestion_count_once_with_its_text() {
    let endpoint = Endpoint::saying(WHOLE);
    let (mut editor, suggestion) = shown(&endpoint);
    editor.insert(WHOLE);
    executed(&mut editor, &suggestion);
    told(&mut editor, suggestion.id(), &json!({"event": "accepted"}));
    executed(&mut editor, &suggestion);
    assert_eq!(counted(&editor.figures()), [1, 0, 0, 20]);
}

#[test]
fn the_command_alone_counts() {
    let endpoint = Endpoint::saying(WHOLE);
    let (mut editor, suggestion) = shown(&endpoint);
    executed(&mut editor, &suggestion);
    editor.insert(WHOLE);
    assert_eq!(counted(&editor.figures()), [1, 0, 0, 20]);
}

#[test]
fn the_notifications_alone_count() {
    for (event, counts) in [
        (json!({"event": "accepted"}), [1, 0, 0, 20]),
        (json!({"event": "partlyAccepted", "bytes": 7}), [0, 1, 0, 7]),
        (json!({"event": "rejected"}), [0, 0, 1, 0]),
    ] {
        let endpoint = Endpoint::saying(WHOLE);
        let (mut editor, suggestion) = shown(&endpoint);
        told(&mut editor, suggestion.id(), &event);
        assert_eq!(counted(&editor.figures()), counts, "{event}");
        // Of another suggestion, which never was.
        told(&mut editor, suggestion.id() + 1000, &event);
        assert_eq!(counted(&editor.figures()), counts, "{event}");
    }
}

#[test]
fn a_part_that_the_text_tells_and_the_editor_as_well_counts_once() {
    let endpoint = Endpoint::saying("alpha + beta");
    let (mut editor, suggestion) = shown(&endpoint);
    editor.insert("alpha + ");
    told(
        &mut editor,
        suggestion.id(),
        &json!({"event": "partlyAccepted", "bytes": 8}),
    );
    assert_eq!(counted(&editor.figures()), [0, 1, 0, 8]);
}

#[test]
fn what_is_no_notification_is_ignored() {
    let endpoint = Endpoint::saying(WHOLE);
    let (mut editor, suggestion) = shown(&endpoint);
    let id = suggestion.id();
    for params in [
        json!({"id": id}),
        json!({"id": id, "event": "partlyAccepted"}),
        json!({"id": id, "event": "partlyAccepted", "bytes": -1}),
        json!({"id": id, "event": "admired"}),
        json!({"id": "first", "event": "accepted"}),
        json!([]),
    ] {
        editor.client.notify("ponder/suggestion", &params);
        assert_eq!(counted(&editor.figures()), [0, 0, 0, 0], "{params}");
    }
    for arguments in [json!([]), json!(["first"]), json!([{}]), json!([-1])] {
        let params = json!({"command": "ponder.suggestionAccepted", "arguments": arguments});
        editor.client.request("workspace/executeCommand", &params);
        assert_eq!(counted(&editor.figures()), [0, 0, 0, 0], "{arguments}");
    }
    told(
        &mut editor,
        id,
        &json!({"event": "partlyAccepted", "bytes": 1_000_000}),
    );
    assert_eq!(counted(&editor.figures()), [1, 0, 0, 20], "no more than there is");
}
