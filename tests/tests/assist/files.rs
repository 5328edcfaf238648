//! Files of every kind: what stands outside the range stays byte for byte, and what can't be edited is said to be so.

use serde_json::{Value, json};

use crate::editor::{Editor, fenced, titles, unmarked};
use crate::provider::Provider;

const MENDED: &str = "def area(width, height):\n    return width * height";

/// A file with the function to mend, in parts: before it, itself, behind it.
fn mended(what: &str, before: &str, function: &str, behind: &str) {
    let provider = Provider::saying(&fenced(MENDED));
    let marked = format!("{before}«{function}»{behind}");
    let mut editor = Editor::open(&provider, "area.py", "python", &marked);
    let after = editor.done("fix");
    let expected = function.replace("width + height", "width * height");
    assert_eq!(after, format!("{before}{expected}{behind}"), "{what}");
}

#[test]
fn line_ends_marks_tabs_and_wide_characters_are_kept() {
    let function = "def area(width, height):\n    return width + height";
    let crlf = function.replace('\n', "\r\n");
    mended("LF", "import os\n\n\n", function, "\n\n\nx = 1\n");
    mended("CRLF", "import os\r\n\r\n\r\n", &crlf, "\r\n\r\n\r\nx = 1\r\n");
    mended("no line end at the end", "import os\n\n\n", function, "");
    mended("CRLF, no line end at the end", "import os\r\n\r\n\r\n", &crlf, "");
    mended("a byte order mark", "\u{feff}import os\n\n\n", function, "\n");
    mended(
        "a byte order mark before the function",
        "\u{feff}",
        function,
        "\n",
    );
    mended(
        "CJK and faces",
        "# 你好，世界 🤗\ns = '🤗🤗你好'\n\n\n",
        function,
        "\n\n\ns = '日本語' # 🤗\n",
    );
    mended(
        "blanks at line ends",
        "x = 1   \n\t\n\n",
        function,
        "\n  \n\t\nx = 2   \n",
    );
    mended(
        "mixed line ends",
        "a = 1\r\nb = 2\nc = 3\n\n\n",
        function,
        "\n\n\nd = 4\r\ne = 5\n",
    );
    mended(
        "tabs",
        "if True:\n\tpass\n\n\n",
        "def area(width, height):\n\treturn width + height",
        "\n\n\nif True:\n\tpass\n",
    );
}

#[test]
fn a_method_keeps_its_indentation() {
    for indentation in ["    ", "\t", "  "] {
        let provider = Provider::saying(&fenced(&MENDED.replace("    ", indentation)));
        let marked = format!(
            "class Shape:\n{indentation}x = 1\n\n{indentation}«def area(width, height):\n{indentation}{indentation}return width + \
             height»\n\n{indentation}y = 2\n"
        );
        let mut editor = Editor::open(&provider, "shape.py", "python", &marked);
        let before = editor.text.clone();
        assert_eq!(
            editor.done("fix"),
            before.replace("width + height", "width * height")
        );
    }
}

#[test]
fn an_untitled_document_is_edited() {
    let provider = Provider::saying(&fenced(MENDED));
    let mut client = provider.launch().start();
    client.initialize(&json!({"capabilities": crate::editor::able()}));
    let marked = "«def area(width, height):\n    return width + height»\n";
    let mut editor = Editor::with(client, "untitled:Untitled-1", "python", marked);
    assert_eq!(editor.done("fix"), format!("{MENDED}\n"));
}

#[test]
fn a_document_that_only_can_be_read_is_explained_and_not_edited() {
    let provider = Provider::saying(&fenced(MENDED));
    let mut client = provider.launch().start();
    client.initialize(&json!({"capabilities": crate::editor::able()}));
    let marked = "«def area(width, height):\n    return width + height»\n";
    let mut editor = Editor::with(client, "git:/assist/area.py?ref=HEAD", "python", marked);
    let titles = editor.titles();
    assert!(titles.iter().any(|title| title == "Explain"), "{titles:?}");
    for title in [
        "Fix",
        "Fix and tell why",
        "Write doc comment",
        "Refactor …",
        "Document the whole file",
    ] {
        assert!(!titles.iter().any(|offered| offered == title), "{titles:?}");
    }
}

#[test]
fn an_empty_document_is_no_place_for_edits() {
    let provider = Provider::saying(&fenced(MENDED));
    let mut editor = Editor::open(&provider, "empty.py", "python", "");
    let titles = editor.titles();
    for title in [
        "Fix",
        "Write doc comment",
        "Write tests",
        "Document the whole file",
    ] {
        assert!(!titles.iter().any(|offered| offered == title), "{titles:?}");
    }
    assert!(provider.asked().is_empty());
}

