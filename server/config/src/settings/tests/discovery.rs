//! Servers that were found on this machine.

use super::*;

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
