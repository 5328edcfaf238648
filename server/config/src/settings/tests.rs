//! From a configuration file's text to settings.

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
fn a_key_in_the_environment_is_enough() {
    let settings = settings("", &["OPENAI_API_KEY", "DEEPSEEK_API_KEY"]);
    assert_eq!(
        names(&settings.roles.reasoning),
        ["deepseek-thinking", "openai-thinking"]
    );
    assert_eq!(names(&settings.roles.general), ["deepseek", "openai"]);
    assert!(settings.roles.completion.is_empty());
    let binding = settings.binding("deepseek-thinking").expect("a binding");
    assert_eq!(binding.model, "deepseek-flash");
    assert_eq!(
        (binding.mode, binding.effort),
        (Mode::Thinking, Some(Effort::High))
    );
    let endpoint = settings.endpoint("deepseek").expect("an endpoint");
    assert_eq!(endpoint.url.as_str(), "https://api.deepseek.com/");
    assert_eq!(
        endpoint.key,
        Some(KeySource::Environment("DEEPSEEK_API_KEY".to_owned()))
    );
    assert_eq!(endpoint.connect_timeout, Duration::from_millis(1800));
}

#[test]
fn presets_serve_in_their_order() {
    let variables = preset::HOSTED.map(|preset| preset.key_variable.expect("a variable"));
    let settings = settings("", &variables);
    assert_eq!(
        names(&settings.roles.general),
        ["deepseek", "openai", "openrouter", "siliconflow"]
    );
    assert_eq!(settings.roles.reasoning.len(), 4);
}

#[test]
fn every_preset_is_within_what_a_user_may_write() {
    for preset in preset::HOSTED.iter().chain(&preset::LOOPBACK) {
        let settings = settings(&format!("[endpoints.{}]", preset.name), &[]);
        let endpoint = settings.endpoint(preset.name).expect("an endpoint");
        assert_eq!(endpoint.dialect, preset.dialect);
        assert_eq!(endpoint.key.is_some(), preset.key_variable.is_some());
    }
}

#[test]
fn a_preset_that_is_named_is_there_before_its_key_is() {
    for text in [
        "[endpoints.openai]",
        "[roles]\nreasoning = [\"openai-thinking\"]",
        "[routing.intents]\ntitle = \"openai\"",
        "[[pins]]\nlanguage = \"markdown\"\nuse = \"openai\"",
        "[bindings.mini]\nendpoint = \"openai\"\nmodel = \"gpt-5.1-mini\"\nmode = \"non_thinking\"",
    ] {
        assert!(settings(text, &[]).endpoint("openai").is_some(), "{text}");
    }
    let settings = settings("[bindings.x]\nendpoint = \"ollama\"\nmodel = \"qwen3:8b\"", &[]);
    assert_eq!(
        settings.endpoint("ollama").expect("an endpoint").url.as_str(),
        "http://127.0.0.1:11434/v1"
    );
}

