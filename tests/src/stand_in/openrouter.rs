//! `OpenRouter`, as its documentation (openrouter.ai/docs) has it.

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
    quota: || failure(402),
    broken,
    voice: Voice {
        id: "gen-",
        spelling: Spelling::ReasoningDetails,
        // "Usage accounting": the last event carries it.
        usage_place: UsagePlace::LastChunk,
        usage: voice::openai_usage,
        opening: |_| None,
        delta: |spelling, part, mode| {
            let mut delta = voice::plain_delta(spelling, part, mode);
            delta["role"] = json!("assistant");
            delta
        },
        closing: |_| json!({"role": "assistant", "content": ""}),
        decorate: |fields| {
            fields.insert("provider".to_owned(), json!("Stand-in"));
        },
    },
    // "Streaming": comments keep the connection open.
    comment: "OPENROUTER PROCESSING",
    request_id: "x-generation-id",
};

const MODELS: [&str; 4] = [
    "deepseek/deepseek-r1",
    "deepseek/deepseek-chat-v3.1",
    "openai/gpt-4.1-mini",
    "qwen/qwen3-coder",
];

/// "API parameters". What a model does not support is dropped in silence, by that page.
const CHAT: Rules = &[
    ("messages", Rule::Anything),
    ("model", Rule::Text),
    ("models", Rule::Anything),
    ("provider", Rule::Anything),
    ("transforms", Rule::Anything),
    ("max_tokens", Rule::Whole(1, i64::MAX)),
    ("temperature", Rule::Number(0.0, 2.0)),
    ("top_p", Rule::Number(0.0, 1.0)),
    ("top_k", Rule::Whole(0, i64::MAX)),
    ("min_p", Rule::Number(0.0, 1.0)),
    ("top_a", Rule::Number(0.0, 1.0)),
    ("frequency_penalty", Rule::Number(-2.0, 2.0)),
    ("presence_penalty", Rule::Number(-2.0, 2.0)),
    ("repetition_penalty", Rule::Number(0.0, 2.0)),
    ("seed", Rule::Whole(i64::MIN, i64::MAX)),
    ("stop", Rule::Stop(4)),
    ("stream", Rule::Flag),
    ("stream_options", STREAM_OPTIONS),
    ("usage", Rule::Fields(&[("include", Rule::Flag)])),
    ("response_format", Rule::Anything),
    ("tools", Rule::Anything),
    ("tool_choice", Rule::Anything),
    (
        "reasoning",
        Rule::Fields(&[
            (
                "effort",
                Rule::OneOf(&["xhigh", "high", "medium", "low", "minimal", "none"]),
            ),
            ("max_tokens", Rule::Whole(1, i64::MAX)),
            ("exclude", Rule::Flag),
            ("enabled", Rule::Flag),
        ]),
    ),
    ("user", Rule::Text),
];

fn check(request: &Recorded, _loaded: &str) -> Result<Accepted, Rejection> {
    match (request.method.as_str(), request.route()) {
        // "List available models" needs no key.
        ("GET", "/api/v1/models") => {
            let models: Vec<Value> = MODELS
                .iter()
                .map(|id| json!({"id": id, "name": id, "context_length": 131_072, "pricing": {"prompt": "0.0000004"}}))
                .collect();
            return Ok(Accepted::Document(json!({"data": models})));
        }
        ("POST", "/api/v1/chat/completions") => {}
        _ => return Err(failure(404)),
    }
    if !rules::has_key(request) {
        return Err(failure(401));
    }
    let body = rules::parameters(request, refuse)?;
    let model = rules::model(body, refuse)?;
    // Ids are `vendor/model`, with a variant after a colon.
    if !model
        .split_once('/')
        .is_some_and(|(vendor, name)| !vendor.is_empty() && !name.is_empty())
    {
        return Err(error(400, &format!("{model} is not a valid model ID")));
    }
    let rules = MessageRules {
        roles: &["system", "user", "assistant", "tool"],
        content: Content::TextOrParts,
        // "Reasoning tokens": the details go back unmodified, for tools.
        fields: &["name", "tool_calls", "tool_call_id", "reasoning_details"],
        ignored: &[],
    };
    messages::judge(body, rules, refuse)?;
    rules::judge(body, CHAT, refuse)?;
    let mode = judge_reasoning(model, body)?;
    Ok(Accepted::Generation(Generation::new(
        Kind::Chat,
        model,
        mode,
        body,
    )))
}

/// "Reasoning tokens": an effort or a number of tokens, not both. What the models behind refuse is refused or dropped
/// there, so the parameters that `OpenAI`'s reasoning models do not take must not be sent this way either.
fn judge_reasoning(model: &str, body: &Map<String, Value>) -> Result<Mode, Rejection> {
    let reasoning = body.get("reasoning");
    let field = |name: &str| reasoning.and_then(|reasoning| reasoning.get(name));
    if field("effort").is_some() && field("max_tokens").is_some() {
        return Err(error(
            400,
            "Only one of \"reasoning.effort\" and \"reasoning.max_tokens\" can be specified",
        ));
    }
    let off = field("effort").is_some_and(|effort| effort == "none")
        || field("enabled") == Some(&Value::Bool(false));
    let name = model.rsplit('/').next().unwrap_or(model);
    let sampled_alone = model.starts_with("openai/o") || model.starts_with("openai/gpt-5");
    let dropped = ["temperature", "top_p"]
        .into_iter()
        .find(|name| body.contains_key(*name));
    if let Some(name) = dropped.filter(|_| sampled_alone && !off && !name.starts_with("gpt-5-chat")) {
        return Err(Rejection::ignored(
            name,
            "this model does not support it, and it is dropped on the way",
        ));
    }
    Ok(match reasoning {
        _ if off => Mode::Plain,
        Some(_) => Mode::Thinking,
        None if name.contains("-r1") => Mode::Thinking,
        None => Mode::Open,
    })
}

/// "Errors": `code` is the status, as a number.
fn error(status: u16, message: &str) -> Rejection {
    Rejection::json(status, &json!({"error": {"code": status, "message": message}}))
}

fn refuse(name: &str, problem: &Problem) -> Rejection {
    match problem {
        Problem::Unknown => Rejection::ignored(name, "OpenRouter drops what a model does not support"),
        Problem::Ignored(why) => Rejection::ignored(name, why),
        Problem::Unsupported => error(400, &format!("{name} is not supported")),
        Problem::Missing => error(400, &format!("Input required: specify \"{name}\"")),
        Problem::WrongType(expected) => error(400, &format!("{name}: expected {expected}")),
        Problem::Value(given, allowed) => error(400, &format!("{name}: {given} is not within {allowed}")),
        Problem::TooMany(most) => error(400, &format!("{name}: at most {most}")),
    }
}

fn failure(status: u16) -> Rejection {
    let message = match status {
        401 => "No auth credentials found",
        402 => "Insufficient credits",
        other => wording(other),
    };
    error(status, message)
}

/// "Errors", on streams: once tokens were sent the status stays 200 and the error comes in a chunk.
fn broken(generation: &Generation) -> Value {
    json!({
        "id": "gen-1", "object": "chat.completion.chunk", "created": 1, "model": generation.model,
        "provider": "Stand-in", "error": {"code": 502, "message": "Provider disconnected"},
        "choices": [{"index": 0, "delta": {"content": ""}, "finish_reason": "error"}],
    })
}
