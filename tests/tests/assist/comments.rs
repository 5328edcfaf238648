//! Doc comments and translations: comments change, and nothing else.

use serde_json::Value;

use crate::editor::{Editor, edited};
use crate::provider::Provider;

/// The lines of `after` that `before` does not have; the others must be all of `before`, in order.
fn added<'a>(before: &str, after: &'a str) -> Vec<&'a str> {
    let mut kept = before.lines().peekable();
    let added = after
        .lines()
        .filter(|line| kept.next_if_eq(line).is_none())
        .collect();
    assert_eq!(kept.next(), None, "code was changed: {after}");
    added
}

#[test]
fn a_doc_comment_is_added_in_the_convention_of_the_language() {
    let files = [
        (
            "a.py",
            "python",
            "def ar«»ea(width, height):\n    return width * height\n",
            "\"\"\"",
        ),
        (
            "a.rs",
            "rust",
            "fn ar«»ea(width: u32, height: u32) -> u32 {\n    width * height\n}\n",
            "///",
        ),
        (
            "a.js",
            "javascript",
            "function ar«»ea(width, height) {\n  return width * height;\n}\n",
            "/**",
        ),
        (
            "a.ts",
            "typescript",
            "function ar«»ea(width: number): number {\n  return width;\n}\n",
            "/**",
        ),
        (
            "a.go",
            "go",
            "package a\n\nfunc Ar«»ea(width int) int {\n\treturn width\n}\n",
            "//",
        ),
        (
            "A.java",
            "java",
            "class A {\n    int ar«»ea(int width) {\n        return width;\n    }\n}\n",
            "/**",
        ),
        (
            "a.c",
            "c",
            "int ar«»ea(int width) {\n    return width;\n}\n",
            "/**",
        ),
        (
            "a.cpp",
            "cpp",
            "int ar«»ea(int width) {\n    return width;\n}\n",
            "/**",
        ),
        (
            "A.cs",
            "csharp",
            "class A {\n    int Ar«»ea(int width) {\n        return width;\n    }\n}\n",
            "///",
        ),
    ];
    for (name, language, marked, mark) in files {
        let provider = Provider::saying("Returns the area of a rectangle.");
        let mut editor = Editor::open(&provider, name, language, marked);
        let before = editor.text.clone();
        let after = editor.done("document");
        let added = added(&before, &after);
        assert!(
            added.iter().any(|line| line.trim_start().starts_with(mark)),
            "{name}: {after}"
        );
        assert!(after.contains("eturns the area"), "{name}: {after}");
    }
}

#[test]
fn the_whole_file_is_documented_symbol_by_symbol_each_to_be_refused() {
    let provider = Provider::saying("Does what its name says.");
    let text = "def first(a):\n    return a\n\n\ndef second(b):\n    \"\"\"Has one.\"\"\"\n    return b\n\n\n\
                class Third:\n    def fourth(self):\n        return 4\n";
    let mut editor = Editor::open(&provider, "file.py", "python", text);
    let action = editor.resolved("document_file");
    let edit = &action["edit"];
    let after = editor.applied(edit).expect("it is for this version");
    let added = added(text, &after);
    assert_eq!(
        added.iter().filter(|line| line.contains("\"\"\"")).count(),
        3,
        "{after}"
    );
    assert_eq!(
        after.matches("Has one.").count(),
        1,
        "what is documented stays: {after}"
    );

    let edits = edit["documentChanges"][0]["edits"]
        .as_array()
        .expect("there are edits");
    let mut annotations: Vec<&str> = edits
        .iter()
        .filter_map(|edit| edit["annotationId"].as_str())
        .collect();
    annotations.sort_unstable();
    annotations.dedup();
    assert_eq!(annotations.len(), 3, "each can be refused by itself: {edit}");
    let labels: Vec<&Value> = annotations
        .iter()
        .map(|annotation| &edit["changeAnnotations"][*annotation]["label"])
        .collect();
    for name in ["first", "Third", "fourth"] {
        assert!(
            labels
                .iter()
                .any(|label| label.as_str().is_some_and(|label| label.contains(name))),
            "{labels:?}"
        );
    }
    // Each alone leaves the code as it is.
    for edit in edits {
        self::added(text, &edited(text, std::slice::from_ref(edit)));
    }
}

