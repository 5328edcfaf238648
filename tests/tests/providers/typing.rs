//! Completions by endpoints, where the user wants that.

use ponder_tests::stand_in::{Answer, Dialect, Fault};
use ponder_tests::{Client, Launch};
use serde_json::Value;

use crate::fixture::{Pair, complete, launch, side_by_side, start};

const URI: &str = "file:///typing/add.py";

/// A configuration in which the first of the pair completes, and the second after it.
fn completing(pair: &Pair) -> Launch {
    let tables = pair.tables("");
    launch(&tables.replacen("[roles]", "[roles]\ncompletion = [\"one\", \"two\"]", 1))
}

fn begin(pair: &Pair) -> Client {
    let mut client = start(completing(pair));
    client.open(URI, "python", "def add(a, b):\n    return \n");
    client
}

#[test]
fn the_endpoint_of_the_completion_role_fills_the_hole() {
    let dialects = [
        Dialect::Deepseek,
        Dialect::Siliconflow,
        Dialect::Ollama,
        Dialect::LlamaServer,
        Dialect::LmStudio,
        Dialect::Vllm,
    ];
    side_by_side(dialects, |dialect| {
        let pair = Pair::new(dialect);
        pair.first.answer_with(Answer::text("a + b"));
        let mut client = begin(&pair);
        let suggested = complete(&mut client, URI, 1, 11);
        assert_eq!(
            suggested["items"][0]["insertText"], "a + b",
            "{dialect}: {suggested}"
        );
        let last = client.result("ponder/lastRoute", &Value::Null);
        assert_eq!(last["route"]["binding"], "one", "{dialect}: {last}");
    });
}

#[test]
fn somebody_who_types_waits_for_one_retry_at_most() {
    side_by_side(
        [Fault::Status(503), Fault::Status(500), Fault::ErrorEvent],
        |fault| {
            let pair = Pair::new(Dialect::Deepseek);
            pair.second.answer_with(Answer::text("b + a"));
            pair.first.fail_with(fault.clone());
            let mut client = begin(&pair);
            let suggested = complete(&mut client, URI, 1, 11);
            assert_eq!(
                suggested["items"][0]["insertText"], "b + a",
                "{fault:?}: {suggested}"
            );
            assert_eq!(pair.first.requests().len(), 2, "{fault:?}");
        },
    );
}

#[test]
fn an_endpoint_that_asks_for_a_second_is_too_slow_for_somebody_who_types() {
    let pair = Pair::new(Dialect::Deepseek);
    pair.second.answer_with(Answer::text("b + a"));
    pair.first.fail_with(Fault::RetryAfterSeconds(1));
    let mut client = begin(&pair);
    let suggested = complete(&mut client, URI, 1, 11);
    assert_eq!(suggested["items"][0]["insertText"], "b + a", "{suggested}");
    assert_eq!(pair.first.requests().len(), 1);
}

#[test]
fn a_model_that_thinks_is_refused_for_completions() {
    let pair = Pair::new(Dialect::Deepseek);
    let launch = completing(&pair);
    let path = crate::fixture::configuration_path(&launch);
    let text = std::fs::read_to_string(&path).expect("it is there");
    std::fs::write(&path, text.replacen("non_thinking", "thinking", 1)).expect("written");
    let output = launch.arguments(["config", "show"]).command().output();
    let output = output.expect("the program starts");
    let error = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(!output.status.success());
    assert!(
        error.contains("`one`") && error.contains("thinks before it answers"),
        "{error}"
    );
}
