//! `ponder doctor` and what a chat costs: what the user is told of endpoints.

use ponder_tests::stand_in::{Answer, Dialect, Fault, Usage};
use serde_json::Value;

use crate::fixture::{Pair, chat, launch, start};

/// What the doctor finds out about endpoints.
fn checks(tables: &str) -> Vec<Value> {
    let launch = launch(tables).arguments(["doctor", "--json"]);
    let output = launch.command().output().expect("the program starts");
    let report: Value = serde_json::from_slice(&output.stdout).expect("the report is JSON");
    let checks = report["checks"].as_array().expect("a list of checks").clone();
    let is_endpoint = |check: &Value| {
        check["name"]
            .as_str()
            .is_some_and(|name| name.starts_with("endpoint "))
    };
    checks.into_iter().filter(is_endpoint).collect()
}

#[test]
fn the_doctor_lists_endpoints_with_their_models_and_their_errors() {
    let pair = Pair::new(Dialect::Openai);
    pair.second.fail_everything_with(Fault::Status(503));
    let checks = checks(&pair.tables(""));
    assert_eq!(checks.len(), 2, "{checks:?}");
    assert_eq!(
        (&checks[0]["name"], &checks[0]["state"]),
        (&"endpoint first".into(), &"good".into())
    );
    assert!(
        checks[0]["found"]
            .as_str()
            .is_some_and(|found| found.contains("gpt-4.1")),
        "{checks:?}"
    );
    assert_eq!(
        (&checks[1]["name"], &checks[1]["state"]),
        (&"endpoint second".into(), &"bad".into())
    );
    assert!(
        checks[1]["found"]
            .as_str()
            .is_some_and(|found| found.contains("busy")),
        "{checks:?}"
    );
    for stand_in in [&pair.first, &pair.second] {
        assert!(
            stand_in.requests().iter().all(|request| request.method == "GET"),
            "it costs nothing"
        );
        assert_eq!(stand_in.rejections(), [""; 0]);
    }
}

#[test]
fn a_chat_costs_what_the_users_prices_say() {
    let pair = Pair::new(Dialect::Deepseek);
    let mut answer = Answer::text("dear");
    answer.usage = Some(Usage {
        prompt: 1_000_000,
        cached: 400_000,
        completion: 500_000,
        reasoning: 0,
    });
    pair.first.answer_with(answer);
    let prices = "prices = { input = 2.0, cached_input = 0.5, output = 8.0 }\n";
    let tables = pair.tables("");
    let mut client = start(launch(&tables.replacen(
        "[bindings.one]\n",
        &format!("[bindings.one]\n{prices}"),
        1,
    )));
    let chat = chat(&mut client, "Hello?");
    let cost = chat.result()["cost"].as_f64().expect("it has a price");
    // 600,000 at 2, 400,000 at a half, 500,000 at 8 for a million.
    assert!((cost - 5.4).abs() < 1e-9, "{cost}");
    assert_eq!(chat.result()["usage"]["cachedTokens"], 400_000);
}
