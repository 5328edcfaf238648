//! Endpoints that are known without being configured.

use super::*;

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
    assert_eq!(endpoint.connect_timeout, Duration::from_millis(1500));
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
