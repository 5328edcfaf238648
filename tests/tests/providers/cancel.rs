//! A request that is taken back is taken back at its endpoint, too.

use std::time::{Duration, Instant};

use ponder_tests::stand_in::{Answer, Dialect, Fault, Place};
use serde_json::json;

use crate::fixture::{Pair, begin, next_of, wait};

const TIMES: usize = 19;

#[test]
fn every_cancelled_chat_is_aborted_at_its_endpoint() {
    let pair = Pair::new(Dialect::Openai);
    pair.first
        .answer_with(Answer::text(&"a long story ".repeat(1000)));
    let mut client = pair.start("");
    let mut longest = Duration::ZERO;
    for index in 0..TIMES {
        // Before it answers, before its first token, within an answer that stands still, within one that goes on.
        pair.first.fail_next(
            1,
            match index % 4 {
                0 => Fault::Silence(Place::BeforeHead),
                1 => Fault::Silence(Place::BeforeFirstToken),
                2 => Fault::Silence(Place::AfterFirstToken),
                _ => Fault::Drip(Duration::from_millis(20)),
            },
        );
        let begun = begin(&mut client, "Tell me a story.", &json!({"intent": "create"}));
        let came = wait(pair.first.wait_for_requests(index + 1, Duration::from_secs(20)));
        assert!(came, "request {index} did not come");
        if index % 4 >= 2 {
            // The route, then a delta.
            for _ in 0..2 {
                assert_eq!(next_of(&mut client, &begun)["method"], "$/progress");
            }
        }
        let cancelled = Instant::now();
        client.cancel(begun.id);
        let aborted = wait(pair.first.wait_for_abort(index, Duration::from_secs(1)));
        assert!(aborted.is_some(), "request {index} of {TIMES} was not aborted");
        let aborted = pair.first.requests()[index].aborted.expect("it was aborted");
        longest = longest.max(aborted.saturating_duration_since(cancelled));
        let answer = loop {
            let message = next_of(&mut client, &begun);
            if message.get("method").is_none() {
                break message;
            }
        };
        assert_eq!(answer["error"]["code"], -32800, "request {index}: {answer}");
    }
    assert_eq!(
        pair.second.requests().len(),
        0,
        "what is cancelled is handed over to nobody"
    );
    println!("{TIMES} of {TIMES} aborted, the slowest {longest:?} after it was cancelled");
}

#[test]
fn a_completion_that_a_newer_one_replaces_is_aborted() {
    let pair = Pair::new(Dialect::Deepseek);
    pair.first.fail_next(1, Fault::Silence(Place::BeforeHead));
    let tables = pair
        .tables("")
        .replacen("[roles]", "[roles]\ncompletion = [\"one\"]", 1);
    let mut client = crate::fixture::start(crate::fixture::launch(&tables));
    let uri = "file:///cancel/add.py";
    client.open(uri, "python", "def add(a, b):\n    return \n");
    let params = json!({
        "textDocument": {"uri": uri},
        "position": {"line": 1, "character": 11},
        "context": {"triggerKind": 1},
    });
    let first = client.begin("textDocument/inlineCompletion", &params);
    assert!(wait(pair.first.wait_for_requests(1, Duration::from_secs(20))));
    let second = client.begin("textDocument/inlineCompletion", &params);
    let aborted = wait(pair.first.wait_for_abort(0, Duration::from_secs(20)));
    assert!(aborted.is_some(), "the older one was not aborted");
    assert_eq!(client.answer(first)["result"], serde_json::Value::Null);
    assert!(client.answer(second).get("error").is_none());
}
