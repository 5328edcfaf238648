//! `DeepSeek`, as its API documentation (api-docs.deepseek.com) and public issues have it.

use serde_json::{Map, Value, json};

use super::accepted::{Accepted, Generation, Kind, Mode};
use super::answer::{Spelling, Usage};
use super::messages::{self, Content, MessageRules};
use super::provider::Provider;
use super::recorded::Recorded;
use super::rejection::{Rejection, wording};
use super::rules::{self, Problem, Rule, Rules, STREAM_OPTIONS};
use super::voice::{self, Part, UsagePlace, Voice};

pub(super) const PROVIDER: Provider = Provider {
    check,
    refuse,
    failure,
    quota: || failure(402),
    broken,
    voice: Voice {
        id: "",
        spelling: Spelling::ReasoningContent,
        // Recorded streams carry it on the chunk with the finish reason.
        usage_place: UsagePlace::FinishChunk,
        usage,
        opening: |mode| match mode {
            Mode::Plain => voice::role_first(mode),
            Mode::Thinking | Mode::Open => {
                Some(json!({"role": "assistant", "content": null, "reasoning_content": ""}))
            }
        },
        delta,
        closing: |mode| match mode {
            Mode::Plain => json!({"content": ""}),
            Mode::Thinking | Mode::Open => json!({"content": "", "reasoning_content": null}),
        },
        decorate: |fields| {
            fields.insert("system_fingerprint".to_owned(), json!("fp_stand_in"));
        },
    },
    // Guide "Rate limit": a queued stream gets `: keep-alive`, a queued body blank lines.
    comment: "keep-alive",
    request_id: "x-ds-trace-id",
};

/// "Models & Pricing" since 2026-09-10: two models; `deepseek-v4-flash` is still taken for the first.
const MODELS: [&str; 3] = ["deepseek-flash", "deepseek-v4-pro", "deepseek-v4-flash"];

/// "Models & Pricing": the longest output.
const LONGEST_OUTPUT: i64 = 393_216;

/// "Models & Pricing", FIM: the longest output at `/beta/completions`.
const LONGEST_FILL: i64 = 4096;

/// "Models & Pricing": the context.
const CONTEXT: usize = 1_048_576;

/// API reference, "Create chat completion", `stop`: up to 16 sequences.
const STOPS: usize = 16;

/// API reference, "Create chat completion". The server deserializes what it knows and drops the rest in silence.
const CHAT: Rules = &[
    ("messages", Rule::Anything),
    ("model", Rule::Text),
    (
        "thinking",
        Rule::Fields(&[("type", Rule::OneOf(&["enabled", "disabled"]))]),
    ),
    // Guide "Thinking mode": the aliases are mapped to low, high and max.
    (
        "reasoning_effort",
        Rule::OneOf(&["minimal", "low", "medium", "high", "xhigh", "max", "ultra"]),
    ),
    ("max_tokens", Rule::Whole(1, LONGEST_OUTPUT)),
    ("temperature", Rule::Number(0.0, 2.0)),
    ("top_p", Rule::Number(0.0, 1.0)),
    ("frequency_penalty", Rule::Number(-2.0, 2.0)),
    ("presence_penalty", Rule::Number(-2.0, 2.0)),
    ("response_format", Rule::Anything),
    ("stop", Rule::Stop(STOPS)),
    ("stream", Rule::Flag),
    ("stream_options", STREAM_OPTIONS),
    ("logprobs", Rule::Flag),
    ("top_logprobs", Rule::Whole(0, 20)),
    ("tools", Rule::Anything),
    ("tool_choice", Rule::Anything),
    ("user_id", Rule::Text),
];

/// API reference, "Create FIM completion (Beta)". There is no `thinking`: FIM is for the non-thinking mode only.
const FILL: Rules = &[
    ("model", Rule::Text),
    ("prompt", Rule::Text),
    ("suffix", Rule::Text),
    ("max_tokens", Rule::Whole(1, LONGEST_FILL)),
    ("temperature", Rule::Number(0.0, 2.0)),
    ("top_p", Rule::Number(0.0, 1.0)),
    ("frequency_penalty", Rule::Number(-2.0, 2.0)),
    ("presence_penalty", Rule::Number(-2.0, 2.0)),
    ("stop", Rule::Stop(STOPS)),
    ("stream", Rule::Flag),
    ("stream_options", STREAM_OPTIONS),
    ("echo", Rule::Flag),
    ("logprobs", Rule::Whole(0, 20)),
];

