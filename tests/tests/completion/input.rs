//! Documents, places and endpoints as bad as they come: a clear answer, and the server answers after it.

use std::time::{Duration, Instant};

use ponder_tests::stand_in::{Fault, Place};
use serde_json::{Value, json};

use crate::editor::{Editor, PATIENCE};
use crate::endpoint::{Endpoint, start};

const WHOLE: &str = "combine(alpha, beta)";

const TOTAL: &str = "def total(alpha, beta):\n    return ‸\n";

/// The server serves another document as if nothing had been.
fn assert_serves(editor: Editor, endpoint: &Endpoint) {
    endpoint.stand_in().recover();
    endpoint.say(WHOLE);
    let mut next = Editor::open(editor.client, "file:///completion/next.py", "python", TOTAL);
    let deadline = Instant::now() + PATIENCE;
    // An endpoint that failed may rest for a while.
    while next.suggested_or_refused() != WHOLE {
        assert!(Instant::now() < deadline, "nothing is suggested any more");
        std::thread::sleep(Duration::from_millis(100));
    }
}

#[test]
fn a_line_of_five_megabytes() {
    let endpoint = Endpoint::saying("7, 8");
    let half = "1234567, ".repeat(280_000);
    let mut editor = endpoint.editor("javascript", &format!("let a = [{half}‸{half}];"));
    editor.suggestion();
    editor.type_text("9");
    editor.suggestion();
    let fills = endpoint.fills();
    assert!(!fills.is_empty());
    for request in fills {
        assert!(
            request.body.len() < 64 << 10,
            "{} bytes were sent",
            request.body.len()
        );
    }
    assert_serves(editor, &endpoint);
}

#[test]
fn a_document_of_bytes() {
    let endpoint = Endpoint::saying("\0\u{1}\0");
    let bytes: String = (0_u32..20_000)
        .filter_map(|number| char::from_u32(number * 7 % 256))
        .filter(|character| *character != '‸')
        .collect();
    let mut editor = endpoint.editor("plaintext", &format!("\0ELF\0\0{bytes}\0‸\0{bytes}"));
    assert_eq!(editor.suggestion(), None);
    editor.type_text("\0");
    editor.suggestion();
    assert_serves(editor, &endpoint);
}

#[test]
fn text_after_the_cursor_that_fits_no_window() {
    let endpoint = Endpoint::saying(WHOLE);
    let after = "print(total(1, 2))\n".repeat(20_000);
    let mut editor = endpoint.editor("python", &format!("{TOTAL}{after}"));
    assert_eq!(editor.suggested(), WHOLE);
    let fills = endpoint.fills();
    let suffix = fills[0]
        .parameter("input_suffix")
        .and_then(Value::as_str)
        .expect("a suffix");
    assert!(suffix.contains("print(total(1, 2))"), "what is next is sent");
    assert!(suffix.len() < 16 << 10, "{} bytes were sent", suffix.len());
    assert_serves(editor, &endpoint);
}

#[test]
fn a_document_that_changes_while_a_model_writes() {
    let endpoint = Endpoint::saying(WHOLE);
    endpoint
        .stand_in()
        .fail_next(1, Fault::Held(Place::AfterFirstToken));
    let mut editor = endpoint.editor("python", TOTAL);
    let id = editor.begin();
    endpoint.wait_for_requests(1);
    editor.put(0, "import os\n");
    // What comes after it has been read before the answer.
    editor.figures();
    endpoint.stand_in().release();
    assert_eq!(
        editor.suggestion_of_earlier(id),
        None,
        "it is for a text that is gone"
    );
    // But it is known where the text around the cursor is what it was.
    editor.suggestion();
    assert_serves(editor, &endpoint);
}

#[test]
fn a_document_that_is_closed_while_a_model_writes() {
    let endpoint = Endpoint::saying(WHOLE);
    endpoint
        .stand_in()
        .fail_next(1, Fault::Held(Place::AfterFirstToken));
    let mut editor = endpoint.editor("python", TOTAL);
    let id = editor.begin();
    endpoint.wait_for_requests(1);
    editor.client.close("file:///completion/document");
    editor.figures();
    endpoint.stand_in().release();
    assert_eq!(editor.suggestion_of_earlier(id), None);
    assert_serves(editor, &endpoint);
}

