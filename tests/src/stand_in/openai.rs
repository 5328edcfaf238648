//! `OpenAI`'s Chat Completions, as its API reference and `OpenAPI` description, recorded bodies and public issues have it.

use serde_json::{Map, Value, json};

use super::accepted::{Accepted, Generation, Kind, Mode};
use super::answer::Spelling;
use super::messages::{self, Content, MessageRules};
use super::provider::Provider;
use super::recorded::Recorded;
use super::rejection::{Rejection, wording};
use super::rules::{self, Problem, Rule, Rules, STREAM_OPTIONS};
use super::voice::{self, UsagePlace, Voice};

pub(super) const PROVIDER: Provider = Provider {
    check,
    refuse,
    failure,
    quota,
    broken,
    voice: Voice {
        id: "chatcmpl-",
        // Chat Completions never returns reasoning text.
        spelling: Spelling::Hidden,
        // API reference, `stream_options`: one more chunk with empty `choices`; all others say `"usage":null`.
        usage_place: UsagePlace::LastChunkIfAskedElseNull,
        usage: voice::openai_usage,
        opening: voice::role_first,
        delta: voice::plain_delta,
        closing: voice::empty_delta,
        decorate: |fields| {
            fields.insert("service_tier".to_owned(), json!("default"));
            if fields["object"] == "chat.completion.chunk" {
                fields.insert("obfuscation".to_owned(), json!("h9RiQLL"));
            }
        },
    },
    comment: "",
    request_id: "x-request-id",
};

const MODELS: [&str; 11] = [
    "gpt-4.1",
    "gpt-4.1-mini",
    "gpt-4.1-nano",
    "gpt-4o",
    "gpt-4o-mini",
    "gpt-5",
    "gpt-5-mini",
    "gpt-5.1",
    "o3",
    "o3-mini",
    "o4-mini",
];

/// API reference, "Create chat completion". Deprecated fields of another use are left out and so refused.
const CHAT: Rules = &[
    ("messages", Rule::Anything),
    ("model", Rule::Text),
    ("max_tokens", Rule::Whole(1, i64::MAX)),
    ("max_completion_tokens", Rule::Whole(1, i64::MAX)),
    ("temperature", Rule::Number(0.0, 2.0)),
    ("top_p", Rule::Number(0.0, 1.0)),
    ("frequency_penalty", Rule::Number(-2.0, 2.0)),
    ("presence_penalty", Rule::Number(-2.0, 2.0)),
    ("logit_bias", Rule::Anything),
    ("logprobs", Rule::Flag),
    ("top_logprobs", Rule::Whole(0, 20)),
    (
        "reasoning_effort",
        Rule::OneOf(&["none", "minimal", "low", "medium", "high", "xhigh", "max"]),
    ),
    ("verbosity", Rule::OneOf(&["low", "medium", "high"])),
    ("response_format", Rule::Anything),
    ("seed", Rule::Whole(i64::MIN, i64::MAX)),
    // API reference, `stop`: up to 4 sequences.
    ("stop", Rule::Stop(4)),
    ("stream", Rule::Flag),
    (
        "stream_options",
        Rule::Fields(&[("include_usage", Rule::Flag), ("include_obfuscation", Rule::Flag)]),
    ),
    ("n", Rule::Whole(1, 128)),
    ("store", Rule::Flag),
    ("metadata", Rule::Anything),
    ("service_tier", Rule::Text),
    ("prompt_cache_key", Rule::Text),
    ("safety_identifier", Rule::Text),
    ("parallel_tool_calls", Rule::Flag),
    ("tools", Rule::Anything),
    ("tool_choice", Rule::Anything),
];

/// API reference, "Create completion": one model is left, without a chat; its `suffix` is for it alone.
const COMPLETION: Rules = &[
    ("model", Rule::Text),
    ("prompt", Rule::Text),
    ("suffix", Rule::Text),
    ("max_tokens", Rule::Whole(1, 4096)),
    ("temperature", Rule::Number(0.0, 2.0)),
    ("top_p", Rule::Number(0.0, 1.0)),
    ("stop", Rule::Stop(4)),
    ("stream", Rule::Flag),
    ("stream_options", STREAM_OPTIONS),
    ("seed", Rule::Whole(i64::MIN, i64::MAX)),
];

/// What a model is, by its name: `o` and a number, or `gpt-` and a number from 5 on, but not `gpt-5-chat`.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Family {
    Plain,
    /// The o-series.
    Numbered,
    /// gpt-5 and later, with the number.
    Generation(f64),
}