/// Guide "Thinking mode": these have no effect while the model thinks. For `logprobs` the page of the first reasoning
/// model said that they raise an error; either way they must not be sent.
const WITHOUT_EFFECT: [&str; 6] = [
    "temperature",
    "top_p",
    "presence_penalty",
    "frequency_penalty",
    "logprobs",
    "top_logprobs",
];

const ROLES: [&str; 5] = ["system", "user", "assistant", "tool", "latest_reminder"];

fn check(request: &Recorded, _loaded: &str) -> Result<Accepted, Rejection> {
    let route = request.route();
    // Page "Your first API call": the base URL may also end in /v1.
    let path = route.strip_prefix("/v1").unwrap_or(route);
    let kind = match (request.method.as_str(), path) {
        ("GET", "/models" | "/user/balance") => None,
        ("POST", "/chat/completions" | "/beta/chat/completions") => Some(Kind::Chat),
        ("POST", "/beta/completions") => Some(Kind::Completion),
        _ => return Err(failure(404)),
    };
    if !rules::has_key(request) {
        return Err(failure(401));
    }
    let Some(kind) = kind else {
        return Ok(Accepted::Document(document(path)));
    };
    let body = rules::parameters(request, refuse)?;
    let model = rules::model(body, refuse)?;
    if !MODELS.contains(&model) {
        // As worded in public issues since `deepseek-chat` and `deepseek-reasoner` were retired on 2026-07-24.
        return Err(invalid(&format!(
            "The supported API model names are deepseek-flash, deepseek-v4-pro, but you passed {model}."
        )));
    }
    let mode = if kind == Kind::Chat {
        judge_chat(body, path.starts_with("/beta/"))?
    } else {
        rules::judge(body, FILL, refuse)?;
        if !body.contains_key("prompt") {
            return Err(refuse("prompt", &Problem::Missing));
        }
        Mode::Plain
    };
    let generation = Generation::new(kind, model, mode, body);
    if generation.prompt_tokens > CONTEXT {
        return Err(invalid(&format!(
            "This model's maximum context length is {CONTEXT} tokens. However, you requested {} tokens. Please reduce \
             the length of the messages or completion.",
            generation.prompt_tokens
        )));
    }
    Ok(Accepted::Generation(generation))
}

fn judge_chat(body: &Map<String, Value>, beta: bool) -> Result<Mode, Rejection> {
    let rules = MessageRules {
        roles: &ROLES,
        // Public issues: a list gives "invalid type: sequence, expected a string".
        content: Content::Text,
        fields: if beta {
            // Guide "Chat prefix completion (Beta)": under /beta only.
            &[
                "name",
                "tool_calls",
                "tool_call_id",
                "reasoning_content",
                "prefix",
            ]
        } else {
            &["name", "tool_calls", "tool_call_id", "reasoning_content"]
        },
        ignored: &[],
    };
    let messages = messages::judge(body, rules, refuse)?;
    rules::judge(body, CHAT, refuse)?;
    // Guide "Thinking mode": on unless switched off.
    let thinking = body
        .get("thinking")
        .is_none_or(|thinking| thinking["type"] != "disabled");
    if thinking {
        if let Some(name) = WITHOUT_EFFECT.iter().find(|name| body.contains_key(**name)) {
            return Err(Rejection::ignored(name, "thinking mode does not support it"));
        }
        // Public sources: a forced tool is refused while the model thinks.
        if body
            .get("tool_choice")
            .is_some_and(|choice| choice == "required" || choice.is_object())
        {
            return Err(invalid("Thinking mode does not support this tool_choice"));
        }
    } else if body.contains_key("reasoning_effort") {
        return Err(Rejection::ignored("reasoning_effort", "thinking is disabled"));
    }
    judge_reasoning(messages, thinking)?;
    Ok(if thinking { Mode::Thinking } else { Mode::Plain })
}

