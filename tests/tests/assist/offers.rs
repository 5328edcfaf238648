//! What is offered where, and that nobody is asked for it.

use serde_json::{Value, json};

use crate::editor::{Editor, titles};
use crate::provider::Provider;

const PYTHON: &str =
    "import os\n\n\ndef area(width, height):\n    # The product of both.\n    return width + height\n";

/// What is offered in a document, at its marks; asserts that no model was asked.
fn offered(name: &str, language: &str, marked: &str) -> Vec<Value> {
    let provider = Provider::saying("nothing");
    let mut editor = Editor::open(&provider, name, language, marked);
    let actions = editor.list();
    assert!(provider.asked().is_empty(), "listing asks no model");
    for action in &actions {
        assert!(
            action.get("edit").is_none(),
            "an edit comes when it is chosen: {action}"
        );
    }
    actions
}

fn assert_offered(actions: &[Value], wanted: &[&str]) {
    let titles = titles(actions);
    for title in wanted {
        assert!(
            titles.iter().any(|offered| offered == title),
            "no {title:?} in {titles:?}"
        );
    }
}

#[test]
fn a_selection_of_code_can_be_explained_mended_changed_and_tested() {
    let actions = offered("area.py", "python", &marked("def area(width, height):"));
    assert_offered(
        &actions,
        &["Explain", "Fix", "Refactor …", "Write tests", "Continue in chat"],
    );
}

#[test]
fn a_symbol_can_be_documented() {
    let actions = offered("area.py", "python", &PYTHON.replace("def area", "def ar«»ea"));
    assert_offered(
        &actions,
        &[
            "Explain",
            "Write doc comment",
            "Write tests",
            "Document the whole file",
        ],
    );
}

#[test]
fn a_comment_can_be_improved_and_translated() {
    let actions = offered("area.py", "python", &PYTHON.replace("product of", "pro«»duct of"));
    assert_offered(&actions, &["Improve the wording", "Translate to English"]);
}

#[test]
fn prose_can_be_rewritten_and_is_offered_nothing_for_code() {
    let actions = offered(
        "notes.md",
        "markdown",
        "# Title\n\nThe quick «brown fox» jumps over the lazy dog.\n",
    );
    assert_offered(
        &actions,
        &[
            "Improve the wording",
            "Make it shorter",
            "Make it plainer",
            "Make it warmer",
        ],
    );
    let titles = titles(&actions);
    for title in [
        "Write tests",
        "Write doc comment",
        "Complete this function from its comment",
    ] {
        assert!(!titles.iter().any(|offered| offered == title), "{titles:?}");
    }
}

#[test]
fn a_commit_message_can_be_written() {
    let actions = offered(
        "COMMIT_EDITMSG",
        "git-commit",
        "«»\n# Please enter the commit message.\n",
    );
    assert_offered(&actions, &["Write commit message"]);
}

#[test]
fn an_unwritten_function_can_be_completed_from_its_comment() {
    let marked = "# Returns the area of a rectangle.\ndef ar«»ea(width, height):\n    pass\n";
    assert_offered(
        &offered("area.py", "python", marked),
        &["Complete this function from its comment"],
    );
}

#[test]
fn a_diagnostic_can_be_explained_and_has_fixes_that_name_it() {
    let provider = Provider::saying("nothing");
    let mut editor = Editor::open(
        &provider,
        "area.py",
        "python",
        &PYTHON.replace("width +", "wid«»th +"),
    );
    editor.complain("width + height", "an area is no sum");
    let actions = editor.list();
    let fixes: Vec<&Value> = actions
        .iter()
        .filter(|action| action["kind"] == "quickfix")
        .collect();
    assert!(fixes.len() >= 2, "{:?}", titles(&actions));
    for fix in &fixes {
        let diagnostics = fix["diagnostics"].as_array().expect("a fix says what it mends");
        assert_eq!(diagnostics[0]["message"], "an area is no sum", "{fix}");
    }
    assert_offered(&actions, &["Fix and tell why", "Explain this error"]);
    assert!(provider.asked().is_empty());
}

#[test]
fn only_what_is_asked_for_is_listed() {
    let provider = Provider::saying("nothing");
    let mut editor = Editor::open(
        &provider,
        "area.py",
        "python",
        &marked("def area(width, height):"),
    );
    editor.complain("width + height", "an area is no sum");
    for (only, kind) in [
        ("quickfix", "quickfix"),
        ("refactor", "refactor"),
        ("refactor.rewrite", "refactor.rewrite"),
        ("source", "source"),
    ] {
        let actions = editor.list_of(&json!([only]));
        assert!(!actions.is_empty(), "{only}");
        for action in &actions {
            let of = action["kind"].as_str().unwrap_or_default();
            assert!(
                of == kind || of.starts_with(&format!("{kind}.")),
                "{only}: {action}"
            );
        }
    }
    for only in ["refac", "refactor.extract", "source.organizeImports", "notebook"] {
        assert_eq!(editor.list_of(&json!([only])), Vec::<Value>::new(), "{only}");
    }
    assert!(provider.asked().is_empty());
}

#[test]
fn titles_are_told_apart() {
    let actions = offered("area.py", "python", &marked("def area(width, height):"));
    let mut titles = titles(&actions);
    let count = titles.len();
    titles.sort_unstable();
    titles.dedup();
    assert_eq!(titles.len(), count, "{titles:?}");
}

#[test]
fn places_that_are_none_are_survived() {
    let provider = Provider::saying("nothing");
    let mut editor = Editor::open(&provider, "area.py", "python", PYTHON);
    let far = json!({"line": 4_294_967_295_u32, "character": 4_294_967_295_u32});
    let start = json!({"line": 0, "character": 0});
    for (one, other) in [(&far, &far), (&far, &start), (&start, &far)] {
        let params = json!({
            "textDocument": {"uri": editor.uri},
            "range": {"start": one, "end": other},
            "context": {"diagnostics": [{"range": {"start": far, "end": far}, "message": ""}]},
        });
        let answer = editor.client.request("textDocument/codeAction", &params);
        assert!(answer.get("error").is_none(), "{answer}");
    }
}

/// The code with everything from `from` on selected.
fn marked(from: &str) -> String {
    let (before, after) = PYTHON.split_once(from).expect("it stands there");
    format!("{before}«{from}{}»\n", after.trim_end())
}
