use super::*;
use crate::remote::failure::problem_of_response;

fn sent() -> Map<String, Value> {
    let sent = json!({
        "model": "x",
        "messages": [{ "role": "system", "content": "Be brief." }, { "role": "user", "content": "Why?" }],
        "stream": true,
        "stream_options": { "include_usage": true },
        "stop": ["a"],
        "temperature": 0.7,
        "top_p": 0.9,
        "max_tokens": 10_000,
        "enable_thinking": true,
        "chat_template_kwargs": {},
    });
    match sent {
        Value::Object(sent) => sent,
        _ => Map::new(),
    }
}

fn refused(status: u16, body: &str) -> Problem {
    problem_of_response(
        status,
        &reqwest::header::HeaderMap::new(),
        body.as_bytes(),
        std::time::SystemTime::UNIX_EPOCH,
    )
}

fn message(message: &str) -> Problem {
    refused(
        400,
        &json!({ "error": { "message": message, "param": null, "code": null } }).to_string(),
    )
}

/// What is left out of the next request, after `problem`.
fn left_out(problem: &Problem) -> Vec<String> {
    let mut learned = Learned::default();
    if learned.learn(problem, &sent()) == Learning::Nothing {
        return Vec::new();
    }
    let mut next = sent();
    learned.apply(&mut next);
    assert_ne!(next, sent(), "it would send the same again");
    sent()
        .into_iter()
        .map(|(name, _)| name)
        .filter(|name| !next.contains_key(name))
        .collect()
}

#[test]
fn a_parameter_that_a_refusal_names_is_left_out() {
    for (problem, name) in [
        (
            refused(
                400,
                r#"{"error":{"message":"Unknown parameter: 'stop'.","param":"stop","code":"unknown_parameter"}}"#,
            ),
            "stop",
        ),
        (
            refused(
                400,
                r#"{"error":{"message":"no","param":"stream_options.include_usage","code":"unknown_parameter"}}"#,
            ),
            "stream_options",
        ),
        (
            refused(
                400,
                r#"{"code":20015,"message":"Value error, current model does not support parameter `enable_thinking`.","data":null}"#,
            ),
            "enable_thinking",
        ),
        (
            refused(
                422,
                r#"{"detail":[{"loc":["body","stream_options"],"msg":"extra fields not permitted","type":"value_error.extra"}]}"#,
            ),
            "stream_options",
        ),
        (
            refused(
                400,
                r#"{"object":"error","message":"[{'type': 'extra_forbidden', 'loc': ('body', 'stop'), 'msg': 'Extra inputs are not permitted', 'input': []}]","type":"BadRequestError","param":null,"code":400}"#,
            ),
            "stop",
        ),
        (
            refused(
                422,
                "Failed to deserialize the JSON body into the target type: unknown field `stop`, expected one of `model`, `messages` at line 1 column 9",
            ),
            "stop",
        ),
        (message("unknown field \"stop\""), "stop"),
        (
            message("stream_options: Extra inputs are not permitted"),
            "stream_options",
        ),
        (message("Unrecognized request argument supplied: stop"), "stop"),
        (message("\"llama3\" does not support thinking"), "enable_thinking"),
        (
            message("Reasoning is mandatory for this endpoint and cannot be disabled."),
            "enable_thinking",
        ),
        (
            message("chat_template is not supported for Mistral tokenizers."),
            "chat_template_kwargs",
        ),
        (message("`top_p` must be above 0.95"), "top_p"),
    ] {
        assert_eq!(left_out(&problem), [name], "{}", problem.message);
    }
}

#[test]
fn a_model_that_refuses_one_number_of_sampling_is_sent_none() {
    for code in ["unsupported_value", "unsupported_parameter"] {
        let body = json!({ "error": { "message": "Unsupported: 'temperature' is not supported", "param": "temperature", "code": code } });
        assert_eq!(
            left_out(&refused(400, &body.to_string())),
            ["temperature", "top_p"]
        );
    }
}

