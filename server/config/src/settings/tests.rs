//! From a configuration file's text to settings.

mod discovery;
mod errors;
mod presets;
mod secrets;

use std::path::{Path, PathBuf};
use std::time::Duration;

use ponder_model::{Dialect, Effort, Mode};
use ponder_route::{Choice, Intent, Role};
use serde_json::json;
use url::Url;

use crate::settings::endpoint::base_url;
use crate::*;

/// Settings of a file with this text, where these environment variables are set.
fn settings(text: &str, variables: &[&str]) -> Settings {
    let options = reading::from_toml(text, Path::new("config.toml")).expect("options");
    Settings::resolve_in(&options, &EditorOptions::default(), |name| {
        variables.contains(&name)
    })
    .expect("settings")
}

/// What is wrong with a file of this text.
fn error(text: &str) -> String {
    let file = Path::new("config.toml");
    let error = reading::from_toml(text, file)
        .and_then(|options| Settings::resolve_in(&options, &EditorOptions::default(), |_| false));
    let error = error.expect_err("refused").to_string();
    error
        .strip_prefix("the configuration config.toml is not valid: ")
        .unwrap_or_else(|| panic!("names the file: {error}"))
        .to_owned()
}

fn names(bindings: &[std::sync::Arc<ponder_model::Binding>]) -> Vec<&str> {
    bindings.iter().map(|binding| binding.name.as_str()).collect()
}

fn mine(more: &str) -> String {
    format!(
        "[endpoints.mine]\ndialect = \"generic\"\nurl = \"https://ai.example.com/v1\"\n\
         [bindings.big]\nendpoint = \"mine\"\nmodel = \"big-1\"\nmode = \"thinking\"\n\
         [bindings.small]\nendpoint = \"mine\"\nmodel = \"small-1\"\nmode = \"non_thinking\"\n{more}"
    )
}

#[test]
fn without_anything_there_is_the_embedded_engine_alone() {
    let settings = settings("", &[]);
    assert_eq!(settings, Settings::default());
    assert_eq!(names(&settings.bindings), ["local"]);
    assert!(settings.endpoints.is_empty() && settings.roles == RoleBindings::default());
    assert!(!settings.completion.remote, "what is typed stays here");
}

#[test]
fn a_binding_has_all_that_was_said_of_it() {
    let text = "[endpoints.mine]\ndialect = \"vllm\"\nurl = \"http://localhost:8000/v1\"\nconcurrency = 2\n\
                first_token_timeout_seconds = 30\n\
                [bindings.r1]\nendpoint = \"mine\"\nmodel = \"r1-distill\"\nmode = \"thinking\"\neffort = \"low\"\n\
                temperature = 0.6\ntop_p = 0.95\nmax_tokens = 4096\nwindow = 32768\ninstructions = \"user_turn\"\n\
                prices = { input = 1, output = 2.5 }";
    let settings = settings(text, &[]);
    let endpoint = settings.endpoint("mine").expect("an endpoint");
    assert_eq!((endpoint.concurrency, endpoint.key.clone()), (2, None));
    assert_eq!(endpoint.first_token_timeout, Some(Duration::from_secs(30)));
    let binding = settings.binding("r1").expect("a binding");
    assert_eq!((binding.dialect, binding.mode), (Dialect::Vllm, Mode::Thinking));
    assert_eq!((binding.effort, binding.window), (Some(Effort::Low), Some(32768)));
    assert_eq!(binding.parameters.max_tokens, Some(4096));
    assert_eq!(binding.prices.expect("prices").cached_input, None);
}

#[test]
fn a_missing_mode_is_taken_from_the_name() {
    let text = "[endpoints.ollama]\n[bindings.x]\nendpoint = \"ollama\"\nmodel = \"deepseek-r1:7b\"";
    assert_eq!(
        settings(text, &[]).binding("x").expect("a binding").mode,
        Mode::Thinking
    );
}

#[test]
fn a_list_is_as_the_user_gives_it_and_ends_with_the_embedded_engine_anyway() {
    let settings = settings(
        &mine(
            "[roles]\nreasoning = [\"big\", \"local\"]\ngeneral = [\"local\", \"small\"]\ncompletion = [\"small\"]",
        ),
        &["DEEPSEEK_API_KEY"],
    );
    assert_eq!(names(&settings.roles.reasoning), ["big"]);
    assert_eq!(names(&settings.roles.general), ["local", "small"]);
    assert_eq!(names(&settings.roles.completion), ["small"]);
}

#[test]
fn routing_and_pins_are_taken() {
    let settings = settings(
        &mine(
            "[routing]\nunsure = \"reasoning\"\ndiscover = false\n\
             intents = { document = \"reasoning\", translate = \"small\", title = \"local\" }\n\
             temperatures = { create = 1.2 }\n\
             [[pins]]\nfolder = \"/work/secret/\"\nuse = \"local\"\n[[pins]]\nlanguage = \"Markdown\"\nuse = \"small\"",
        ),
        &[],
    );
    assert_eq!(settings.routing.unsure, Role::Reasoning);
    assert!(!settings.routing.discover);
    assert_eq!(
        settings.routing.intents.get(&Intent::Document),
        Some(&Choice::Role(Role::Reasoning))
    );
    assert_eq!(
        settings.routing.intents.get(&Intent::Title),
        Some(&Choice::Role(Role::Fallback))
    );
    assert_eq!(settings.routing.temperatures.get(&Intent::Create), Some(&1.2));
    assert_eq!(
        settings.pins,
        [
            Pin {
                scope: PinScope::Folder(PathBuf::from("/work/secret")),
                choice: Choice::Role(Role::Fallback),
            },
            Pin {
                scope: PinScope::Language("markdown".to_owned()),
                choice: Choice::Binding("small".to_owned()),
            }
        ]
    );
}

#[test]
fn zero_seconds_keep_the_model_loaded() {
    assert_eq!(
        settings("[local]\nunload_after_seconds = 0", &[])
            .local
            .unload_after,
        None
    );
}
