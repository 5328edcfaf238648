//! Edits of files that are not the document.

use serde_json::{Value, json};

use super::editor::{Editor, able, range};
use super::endpoint::{Asked, Endpoint};

const GO: &str = "package numbers\n\nfunc One() int {\n\treturn 1\n}\n";
const TESTS: &str = "package numbers\n\nimport \"testing\"\n\nfunc TestOther(t *testing.T) {\n}\n";
const ANSWER: &str = "```go\npackage numbers\n\nimport \"testing\"\n\nfunc TestOne(t *testing.T) {\n\tif One() != 1 {\n\t\tt.Fatal(\"not one\")\n\t}\n}\n```\n";

/// Begins to write tests of a document; `files` are there already.
async fn testing(capabilities: Value, name: &str, files: &[(&str, &str)]) -> (Editor, i64, Asked) {
    let mut endpoint = Endpoint::start().await;
    let mut editor = Editor::start(capabilities, &endpoint.configuration()).await;
    for (name, text) in files {
        editor.write(name, text);
    }
    let uri = editor.uri(name);
    editor.open(&uri, "go", GO).await;
    let data = json!({"action": {"name": "test"}, "uri": uri, "range": range((2, 6), (2, 6)), "version": 1});
    let id = editor
        .begin(
            "codeAction/resolve",
            json!({"title": "Write tests", "data": data}),
        )
        .await;
    let asked = endpoint.asked().await;
    (editor, id, asked)
}

#[tokio::test]
async fn a_file_of_tests_is_created_where_there_is_none() {
    let (mut editor, id, asked) = testing(able(), "src/numbers.go", &[]).await;
    asked.answer(ANSWER).await;
    let answer = editor.answer(id).await;
    let changes = &answer["result"]["edit"]["documentChanges"];
    let uri = editor.uri("src/numbers_test.go");
    assert_eq!(changes[0]["kind"], "create", "{answer}");
    assert_eq!(changes[0]["uri"], uri.as_str());
    assert_eq!(changes[0]["options"]["overwrite"], false);
    assert_eq!(changes[1]["textDocument"], json!({"uri": uri, "version": null}));
    let text = changes[1]["edits"][0]["newText"].as_str().unwrap();
    assert!(text.contains("func TestOne"), "{text}");
}

#[tokio::test]
async fn an_editor_that_creates_no_files_is_shown_the_tests() {
    let mut capabilities = able();
    capabilities["workspace"]["workspaceEdit"]["resourceOperations"] = json!(["rename"]);
    let (mut editor, id, asked) = testing(capabilities, "src/numbers.go", &[]).await;
    asked.answer(ANSWER).await;
    let answer = editor.answer(id).await;
    assert_eq!(answer["result"]["edit"], Value::Null, "{answer}");
    let command = &answer["result"]["command"];
    assert_eq!(command["command"], "ponder.show");
    let text = command["arguments"][0]["text"].as_str().unwrap();
    assert!(
        text.contains("src/numbers_test.go") && text.contains("func TestOne"),
        "{text}"
    );
}

#[tokio::test]
async fn a_file_of_tests_that_is_there_is_added_to() {
    let files = [("src/numbers_test.go", TESTS)];
    let (mut editor, id, asked) = testing(able(), "src/numbers.go", &files).await;
    asked.answer(ANSWER).await;
    let answer = editor.answer(id).await;
    let changes = answer["result"]["edit"]["documentChanges"].as_array().unwrap();
    assert_eq!(changes.len(), 1, "{answer}");
    let uri = editor.uri("src/numbers_test.go");
    assert_eq!(changes[0]["textDocument"], json!({"uri": uri, "version": null}));
}