#[test]
fn an_empty_selection_between_symbols_is_answered() {
    let provider = Provider::saying(&fenced(MENDED));
    let marked = "import os\n\n«»\n\ndef area(width, height):\n    return width + height\n";
    let mut editor = Editor::open(&provider, "area.py", "python", marked);
    for action in editor.list() {
        if action["data"].is_null() || action["command"].is_object() {
            continue;
        }
        let answer = editor.client.request("codeAction/resolve", &action);
        if let Some(message) = answer["error"]["message"].as_str() {
            assert!(!message.is_empty() && !message.contains('\n'), "{answer}");
        } else if answer["result"]["edit"].is_object()
            && !answer["result"]["edit"]["documentChanges"].is_null()
        {
            assert!(answer["result"]["title"].is_string(), "{answer}");
        }
    }
}

#[test]
fn code_that_is_broken_all_over_is_answered() {
    let provider = Provider::saying(&fenced("def area(width, height):\n    return 1"));
    let marked = "def def ((\n«def area(width, height:\n  return }}»\n]]] class\n";
    let mut editor = Editor::open(&provider, "broken.py", "python", marked);
    let (before, behind) = ("def def ((\n", "\n]]] class\n");
    let answer = editor.resolve("fix");
    if answer.get("error").is_none() {
        let after = editor
            .applied(&answer["result"]["edit"])
            .expect("it is for this version");
        assert!(after.starts_with(before) && after.ends_with(behind), "{after}");
    } else {
        crate::editor::refused(&answer);
    }
}

#[test]
fn a_file_of_50_000_lines_is_listed_and_mended_in_its_place() {
    let provider = Provider::saying(&fenced(MENDED));
    let filler = |from: usize| {
        (from..from + 6250).fold(String::new(), |text, number| {
            text + &format!(
                "def function_{number}(value):\n    result = value * {number}\n    return result\n\n"
            )
        })
    };
    let marked = format!(
        "{}«def area(width, height):\n    return width + height»\n\n{}",
        filler(0),
        filler(6250)
    );
    let mut editor = Editor::open(&provider, "large.py", "python", &marked);
    assert!(editor.text.lines().count() > 50_000);
    let titles = editor.titles();
    assert!(titles.iter().any(|title| title == "Fix"), "{titles:?}");
    let before = editor.text.clone();
    // Once by a list of a document that is not analyzed yet, once later.
    for _ in 0..2 {
        assert!(editor.done("fix") == before.replace("width + height", "width * height"));
    }
    let asked = provider.asked().concat();
    assert!(
        asked.len() < 200_000,
        "the model is told of the place only: {} bytes",
        asked.len()
    );
}

#[test]
fn all_of_a_file_of_50_000_lines_is_too_much_and_said_to_be() {
    let provider = Provider::saying(&fenced("x = 1"));
    let text = "x = 1\n".repeat(50_000);
    let mut editor = Editor::open(&provider, "large.py", "python", &format!("«{text}»"));
    let answer = editor.resolve("fix");
    if answer.get("error").is_none() {
        // Lines around the place are no harm either.
        let after = editor
            .applied(&answer["result"]["edit"])
            .expect("it is for this version");
        assert!(after.lines().count() > 49_000);
    } else {
        crate::editor::refused(&answer);
    }
    let asked = provider.asked().concat();
    assert!(asked.len() < 200_000, "{} bytes", asked.len());
}

#[test]
fn actions_of_a_document_that_is_not_open_are_refused() {
    let provider = Provider::saying(&fenced(MENDED));
    let (text, _) = unmarked("x = 1\n");
    let mut editor = Editor::open(&provider, "open.py", "python", &text);
    let params = json!({
        "textDocument": {"uri": "file:///assist/closed.py"},
        "range": {"start": {"line": 0, "character": 0}, "end": {"line": 0, "character": 1}},
        "context": {"diagnostics": []},
    });
    let answer = editor.client.request("textDocument/codeAction", &params);
    match answer.get("error") {
        Some(error) => assert!(
            error["message"]
                .as_str()
                .is_some_and(|message| message.contains("closed.py"))
        ),
        None => assert_eq!(
            titles(answer["result"].as_array().unwrap_or(&Vec::new())),
            Vec::<String>::new()
        ),
    }
}

#[test]
fn an_action_whose_data_is_not_ponders_is_refused() {
    let provider = Provider::saying(&fenced(MENDED));
    let mut editor = Editor::open(&provider, "area.py", "python", "x = 1\n");
    for data in [
        json!(7),
        json!({}),
        json!({"action": {"name": "format_disk"}}),
        json!([[]]),
    ] {
        let action = json!({"title": "Fix", "data": data});
        assert_eq!(
            editor.client.error_code("codeAction/resolve", &action),
            -32602,
            "{data}"
        );
    }
    let nothing = json!({"title": "Fix"});
    assert_eq!(
        editor.client.result("codeAction/resolve", &nothing)["edit"],
        Value::Null
    );
}