#[test]
fn comments_are_translated_one_by_one_and_the_code_stays() {
    let provider = Provider::saying("Returns the product.");
    let marked = "«# Gibt das Produkt zurück.\ndef produkt(a, b):\n    s = '# kein Kommentar'\n    # Und hier auch.\n    \
                  return a * b»\n";
    let mut editor = Editor::open(&provider, "produkt.py", "python", marked);
    let action = editor.resolved("translate");
    assert_eq!(
        editor.applied(&action["edit"]).as_deref(),
        Some(
            "# Returns the product.\ndef produkt(a, b):\n    s = '# kein Kommentar'\n    # Returns the product.\n    \
             return a * b\n"
        )
    );
    let edits = action["edit"]["documentChanges"][0]["edits"]
        .as_array()
        .expect("there are edits");
    assert_eq!(edits.len(), 2, "{action}");
    assert_ne!(
        edits[0]["annotationId"], edits[1]["annotationId"],
        "each can be refused by itself"
    );
}

#[test]
fn a_translation_in_another_form_stays_in_its_comment() {
    let provider = Provider::saying("");
    let marked =
        "# Gibt das Pro«»dukt zurück.\ndef produkt(a, b):\n    s = '# kein Kommentar'\n    return a * b\n";
    let mut editor = Editor::open(&provider, "produkt.py", "python", marked);
    for answer in [
        "# Returns the product.",
        "[1] Returns the product.",
        "```\nReturns the product.\n```",
        "Returns the product.\n\n    evil()",
    ] {
        provider
            .stand_in()
            .answer_with(ponder_tests::stand_in::Answer::text(answer));
        let answer = editor.resolve("translate");
        if answer.get("error").is_some() {
            crate::editor::refused(&answer);
            continue;
        }
        let after = editor
            .applied(&answer["result"]["edit"])
            .expect("it is for this version");
        let code = editor
            .text
            .split_once('\n')
            .map(|(_, code)| code)
            .expect("there are lines");
        let comments = after
            .strip_suffix(code)
            .unwrap_or_else(|| panic!("code was changed: {after}"));
        assert!(comments.lines().all(|line| line.starts_with('#')), "{after}");
    }
}

#[test]
fn an_answer_with_code_is_no_translation() {
    let provider = Provider::saying("Returns the product.\nimport os\nos.remove('x')");
    let marked = "# Gibt das Pro«»dukt zurück.\ndef produkt(a, b):\n    return a * b\n";
    let mut editor = Editor::open(&provider, "produkt.py", "python", marked);
    let answer = editor.resolve("translate");
    if answer.get("error").is_some() {
        crate::editor::refused(&answer);
        return;
    }
    let after = editor
        .applied(&answer["result"]["edit"])
        .expect("it is for this version");
    assert!(
        after.ends_with("def produkt(a, b):\n    return a * b\n"),
        "{after}"
    );
    let comments = after.split("def produkt").next().unwrap_or_default();
    assert!(comments.lines().all(|line| line.starts_with('#')), "{after}");
}

#[test]
fn prose_gets_better_words_in_its_own_paragraph() {
    let provider = Provider::saying("The quick brown fox jumps over the dog.");
    let marked = "# Title\n\nThe quick bro«»wn fox it jumps over dog.\n\nAnother paragraph.\n";
    let mut editor = Editor::open(&provider, "notes.md", "markdown", marked);
    assert_eq!(
        editor.done("improve"),
        "# Title\n\nThe quick brown fox jumps over the dog.\n\nAnother paragraph.\n"
    );
}
