//! The right place, however lines end and characters are counted.

use serde_json::json;

use crate::endpoint::Endpoint;

#[test]
fn a_document_with_carriage_returns_gets_them_and_the_model_none() {
    let endpoint = Endpoint::saying("one(a);\n    two(b);");
    let mut editor = endpoint.editor("rust", "fn main() {\r\n    ‸\r\n}\r\n");
    assert_eq!(editor.suggested(), "one(a);\r\n    two(b);");
    assert_eq!(endpoint.last_before(), "fn main() {\n    ");
    editor.type_text("one(a);");
    editor.insert("\r\n    ");
    assert_eq!(editor.suggested(), "two(b);");
    editor.type_text("tw");
    assert_eq!(editor.suggested(), "o(b);");
    assert_eq!(endpoint.fills().len(), 1);
}

#[test]
fn an_accepted_suggestion_with_carriage_returns_is_told_by_its_text() {
    let endpoint = Endpoint::saying("one(a);\n    two(b);");
    let mut editor = endpoint.editor("rust", "fn main() {\r\n    ‸\r\n}\r\n");
    let text = editor.suggested();
    editor.insert(&text);
    let figures = editor.figures();
    assert_eq!(figures["suggestions"]["accepted"], 1, "{figures}");
}

#[test]
fn the_cursor_is_found_behind_characters_of_two_units() {
    let endpoint = Endpoint::saying("combine(b)");
    let mut editor = endpoint.editor("python", "a = \"🤗🤗 你好\"; b = ‸\nprint(a)\n");
    assert_eq!(editor.suggested(), "combine(b)");
    assert_eq!(endpoint.last_before(), editor.before());
    editor.type_text("com");
    assert_eq!(editor.suggested(), "bine(b)");
    assert_eq!(endpoint.fills().len(), 1);
}

#[test]
fn a_suggestion_with_wide_characters_is_typed_through() {
    let endpoint = Endpoint::saying("\"🤗é你\" + x");
    let mut editor = endpoint.editor("python", "a = ‸\n");
    let mut left = editor.suggested();
    assert_eq!(left, "\"🤗é你\" + x");
    for character in "\"🤗é你".chars() {
        editor.type_text(&character.to_string());
        left = left.split_off(character.len_utf8());
        assert_eq!(editor.suggested(), left);
    }
    assert_eq!(endpoint.fills().len(), 1);
}

#[test]
fn a_position_within_a_character_is_one_at_its_border() {
    let endpoint = Endpoint::saying("combine(b)");
    let mut editor = endpoint.editor("python", "a = \"🤗\"; b = ‸\n");
    let params = json!({
        "textDocument": {"uri": "file:///completion/document"},
        "position": {"line": 0, "character": 6},
        "context": {"triggerKind": 2},
    });
    let list = editor.client.result("textDocument/inlineCompletion", &params);
    assert!(list.is_null() || list["items"].is_array(), "{list}");
    let before = endpoint.last_before();
    assert!(["a = \"", "a = \"🤗"].contains(&before.as_str()), "{before:?}");
    assert_eq!(editor.suggested(), "combine(b)");
}
