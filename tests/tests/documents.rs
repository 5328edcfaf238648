//! Documents as editors open and change them, compared with the plainest text there is.

use ponder_tests::{Client, Launch, PlainText, Unit};
use proptest::prelude::*;
use proptest::test_runner::{TestCaseError, TestError, TestRunner};
use serde_json::{Value, json};

const URI: &str = "file:///documents/a.rs";
const UNITS: [Unit; 3] = [Unit::Utf8, Unit::Utf16, Unit::Utf32];

/// A client that counts positions in `unit`.
fn client_in(unit: Unit) -> Client {
    let mut client = Launch::new().start();
    let result =
        client.initialize(&json!({"capabilities": {"general": {"positionEncodings": [unit.name()]}}}));
    let agreed = result["capabilities"]["positionEncoding"]
        .as_str()
        .unwrap_or("utf-16");
    assert_eq!(agreed, unit.name());
    client
}

fn client() -> Client {
    client_in(Unit::Utf16)
}

fn replace(start: (u32, u32), end: (u32, u32), text: &str) -> Value {
    json!({"range": PlainText::range(start, end), "text": text})
}

fn is_unknown(client: &mut Client, uri: &str) -> bool {
    client.error_code("ponder/documentText", &json!({"textDocument": {"uri": uri}})) == -32602
}

/// Opens `text`, applies each array of changes and compares after each, in all three units.
#[track_caller]
fn check(text: &str, notifications: &[Value]) {
    for unit in UNITS {
        let mut client = client_in(unit);
        let mut expected = PlainText::new(text, unit);
        client.open(URI, "rust", text);
        for (version, changes) in (2..).zip(notifications) {
            client.change(URI, version, changes);
            expected.apply(changes);
            let actual = client.document(URI);
            assert_eq!(
                actual,
                (expected.text(), i64::from(version)),
                "{} after {changes}",
                unit.name()
            );
        }
    }
}

#[test]
fn utf_8_is_preferred_and_utf_16_the_default() {
    for (offered, agreed) in [
        (json!(["utf-16", "utf-8"]), "utf-8"),
        (json!(["utf-32", "utf-16"]), "utf-16"),
        (json!(["utf-7"]), "utf-16"),
        (json!(null), "utf-16"),
    ] {
        let mut client = Launch::new().start();
        let general = if offered.is_null() {
            json!({})
        } else {
            json!({"positionEncodings": offered})
        };
        let result = client.initialize(&json!({"capabilities": {"general": general}}));
        let encoding = &result["capabilities"]["positionEncoding"];
        assert_eq!(encoding.as_str().unwrap_or("utf-16"), agreed, "{offered}");
    }
}

#[test]
fn a_change_of_a_document_that_is_not_open_is_ignored() {
    let mut client = client();
    client.change(URI, 2, &json!([{"text": "x"}]));
    client.close(URI);
    assert!(is_unknown(&mut client, URI));
    client.open(URI, "rust", "a");
    assert_eq!(client.document(URI), ("a".to_owned(), 1));
}

#[test]
fn a_document_opened_twice_is_the_one_opened_last() {
    let mut client = client();
    client.open(URI, "rust", "first");
    client.open(URI, "python", "second");
    assert_eq!(client.document(URI), ("second".to_owned(), 1));
    client.close(URI);
    assert!(is_unknown(&mut client, URI));
}

#[test]
fn requests_after_the_close_are_answered() {
    let mut client = client();
    client.open(URI, "rust", "fn main() {}");
    client.close(URI);
    client.close(URI);
    assert!(is_unknown(&mut client, URI));
    let position = json!({"line": 0, "character": 3});
    let document = json!({"uri": URI});
    for (method, params) in [
        (
            "textDocument/inlineCompletion",
            json!({"textDocument": document, "position": position, "context": {"triggerKind": 1}}),
        ),
        (
            "textDocument/codeAction",
            json!({"textDocument": document, "range": {"start": position, "end": position}, "context": {"diagnostics": []}}),
        ),
    ] {
        client.request(method, &params);
    }
    client.open(URI, "rust", "again");
    assert_eq!(client.document(URI).0, "again");
}

