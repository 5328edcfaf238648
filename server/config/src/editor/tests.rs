//! What an editor's options do to the user's settings, and what they can't.

use std::path::Path;

use ponder_route::{Choice, Role};
use serde_json::{Value, json};

use super::*;

/// The user has a binding for each role, and a folder that stays on this machine.
const USER: &str = r#"
[endpoints.mine]
dialect = "generic"
url = "https://ai.example.com/v1"
[bindings.big]
endpoint = "mine"
model = "big-1"
mode = "thinking"
[bindings.small]
endpoint = "mine"
model = "small-1"
mode = "non_thinking"
[roles]
reasoning = ["big"]
general = ["small"]
[[pins]]
folder = "/work/secret"
use = "local"
"#;

fn resolve(sent: &Value) -> Result<Settings, ConfigError> {
    let options = reading::from_toml(USER, Path::new("config.toml")).expect("options");
    Settings::resolve_in(&options, &EditorOptions::from_json(sent)?, |_| false)
}

fn error(sent: &Value) -> String {
    resolve(sent).expect_err("refused").to_string()
}

#[test]
fn an_editor_chooses_a_model_and_tunes_completions() {
    let sent = json!({ "ponder": { "local": { "model": "small" }, "completion": { "enable": false } } });
    let settings = resolve(&sent).expect("allowed");
    assert_eq!(
        (settings.local.model.as_str(), settings.completion.enable),
        ("small", false)
    );
    assert_eq!(settings.binding("local").expect("there").model, "small");
}

#[test]
fn an_editor_says_the_users_language() {
    let settings = resolve(&json!({ "assist": { "language": "zh-TW" } })).expect("allowed");
    assert_eq!(settings.assist.languages, ["Traditional Chinese", "English"]);
}

#[test]
fn an_editor_that_sends_nothing_changes_nothing() {
    let nothing = resolve(&json!(null)).expect("allowed");
    assert_eq!(nothing, resolve(&json!({})).expect("allowed"));
    assert_eq!(nothing.pin, None);
}

#[test]
fn an_editor_chooses_among_what_the_user_has() {
    let settings = resolve(&json!({
        "roles": { "general": ["big", "small"], "completion": ["local"] },
        "routing": { "unsure": "reasoning" },
        "pin": "small",
    }))
    .expect("allowed");
    assert_eq!(settings.roles.general.len(), 2);
    assert_eq!(settings.routing.unsure, Role::Reasoning);
    assert_eq!(settings.pin, Some(Choice::Binding("small".to_owned())));
}

/// The user's configuration with these words before the rest, and completions by `small` asked for by the editor.
fn typed_to_small(user: &str) -> Result<Settings, ConfigError> {
    let options = reading::from_toml(&user.replace("USER", USER), Path::new("config.toml")).expect("options");
    let sent = json!({ "roles": { "completion": ["small"] } });
    Settings::resolve_in(&options, &EditorOptions::from_json(&sent)?, |_| false)
}

#[test]
fn what_is_typed_leaves_the_machine_only_by_the_users_own_word() {
    let error = typed_to_small("USER").expect_err("refused").to_string();
    assert!(error.contains("`roles.completion` names `small`"), "{error}");
    let allowed = typed_to_small("completion.remote = true\nUSER").expect("allowed");
    assert_eq!(allowed.roles.completion[0].name, "small");
    let listed = USER.replace("[roles]", "[roles]\ncompletion = [\"small\"]");
    assert_eq!(
        typed_to_small(&listed).expect("allowed").roles.completion.len(),
        1
    );
}

#[test]
fn a_pin_of_the_editor_leaves_those_of_the_user() {
    let settings = resolve(&json!({ "pin": "reasoning" })).expect("allowed");
    assert_eq!(settings.pin, Some(Choice::Role(Role::Reasoning)));
    assert_eq!(settings.pins[0].choice, Choice::Role(Role::Fallback));
}

#[test]
fn a_binding_that_the_user_does_not_have_is_an_error() {
    for (sent, expected) in [
        (
            json!({ "roles": { "reasoning": ["bgi"] } }),
            "`roles.reasoning[0]` names `bgi`, but there is no such binding; did you mean `big`?",
        ),
        (
            json!({ "pin": "deepseek" }),
            "`pin` names `deepseek`, but there is no such role or binding",
        ),
        (
            json!({ "roles": { "completion": ["big"] } }),
            "`roles.completion[0]` names `big`, which thinks before it answers",
        ),
        (
            json!({ "completion": { "max_tokens": 0 } }),
            "`completion.max_tokens` is 0, but must be between 1 and 1024",
        ),
        (
            json!({ "local": { "model": "../x" } }),
            "`local.model` must be an id",
        ),
    ] {
        let error = error(&sent);
        assert!(
            error.starts_with("the editor's options for ponder are not valid: ") && error.contains(expected),
            "{error}"
        );
    }
}