#[test]
fn the_token_limit_changes_its_name_and_not_its_value() {
    let mut learned = Learned::default();
    let problem = message(
        "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
    );
    assert_eq!(learned.learn(&problem, &sent()), Learning::Retry);
    let mut next = sent();
    learned.apply(&mut next);
    assert_eq!(
        (next.get("max_tokens"), &next["max_completion_tokens"]),
        (None, &json!(10_000))
    );

    let mut learned = Learned::default();
    let problem = message("Unrecognized argument: max_completion_tokens. Did you mean max_tokens?");
    assert_eq!(learned.learn(&problem, &next), Learning::Retry);
    learned.apply(&mut next);
    assert_eq!(
        (next.get("max_completion_tokens"), &next["max_tokens"]),
        (None, &json!(10_000))
    );
}

#[test]
fn a_token_limit_that_is_too_high_is_lowered() {
    for text in [
        "Invalid max_tokens value, the valid range of max_tokens is [1, 8192]",
        "max_tokens is too large: 10000. This model supports at most 8192 completion tokens, whereas you provided 10000.",
        "`max_tokens` must be less than or equal to `8192`",
    ] {
        let mut learned = Learned::default();
        assert_eq!(learned.learn(&message(text), &sent()), Learning::Retry, "{text}");
        let mut next = sent();
        learned.apply(&mut next);
        assert_eq!(next["max_tokens"], json!(8192), "{text}");
        next.insert("max_tokens".to_owned(), json!(100));
        learned.apply(&mut next);
        assert_eq!(next["max_tokens"], json!(100), "a lower one stays");
    }
}

#[test]
fn a_token_limit_that_the_window_has_no_room_for_is_left_to_the_server() {
    for text in [
        "This model's maximum context length is 4096 tokens. However, you requested 13500 tokens (3500 in the messages, \
         10000 in the completion). Please reduce the length of the messages or completion.",
        "'max_tokens' or 'max_completion_tokens' is too large: 10000. This model's maximum context length is 4096 tokens \
         and your request has 200 input tokens (10000 > 4096 - 200).",
    ] {
        assert_eq!(left_out(&message(text)), ["max_tokens"], "{text}");
    }
}

#[test]
fn instructions_move_to_a_role_that_is_known() {
    for (role, text, instead) in [
        (
            "developer",
            "messages[0].role: unknown variant `developer`, expected one of `system`, `user`",
            Instructions::System,
        ),
        ("developer", "Invalid role: developer", Instructions::System),
        (
            "system",
            "Unsupported value: 'messages[0].role' does not support 'system' with this model.",
            Instructions::UserTurn,
        ),
        ("system", "System role not supported", Instructions::UserTurn),
        (
            "system",
            "role 'system' is not supported, use 'developer'",
            Instructions::Developer,
        ),
    ] {
        let mut sent = sent();
        sent["messages"][0]["role"] = json!(role);
        let mut learned = Learned::default();
        assert_eq!(learned.learn(&message(text), &sent), Learning::Retry, "{text}");
        assert_eq!(learned.instructions(), Some(instead), "{text}");
        assert_eq!(
            learned.learn(&message(text), &sent),
            Learning::Nothing,
            "once is enough"
        );
    }
    let mut learned = Learned::default();
    let other = message("Conversation roles must alternate user/assistant/user");
    assert_eq!(learned.learn(&other, &sent()), Learning::Nothing);
}

#[test]
fn the_same_refusal_teaches_once() {
    let mut learned = Learned::default();
    let problem = message("unknown field `stop`");
    assert_eq!(learned.learn(&problem, &sent()), Learning::Retry);
    assert_eq!(learned.learn(&problem, &sent()), Learning::Nothing);
}

#[test]
fn other_failures_teach_nothing() {
    for problem in [
        refused(401, r#"{"error":{"message":"no `stop`","param":"stop"}}"#),
        refused(429, r#"{"error":{"message":"no `stop`","param":"stop"}}"#),
        refused(500, r#"{"error":{"message":"unknown field `stop`"}}"#),
        message("unknown field `seed`"),
        message("The model `x` does not exist"),
        message("`messages` must not be empty, `stream` must be true, `model` is unknown"),
        message("The `reasoning_content` in the thinking mode must be passed back to the API."),
        message(
            "This model's maximum context length is 4096 tokens. However, you requested 14000 tokens: lower `max_tokens`",
        ),
        refused(400, r#"{"error":{"message":"bad","param":"messages"}}"#),
        refused(400, ""),
    ] {
        assert_eq!(left_out(&problem), Vec::<String>::new(), "{}", problem.message);
    }
}