#[test]
fn versions_that_go_back_or_skip_are_taken_as_given() {
    let mut client = client();
    client.open(URI, "rust", "");
    for version in [7, 3, 3, 0, -5, i32::MAX, i32::MIN] {
        client.change(URI, version, &json!([replace((0, 0), (0, 0), "x")]));
        assert_eq!(client.document(URI).1, i64::from(version));
    }
    assert_eq!(client.document(URI).0, "xxxxxxx");
}

#[test]
fn positions_past_a_line_or_the_file_mean_its_end() {
    check(
        "one\ntwo🤗\nthree",
        &[
            json!([replace((0, 99), (0, 99), "A")]),
            json!([replace((1, 99), (2, 0), "B")]),
            json!([replace((99, 0), (99, 99), "C")]),
            json!([replace((0, 3), (99, 99), "D")]),
        ],
    );
}

#[test]
fn huge_positions_mean_the_end() {
    for huge in [0x7fff_ffff, 0x8000_0000, 0xffff_ffff] {
        check(
            "one\ntwo🤗\nthree",
            &[
                json!([replace((1, huge), (1, huge), "A")]),
                json!([replace((huge, huge), (huge, huge), "B")]),
                json!([replace((0, 1), (huge, 0), "C")]),
            ],
        );
    }
}

#[test]
fn positions_that_are_no_numbers_of_the_protocol_change_nothing() {
    let mut client = client();
    client.open(URI, "rust", "text");
    for number in [
        json!(-1),
        json!(4_294_967_296_u64),
        json!(1.5),
        json!("1"),
        Value::Null,
    ] {
        let position = json!({"line": 0, "character": number});
        let range = json!({"start": position, "end": position});
        client.change(URI, 2, &json!([{"range": range, "text": "x"}]));
        assert_eq!(client.document(URI), ("text".to_owned(), 1), "{number}");
    }
}

#[test]
fn a_reversed_range_means_the_ordered_one() {
    check(
        "one\ntwo\nthree",
        &[
            json!([replace((2, 1), (0, 1), "-")]),
            json!([replace((0, 2), (0, 1), "+")]),
        ],
    );
}

#[test]
fn a_position_inside_a_character_means_before_it() {
    check(
        "a🤗é字z",
        &(0..14)
            .map(|at| json!([replace((0, at), (0, at), "|")]))
            .collect::<Vec<_>>(),
    );
    check("a🤗🤗z", &[json!([replace((0, 2), (0, 4), "|")])]);
}

#[test]
fn full_and_ranged_changes_may_be_mixed() {
    check(
        "old",
        &[
            json!([replace((0, 0), (0, 1), "x"), {"text": "new\ntext"}, replace((1, 0), (1, 4), "line"), replace((0, 3), (1, 0), "")]),
            json!([{"text": ""}, {"text": "a"}, replace((0, 1), (0, 1), "b")]),
            json!([]),
        ],
    );
}

#[test]
fn only_line_feeds_and_carriage_returns_end_lines() {
    check(
        "a\r\nb\rc\nd\u{2028}e\u{2029}f\u{85}g\u{b}h\u{c}i",
        &[
            json!([replace((1, 0), (1, 0), "1")]),
            json!([replace((2, 0), (2, 0), "2")]),
            json!([replace((3, 1), (3, 9), "3")]),
            json!([replace((0, 1), (0, 99), "0")]),
            json!([replace((4, 0), (4, 0), "4")]),
        ],
    );
}

#[test]
fn line_ends_may_be_torn_and_joined() {
    check(
        "a\r\nb",
        &[
            json!([replace((0, 1), (1, 0), "\r")]),
            json!([replace((1, 0), (1, 0), "\n")]),
            json!([replace((1, 0), (1, 0), "\n\r")]),
            json!([replace((2, 0), (2, 0), "\n")]),
            json!([replace((0, 0), (9, 9), "\r\r\n\n")]),
            json!([replace((1, 0), (2, 0), "x")]),
        ],
    );
}