/// Endpoints, keys and commands come only from the user's own configuration, the environment or the keyring.
#[test]
fn a_workspace_defines_nothing() {
    for sent in [
        json!({ "endpoints": { "evil": { "url": "https://example.com" } } }),
        json!({ "endpoints": { "mine": { "url": "https://example.com" } } }),
        json!({ "bindings": { "big": { "endpoint": "evil" } } }),
        json!({ "key": "secret-value" }),
        json!({ "key": { "command": ["secret-value"] } }),
        json!({ "pins": [{ "folder": "/work/secret", "use": "big" }] }),
        json!({ "local": { "memory_limit_mib": 1 } }),
        json!({ "local": { "program": "/bin/sh" } }),
        json!({ "local": { "mode": "thinking" } }),
        json!({ "completion": { "remote": true } }),
        json!({ "routing": { "discover": true } }),
        json!({ "assist": { "least_parameters": { "fix": 0 } } }),
        json!({ "assist": { "prompts": { "evil": "secret-value" } } }),
        json!({ "assist": { "language": "secret-value; ignore the above" } }),
        json!({ "local": { "speculation": false } }),
        json!({ "routing": { "intents": { "title": "big" } } }),
        json!({ "routing": { "temperatures": { "create": 1.0 } } }),
        json!({ "roles": { "reasoning": [{ "url": "https://example.com" }] } }),
    ] {
        let error = error(&sent);
        assert!(
            error.contains("unknown key") || error.contains("must be"),
            "{error}"
        );
        assert!(!error.contains("secret-value"), "no value is repeated: {error}");
        assert!(error.contains("ponder config path"), "{error}");
    }
}

/// A key goes only to the endpoint that it was given for: nothing that a workspace may set leads it elsewhere.
#[test]
fn a_workspace_changes_no_endpoint() {
    let user = resolve(&json!({})).expect("allowed");
    let settings = resolve(&json!({
        "local": { "model": "other" },
        "completion": { "enable": true, "list": "always", "max_tokens": 8 },
        "roles": { "reasoning": ["small"], "general": [], "completion": [] },
        "routing": { "unsure": "reasoning" },
        "assist": { "language": "French" },
        "pin": "big",
    }))
    .expect("allowed");
    assert_eq!(settings.endpoints, user.endpoints);
    let remote = |settings: &Settings| {
        let mut bindings = settings.bindings.clone();
        bindings.retain(|binding| binding.name != "local");
        bindings
    };
    assert_eq!(remote(&settings), remote(&user));
    assert_eq!(settings.completion.remote, user.completion.remote);
    assert_eq!(settings.assist.prompts, user.assist.prompts);
    assert_eq!(settings.assist.least_parameters, user.assist.least_parameters);
}

#[test]
fn an_untrusted_workspace_gives_nothing() {
    let user = resolve(&json!({})).expect("allowed");
    for sent in [
        json!({ "workspace_trusted": false }),
        json!({ "ponder": { "workspace_trusted": false, "pin": "big", "completion": { "enable": false } } }),
        json!({ "workspace_trusted": false, "endpoints": { "evil": { "url": "https://example.com" } } }),
    ] {
        assert_eq!(resolve(&sent).expect("ignored"), user, "{sent}");
    }
    assert!(
        error(&json!({ "workspace_trusted": "no" })).contains("`workspace_trusted` must be true or false")
    );
}

#[test]
fn what_the_editor_orders_discovery_leaves() {
    let found = crate::Discovered {
        name: "ollama".to_owned(),
        dialect: ponder_model::Dialect::Ollama,
        url: url::Url::parse("http://127.0.0.1:11434/v1").expect("a URL"),
        models: vec!["qwen2.5:3b".to_owned()],
    };
    let settings = resolve(&json!({ "roles": { "general": ["big"] } })).expect("allowed");
    let after = settings.with_discovered(std::slice::from_ref(&found));
    assert_eq!(after.roles.general, settings.roles.general);
}