#[test]
fn an_endpoint_that_is_turned_off_serves_nothing() {
    let text = "[endpoints.deepseek]\nenable = false\n[roles]\nreasoning = [\"deepseek-thinking\", \"openai-thinking\"]";
    let settings = settings(text, &["DEEPSEEK_API_KEY"]);
    assert_eq!(names(&settings.roles.reasoning), ["openai-thinking"]);
    assert!(settings.endpoint("deepseek").is_none() && settings.binding("deepseek").is_none());
    let pinned = "[endpoints.deepseek]\nenable = false\n[[pins]]\nlanguage = \"rust\"\nuse = \"deepseek\"";
    assert_eq!(
        error(pinned),
        "`pins[0].use` (line 5) names `deepseek`, but its endpoint is turned off"
    );
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
fn a_preset_binding_can_be_changed_in_part() {
    let text = "[bindings.deepseek-thinking]\neffort = \"max\"";
    let settings = settings(text, &["DEEPSEEK_API_KEY"]);
    let binding = settings.binding("deepseek-thinking").expect("a binding");
    assert_eq!(
        (binding.model.as_str(), binding.mode, binding.effort),
        ("deepseek-flash", Mode::Thinking, Some(Effort::Max))
    );
    assert_eq!(names(&settings.roles.reasoning), ["deepseek-thinking"]);
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
fn an_unknown_key_is_named_with_its_line_and_what_may_be_meant() {
    assert_eq!(
        error("[local]\nmodle = \"mine\""),
        "unknown key `modle` (line 2); did you mean `model`?"
    );
    assert_eq!(
        error("\n[endpoint.mine]"),
        "unknown key `endpoint` (line 2); did you mean `endpoints`?"
    );
    assert_eq!(
        error("[endpoints.mine]\ndialect = \"vllm\"\nkey = { envv = \"X\" }"),
        "unknown key `envv` (line 3); did you mean `env`?"
    );
    assert_eq!(
        error("[[pins]]\nlanguage = \"rust\"\nuse = \"local\"\n[[pins]]\nfoldr = \"/x\""),
        "unknown key `foldr` (line 5); did you mean `folder`?"
    );
}

#[test]
fn an_unknown_word_is_answered_with_those_that_there_are() {
    assert_eq!(
        error("[routing]\nunsure = \"generl\""),
        "`routing.unsure` (line 2) must be one of `reasoning`, `general`; did you mean `general`?"
    );
    let error = error("[endpoints.mine]\ndialect = \"deepsek\"\nurl = \"https://x\"");
    assert!(
        error.starts_with("`endpoints.mine.dialect` (line 2) must be one of")
            && error.ends_with("mean `deepseek`?"),
        "{error}"
    );
}

#[test]
fn a_value_of_the_wrong_form_is_named_and_never_repeated() {
    for (text, expected) in [
        (
            "[local]\nthreads = \"sk-secret\"",
            "`local.threads` (line 2) must be a whole number",
        ),
        (
            "[endpoints]\ndeepseek = \"sk-secret\"",
            "`endpoints.deepseek` (line 2) must be a table",
        ),
        (
            "[completion]\nenable = \"sk-secret\"",
            "`completion.enable` (line 2) must be true or false",
        ),
        (
            "[roles]\ngeneral = \"sk-secret\"",
            "`roles.general` (line 2) must be a list",
        ),
        (
            "[bindings.x]\nprices = { output = 1 }",
            "`bindings.x.prices` (line 2) lacks the key `input`",
        ),
        (
            "[local]\nmodel = \"sk-secret",
            "line 2 is not TOML: invalid basic string, expected `\"`",
        ),
    ] {
        assert_eq!(error(text), expected);
    }
}

#[test]
fn a_key_in_the_file_is_refused_and_never_repeated() {
    let text = |key: &str| format!("[endpoints.deepseek]\n\nkey = {key}");
    assert_eq!(
        error(&text("\"sk-secret\"")),
        "`endpoints.deepseek.key` (line 3) holds a key: keys don't belong in this file: use key = { env = \"NAME\" }"
    );
    for key in [
        "{ env = \"sk-secret\" }",
        "{ env = \"A\", keyring = \"sk-secret\" }",
        "{ command = [] }",
        "{ command = [\"./sk-secret\"] }",
        "[\"sk-secret\"]",
        "{ keyring = \"\" }",
    ] {
        let error = error(&text(key));
        assert!(
            error.starts_with("`endpoints.deepseek.key` (line 3) ") && !error.contains("sk-secret"),
            "{error}"
        );
    }
}

#[test]
fn names_that_lead_nowhere_are_errors_with_what_may_be_meant() {
    for (more, expected) in [
        (
            "[roles]\nreasoning = [\"small\", \"bgi\"]",
            "`roles.reasoning[1]` (line 13) names `bgi`, but there is no such binding; did you mean `big`?",
        ),
        (
            "[bindings.x]\nendpoint = \"mien\"\nmodel = \"x\"",
            "`bindings.x.endpoint` (line 13) names `mien`, but there is no such endpoint; did you mean `mine`?",
        ),
        (
            "[routing.intents]\ndocument = \"resoning\"",
            "`routing.intents.document` (line 13) names `resoning`, but there is no such role or binding; did you mean `reasoning`?",
        ),
        (
            "[routing.intents]\ndocumnt = \"big\"",
            "`routing.intents.documnt` (line 13) is no intent; did you mean `document`?",
        ),
        (
            "[[pins]]\nlanguage = \"rust\"\nuse = \"locl\"",
            "`pins[0].use` (line 14) names `locl`, but there is no such role or binding; did you mean `local`?",
        ),
        (
            "[[pins]]\nlanguage = \"rsut\"\nuse = \"local\"",
            "`pins[0].language` (line 13) is no language that ponder knows, such as `markdown`",
        ),
    ] {
        assert_eq!(error(&mine(more)), expected);
    }
}

#[test]
fn names_that_mean_something_else_are_refused() {
    for (text, expected) in [
        (
            "[endpoints.local]\n",
            "`endpoints.local` (line 1) can't be an endpoint",
        ),
        (
            "[bindings.local]\n",
            "`bindings.local` (line 1) can't be a binding",
        ),
        (
            "[bindings.reasoning]\n",
            "`bindings.reasoning` (line 1) can't be a binding",
        ),
        (
            "[bindings.fallback]\n",
            "`bindings.fallback` (line 1) can't be a binding",
        ),
        (
            "[bindings.Big]\n",
            "`bindings.Big` (line 1) has a name that can't be used",
        ),
        (
            "[endpoints.\"a b\"]\n",
            "`endpoints.a b` (line 1) has a name that can't be used",
        ),
        (
            "[endpoints.\"\"]\n",
            "`endpoints.` (line 1) has a name that can't be used",
        ),
        (
            "[bindings.x]\nendpoint = \"local\"\nmodel = \"m\"",
            "`bindings.x.endpoint` (line 2) names `local`, which",
        ),
    ] {
        let error = error(text);
        assert!(error.starts_with(expected), "{error}");
    }
}

#[test]
fn what_is_needed_and_not_there_is_said() {
    for (text, expected) in [
        (
            "[endpoints.mine]\nurl = \"https://x\"",
            "`endpoints.mine` (line 1) lacks the key `dialect`; only the endpoints of presets can do without",
        ),
        (
            "[endpoints.mine]\ndialect = \"vllm\"",
            "`endpoints.mine` (line 1) lacks the key `url`; only the endpoints of presets can do without",
        ),
        (
            "[bindings.x]\nmodel = \"m\"",
            "`bindings.x` (line 1) lacks the key `endpoint`",
        ),
        (
            "[bindings.x]\nendpoint = \"openai\"",
            "`bindings.x` (line 1) lacks the key `model`",
        ),
        (
            "\n[[pins]]\nlanguage = \"rust\"",
            "`pins[0]` (line 2) lacks the key `use`: a role or a binding",
        ),
        (
            "[[pins]]\nuse = \"local\"",
            "`pins[0]` (line 1) must have exactly one of `folder` and `language`",
        ),
        (
            "[[pins]]\nuse = \"local\"\nlanguage = \"rust\"\nfolder = \"/x\"",
            "`pins[0]` (line 1) must have exactly one of `folder` and `language`",
        ),
    ] {
        assert_eq!(error(text), expected);
    }
}

#[test]
fn numbers_out_of_range_are_named_with_their_range() {
    assert_eq!(
        error("[local]\ncontext_tokens = 1"),
        "`local.context_tokens` (line 2) is 1, but must be between 512 and 1048576"
    );
    for wrong in [
        "[completion]\nmax_tokens = 0",
        "[local]\nthreads = 0",
        "[endpoints.openai]\nconcurrency = 0",
        "[endpoints.openai]\nconcurrency = 65",
        "[endpoints.openai]\nconnect_timeout_seconds = 0.0",
        "[endpoints.openai]\nidle_timeout_seconds = 3601",
        "[endpoints.openai]\nfirst_token_timeout_seconds = nan",
        "[endpoints.openai]\nfirst_token_timeout_seconds = -inf",
        "[bindings.openai]\ntemperature = 2.1",
        "[bindings.openai]\ntemperature = nan",
        "[bindings.openai]\ntop_p = 0",
        "[bindings.openai]\ntop_p = 1.1",
        "[bindings.openai]\nmax_tokens = 0",
        "[bindings.openai]\nwindow = 1",
        "[bindings.openai]\nprices = { input = -1, output = 1 }",
        "[routing.temperatures]\ncreate = 2.5",
    ] {
        let error = error(wrong);
        assert!(error.contains("(line 2)") && error.contains("must be"), "{error}");
    }
}

#[test]
fn a_reasoning_model_serves_no_keystroke() {
    for more in [
        "[roles]\ncompletion = [\"big\"]",
        "[routing.intents]\ncomplete_code = \"reasoning\"",
        "[routing.intents]\ncomplete_prose = \"big\"",
    ] {
        let error = error(&mine(more));
        assert!(error.contains("too late for what is being typed"), "{error}");
    }
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
fn plain_http_is_for_this_machine_unless_allowed_by_name() {
    for url in [
        "http://127.0.0.1:1/v1",
        "http://localhost:1",
        "http://[::1]:1/",
        "https://example.com",
    ] {
        assert!(base_url(url, false).is_ok(), "{url}");
    }
    for url in [
        "http://example.com/v1",
        "http://localhost.example.com",
        "http://127.0.0.1.example.com",
        "http://0.0.0.0:1",
        "http://10.0.0.1",
    ] {
        assert!(
            base_url(url, false).expect_err(url).contains("allow_plain_http"),
            "{url}"
        );
        assert!(base_url(url, true).is_ok(), "{url}");
    }
    assert_eq!(
        error("[endpoints.openai]\nurl = \"http://example.com\""),
        "`endpoints.openai.url` (line 2) is plain http to another machine: everybody on the way could read code and \
         key; use https, or set `allow_plain_http = true` for this endpoint"
    );
}

#[test]
fn a_url_that_can_not_be_used_is_refused_and_never_repeated() {
    for url in [
        "https://me:sk-secret@example.com",
        "https://sk-secret@example.com",
        "https://example.com/v1?key=sk-secret",
        "https://example.com/#sk-secret",
        "ftp://example.com/sk-secret",
        "file:///sk-secret",
        "sk-secret",
        "",
    ] {
        let error = error(&format!("[endpoints.openai]\nurl = \"{url}\""));
        assert!(error.contains("`endpoints.openai.url` (line 2)"), "{error}");
        assert!(!error.contains("sk-secret"), "{error}");
    }
}

/// A key goes only to the endpoint that it was given for.
#[test]
fn the_key_of_a_preset_stays_with_its_own_host() {
    let key = |text: &str| {
        settings(text, &["OPENAI_API_KEY"])
            .endpoint("openai")
            .expect("an endpoint")
            .key
            .clone()
    };
    let own = Some(KeySource::Environment("OPENAI_API_KEY".to_owned()));
    assert_eq!(
        key("[endpoints.openai]\nurl = \"https://api.openai.com/v2\""),
        own
    );
    for url in [
        "https://proxy.example.com/v1",
        "https://api.openai.com.example.com/v1",
        "https://api.openai.com:8443/v1",
        "http://127.0.0.1:8000/v1",
    ] {
        assert_eq!(
            key(&format!("[endpoints.openai]\nurl = \"{url}\"")),
            None,
            "{url}"
        );
    }
    let given = "[endpoints.openai]\nurl = \"https://proxy.example.com\"\nkey = { env = \"OPENAI_API_KEY\" }";
    assert_eq!(key(given), own, "unless the user gives it by name");
}

#[test]
fn nothing_of_a_key_command_is_shown_but_its_program() {
    let settings = settings(
        "[endpoints.openai]\nkey = { command = [\"print\", \"sk-secret\"] }",
        &[],
    );
    let shown = format!("{settings:?}");
    assert!(shown.contains("print") && !shown.contains("sk-secret"), "{shown}");
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

#[test]
fn a_model_is_an_id_and_never_a_path() {
    for path in ["/etc/passwd", "../model", "", ".hidden", "a b"] {
        let error = error(&format!("[local]\nmodel = \"{path}\""));
        assert!(
            error.starts_with("`local.model` (line 2) must be an id"),
            "{error}"
        );
    }
}

#[test]
fn options_as_json_are_checked_alike() {
    let options = Options::from_json(&json!({ "roles": { "general": ["openai"] } })).expect("options");
    let settings = Settings::resolve_in(&options, &EditorOptions::default(), |_| false).expect("settings");
    assert_eq!(names(&settings.roles.general), ["openai"]);
    let error = |value: serde_json::Value| Options::from_json(&value).expect_err("refused").to_string();
    assert_eq!(
        error(json!({ "local": { "modle": "x" } })),
        "the configuration is not valid: unknown key `modle` as `local.modle`; did you mean `model`?"
    );
    assert_eq!(
        error(json!("sk-secret")),
        "the configuration is not valid: it must be a table"
    );
    let error = error(json!({ "endpoints": { "x": { "key": "sk-secret" } } }));
    assert!(
        error.contains("keys don't belong") && !error.contains("sk-secret"),
        "{error}"
    );
}

fn found(name: &str, dialect: Dialect, port: u16, models: &[&str]) -> Discovered {
    Discovered {
        name: name.to_owned(),
        dialect,
        url: Url::parse(&format!("http://127.0.0.1:{port}/v1")).expect("a URL"),
        models: models.iter().map(|model| (*model).to_owned()).collect(),
    }
}

#[test]
fn what_is_found_on_this_machine_serves_after_what_there_is() {
    let before = settings("", &["DEEPSEEK_API_KEY"]);
    let after = before.with_discovered(&[
        found(
            "ollama",
            Dialect::Ollama,
            11434,
            &["deepseek-r1:7b", "qwen2.5:3b"],
        ),
        found("lm_studio", Dialect::LmStudio, 1234, &["qwen2.5-7b-instruct"]),
        found("llama_server", Dialect::LlamaServer, 9931, &[]),
    ]);
    assert_eq!(names(&after.roles.reasoning), ["deepseek-thinking", "ollama"]);
    assert_eq!(names(&after.roles.general), ["deepseek", "ollama", "lm_studio"]);
    assert!(after.roles.completion.is_empty());
    assert_eq!(
        names(&after.bindings),
        ["deepseek-thinking", "deepseek", "ollama", "lm_studio", "local"]
    );
    assert_eq!(
        after.binding("ollama").expect("a binding").model,
        "deepseek-r1:7b"
    );
    assert_eq!(after.endpoint("ollama").expect("an endpoint").key, None);
    assert!(after.endpoint("llama_server").is_none(), "it has no model");
}

#[test]
fn what_is_found_changes_nothing_that_the_user_said() {
    let server = [found("ollama", Dialect::Ollama, 11434, &["qwen2.5:3b"])];
    let listed = settings("[roles]\ngeneral = []", &[]).with_discovered(&server);
    assert!(listed.roles.general.is_empty() && listed.binding("ollama").is_some());
    for text in [
        "[endpoints.ollama]\nenable = false",
        "[endpoints.ollama]\nurl = \"http://127.0.0.1:4000/v1\"",
        "[endpoints.mine]\ndialect = \"ollama\"\nurl = \"http://localhost:11434\"",
        "[endpoints.mine]\ndialect = \"vllm\"\nurl = \"http://localhost:1\"\n[bindings.ollama]\nendpoint = \"mine\"\nmodel = \"m\"",
    ] {
        let before = settings(text, &[]);
        assert_eq!(before.with_discovered(&server), before, "{text}");
    }
}