#[test]
fn an_endpoint_that_answers_garbage() {
    let faults = [
        Fault::Html(200),
        Fault::Html(502),
        Fault::Empty(200),
        Fault::BareText,
        Fault::OctetStream,
        Fault::ErrorBody,
        Fault::ErrorEvent,
        Fault::ErrorInStream,
        Fault::NullContent,
        Fault::HugeEvent,
        Fault::Cut(Place::BeforeHead),
        Fault::Cut(Place::AfterFirstToken),
        Fault::Close(Place::AfterFirstToken),
        Fault::End(Place::AfterFirstToken),
        Fault::Status(500),
        Fault::RetryAfterSeconds(3600),
    ];
    std::thread::scope(|scope| {
        for fault in faults {
            scope.spawn(move || {
                let endpoint = Endpoint::saying(WHOLE);
                endpoint.stand_in().fail_with(fault.clone());
                let mut editor = endpoint.editor("python", TOTAL);
                let suggested = editor.suggested_or_refused();
                // An endless word may be shown as far as a line may be long, but never half an answer as a whole one.
                assert!(
                    suggested.is_empty() || (fault == Fault::HugeEvent && suggested.len() < 1000),
                    "{fault:?}: {suggested:?}"
                );
                let figures = editor.figures();
                assert_eq!(
                    figures["suggestions"]["shown"],
                    u64::from(!suggested.is_empty()),
                    "{fault:?}"
                );
                if fault != Fault::RetryAfterSeconds(3600) {
                    assert_serves(editor, &endpoint);
                }
            });
        }
    });
}

#[test]
fn an_endpoint_that_never_answers() {
    std::thread::scope(|scope| {
        for place in [Place::BeforeHead, Place::BeforeFirstToken, Place::AfterFirstToken] {
            scope.spawn(move || {
                let endpoint = Endpoint::saying(WHOLE);
                endpoint.stand_in().fail_with(Fault::Silence(place));
                let launch = endpoint.launch("first_token_timeout_seconds = 1\nidle_timeout_seconds = 1");
                let client = start(launch, &json!({}));
                let mut editor = Editor::open(client, "file:///completion/document", "python", TOTAL);
                assert_eq!(editor.suggested_or_refused(), "", "{place:?}");
                endpoint.wait_for_abort(0);
                assert_serves(editor, &endpoint);
            });
        }
    });
}

#[test]
fn an_endpoint_that_is_not_there() {
    let endpoint = Endpoint::saying(WHOLE);
    let launch = endpoint.launch("");
    drop(endpoint);
    let mut editor = Editor::open(
        start(launch, &json!({})),
        "file:///completion/document",
        "python",
        TOTAL,
    );
    for _ in 0..3 {
        assert_eq!(editor.suggestion(), None);
    }
    let (text, _) = editor.client.document("file:///completion/document");
    assert!(text.contains("return"));
}

#[test]
fn an_empty_document() {
    let endpoint = Endpoint::saying("import os");
    let mut editor = endpoint.editor("python", "‸");
    assert_eq!(editor.suggested(), "import os");
    editor.insert("import os");
    editor.delete_back("import os".len());
    assert_eq!(editor.suggested(), "import os");
    assert_serves(editor, &endpoint);
}

#[test]
fn positions_that_are_nowhere() {
    let endpoint = Endpoint::saying(WHOLE);
    let mut editor = endpoint.editor("python", TOTAL);
    let params = |line: &Value, character: &Value| {
        json!({
            "textDocument": {"uri": "file:///completion/document"},
            "position": {"line": line, "character": character},
            "context": {"triggerKind": 2},
        })
    };
    for (line, character) in [(1, 100_000), (100_000, 0), (u32::MAX, u32::MAX), (0, u32::MAX)] {
        let params = params(&json!(line), &json!(character));
        let answer = editor.client.request("textDocument/inlineCompletion", &params);
        assert!(
            answer.get("error").is_some()
                || answer["result"].is_null()
                || answer["result"]["items"].is_array(),
            "{answer}"
        );
    }
    for (line, character) in [
        (json!(-1), json!(0)),
        (json!("a"), json!(0)),
        (Value::Null, json!(1.5)),
    ] {
        let code = editor
            .client
            .error_code("textDocument/inlineCompletion", &params(&line, &character));
        assert_eq!(code, -32602, "{line} {character}");
    }
    assert_serves(editor, &endpoint);
}

#[test]
fn a_document_that_is_not_open() {
    let endpoint = Endpoint::saying(WHOLE);
    let mut editor = endpoint.editor("python", TOTAL);
    let params = json!({
        "textDocument": {"uri": "file:///completion/unknown"},
        "position": {"line": 0, "character": 0},
        "context": {"triggerKind": 2},
    });
    let answer = editor.client.request("textDocument/inlineCompletion", &params);
    let message = answer["error"]["message"].as_str().expect("an error");
    assert!(message.contains("not open"), "{message}");
    assert_serves(editor, &endpoint);
}

#[test]
fn requests_without_a_context_or_with_an_unknown_trigger() {
    let endpoint = Endpoint::saying(WHOLE);
    let mut editor = endpoint.editor("python", TOTAL);
    let position = editor.position();
    for context in [
        Value::Null,
        json!({}),
        json!({"triggerKind": 17}),
        json!({"triggerKind": "typed"}),
    ] {
        let mut params =
            json!({"textDocument": {"uri": "file:///completion/document"}, "position": position});
        if !context.is_null() {
            params["context"] = context;
        }
        // Either way it is answered.
        editor.client.request("textDocument/inlineCompletion", &params);
    }
    assert_serves(editor, &endpoint);
}
