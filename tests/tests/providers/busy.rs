//! What may pass: asked again after a pause, or when the endpoint says, and handed over where that does not help.

use std::time::Duration;

use ponder_tests::stand_in::{Dialect, Fault, Place};
use serde_json::Value;

use crate::fixture::{Pair, chat, side_by_side};

fn passing() -> Vec<Fault> {
    let statuses = [408, 429, 500, 502, 503, 529].map(Fault::Status);
    let others = [
        Fault::Html(502),
        Fault::Empty(503),
        Fault::ErrorBody,
        Fault::ErrorEvent,
    ];
    statuses.into_iter().chain(others).collect()
}

/// Breaks of the connection before there is anything of an answer.
fn breaks() -> Vec<Fault> {
    let places = [Place::BeforeHead, Place::BeforeFirstToken];
    let kinds = [Fault::Cut, Fault::Close];
    let breaks = kinds.iter().flat_map(|kind| places.map(kind));
    breaks
        .chain([Fault::End(Place::BeforeFirstToken), Fault::Empty(200)])
        .collect()
}

fn assert_asked_again(faults: Vec<Fault>) {
    side_by_side(faults, |fault| {
        let pair = Pair::new(Dialect::Openai);
        let mut client = pair.start("");
        pair.first.fail_next(1, fault.clone());
        let chat = chat(&mut client, "Hello?");
        assert_eq!(chat.binding(), "one", "{fault:?}: {}", chat.reason());
        assert_eq!(pair.first.requests().len(), 2, "{fault:?}");
        assert_eq!(pair.second.requests().len(), 0, "{fault:?}");
    });
}

fn assert_handed_over(faults: Vec<Fault>) {
    side_by_side(faults, |fault| {
        let pair = Pair::new(Dialect::Openai);
        let mut client = pair.start("");
        pair.first.fail_with(fault.clone());
        let chat = chat(&mut client, "Hello?");
        chat.assert_handed_over(&format!("{fault:?}"));
        let requests = pair.first.requests().len();
        assert!((2..=3).contains(&requests), "{fault:?}: {requests} requests");
    });
}

#[test]
fn what_passes_is_answered_at_the_second_try() {
    assert_asked_again(passing());
}

#[test]
fn what_does_not_pass_is_handed_over() {
    assert_handed_over(passing());
}

#[test]
fn a_connection_that_broke_before_the_answer_is_made_anew() {
    assert_asked_again(breaks());
}

#[test]
fn connections_that_break_again_and_again_are_handed_over() {
    assert_handed_over(breaks());
}

#[test]
fn an_answer_without_text_is_no_answer() {
    assert_handed_over(vec![Fault::EmptyChoices, Fault::NullContent]);
}

#[test]
fn an_endpoint_that_asks_for_a_second_gets_it() {
    // A date is in whole seconds, and this one may be nearly one second less.
    side_by_side([Fault::RetryAfterSeconds(1), Fault::RetryAfterDate(3)], |fault| {
        let pair = Pair::new(Dialect::Openai);
        let mut client = pair.start("");
        pair.first.fail_next(1, fault.clone());
        assert_eq!(chat(&mut client, "Hello?").binding(), "one", "{fault:?}");
        let requests = pair.first.requests();
        assert_eq!(requests.len(), 2, "{fault:?}");
        let pause = requests[1].received - requests[0].received;
        assert!(pause >= Duration::from_secs(1), "{fault:?}: {pause:?}");
    });
}

#[test]
fn an_endpoint_that_asks_for_a_minute_is_left_alone() {
    let pair = Pair::new(Dialect::Openai);
    let mut client = pair.start("");
    pair.first.fail_with(Fault::RetryAfterSeconds(60));
    chat(&mut client, "Hello?").assert_handed_over("the request that it refused");
    pair.first.recover();
    chat(&mut client, "Hello?").assert_handed_over("the next one");
    let asked = |path: &str| {
        let requests = pair.first.requests();
        requests
            .iter()
            .filter(|request| request.path.ends_with(path))
            .count()
    };
    assert_eq!(asked("/chat/completions"), 1);
    let endpoints = client.result("ponder/endpoints", &Value::Null);
    let first = &endpoints["endpoints"][0];
    assert_eq!(
        (&first["name"], &first["state"]),
        (&"first".into(), &"resting".into())
    );
    assert!(first["seconds"].as_u64() >= Some(60), "{first}");
}