#[tokio::test]
async fn a_file_of_tests_that_is_open_counts_as_it_is_there() {
    let files = [("src/numbers_test.go", "package old\n")];
    let mut endpoint = Endpoint::start().await;
    let mut editor = Editor::start(able(), &endpoint.configuration()).await;
    for (name, text) in files {
        editor.write(name, text);
    }
    let (uri, tests) = (editor.uri("src/numbers.go"), editor.uri("src/numbers_test.go"));
    editor.open(&uri, "go", GO).await;
    editor.open(&tests, "go", TESTS).await;
    let data = json!({"action": {"name": "test"}, "uri": uri, "range": range((2, 6), (2, 6))});
    let id = editor
        .begin(
            "codeAction/resolve",
            json!({"title": "Write tests", "data": data}),
        )
        .await;
    endpoint.asked().await.answer(ANSWER).await;
    let answer = editor.answer(id).await;
    assert_eq!(
        answer["result"]["edit"]["documentChanges"][0]["textDocument"],
        json!({"uri": tests, "version": 1}),
        "{answer}"
    );
}

#[tokio::test]
async fn a_file_that_was_changed_meanwhile_is_left_alone() {
    let files = [("src/numbers_test.go", TESTS)];
    for before in [&files[..], &[]] {
        let (mut editor, id, asked) = testing(able(), "src/numbers.go", before).await;
        editor.write("src/numbers_test.go", "package numbers\n\n// changed\n");
        asked.answer(ANSWER).await;
        let answer = editor.answer(id).await;
        assert_eq!(answer["error"]["code"], -32801, "{answer}");
        let shown = editor.told("window/showMessage").await;
        let text = shown["params"]["message"].as_str().unwrap();
        assert!(text.contains("+func TestOne"), "{text}");
    }
}

#[tokio::test]
async fn what_other_programs_act_on_is_not_written_to_unless_the_user_is_in_it() {
    for name in [
        ".github/workflows/numbers.go",
        ".vscode/numbers.go",
        ".git/numbers.go",
    ] {
        let (mut editor, id, asked) = testing(able(), name, &[]).await;
        asked.answer(ANSWER).await;
        let answer = editor.answer(id).await;
        assert_eq!(answer["error"]["code"], -32803, "{answer}");
        let message = answer["error"]["message"].as_str().unwrap();
        assert!(message.contains("acted on by other programs"), "{message}");
        let shown = editor.told("window/showMessage").await;
        let text = shown["params"]["message"].as_str().unwrap();
        assert!(text.contains("+func TestOne"), "{text}");
    }
}

#[tokio::test]
async fn the_document_itself_is_changed_wherever_it_is() {
    let mut endpoint = Endpoint::start().await;
    let mut editor = Editor::start(able(), &endpoint.configuration()).await;
    let outside = tempfile::tempdir().unwrap();
    let outside = outside.path().join("numbers.go").to_str().unwrap().to_owned();
    for uri in [
        editor.uri(".github/workflows/numbers.go"),
        format!("file://{outside}"),
        "untitled:Untitled-1".to_owned(),
    ] {
        editor.open(&uri, "go", GO).await;
        let data = json!({"action": {"name": "document"}, "uri": uri, "range": range((2, 6), (2, 6))});
        let id = editor
            .begin(
                "codeAction/resolve",
                json!({"title": "Write doc comment", "data": data}),
            )
            .await;
        endpoint.asked().await.answer("One is the first number.").await;
        let answer = editor.answer(id).await;
        assert_eq!(
            answer["result"]["edit"]["documentChanges"][0]["textDocument"]["uri"],
            uri.as_str(),
            "{answer}"
        );
    }
}

#[tokio::test]
async fn tests_of_a_file_outside_of_the_workspace_are_shown() {
    let outside = tempfile::tempdir().unwrap();
    let name = outside.path().join("numbers.go");
    let (mut editor, id, asked) = testing(able(), name.to_str().unwrap(), &[]).await;
    asked.answer(ANSWER).await;
    let answer = editor.answer(id).await;
    let message = answer["error"]["message"].as_str().unwrap();
    assert!(message.contains("outside of the workspace"), "{message}");
}
