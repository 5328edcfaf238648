//! Actions of the user's own: offered and done from the configuration's folder, and from nowhere else.

use std::fs;
use std::path::Path;

use ponder_tests::Launch;
use serde_json::json;

use crate::editor::{Editor, able, fenced, name_of};
use crate::provider::Provider;

const REPLACING: &str =
    "+++\ntitle = \"Multiply\"\nresult = \"replace\"\n+++\nMultiply instead of adding.\n\n{{ selection }}\n";
const MARKED: &str = "import os\n\n\n«def area(width, height):\n    return width + height»\n";

fn write(folder: &Path, name: &str, text: &str) {
    fs::create_dir_all(folder).expect("the folder can be made");
    fs::write(folder.join(name), text).expect("the folder can be written");
}

fn with_prompt(launch: &Launch, name: &str, text: &str) {
    let home = launch.home().expect("it has a home of its own");
    write(&home.join("config/ponder/prompts"), name, text);
}

fn opened(launch: Launch, uri: &str, folder: Option<&Path>) -> Editor {
    let mut client = launch.start();
    let folder = folder.map(|folder| json!({"uri": format!("file://{}", folder.display()), "name": "here"}));
    client
        .initialize(&json!({"capabilities": able(), "workspaceFolders": folder.map(|folder| vec![folder])}));
    Editor::with(client, uri, "python", MARKED)
}

#[test]
fn a_prompt_file_is_offered_and_its_answer_replaces_the_selection() {
    let provider = Provider::saying(&fenced("def area(width, height):\n    return width * height"));
    let launch = provider.launch();
    with_prompt(&launch, "multiply.md", REPLACING);
    let mut editor = opened(launch, "file:///assist/area.py", None);
    assert!(
        editor.titles().iter().any(|title| title == "Multiply"),
        "{:?}",
        editor.titles()
    );
    assert!(provider.asked().is_empty());
    let before = editor.text.clone();
    assert_eq!(
        editor.done("prompt"),
        before.replace("width + height", "width * height")
    );
    let asked = provider.asked().concat();
    assert!(asked.contains("Multiply instead of adding."), "{asked}");
    assert!(asked.contains("return width + height"), "{asked}");
}

#[test]
fn braces_in_the_selection_are_no_placeholders() {
    let provider = Provider::saying(&fenced("x = 1"));
    let launch = provider.launch();
    with_prompt(&launch, "multiply.md", REPLACING);
    let mut client = launch.start();
    client.initialize(&json!({"capabilities": able()}));
    let marked = "«x = '{{ file }} {{ diagnostics }}'»\n";
    let mut editor = Editor::with(client, "file:///assist/area.py", "python", marked);
    editor.resolve("prompt");
    let asked = provider.asked();
    assert!(asked[0].contains("{{ file }} {{ diagnostics }}"), "{}", asked[0]);
}

#[test]
fn a_bad_answer_to_a_prompt_file_is_no_edit() {
    for answer in [
        "",
        "Multiply, I would say.",
        "```python\ndef area(width, height):\n    return (\n```",
    ] {
        let provider = Provider::saying(answer);
        let launch = provider.launch();
        with_prompt(&launch, "multiply.md", REPLACING);
        opened(launch, "file:///assist/area.py", None).refusal("prompt");
    }
}

#[test]
fn a_prompt_file_of_a_workspace_is_none() {
    let provider = Provider::saying(&fenced("x = 1"));
    let folder = tempfile::tempdir().expect("a folder can be made");
    for place in [
        "prompts",
        ".ponder/prompts",
        "ponder/prompts",
        ".config/ponder/prompts",
        ".github/prompts",
    ] {
        write(&folder.path().join(place), "multiply.md", REPLACING);
    }
    write(&folder.path().join(".ponder"), "config.toml", "");
    let uri = format!("file://{}/area.py", folder.path().display());
    let mut editor = opened(provider.launch(), &uri, Some(folder.path()));
    let actions = editor.list();
    assert!(!actions.is_empty());
    for action in &actions {
        assert_ne!(name_of(action), Some("prompt"), "{action}");
        assert_ne!(action["title"], "Multiply", "{action}");
    }
}

#[test]
fn a_prompt_file_with_a_fault_is_left_out_and_the_rest_is_offered() {
    let provider = Provider::saying("nothing");
    let launch = provider.launch();
    with_prompt(&launch, "multiply.md", REPLACING);
    with_prompt(
        &launch,
        "broken.md",
        "+++\ntitel = \"Broken\"\n+++\nDo {{ nothing }}.\n",
    );
    let mut editor = opened(launch, "file:///assist/area.py", None);
    let titles = editor.titles();
    assert!(titles.iter().any(|title| title == "Multiply"), "{titles:?}");
    assert!(
        !titles.iter().any(|title| title == "Broken" || title == "broken"),
        "{titles:?}"
    );
}

#[test]
fn an_action_cannot_name_a_prompt_file_by_its_path() {
    let provider = Provider::saying("nothing");
    let launch = provider.launch();
    with_prompt(&launch, "multiply.md", REPLACING);
    let folder = tempfile::tempdir().expect("a folder can be made");
    write(folder.path(), "evil.md", REPLACING);
    let mut editor = opened(launch, "file:///assist/area.py", None);
    let mut action = editor.action("prompt");
    for name in [
        format!("{}/evil", folder.path().display()),
        "../prompts/multiply".to_owned(),
        "multiply.md".to_owned(),
        String::new(),
    ] {
        action["data"]["action"]["file"] = json!(name);
        let answer = editor.client.request("codeAction/resolve", &action);
        assert!(answer["error"]["message"].is_string(), "{name}: {answer}");
    }
    assert!(provider.asked().is_empty());
}