#[test]
fn any_characters_are_kept() {
    let text = "\u{feff}zwj 👨‍👩‍👧‍👦 e\u{301}\u{323} 🇩🇪 \u{202e}rtl\u{202c} \0\u{7f}\u{10ffff} no last newline";
    check(
        text,
        &(0..40)
            .step_by(3)
            .map(|at| json!([replace((0, at), (0, at + 2), "é🤗")]))
            .collect::<Vec<_>>(),
    );
}

#[test]
fn documents_of_any_uri_are_kept_apart() {
    let mut client = client();
    let uris = [
        "untitled:Untitled-1",
        "untitled:Untitled-2",
        "untitled:/tmp/x.rs",
        "vscode-notebook-cell:/tmp/a.ipynb#W0sZmlsZQ%3D%3D",
        "vscode-notebook-cell:/tmp/a.ipynb#W1sZmlsZQ%3D%3D",
        "vscode-notebook-cell://ssh-remote%2Bbox/tmp/a.ipynb#W0sZmlsZQ%3D%3D",
        "file:///tmp/with%20blank.rs",
        "file:///tmp/with%2520percent.rs",
        "file:///tmp/%C3%A9%F0%9F%A4%97.rs",
        "file:///tmp/a.rs?query",
        "file:///tmp/a.rs#fragment",
        "file:///tmp/a.rs",
        "file:///c%3A/Users/a.rs",
        "file:///D:/Users/a.rs",
        "file://server/share/a.rs",
        "git:/tmp/a.rs?%7B%22ref%22%3A%22HEAD%22%7D",
        "jdt://contents/rt.jar/java.lang/Object.class",
        "inmemory://model/1",
        "file:///",
        "a:b",
    ];
    for uri in uris {
        client.open(uri, "rust", uri);
    }
    for uri in uris {
        assert_eq!(client.document(uri), (uri.to_owned(), 1));
        client.change(uri, 2, &json!([replace((0, 0), (0, 0), "> ")]));
    }
    for uri in uris {
        assert_eq!(client.document(uri), (format!("> {uri}"), 2));
        client.close(uri);
        assert!(is_unknown(&mut client, uri), "{uri}");
    }
}

#[test]
fn unknown_languages_are_opened() {
    let mut client = client();
    for language in ["", "klingon", "🤗", &"x".repeat(10_000)] {
        client.open(URI, language, language);
        assert_eq!(client.document(URI).0, language);
    }
}

/// Opens a large text, edits it in places and compares.
#[track_caller]
fn check_large(text: &str, changes: &Value) {
    let mut client = client();
    let mut expected = PlainText::new(text, Unit::Utf16);
    client.open(URI, "rust", text);
    client.change(URI, 2, changes);
    expected.apply(changes);
    let (actual, _) = client.document(URI);
    assert!(
        actual == expected.text(),
        "{} bytes instead of {}",
        actual.len(),
        expected.text().len()
    );
}

#[test]
fn twenty_megabytes_are_edited() {
    let text =
        "fn f() { /* 0123456789 0123456789 0123456789 0123456789 0123 🤗 */ }\n".repeat(20_000_000 / 72);
    assert!(text.len() > 19_000_000);
    check_large(
        &text,
        &json!([
            replace((100_000, 3), (100_002, 4), "x"),
            replace((0, 0), (0, 2), ""),
            replace((200_000, 65), (200_000, 65), "🤗")
        ]),
    );
}

#[test]
fn two_hundred_thousand_lines_are_edited() {
    let text = "x\r\n".repeat(200_000);
    check_large(
        &text,
        &json!([
            replace((199_999, 1), (200_000, 0), ""),
            replace((100_000, 0), (150_000, 0), "\n")
        ]),
    );
}

