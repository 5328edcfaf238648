//! Each rule rejects, with the provider's status and body; and what keeps the rules is taken.

use ponder_tests::stand_in::{Dialect, Outcome, StandIn};
use serde_json::{Value, json};

use crate::client::{Connection, ask, chat, model, post, start, with};

/// Each change of `body` is refused with that status, the body then holding that text.
pub(crate) fn refused(stand_in: &StandIn, path: &str, body: &Value, cases: &[(Value, u16, &str)]) {
    for (change, status, text) in cases {
        let reply = post(stand_in, path, &with(body.clone(), change));
        assert_eq!(reply.status, *status, "{change}: {}", reply.body());
        assert!(reply.body().contains(text), "{change}: {}", reply.body());
    }
    assert_eq!(
        stand_in.rejections().len(),
        stand_in.requests().len(),
        "all of them were noted"
    );
}

/// Each change of `body` is taken.
pub(crate) fn taken(stand_in: &StandIn, path: &str, body: &Value, changes: &[Value]) {
    for change in changes {
        let reply = post(stand_in, path, &with(body.clone(), change));
        assert_eq!(reply.status, 200, "{change}: {}", reply.body());
    }
    assert!(
        stand_in
            .requests()
            .iter()
            .all(|request| request.outcome == Outcome::Accepted)
    );
}

pub(crate) fn says(role: &str) -> Value {
    json!({"messages": [{"role": role, "content": "x"}, {"role": "user", "content": "y"}]})
}

#[test]
fn the_least_chat_is_taken_everywhere_streamed_or_not() {
    for dialect in Dialect::ALL {
        let body = chat(model(dialect));
        taken(
            &start(dialect),
            "/chat/completions",
            &body,
            &[json!({}), json!({"stream": true})],
        );
    }
}

#[test]
fn hosted_dialects_want_the_key_and_local_ones_do_not() {
    let local = [
        Dialect::Ollama,
        Dialect::LmStudio,
        Dialect::LlamaServer,
        Dialect::Vllm,
    ];
    for dialect in Dialect::ALL {
        let stand_in = start(dialect);
        let path = format!(
            "{}/chat/completions",
            stand_in.url().replace(&stand_in.root(), "")
        );
        for key in [None, Some("sk-of-somebody-else")] {
            let mut connection = Connection::open(&stand_in);
            connection.send("POST", &path, key, &chat(model(dialect)).to_string());
            let expected = if local.contains(&dialect) { 200 } else { 401 };
            assert_eq!(connection.reply().status, expected, "{dialect}");
        }
    }
}

#[test]
fn models_are_listed_everywhere() {
    for dialect in Dialect::ALL {
        let stand_in = start(dialect);
        let path = format!("{}/models", stand_in.url().replace(&stand_in.root(), ""));
        let listing = ask(&stand_in, "GET", &path, "").json();
        let ids: Vec<&str> = listing["data"]
            .as_array()
            .expect("a list")
            .iter()
            .filter_map(|m| m["id"].as_str())
            .collect();
        assert!(!ids.is_empty(), "{dialect}");
        if dialect == Dialect::Deepseek {
            assert_eq!(ids, ["deepseek-flash", "deepseek-v4-pro"]);
        }
    }
}

#[test]
fn unknown_models_paths_and_bodies_are_refused_everywhere() {
    for dialect in Dialect::ALL {
        let stand_in = start(dialect);
        let unknown = post(&stand_in, "/chat/completions", &chat("no such model"));
        // llama-server has one model and takes any name for it; LM Studio answers unknown paths with 200.
        assert_eq!(
            unknown.status >= 400,
            dialect != Dialect::LlamaServer,
            "{dialect}: {}",
            unknown.body()
        );
        let path = post(&stand_in, "/no/such/path", &json!({}));
        assert!(
            path.status == 404 || path.body().contains("Unexpected endpoint"),
            "{dialect}"
        );
        assert!(
            post(&stand_in, "/chat/completions", &json!([])).status >= 400,
            "{dialect}"
        );
        let silent = json!({"model": model(dialect), "messages": []});
        assert_eq!(
            post(&stand_in, "/chat/completions", &silent).status,
            400,
            "{dialect}"
        );
        let strange = with(chat(model(dialect)), &json!({"no_such_parameter": 1}));
        assert_eq!(
            post(&stand_in, "/chat/completions", &strange).status,
            400,
            "{dialect}"
        );
        let usage = with(
            chat(model(dialect)),
            &json!({"stream_options": {"include_usage": true}}),
        );
        assert_eq!(
            post(&stand_in, "/chat/completions", &usage).status,
            400,
            "{dialect}"
        );
    }
}
