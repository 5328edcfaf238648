use proptest::prelude::*;
use reqwest::header::HeaderValue;
use serde_json::json;

use super::*;

fn problem(status: u16, body: &str) -> Problem {
    problem_of_response(status, &HeaderMap::new(), body.as_bytes(), SystemTime::UNIX_EPOCH)
}

fn reason(problem: Problem) -> String {
    problem.into_error("there", "a-model").to_string()
}

#[test]
fn the_status_tells_the_kind_and_whether_it_can_pass() {
    use EndpointFailure::{Busy, Malformed, NotFound, QuotaExhausted, Rejected, Unauthorized};
    for (status, failure, may_retry) in [
        (400, Rejected, false),
        (401, Unauthorized, false),
        (402, QuotaExhausted, false),
        (403, Unauthorized, false),
        (404, NotFound, false),
        (405, Rejected, false),
        (408, Busy, true),
        (413, Rejected, false),
        (422, Rejected, false),
        (429, Busy, true),
        (500, Busy, true),
        (501, Rejected, false),
        (502, Busy, true),
        (503, Busy, true),
        (504, Busy, true),
        (505, Busy, false),
        (529, Busy, true),
        (302, Malformed, false),
    ] {
        for body in [
            "",
            "<html><body>Bad gateway</body></html>",
            "\n\n",
            "{}",
            "[]",
            "null",
            "{\"error\":null}",
        ] {
            let problem = problem(status, body);
            assert_eq!(
                (problem.failure, problem.may_retry),
                (failure, may_retry),
                "{status}"
            );
            if !matches!(body, "null") {
                assert_eq!(problem.message, format!("HTTP status {status}"), "{body}");
            }
        }
    }
}

