//! Inline completion: the right text at the right place, in every kind of text.

use ponder_tests::Unit;
use serde_json::{Value, json};

use crate::editor::{launch, open, result, server, start, suggestion, suggestion_in};

#[test]
fn code_is_completed_with_what_the_function_has() {
    let text = suggestion_in("add.py", "python", "def add(a, b):\n    return ‸\n").expect("a suggestion");
    assert!(text.starts_with("a + b"), "{text:?}");
}

#[test]
fn the_inside_of_a_call_is_completed_up_to_its_bracket() {
    let marked = "fn area(width: u32, height: u32) -> u32 {\n    width * height\n}\n\n\
                  fn main() {\n    let width = 3;\n    let height = 4;\n    let area = area(‸);\n}\n";
    let text = suggestion_in("area.rs", "rust", marked).expect("a suggestion");
    assert!(text.starts_with("width, height"), "{text:?}");
    assert!(!text.ends_with(')'), "the bracket stands there already: {text:?}");
}

/// Comments are sampled, and a sample may be empty.
#[test]
fn a_comment_is_completed_within_its_line() {
    let mut client = server();
    let uri = "file:///features/comment.py";
    let marked = "# This function adds two numbers and returns ‸\ndef add(a, b):\n    return a + b\n";
    let position = open(&mut client, uri, "python", marked, Unit::Utf16);
    let text = (0..5)
        .find_map(|_| suggestion(&mut client, uri, &position))
        .expect("a suggestion");
    assert!(!text.contains('\n'), "{text:?}");
    let last = result(&mut client, "ponder/lastRoute", &Value::Null);
    assert_ne!(last["route"]["intent"], "complete_code", "{last}");
}

#[test]
fn prose_is_completed() {
    let mut client = server();
    let uri = "file:///features/notes.md";
    let marked = "# The moon\n\nThe moon is the only natural satellite of the ‸\n";
    let position = open(&mut client, uri, "markdown", marked, Unit::Utf16);
    let text = (0..5)
        .find_map(|_| suggestion(&mut client, uri, &position))
        .expect("a suggestion");
    assert!(text.contains("Earth") || text.contains("earth"), "{text:?}");
    let last = result(&mut client, "ponder/lastRoute", &Value::Null);
    assert_eq!(last["route"]["intent"], "complete_prose", "{last}");
}

#[test]
fn an_unknown_language_is_completed_too() {
    let marked = "let alpha = 1;\nlet beta = 2;\nlet gamma = 3;\nprint(alpha);\nprint(beta);\nprint(‸\n";
    let text = suggestion_in("file.foo", "foo", marked).expect("a suggestion");
    assert!(text.starts_with("gamma"), "{text:?}");
}

#[test]
fn a_document_with_carriage_returns_gets_them_in_the_suggestion() {
    let marked = "def add(a, b):\r\n    return a + b\r\n\r\n\r\n\
                  def is_leap_year(year):\r\n    if year % 400 == 0:‸";
    let text = suggestion_in("year.py", "python", marked).expect("a suggestion");
    assert!(text.contains('\n'), "it has several lines: {text:?}");
    assert_eq!(
        text.matches('\n').count(),
        text.matches("\r\n").count(),
        "{text:?}"
    );
    assert!(!text.contains("\r\r"), "{text:?}");
}

#[test]
fn the_cursor_is_understood_after_characters_of_any_width() {
    for unit in [Unit::Utf8, Unit::Utf16, Unit::Utf32] {
        let mut client = start(launch(), unit);
        let uri = "file:///features/faces.py";
        let marked = "def add(a, b): \"🤗🤗🤗，你好\"; return ‸\n";
        let position = open(&mut client, uri, "python", marked, unit);
        let text = suggestion(&mut client, uri, &position).expect("a suggestion");
        assert!(text.starts_with("a + b"), "{}: {text:?}", unit.name());
    }
}

#[test]
fn what_was_just_typed_is_seen() {
    let mut client = server();
    let uri = "file:///features/typed.py";
    client.open(uri, "python", "def add(a, b):\n");
    let end = json!({"line": 1, "character": 0});
    client.change(
        uri,
        2,
        &json!([{"range": {"start": end, "end": end}, "text": "    return a"}]),
    );
    let position = json!({"line": 1, "character": 12});
    let text = suggestion(&mut client, uri, &position).expect("a suggestion");
    assert!(text.trim_start().starts_with("+ b"), "{text:?}");
}

#[test]
fn the_last_route_says_who_completed_code_and_how() {
    let mut client = server();
    assert_eq!(result(&mut client, "ponder/lastRoute", &Value::Null), Value::Null);
    let uri = "file:///features/add.py";
    let position = open(
        &mut client,
        uri,
        "python",
        "def add(a, b):\n    return ‸\n",
        Unit::Utf16,
    );
    let text = suggestion(&mut client, uri, &position).expect("a suggestion");
    let last = result(&mut client, "ponder/lastRoute", &Value::Null);
    let route = &last["route"];
    assert_eq!(
        (&route["intent"], &route["endpoint"], &route["model"]),
        (
            &json!("complete_code"),
            &json!("local"),
            &json!("qwen2.5-coder-0.5b")
        )
    );
    assert_eq!(route["parameters"]["temperature"].as_f64(), Some(0.0), "{route}");
    assert!(route["reason"].is_string(), "{route}");
    assert_eq!(last["text"], text);
    assert!(last["usage"]["completionTokens"].as_u64() > Some(0), "{last}");
    assert!(last["timing"]["totalMs"].is_f64(), "{last}");
}