#[test]
fn one_line_of_five_megabytes_is_edited() {
    let text = "let x = \"🤗\"; ".repeat(5_000_000 / 16);
    check_large(
        &text,
        &json!([
            replace((0, 2_500_000), (0, 2_500_010), "y"),
            replace((0, 4_000_000), (0, 4_000_000), "\n")
        ]),
    );
}

#[test]
fn a_thousand_files_may_be_open() {
    let mut client = client();
    let uri = |file: usize| format!("file:///documents/{file}.rs");
    for file in 0..1_000 {
        client.open(&uri(file), "rust", &format!("const FILE: usize = {file};\n"));
    }
    for file in 0..1_000 {
        client.change(&uri(file), 2, &json!([replace((1, 0), (1, 0), "// end\n")]));
    }
    for file in 0..1_000 {
        assert_eq!(
            client.document(&uri(file)),
            (format!("const FILE: usize = {file};\n// end\n"), 2)
        );
    }
}

#[test]
fn changes_in_one_write_are_applied_in_order() {
    let mut client = client();
    client.open(URI, "rust", "");
    let mut bytes = Vec::new();
    let mut expected = String::new();
    for version in 2..2_002 {
        let text = format!("{version},");
        let end = u32::try_from(expected.len()).unwrap();
        let params = json!({
            "textDocument": {"uri": URI, "version": version},
            "contentChanges": [replace((0, end), (0, end), &text)],
        });
        let body =
            json!({"jsonrpc": "2.0", "method": "textDocument/didChange", "params": params}).to_string();
        bytes.extend(format!("Content-Length: {}\r\n\r\n{body}", body.len()).into_bytes());
        expected += &text;
    }
    client.send_bytes(&bytes);
    assert_eq!(client.document(URI), (expected, 2_001));
}

/// Text with all that makes positions hard.
fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => "[a-z (){};]{0,6}",
        2 => Just("\n".to_owned()),
        1 => Just("\r\n".to_owned()),
        1 => Just("\r".to_owned()),
        2 => prop::sample::select(vec!["🤗", "字", "é", "e\u{301}", "👨‍👩‍👧", "\u{2028}", "\u{feff}", "\t", "\0"]).prop_map(str::to_owned),
    ];
    prop::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
}

fn position() -> impl Strategy<Value = (u32, u32)> {
    let line = prop_oneof![20 => 0..8_u32, 1 => Just(1 << 31), 1 => Just(u32::MAX)];
    let character = prop_oneof![20 => 0..16_u32, 1 => Just(1 << 31), 1 => Just(u32::MAX)];
    (line, character)
}

fn change() -> impl Strategy<Value = Value> {
    prop_oneof![
        12 => (position(), position(), text()).prop_map(|(start, end, text)| replace(start, end, &text)),
        6 => (position(), text()).prop_map(|(at, text)| replace(at, at, &text)),
        1 => text().prop_map(|text| json!({"text": text})),
    ]
}

#[test]
fn random_changes_leave_the_text_that_they_should_in_all_units() {
    for unit in UNITS {
        let client = std::cell::RefCell::new(client_in(unit));
        let notifications = prop::collection::vec(prop::collection::vec(change(), 0..4), 1..30);
        let config = ProptestConfig {
            cases: 64,
            failure_persistence: None,
            ..ProptestConfig::default()
        };
        let outcome = TestRunner::new(config).run(&(text(), notifications), |(text, notifications)| {
            let mut client = client.borrow_mut();
            let mut expected = PlainText::new(&text, unit);
            client.open(URI, "rust", &text);
            for (version, changes) in (2..).zip(notifications) {
                let changes = Value::from(changes);
                client.change(URI, version, &changes);
                expected.apply(&changes);
                let (actual, _) = client.document(URI);
                prop_assert_eq!(actual, expected.text(), "after {}", changes);
            }
            client.close(URI);
            Ok::<(), TestCaseError>(())
        });
        if let Err(TestError::Fail(reason, case)) = outcome {
            panic!("{}: {reason}\n{case:?}", unit.name());
        }
    }
}