fn family(model: &str) -> Family {
    let number = |text: &str| {
        let digits: String = text
            .chars()
            .take_while(|character| character.is_ascii_digit() || *character == '.')
            .collect();
        digits.parse::<f64>().ok()
    };
    if model.strip_prefix('o').and_then(number).is_some() {
        return Family::Numbered;
    }
    match model.strip_prefix("gpt-").and_then(number) {
        Some(version) if version >= 5.0 && !model.starts_with("gpt-5-chat") => Family::Generation(version),
        _ => Family::Plain,
    }
}

fn check(request: &Recorded, _loaded: &str) -> Result<Accepted, Rejection> {
    if !rules::has_key(request) {
        return Err(failure(401));
    }
    let kind = match (request.method.as_str(), request.route()) {
        ("GET", "/v1/models") => {
            let models: Vec<Value> = MODELS
                .iter()
                .map(|id| json!({"id": id, "object": "model", "created": 1, "owned_by": "openai"}))
                .collect();
            return Ok(Accepted::Document(json!({"object": "list", "data": models})));
        }
        ("POST", "/v1/chat/completions") => Kind::Chat,
        ("POST", "/v1/completions") => Kind::Completion,
        (method, path) => {
            let message = format!("Invalid URL ({method} {path})");
            return Err(Rejection::openai(
                404,
                &message,
                "invalid_request_error",
                None,
                None,
            ));
        }
    };
    let body = rules::parameters(request, refuse)?;
    let model = rules::model(body, refuse)?;
    let known = model.starts_with("gpt-") || family(model) == Family::Numbered;
    if !known {
        let message = format!("The model `{model}` does not exist or you do not have access to it.");
        return Err(Rejection::openai(
            404,
            &message,
            "invalid_request_error",
            None,
            Some("model_not_found"),
        ));
    }
    let mode = if kind == Kind::Chat {
        judge_chat(model, body)?
    } else {
        // Wording of public issues; gpt-3.5-turbo-instruct is the one model without a chat.
        if model != "gpt-3.5-turbo-instruct" {
            let message = "This is a chat model and not supported in the v1/completions endpoint. Did you mean to use \
                           v1/chat/completions?";
            return Err(Rejection::openai(
                404,
                message,
                "invalid_request_error",
                Some("model"),
                None,
            ));
        }
        rules::judge(body, COMPLETION, refuse)?;
        Mode::Plain
    };
    Ok(Accepted::Generation(Generation::new(kind, model, mode, body)))
}

fn judge_chat(model: &str, body: &Map<String, Value>) -> Result<Mode, Rejection> {
    let family = family(model);
    // o1-preview and o1-mini took no instructions at all.
    let instructed = !(model.starts_with("o1-preview") || model.starts_with("o1-mini"));
    let rules = MessageRules {
        roles: if instructed {
            &["system", "developer", "user", "assistant", "tool"]
        } else {
            &["user", "assistant", "tool"]
        },
        content: Content::TextOrParts,
        fields: &["name", "tool_calls", "tool_call_id", "refusal"],
        ignored: &[],
    };
    let messages = messages::judge(body, rules, refuse)?;
    rules::judge(body, CHAT, refuse)?;
    // API reference, message roles: from o1 on `developer` replaces `system`. The API turns a `system` message into
    // one; what must not be sent is the retired spelling, nor both.
    if family != Family::Plain && messages::has_role(messages, "system") {
        return Err(Rejection::ignored(
            "messages",
            "with this model developer messages replace system messages",
        ));
    }
    if family == Family::Plain {
        return judge_plain(body);
    }
    judge_reasoning_model(model, family, body)
}

fn judge_plain(body: &Map<String, Value>) -> Result<Mode, Rejection> {
    for name in ["reasoning_effort", "verbosity"] {
        if body.contains_key(name) {
            return Err(refuse(name, &Problem::Unsupported));
        }
    }
    Ok(Mode::Plain)
}