#[test]
fn the_words_are_found_in_every_shape() {
    for (body, message, parameter) in [
        // DeepSeek.
        (
            r#"{"error":{"message":"Invalid max_tokens value, the valid range of max_tokens is [1, 8192]","type":"invalid_request_error","param":null,"code":"invalid_request_error"}}"#,
            "Invalid max_tokens value, the valid range of max_tokens is [1, 8192]",
            None,
        ),
        (
            "Failed to deserialize the JSON body into the target type: messages[1].role: unknown variant",
            "Failed to deserialize the JSON body into the target type: messages[1].role: unknown variant",
            None,
        ),
        // OpenAI.
        (
            r#"{"error":{"message":"Unsupported value: 'temperature' does not support 0.2 with this model.","type":"invalid_request_error","param":"temperature","code":"unsupported_value"}}"#,
            "Unsupported value: 'temperature' does not support 0.2 with this model",
            Some("temperature"),
        ),
        // A number for a code, no param.
        (
            r#"{"error":{"message":"bad request","type":"provider_error","param":null,"code":400}}"#,
            "bad request",
            None,
        ),
        // One-API: empty strings.
        (
            r#"{"error":{"message":"上游负载已饱和","type":"one_api_error","param":"","code":""}}"#,
            "上游负载已饱和",
            None,
        ),
        // SiliconFlow.
        (
            r#"{"code":20015,"message":"Value error, current model does not support parameter `enable_thinking`.","data":null}"#,
            "Value error, current model does not support parameter `enable_thinking`",
            None,
        ),
        // Ollama's own.
        (r#"{"error":"model 'x' not found"}"#, "model 'x' not found", None),
        // FastAPI and pydantic, two generations.
        (r#"{"detail":"Not allowed"}"#, "Not allowed", None),
        (
            r#"{"detail":[{"loc":["body","top_p"],"msg":"extra fields not permitted","type":"value_error.extra"}]}"#,
            "`top_p`: extra fields not permitted",
            Some("top_p"),
        ),
        // OpenRouter, with what the provider said.
        (
            r#"{"error":{"code":400,"message":"Provider returned error","metadata":{"raw":"too hot"}}}"#,
            "Provider returned error: too hot",
            None,
        ),
        (r#"{"message":"plain"}"#, "plain", None),
        ("\u{feff}\r\n{\"error\":{\"message\":\"late\"}}", "late", None),
    ] {
        let problem = problem(400, body);
        assert_eq!(problem.failure, EndpointFailure::Rejected);
        assert_eq!(problem.message, message);
        assert_eq!(problem.parameter.as_deref(), parameter);
    }
}

#[test]
fn a_used_up_quota_is_told_from_too_many_requests() {
    for (status, body) in [
        (
            402,
            r#"{"error":{"message":"Insufficient Balance","type":"unknown_error","param":null,"code":"invalid_request_error"}}"#,
        ),
        (
            429,
            r#"{"error":{"message":"You exceeded your current quota, please check","type":"insufficient_quota","param":null,"code":"insufficient_quota"}}"#,
        ),
        (
            403,
            r#"{"error":{"message":"no","type":"new_api_error","code":"insufficient_user_quota"}}"#,
        ),
    ] {
        let problem = problem(status, body);
        assert_eq!(
            (problem.failure, problem.may_retry),
            (EndpointFailure::QuotaExhausted, false),
            "{body}"
        );
    }
    let busy = problem(
        429,
        r#"{"error":{"message":"Rate limit","type":"requests","code":"rate_limit_exceeded"}}"#,
    );
    assert_eq!((busy.failure, busy.may_retry), (EndpointFailure::Busy, true));
}

#[test]
fn a_gateway_without_the_model_is_not_asked_again() {
    for body in [
        r#"{"error":{"message":"no channel","type":"new_api_error","code":"model_not_found"}}"#,
        r#"{"error":{"message":"当前分组 default 下对于模型 x 无可用渠道","type":"one_api_error","param":"","code":""}}"#,
    ] {
        let problem = problem(503, body);
        assert_eq!(
            (problem.failure, problem.may_retry),
            (EndpointFailure::NotFound, false)
        );
    }
}

#[test]
fn the_pause_that_is_asked_for_is_read_in_seconds_and_as_a_date() {
    let now = SystemTime::UNIX_EPOCH + Duration::from_secs(784_111_777);
    for (value, wait) in [
        ("7", Some(Duration::from_secs(7))),
        (" 1.5 ", Some(Duration::from_millis(1500))),
        ("Sun, 06 Nov 1994 08:49:57 GMT", Some(Duration::from_secs(20))),
        ("Sun, 06 Nov 1994 08:00:00 GMT", Some(Duration::ZERO)),
        ("-1", None),
        ("NaN", None),
        ("1e300", None),
        ("soon", None),
    ] {
        let headers = HeaderMap::from_iter([(RETRY_AFTER, HeaderValue::from_static(value))]);
        assert_eq!(
            problem_of_response(429, &headers, b"", now).retry_after,
            wait,
            "{value}"
        );
    }
}

#[test]
fn a_request_that_does_not_fit_says_by_how_much() {
    for body in [
        r#"{"error":{"code":400,"message":"request (9412 tokens) exceeds the available context size (8192 tokens), try increasing it","type":"exceed_context_size_error","n_prompt_tokens":9412,"n_ctx":8192}}"#,
        r#"{"error":{"message":"This model's maximum context length is 8192 tokens. However, you requested 10412 tokens (9412 in the messages, 1000 in the completion).","code":"context_length_exceeded"}}"#,
    ] {
        let problem = problem(400, body);
        assert_eq!(problem.too_long, Some((9412, 8192)));
        assert_eq!(
            problem.into_error("there", "m"),
            ModelError::PromptTooLong {
                tokens: 9412,
                window: 8192,
                remedy: "use a model with a larger one than `m` at `there`".to_owned(),
            }
        );
    }
}

#[test]
fn an_error_inside_a_stream_is_judged_by_its_code() {
    for (event, failure, may_retry) in [
        (
            json!({ "error": { "message": "stream failed", "type": "server_error", "code": null } }),
            EndpointFailure::Busy,
            true,
        ),
        (
            json!({ "error": { "message": "no", "code": 502 } }),
            EndpointFailure::Busy,
            true,
        ),
        (
            json!({ "error": { "message": "no", "code": "402" } }),
            EndpointFailure::QuotaExhausted,
            false,
        ),
        (
            json!({ "error": { "message": "no", "code": 401 } }),
            EndpointFailure::Unauthorized,
            false,
        ),
        (
            json!({ "error": { "message": "no", "type": "invalid_request_error" } }),
            EndpointFailure::Rejected,
            false,
        ),
        (json!({ "error": "no" }), EndpointFailure::Busy, true),
        (json!("no"), EndpointFailure::Busy, true),
        (json!(null), EndpointFailure::Busy, true),
    ] {
        let problem = problem_in_stream(&event);
        assert_eq!(
            (problem.failure, problem.may_retry),
            (failure, may_retry),
            "{event}"
        );
        assert_ne!(problem.message, "");
    }
}

#[test]
fn the_user_is_told_what_failed_and_what_to_do() {
    let said = |failure, retry_after| {
        reason(Problem {
            retry_after,
            ..Problem::new(failure, "words")
        })
    };
    insta::assert_snapshot!(
        [
            said(EndpointFailure::Unreachable, None),
            said(EndpointFailure::TimedOut, None),
            said(EndpointFailure::Busy, None),
            said(EndpointFailure::Busy, Some(Duration::from_secs(7))),
            said(EndpointFailure::Resting, Some(Duration::from_millis(1))),
            said(EndpointFailure::Unauthorized, None),
            said(EndpointFailure::QuotaExhausted, None),
            said(EndpointFailure::NotFound, None),
            said(EndpointFailure::Rejected, None),
            said(EndpointFailure::Malformed, None),
            Problem::new(EndpointFailure::NotFound, "words")
                .into_error("there", "")
                .to_string(),
        ]
        .join("\n"),
        @r"
    `there` gave no whole answer: words; check the network and the endpoint's url, or use another model
    `there` took too long: words; ask again, or use another model
    `there` is busy or broken: words; ask again later, or use another model
    `there` is busy or broken: words; ask again in 7 s, or use another model
    `there` is not asked for a while: words; ask again in 1 s, or use another model
    `there` refused the key for `a-model`: words; check the key of this endpoint and what it may do
    the balance or quota at `there` is used up: words; top it up, or use another model
    `there` has no model `a-model`: words; `ponder doctor` lists its models; correct the model or the endpoint's url
    `there` gave no answer for `a-model`: words; change the parameters of the model, or use another
    `there` sent what is not understood: words; check the endpoint's url and dialect
    `there` has nothing at its url: words; correct the endpoint's url
    "
    );
}

#[test]
fn a_key_in_an_error_reaches_nobody() {
    let problem = problem(
        401,
        r#"{"error":{"message":"Incorrect API key provided: sk-test1234567890abcdef."}}"#,
    );
    assert!(!format!("{problem:?}").contains("1234567890"));
    assert!(!reason(problem).contains("1234567890"));
}

proptest! {
    #[test]
    fn any_body_is_a_problem(status in 100_u16..1000, body in prop::collection::vec(any::<u8>(), 0..200)) {
        let problem = problem_of_response(status, &HeaderMap::new(), &body, SystemTime::UNIX_EPOCH);
        prop_assert!(!problem.message.is_empty());
    }
}
