//! Answers that fail, are cut, or are none.

use super::*;

fn problem(text: &str) -> Problem {
    let (deltas, problem) = chat(Dialect::Generic, Mode::NonThinking, text);
    assert!(!deltas.iter().any(|delta| matches!(delta, Delta::Finished(_))));
    problem.expect("it must fail")
}

#[test]
fn an_error_instead_of_an_answer_is_a_problem() {
    for (text, failure, may_retry) in [
        (
            r#"{"error":{"message":"no","type":"x","code":429}}"#,
            EndpointFailure::Busy,
            true,
        ),
        (
            r#"{"code":20015,"message":"no","data":null}"#,
            EndpointFailure::Busy,
            true,
        ),
        (r#"{"error":"no"}"#, EndpointFailure::Busy, true),
        (
            "data: {\"error\":{\"message\":\"no\",\"code\":400}}\n\n",
            EndpointFailure::Rejected,
            false,
        ),
        (
            "data: {\"error\":{\"message\":\"no\",\"type\":\"insufficient_quota\"}}\n\n",
            EndpointFailure::QuotaExhausted,
            false,
        ),
        (
            "event: error\ndata: {\"message\":\"no\"}\n\n",
            EndpointFailure::Busy,
            true,
        ),
    ] {
        let problem = problem(text);
        assert_eq!(
            (problem.failure, problem.may_retry, problem.message.as_str()),
            (failure, may_retry, "no"),
            "{text}"
        );
    }
    assert_eq!(
        problem("<!DOCTYPE html><html></html>").failure,
        EndpointFailure::Malformed
    );
    assert_eq!(
        problem("{\"object\":\"list\"}").failure,
        EndpointFailure::Malformed
    );
    assert_eq!(problem("data: nothing\n\n").failure, EndpointFailure::Malformed);
    assert_eq!(problem("{\"choices\": what}").failure, EndpointFailure::Malformed);
}

#[test]
fn an_error_in_the_middle_ends_the_answer() {
    let text = event(&json!({ "content": "so" }), None)
        + "data: {\"error\":{\"code\":502,\"message\":\"Provider disconnected\"},\"choices\":[{\"index\":0,\"delta\":{\"content\":\"\"},\"finish_reason\":\"error\"}]}\n\n"
        + &event(&json!({ "content": "more" }), Some("stop"));
    let (deltas, problem) = chat(Dialect::Openrouter, Mode::NonThinking, &text);
    assert_eq!(deltas, [content("so")]);
    assert_eq!(
        problem.map(|problem| (problem.failure, problem.message)),
        Some((EndpointFailure::Busy, "Provider disconnected".to_owned()))
    );
    for reason in ["insufficient_system_resource", "error"] {
        let problem = self::problem(&event(&json!({ "content": "so" }), Some(reason)));
        assert_eq!(
            (problem.failure, problem.may_retry),
            (EndpointFailure::Busy, true)
        );
    }
}

#[test]
fn an_answer_that_the_model_did_not_end_is_a_problem() {
    let begun = event(&json!({ "content": "so" }), None);
    for (text, may_retry) in [
        (String::new(), true),
        ("\n\n".to_owned(), true),
        (": keep-alive\n\n".to_owned(), true),
        ("data: [DONE]\n\n".to_owned(), true),
        (event(&json!({ "role": "assistant", "content": "" }), None), true),
        (begun.clone(), false),
        (format!("{begun}data: [DONE]\n\n"), false),
        (format!("{begun}data: {{\"choices\":[{{\"del"), false),
        ("{\"choices\":[{\"mess".to_owned(), true),
    ] {
        let problem = problem(&text);
        assert_eq!(problem.failure, EndpointFailure::Unreachable, "{text}");
        assert_eq!(
            problem.message,
            "the connection broke before the answer was complete"
        );
        assert_eq!(problem.may_retry, may_retry, "{text}");
    }
}

#[test]
fn an_answer_without_an_answer_is_a_problem() {
    let thought = event(&json!({ "reasoning_content": "We" }), None);
    let cut = problem(&(thought.clone() + &event(&json!({}), Some("length"))));
    assert_eq!((cut.failure, cut.may_retry), (EndpointFailure::Rejected, false));
    assert_eq!(
        cut.message,
        "all tokens went into thinking before an answer began; raise `max_tokens`"
    );
    let unclosed =
        problem(&(event(&json!({ "content": "<think>We" }), None) + &event(&json!({}), Some("length"))));
    assert_eq!(unclosed.message, cut.message);
    for text in [
        thought + &event(&json!({}), Some("stop")),
        event(&json!({ "content": " \n" }), Some("stop")),
    ] {
        let empty = problem(&text);
        assert_eq!((empty.failure, empty.may_retry), (EndpointFailure::Busy, true));
        assert_eq!(empty.message, "the answer is empty");
    }
    assert_eq!(
        answer(
            Dialect::Openai,
            Mode::NonThinking,
            &event(&json!({}), Some("content_filter"))
        ),
        [finished(Finish::ContentFilter)]
    );
}

#[test]
fn a_connection_that_breaks_takes_nothing_from_a_whole_answer() {
    let broken = Problem::new(EndpointFailure::Unreachable, "reset");
    let whole = Bytes::from(event(&json!({ "content": "so" }), Some("stop")));
    let begun = Bytes::from(event(&json!({ "content": "so" }), None));
    let binding = binding(Dialect::Vllm, Mode::NonThinking);
    assert_eq!(
        read_all(StreamKind::Chat, &binding, vec![Ok(whole), Err(broken.clone())]),
        (vec![content("so"), finished(Finish::Stop)], None)
    );
    assert_eq!(
        read_all(StreamKind::Chat, &binding, vec![Ok(begun), Err(broken.clone())]),
        (vec![content("so")], Some(broken.clone()))
    );
    assert_eq!(
        read_all(StreamKind::Chat, &binding, vec![Err(broken.clone())]),
        (vec![], Some(broken))
    );
}
