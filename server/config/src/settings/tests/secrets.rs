//! What is secret stays so, and goes nowhere that it was not meant for.

use super::*;

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

#[test]
fn nothing_of_a_key_command_is_shown_but_its_program() {
    let settings = settings(
        "[endpoints.openai]\nkey = { command = [\"print\", \"sk-secret\"] }",
        &[],
    );
    let shown = format!("{settings:?}");
    assert!(shown.contains("print") && !shown.contains("sk-secret"), "{shown}");
}

/// Every option of the schema, with its table as it is written.
fn every_option() -> Vec<(String, String)> {
    let schema = schema();
    let tables = schema["properties"].as_object().expect("tables");
    let options = tables.iter().flat_map(|(table, property)| {
        let (header, of_table) = if property["additionalProperties"].is_object() {
            (format!("[{table}.x]"), &property["additionalProperties"])
        } else if property["items"].is_object() {
            (format!("[[{table}]]"), &property["items"])
        } else {
            (format!("[{table}]"), property)
        };
        let reference = of_table["$ref"].as_str().expect("a definition");
        let definition = schema
            .pointer(reference.trim_start_matches('#'))
            .expect("defined");
        let keys = definition["properties"].as_object().expect("options").keys();
        keys.map(|key| (header.clone(), key.clone())).collect::<Vec<_>>()
    });
    options.collect()
}

#[test]
fn a_secret_in_any_option_is_never_repeated() {
    let options = every_option();
    assert!(options.len() > 30, "the options are found");
    // These are names of bindings and endpoints: an error about one has to say which.
    let names = ["endpoint", "use", "reasoning", "general", "completion", "intents"];
    for (table, key) in options.iter().filter(|(_, key)| !names.contains(&key.as_str())) {
        for value in [
            "\"sk-secret\"",
            "[\"sk-secret\"]",
            "{ a = \"sk-secret\" }",
            "sk-secret",
            "\"sk-secret",
        ] {
            let text = format!("{table}\n{key} = {value}\n");
            let result = reading::from_toml(&text, Path::new("config.toml"))
                .and_then(|options| Settings::resolve_in(&options, &EditorOptions::default(), |_| false));
            if let Err(error) = result {
                let error = error.to_string();
                assert!(!error.contains("sk-secret"), "{text}: {error}");
                assert!(
                    error.contains("line 1") || error.contains("line 2"),
                    "{text}: {error}"
                );
            }
        }
    }
}
