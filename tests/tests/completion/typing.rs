//! Typing through a suggestion asks nobody.

use crate::endpoint::Endpoint;

/// Twenty characters.
const WHOLE: &str = "combine(alpha, beta)";

const TOTAL: &str = "def total(alpha, beta):\n    return ‸\n";

#[test]
fn typing_through_a_suggestion_asks_the_model_once() {
    let endpoint = Endpoint::saying(WHOLE);
    let mut editor = endpoint.editor("python", TOTAL);
    assert_eq!(editor.suggested(), WHOLE);
    assert_eq!(editor.source(), "model");
    for typed in 1..WHOLE.len() {
        editor.type_text(&WHOLE[typed - 1..typed]);
        assert_eq!(editor.suggested(), WHOLE[typed..], "after {typed} keys");
        assert_eq!(editor.source(), "reuse", "after {typed} keys");
    }
    assert_eq!(endpoint.fills().len(), 1);
    let figures = editor.figures();
    assert_eq!(figures["generations"]["started"], 1, "{figures}");
    assert_eq!(figures["suggestions"]["shown"], 1, "{figures}");
}

#[test]
fn what_is_left_of_a_suggestion_is_the_same_suggestion() {
    let endpoint = Endpoint::saying(WHOLE);
    let mut editor = endpoint.editor("python", TOTAL);
    let first = editor.suggestion().expect("a suggestion");
    editor.type_text("com");
    let left = editor.suggestion().expect("a suggestion");
    assert_eq!((left.text.as_str(), left.id()), ("bine(alpha, beta)", first.id()));
}

#[test]
fn a_key_that_diverges_asks_anew() {
    let endpoint = Endpoint::saying(WHOLE);
    let mut editor = endpoint.editor("python", TOTAL);
    let first = editor.suggestion().expect("a suggestion");
    editor.type_text("com");
    assert_eq!(editor.suggested(), "bine(alpha, beta)");
    endpoint.say("pare(alpha)");
    editor.type_text("x");
    let other = editor.suggestion().expect("a suggestion");
    assert_eq!(other.text, "pare(alpha)");
    assert_ne!(other.id(), first.id());
    assert_eq!(editor.source(), "model");
    assert_eq!(endpoint.fills().len(), 2);
    assert!(
        endpoint.last_before().ends_with("return comx"),
        "{:?}",
        endpoint.last_before()
    );
}

#[test]
fn what_comes_after_a_suggestion_that_was_typed_to_its_end_is_asked_for() {
    let endpoint = Endpoint::saying(WHOLE);
    let mut editor = endpoint.editor("python", TOTAL);
    assert_eq!(editor.suggested(), WHOLE);
    endpoint.say("[0]");
    editor.type_text(WHOLE);
    assert_eq!(editor.suggested(), "[0]");
    assert_eq!(endpoint.fills().len(), 2);
    assert!(
        endpoint.last_before().ends_with(WHOLE),
        "{:?}",
        endpoint.last_before()
    );
}

#[test]
fn what_comes_after_a_suggestion_that_was_accepted_is_asked_for() {
    let endpoint = Endpoint::saying(WHOLE);
    let mut editor = endpoint.editor("python", TOTAL);
    assert_eq!(editor.suggested(), WHOLE);
    endpoint.say("[0]");
    editor.insert(WHOLE);
    assert_eq!(editor.suggested(), "[0]");
    assert_eq!(endpoint.fills().len(), 2);
}

#[test]
fn a_suggestion_of_several_lines_is_typed_through_over_their_ends() {
    let endpoint = Endpoint::saying("one(a);\n    two(b);");
    let mut editor = endpoint.editor("rust", "fn main() {\n    ‸\n}\n");
    assert_eq!(editor.suggested(), "one(a);\n    two(b);");
    editor.type_text("one(a);");
    assert_eq!(editor.suggested(), "\n    two(b);");
    // The editor indents the new line.
    editor.insert("\n    ");
    assert_eq!(editor.suggested(), "two(b);");
    assert_eq!(endpoint.fills().len(), 1);
}

#[test]
fn a_bracket_that_the_editor_closes_is_not_suggested_again() {
    let endpoint = Endpoint::saying("combine(alpha, beta)");
    let mut editor = endpoint.editor("python", TOTAL);
    assert_eq!(editor.suggested(), WHOLE);
    editor.type_text("combine");
    editor.type_closed("()");
    assert_eq!(editor.suggested(), "alpha, beta");
    editor.type_text("alpha");
    assert_eq!(editor.suggested(), ", beta");
    assert_eq!(endpoint.fills().len(), 1);
}

#[test]
fn a_bracket_that_the_suggestion_closes_earlier_ends_it_there() {
    let endpoint = Endpoint::saying("add(left, right);");
    let mut editor = endpoint.editor("rust", "fn main() {\n    let sum = ‸\n}\n");
    assert_eq!(editor.suggested(), "add(left, right);");
    editor.type_text("add");
    editor.type_closed("()");
    assert_eq!(editor.suggested(), "left, right");
    assert_eq!(endpoint.fills().len(), 1);
}
