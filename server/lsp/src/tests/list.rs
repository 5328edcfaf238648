//! The list of actions.

use serde_json::{Value, json};

use super::editor::{Editor, able, range};

const PYTHON: &str = "def area(width, height):\n    return width * height\n";

fn no_models() -> Value {
    json!({"routing": {"discover": false}})
}

fn names(actions: &[Value], key: &str) -> Vec<String> {
    actions
        .iter()
        .filter_map(|action| action[key].as_str().map(str::to_owned))
        .collect()
}

#[tokio::test]
async fn actions_are_offered_without_a_model() {
    let mut editor = Editor::start(able(), &no_models()).await;
    let uri = editor.uri("area.py");
    editor.open(&uri, "python", PYTHON).await;
    let actions = editor
        .actions(&uri, &range((0, 6), (0, 6)), json!({"diagnostics": []}))
        .await;
    let documented: Vec<&Value> = actions
        .iter()
        .filter(|action| action["data"]["action"]["name"] == "document")
        .collect();
    assert_eq!(documented.len(), 1, "{actions:?}");
    assert_eq!(documented[0]["kind"], "refactor.rewrite");
    assert_eq!(documented[0]["data"]["version"], 1);
    assert!(
        actions
            .iter()
            .any(|action| action["command"]["command"] == "ponder.explain"),
        "{actions:?}"
    );
    for action in &actions {
        assert!(action.get("edit").is_none() && action.get("disabled").is_none());
        assert!(
            action["data"].is_object() != action["command"].is_object(),
            "{action}"
        );
    }
}

#[tokio::test]
async fn only_the_kinds_asked_for_are_listed() {
    let mut editor = Editor::start(able(), &no_models()).await;
    let uri = editor.uri("area.py");
    editor.open(&uri, "python", PYTHON).await;
    for only in ["quickfix", "refactor", "refactor.rewrite", "source"] {
        let context = json!({"diagnostics": [], "only": [only]});
        let actions = editor.actions(&uri, &range((0, 6), (0, 6)), context).await;
        for kind in names(&actions, "kind") {
            assert!(kind.starts_with(only), "{kind} for {only}");
        }
        assert_eq!(
            names(&actions, "kind").len(),
            actions.len(),
            "each has a kind: {actions:?}"
        );
    }
    let context = json!({"diagnostics": [], "only": ["source.organizeImports"]});
    let actions = editor.actions(&uri, &range((0, 6), (0, 6)), context).await;
    assert_eq!(actions, Vec::<Value>::new());
}

#[tokio::test]
async fn a_fix_carries_its_diagnostic_as_it_came() {
    let mut editor = Editor::start(able(), &no_models()).await;
    let uri = editor.uri("area.py");
    editor.open(&uri, "python", PYTHON).await;
    let diagnostic = json!({
        "range": range((1, 11), (1, 16)),
        "severity": 1,
        "code": "F821",
        "source": "ruff",
        "message": "undefined name",
        "data": {"of": "another server"},
    });
    let context = json!({"diagnostics": [diagnostic], "only": ["quickfix"]});
    let actions = editor.actions(&uri, &range((1, 12), (1, 12)), context).await;
    let fix = actions
        .iter()
        .find(|action| action["data"]["action"]["name"] == "fix")
        .unwrap_or_else(|| panic!("no fix in {actions:?}"));
    assert_eq!(fix["diagnostics"], json!([diagnostic]));
}

#[tokio::test]
async fn an_editor_that_does_not_resolve_gets_commands() {
    let mut editor = Editor::start(json!({"workspace": {"applyEdit": true}}), &no_models()).await;
    let uri = editor.uri("area.py");
    editor.open(&uri, "python", PYTHON).await;
    let actions = editor
        .actions(&uri, &range((0, 6), (0, 6)), json!({"diagnostics": []}))
        .await;
    assert!(!actions.is_empty());
    for action in &actions {
        assert!(action["command"].is_object(), "{action}");
        // It can neither ask for an instruction nor open a chat.
        let argument = &action["command"]["arguments"][0];
        assert!(
            !(argument["action"]["name"] == "refactor" && argument["action"]["instruction"].is_null()),
            "{action}"
        );
        assert_ne!(action["command"]["command"], "ponder.chat");
    }
}

#[tokio::test]
async fn what_is_no_file_is_only_explained() {
    let mut editor = Editor::start(able(), &no_models()).await;
    for (uri, is_changed) in [("git:/area.py?HEAD", false), ("untitled:Untitled-1", true)] {
        editor.open(uri, "python", PYTHON).await;
        let actions = editor
            .actions(uri, &range((0, 6), (0, 6)), json!({"diagnostics": []}))
            .await;
        assert!(!actions.is_empty(), "{uri}");
        let changing = actions.iter().any(|action| {
            !matches!(
                action["command"]["command"].as_str(),
                Some("ponder.explain" | "ponder.chat")
            )
        });
        assert_eq!(changing, is_changed, "{uri}: {actions:?}");
    }
}