fn judge_reasoning_model(model: &str, family: Family, body: &Map<String, Value>) -> Result<Mode, Rejection> {
    // API reference, `max_tokens`: deprecated, "not compatible with o-series models". The wording is from recordings.
    if body.contains_key("max_tokens") {
        let message = "Unsupported parameter: 'max_tokens' is not supported with this model. Use \
                       'max_completion_tokens' instead.";
        return Err(unsupported("max_tokens", message));
    }
    // API reference, `stop`: not supported with the latest reasoning models o3 and o4-mini.
    let stopless = matches!(family, Family::Generation(_)) || model == "o3" || model.starts_with("o4-mini");
    if stopless && body.contains_key("stop") {
        return Err(refuse("stop", &Problem::Unsupported));
    }
    let effort = body.get("reasoning_effort").and_then(Value::as_str);
    let known: &[&str] = match family {
        Family::Generation(version) if version >= 5.2 => &["none", "low", "medium", "high", "xhigh"],
        Family::Generation(version) if version >= 5.1 => &["none", "low", "medium", "high"],
        Family::Generation(_) => &["minimal", "low", "medium", "high"],
        _ => &["low", "medium", "high"],
    };
    if let Some(effort) = effort.filter(|effort| !known.contains(effort)) {
        let allowed = known.join(", ");
        return Err(refuse(
            "reasoning_effort",
            &Problem::Value(effort.to_owned(), allowed),
        ));
    }
    if family == Family::Numbered && body.contains_key("verbosity") {
        return Err(refuse("verbosity", &Problem::Unsupported));
    }
    // gpt-5.1 and later sample as other models do while they do not reason.
    if effort == Some("none") {
        return Ok(Mode::Plain);
    }
    for name in [
        "top_p",
        "logprobs",
        "top_logprobs",
        "frequency_penalty",
        "presence_penalty",
        "logit_bias",
    ] {
        if body.contains_key(name) {
            return Err(refuse(name, &Problem::Unsupported));
        }
    }
    if let Some(temperature) = body.get("temperature") {
        // Two answers for one mistake, as recorded: o3-mini refuses the parameter, the others the value.
        if model.starts_with("o3-mini") {
            return Err(refuse("temperature", &Problem::Unsupported));
        }
        if temperature.as_f64() != Some(1.0) {
            let message = format!(
                "Unsupported value: 'temperature' does not support {temperature} with this model. Only the default (1) \
                 value is supported."
            );
            return Err(Rejection::openai(
                400,
                &message,
                "invalid_request_error",
                Some("temperature"),
                Some("unsupported_value"),
            ));
        }
    }
    Ok(Mode::Thinking)
}

fn unsupported(name: &str, message: &str) -> Rejection {
    Rejection::openai(
        400,
        message,
        "invalid_request_error",
        Some(name),
        Some("unsupported_parameter"),
    )
}

/// Codes and wordings as recorded and quoted in public issues.
pub(super) fn refuse(name: &str, problem: &Problem) -> Rejection {
    let refused = |code: &str, message: String| {
        Rejection::openai(400, &message, "invalid_request_error", Some(name), Some(code))
    };
    match problem {
        Problem::Unknown => refused("unknown_parameter", format!("Unknown parameter: '{name}'.")),
        Problem::Ignored(why) => Rejection::ignored(name, why),
        Problem::Unsupported => unsupported(
            name,
            &format!("Unsupported parameter: '{name}' is not supported with this model."),
        ),
        Problem::Missing => refused(
            "missing_required_parameter",
            format!("Missing required parameter: '{name}'."),
        ),
        Problem::WrongType(expected) => refused(
            "invalid_type",
            format!("Invalid type for '{name}': expected {expected}."),
        ),
        Problem::Value(given, allowed) => refused(
            if name == "reasoning_effort" {
                "unsupported_value"
            } else {
                "invalid_value"
            },
            format!("Invalid value: '{given}' for '{name}'. Supported values are: {allowed}."),
        ),
        Problem::TooMany(most) => refused(
            "array_above_max_length",
            format!("Invalid '{name}': array too long. Expected an array with maximum length {most}."),
        ),
    }
}

/// Guide "Error codes" for the statuses.
pub(super) fn failure(status: u16) -> Rejection {
    let (kind, code) = match status {
        401 => ("invalid_request_error", Some("invalid_api_key")),
        404 => ("invalid_request_error", Some("model_not_found")),
        429 => ("requests", Some("rate_limit_exceeded")),
        400..500 => ("invalid_request_error", None),
        _ => ("server_error", None),
    };
    Rejection::openai(status, wording(status), kind, None, code)
}

/// Guide "Error codes": the second meaning of 429, which no waiting mends.
pub(super) fn quota() -> Rejection {
    Rejection::openai(
        429,
        "You exceeded your current quota, please check your plan and billing details.",
        "insufficient_quota",
        None,
        Some("insufficient_quota"),
    )
}

fn broken(_generation: &Generation) -> Value {
    json!({"error": {"message": "stream failed after output", "type": "server_error", "param": null, "code": null}})
}
