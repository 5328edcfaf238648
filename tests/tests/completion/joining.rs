//! A key that comes while a model writes: what is written is used if it fits what was typed, and ended if not.

use ponder_tests::stand_in::{Fault, Place};

use crate::endpoint::Endpoint;

const WHOLE: &str = "combine(alpha, beta)";

const TOTAL: &str = "def total(alpha, beta):\n    return ‸\n";

/// Said word by word, and held after the first one, which is `combine(alpha,`.
fn holding() -> Endpoint {
    let endpoint = Endpoint::saying(WHOLE);
    endpoint
        .stand_in()
        .fail_next(1, Fault::Held(Place::AfterFirstToken));
    endpoint
}

/// Whether an editor takes back the request of the key before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Before {
    TakenBack,
    LeftAlone,
}

/// Types while a model writes; where the answer to the last key came from.
fn type_on(before: Before) -> String {
    let endpoint = holding();
    let mut editor = endpoint.editor("python", TOTAL);
    let mut earlier = editor.begin();
    endpoint.wait_for_requests(1);
    for key in ["c", "o", "m"] {
        editor.type_text(key);
        if before == Before::TakenBack {
            editor.client.cancel(earlier);
        }
        let next = editor.begin();
        let answer = editor.answer(earlier);
        assert!(answer["result"].is_null(), "it is overtaken: {answer}");
        earlier = next;
    }
    // What was sent before this has been read.
    editor.figures();
    endpoint.stand_in().release();
    let suggestion = editor.suggestion_of(earlier).expect("a suggestion");
    assert_eq!(suggestion.text, "bine(alpha, beta)");
    assert_eq!(endpoint.fills().len(), 1);
    let figures = editor.figures();
    assert_eq!(figures["generations"]["finished"], 1, "{figures}");
    assert_eq!(figures["generations"]["abandoned"], 0, "{figures}");
    let usage = &editor.last()["usage"];
    assert_eq!(
        usage["promptTokens"], 0,
        "its tokens are counted where it was written: {usage}"
    );
    editor.source()
}

/// Where a machine is so busy that the answer is there before the last key is looked at, it comes from the cache.
fn assert_joined(before: Before) {
    let sources: Vec<String> = (0..10).map(|_| type_on(before)).collect();
    assert!(
        sources
            .iter()
            .all(|source| ["joined", "cache"].contains(&source.as_str())),
        "{sources:?}"
    );
    assert!(sources.iter().any(|source| source == "joined"), "{sources:?}");
}

#[test]
fn a_generation_that_fits_what_was_typed_is_joined() {
    assert_joined(Before::LeftAlone);
}

#[test]
fn a_generation_that_fits_is_joined_also_where_its_request_was_taken_back() {
    assert_joined(Before::TakenBack);
}

#[test]
fn a_generation_that_does_not_fit_is_ended_at_its_endpoint() {
    let endpoint = holding();
    let mut editor = endpoint.editor("python", TOTAL);
    let first = editor.begin();
    endpoint.wait_for_requests(1);
    endpoint.say("uick()");
    editor.type_text("q");
    let second = editor.begin();
    endpoint.wait_for_abort(0);
    assert_eq!(editor.suggestion_of_earlier(first), None, "it is overtaken");
    assert_eq!(editor.suggestion_of(second).expect("a suggestion").text, "uick()");
    assert_eq!(editor.source(), "model");
    assert_eq!(endpoint.fills().len(), 2);
    let figures = editor.figures();
    assert_eq!(figures["generations"]["finished"], 1, "{figures}");
    assert_eq!(figures["generations"]["abandoned"], 1, "{figures}");
}

#[test]
fn a_generation_for_which_nobody_waits_any_more_is_ended() {
    let endpoint = holding();
    let mut editor = endpoint.editor("python", TOTAL);
    let first = editor.begin();
    endpoint.wait_for_requests(1);
    editor.client.cancel(first);
    assert_eq!(editor.answer(first)["error"]["code"], -32800);
    endpoint.wait_for_abort(0);
    let figures = editor.figures_once(|figures| figures["generations"]["abandoned"] == 1);
    assert_eq!(figures["generations"]["finished"], 0, "{figures}");
    // What was written of it is forgotten.
    assert_eq!(editor.suggested(), WHOLE);
    assert_eq!(endpoint.fills().len(), 2);
}

#[test]
fn an_endpoint_that_was_asked_before_the_key_and_says_nothing_is_asked_anew() {
    let endpoint = Endpoint::saying(WHOLE);
    endpoint
        .stand_in()
        .fail_next(1, Fault::Silence(Place::BeforeFirstToken));
    let mut editor = endpoint.editor("python", TOTAL);
    let first = editor.begin();
    endpoint.wait_for_requests(1);
    endpoint.say("ombine()");
    editor.type_text("c");
    let second = editor.begin();
    assert_eq!(editor.suggestion_of_earlier(first), None, "it is overtaken");
    assert_eq!(
        editor.suggestion_of(second).expect("a suggestion").text,
        "ombine()"
    );
    endpoint.wait_for_abort(0);
    assert_eq!(endpoint.fills().len(), 2);
}

#[test]
fn a_generation_in_another_place_is_not_joined() {
    let endpoint = holding();
    let mut editor = endpoint.editor("python", "first = ‸\n\nsecond = \n");
    let first = editor.begin();
    endpoint.wait_for_requests(1);
    endpoint.say("other()");
    editor.move_behind("second = ");
    let second = editor.begin();
    assert_eq!(editor.suggestion_of_earlier(first), None, "it is overtaken");
    assert_eq!(
        editor.suggestion_of(second).expect("a suggestion").text,
        "other()"
    );
    endpoint.wait_for_abort(0);
}

#[test]
fn a_generation_is_joined_over_a_line_end_of_a_document_with_carriage_returns() {
    let endpoint = Endpoint::saying("\n    one(a);\n    two(b);");
    endpoint
        .stand_in()
        .fail_next(1, Fault::Held(Place::AfterFirstToken));
    let mut editor = endpoint.editor("rust", "fn main() {‸\r\n}\r\n");
    let first = editor.begin();
    endpoint.wait_for_requests(1);
    editor.insert("\r\n    ");
    editor.type_text("on");
    let second = editor.begin();
    assert_eq!(editor.suggestion_of_earlier(first), None, "it is overtaken");
    endpoint.stand_in().release();
    let joined = editor.suggestion_of(second).expect("a suggestion");
    assert_eq!(joined.text, "e(a);\r\n    two(b);");
    assert_eq!(endpoint.fills().len(), 1);
}

#[test]
fn a_generation_ends_with_the_server() {
    let endpoint = holding();
    let mut editor = endpoint.editor("python", TOTAL);
    let first = editor.begin();
    endpoint.wait_for_requests(1);
    assert!(editor.client.shut_down().success());
    endpoint.wait_for_abort(0);
    let answers = editor.client.rest();
    let answers: Vec<_> = answers
        .iter()
        .filter(|message| message.get("method").is_none() && message["id"] == first)
        .collect();
    assert!(answers.len() <= 1, "{answers:?}");
}
