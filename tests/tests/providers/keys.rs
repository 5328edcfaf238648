//! A key goes to its own endpoint and to nobody else, and not in the clear over a network.

use std::process::Output;

use ponder_tests::Launch;
use ponder_tests::stand_in::{Dialect, Fault, StandIn};

use crate::fixture::{binding, chat, endpoint, launch, stand_in, start, write_configuration};

#[test]
fn a_key_goes_only_to_the_endpoint_that_it_was_given_for() {
    let other_key = "sk-other-fedcba9876543210fedcba";
    let (hosted, keyless, other) = (
        stand_in(Dialect::Openai),
        stand_in(Dialect::Ollama),
        stand_in(Dialect::Vllm),
    );
    hosted.fail_with(Fault::Status(401));
    keyless.fail_with(Fault::Status(404));
    let without_key = endpoint("keyless", &keyless, "").replace("key = { env = \"STAND_IN_KEY\" }\n", "");
    let tables = [
        "[roles]\ngeneral = [\"a\", \"b\", \"c\"]\n".to_owned(),
        endpoint("hosted", &hosted, ""),
        without_key,
        endpoint("other", &other, "").replace("STAND_IN_KEY", "OTHER_KEY"),
        binding("a", "hosted", "gpt-4.1", "non_thinking"),
        binding("b", "keyless", "llama3.2:3b", "non_thinking"),
        binding("c", "other", "qwen2.5-coder-1.5b", "non_thinking"),
    ];
    let mut client = start(launch(&tables.concat()).variable("OTHER_KEY", other_key));
    assert_eq!(chat(&mut client, "Hello?").binding(), "c");
    client.result("ponder/endpoints", &serde_json::Value::Null);

    let keys = |stand_in: &StandIn| -> Vec<Option<String>> {
        let requests = stand_in.requests();
        let mut keys: Vec<_> = requests
            .iter()
            .map(|request| request.header("authorization").map(str::to_owned))
            .collect();
        keys.dedup();
        keys
    };
    assert_eq!(keys(&hosted), [Some(format!("Bearer {}", StandIn::KEY))]);
    assert_eq!(keys(&keyless), [None]);
    assert_eq!(keys(&other), [Some(format!("Bearer {other_key}"))]);
    for (stand_in, foreign) in [
        (&hosted, vec![other_key]),
        (&keyless, vec![other_key, StandIn::KEY]),
        (&other, vec![StandIn::KEY]),
    ] {
        for request in stand_in.requests() {
            let all = format!("{:?}{}", request.headers, String::from_utf8_lossy(&request.body));
            for key in &foreign {
                assert!(
                    !all.contains(key),
                    "{} was given a foreign key",
                    stand_in.dialect()
                );
            }
        }
    }
}

/// What `ponder config show` makes of this configuration.
fn config_show(tables: &str) -> Output {
    let launch = Launch::new().arguments(["config", "show"]);
    write_configuration(&launch, tables);
    launch.command().output().expect("the program starts")
}

#[test]
fn plain_http_to_another_machine_is_refused_unless_it_is_allowed_by_name() {
    let url = |host: &str, more: &str| {
        format!("[endpoints.far]\ndialect = \"openai\"\nurl = \"http://{host}/v1\"\n{more}\n")
    };
    for host in [
        "192.0.2.1",
        "example.invalid:8080",
        "127.0.0.1.example.invalid",
        "[2001:db8::1]",
    ] {
        let refused = config_show(&url(host, ""));
        let error = String::from_utf8_lossy(&refused.stderr).into_owned();
        assert!(!refused.status.success(), "{host}");
        assert!(
            error.contains("plain http") && error.contains("line 3") && error.contains("allow_plain_http"),
            "{host}: {error}"
        );
        assert!(
            config_show(&url(host, "allow_plain_http = true"))
                .status
                .success(),
            "{host}"
        );
    }
    for host in ["127.0.0.1:1", "localhost:1", "[::1]:1", "127.8.8.8"] {
        assert!(config_show(&url(host, "")).status.success(), "{host}");
    }
}

#[test]
fn an_editor_is_told_what_is_wrong_with_the_file_and_the_server_lives() {
    let tables = "[endpoints.far]\ndialect = \"openai\"\nurl = \"http://192.0.2.1/v1\"\n";
    let mut client = start(launch(tables));
    let warning = client.call("window/showMessage");
    let text = warning["params"]["message"].as_str().unwrap_or_default();
    assert!(
        text.contains("config.toml") && text.contains("plain http"),
        "{text}"
    );
    let endpoints = client.result("ponder/endpoints", &serde_json::Value::Null);
    assert_eq!(endpoints["endpoints"], serde_json::json!([]));
}

#[test]
fn a_variable_that_is_not_set_is_named_and_the_next_endpoint_asked() {
    let pair = crate::fixture::Pair::new(Dialect::Openai);
    let tables = pair.tables("").replacen("STAND_IN_KEY", "NO_SUCH_KEY", 1);
    let mut client = start(launch(&tables));
    let chat = chat(&mut client, "Hello?");
    chat.assert_handed_over("without a key");
    assert!(chat.reason().contains("NO_SUCH_KEY"), "{}", chat.reason());
    assert_eq!(pair.first.requests().len(), 0, "nothing is sent without the key");
}