/// Guide "Thinking mode", on passing reasoning back: required, be it empty, on turns that call tools; no effect on others.
fn judge_reasoning(messages: &[Value], thinking: bool) -> Result<(), Rejection> {
    for (index, message) in messages.iter().enumerate() {
        let (calls, reasoning) = (message.get("tool_calls"), message.get("reasoning_content"));
        match (calls, reasoning) {
            (Some(_), None) if thinking => {
                return Err(invalid(
                    "The `reasoning_content` in the thinking mode must be passed back to the API.",
                ));
            }
            (None, Some(_)) => {
                let name = format!("messages[{index}].reasoning_content");
                return Err(Rejection::ignored(
                    &name,
                    "a turn without tool calls needs no reasoning",
                ));
            }
            _ => {}
        }
    }
    Ok(())
}

fn document(path: &str) -> Value {
    if path == "/user/balance" {
        return json!({"is_available": true, "balance_infos": [
            {"currency": "CNY", "total_balance": "110.00", "granted_balance": "10.00", "topped_up_balance": "100.00"},
        ]});
    }
    // "List models" since 2026-09-10: exactly these two.
    let models: Vec<Value> = MODELS[..2]
        .iter()
        .map(|id| json!({"id": id, "object": "model", "owned_by": "deepseek"}))
        .collect();
    json!({"object": "list", "data": models})
}

fn invalid(message: &str) -> Rejection {
    Rejection::openai(
        400,
        message,
        "invalid_request_error",
        None,
        Some("invalid_request_error"),
    )
}

/// The deserializer's wording, as quoted in public issues.
fn refuse(name: &str, problem: &Problem) -> Rejection {
    let deserialize = |what: String| {
        invalid(&format!(
            "Failed to deserialize the JSON body into the target type: {what} at line 1 column 2"
        ))
    };
    match problem {
        Problem::Unknown => Rejection::ignored(name, "DeepSeek drops what it does not know"),
        Problem::Ignored(why) => Rejection::ignored(name, why),
        Problem::Unsupported => invalid(&format!("{name} is not supported by this model")),
        Problem::Missing => deserialize(format!("missing field `{name}`")),
        Problem::WrongType(expected) => deserialize(format!("{name}: invalid type, expected {expected}")),
        Problem::Value(given, allowed) if name.ends_with("role") => deserialize(format!(
            "{name}: unknown variant `{given}`, expected one of {allowed}"
        )),
        Problem::Value(_, allowed) => invalid(&format!(
            "Invalid {name} value, the valid range of {name} is {allowed}"
        )),
        Problem::TooMany(most) => invalid(&format!("Invalid {name} value: at most {most} sequences")),
    }
}

/// Page "Error codes" for the statuses; the bodies of 401 and 402 from public issues. That of 503 is not known.
fn failure(status: u16) -> Rejection {
    match status {
        401 => Rejection::openai(
            401,
            "Authentication Fails (no such user)",
            "authentication_error",
            None,
            Some("invalid_request_error"),
        ),
        402 => Rejection::openai(
            402,
            "Insufficient Balance",
            "unknown_error",
            None,
            Some("invalid_request_error"),
        ),
        404 => Rejection::text(404, ""),
        422 => Rejection::text(422, "Failed to deserialize the JSON body into the target type"),
        _ => Rejection::openai(
            status,
            wording(status),
            "unknown_error",
            None,
            Some("invalid_request_error"),
        ),
    }
}

fn broken(_generation: &Generation) -> Value {
    json!({"error": {"message": wording(503), "type": "service_unavailable_error", "param": null, "code": null}})
}

/// Recorded streams: while the model thinks both fields are always there, one of them null.
fn delta(spelling: Spelling, part: &Part, mode: Mode) -> Value {
    let mut delta = voice::plain_delta(spelling, part, mode);
    if mode != Mode::Plain && spelling == Spelling::ReasoningContent {
        let other = match part {
            Part::Reasoning(_) => "content",
            Part::Content(_) => "reasoning_content",
        };
        delta[other] = Value::Null;
    }
    delta
}

/// Guide "Context caching": hits and misses add up to the prompt. Reasoning is counted only in thinking mode.
fn usage(usage: Usage, mode: Mode) -> Value {
    let mut billed = voice::plain_usage(usage, mode);
    billed["prompt_tokens_details"] = json!({"cached_tokens": usage.cached});
    billed["prompt_cache_hit_tokens"] = json!(usage.cached);
    billed["prompt_cache_miss_tokens"] = json!(usage.prompt - usage.cached);
    if mode != Mode::Plain {
        billed["completion_tokens_details"] = json!({"reasoning_tokens": usage.reasoning});
    }
    billed
}
