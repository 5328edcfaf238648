//! LM Studio, as its documentation (lmstudio.ai/docs/developer) has it.

use serde_json::{Value, json};

use super::accepted::{Accepted, Generation, Kind, Mode};
use super::answer::Spelling;
use super::messages::{self, Content, MessageRules};
use super::provider::Provider;
use super::r1;
use super::recorded::Recorded;
use super::rejection::{Rejection, wording};
use super::rules::{self, Problem, Rule, Rules, STREAM_OPTIONS};
use super::voice::{self, UsagePlace, Voice};

pub(super) const PROVIDER: Provider = Provider {
    check,
    refuse,
    failure,
    quota: || failure(402),
    broken: |_| json!({"error": {"message": "The model has crashed without additional information."}}),
    voice: Voice {
        id: "chatcmpl-",
        // "Separate reasoning_content" is a setting that is off at first.
        spelling: Spelling::Inline,
        // API changelog, 0.3.18: `stream_options.include_usage`.
        usage_place: UsagePlace::LastChunkIfAsked,
        usage: voice::plain_usage,
        opening: |_| None,
        delta: |spelling, part, mode| {
            let mut delta = voice::plain_delta(spelling, part, mode);
            delta["role"] = json!("assistant");
            delta
        },
        closing: voice::empty_delta,
        decorate: |fields| {
            let model = fields["model"].clone();
            fields.insert("system_fingerprint".to_owned(), model);
        },
    },
    comment: "",
    request_id: "x-request-id",
};

const MODELS: [&str; 4] = [
    "qwen2.5-coder-1.5b",
    "llama-3.2-3b-instruct",
    "deepseek-r1-distill-qwen-7b",
    "openai/gpt-oss-20b",
];

/// "`OpenAI` compatibility", supported payload parameters, with those of the changelog (`ttl`, `draft_model`,
/// `stream_options`, tools) and `response_format` of "Structured output". Others are not said to be read, among them
/// `max_completion_tokens`.
const CHAT: Rules = &[
    ("model", Rule::Text),
    ("messages", Rule::Anything),
    ("top_p", Rule::Number(0.0, 1.0)),
    ("top_k", Rule::Whole(0, i64::MAX)),
    ("temperature", Rule::Number(0.0, 2.0)),
    ("max_tokens", Rule::Whole(-1, i64::MAX)),
    ("stream", Rule::Flag),
    ("stream_options", STREAM_OPTIONS),
    ("stop", Rule::Stop(usize::MAX)),
    ("presence_penalty", Rule::Number(-2.0, 2.0)),
    ("frequency_penalty", Rule::Number(-2.0, 2.0)),
    ("logit_bias", Rule::Anything),
    ("repeat_penalty", Rule::Number(0.0, 2.0)),
    ("seed", Rule::Whole(i64::MIN, i64::MAX)),
    ("ttl", Rule::Whole(0, i64::MAX)),
    ("draft_model", Rule::Text),
    ("response_format", Rule::Anything),
    ("tools", Rule::Anything),
    ("tool_choice", Rule::Anything),
];

/// "Completions": a raw prompt. There is no suffix: a hole is written with the model's own tokens.
const COMPLETION: Rules = &[
    ("model", Rule::Text),
    ("prompt", Rule::Text),
    ("top_p", Rule::Number(0.0, 1.0)),
    ("top_k", Rule::Whole(0, i64::MAX)),
    ("temperature", Rule::Number(0.0, 2.0)),
    ("max_tokens", Rule::Whole(-1, i64::MAX)),
    ("stream", Rule::Flag),
    ("stream_options", STREAM_OPTIONS),
    ("stop", Rule::Stop(usize::MAX)),
    ("presence_penalty", Rule::Number(-2.0, 2.0)),
    ("frequency_penalty", Rule::Number(-2.0, 2.0)),
    ("repeat_penalty", Rule::Number(0.0, 2.0)),
    ("seed", Rule::Whole(i64::MIN, i64::MAX)),
    ("ttl", Rule::Whole(0, i64::MAX)),
];

fn check(request: &Recorded, loaded: &str) -> Result<Accepted, Rejection> {
    // API tokens exist since 0.4.0 and are off at first.
    let (kind, rules) = match (request.method.as_str(), request.route()) {
        ("GET", path @ ("/v1/models" | "/api/v1/models")) => {
            return Ok(Accepted::Document(listing(path, loaded)));
        }
        ("POST", "/v1/chat/completions") => (Kind::Chat, CHAT),
        ("POST", "/v1/completions") => (Kind::Completion, COMPLETION),
        (method, path) => {
            let error = format!("Unexpected endpoint or method. ({method} {path})");
            return Err(Rejection::json(200, &json!({"error": error})));
        }
    };
    let body = rules::parameters(request, refuse)?;
    let model = rules::model(body, refuse)?;
    // A model that is not loaded is loaded when asked for ("JIT"), if it was downloaded.
    if model != loaded && !MODELS.contains(&model) {
        let message = format!("Model \"{model}\" not found. Please specify a valid model identifier.");
        return Err(Rejection::openai(
            404,
            &message,
            "invalid_request_error",
            Some("model"),
            Some("model_not_found"),
        ));
    }
    if kind == Kind::Chat {
        let rules = MessageRules {
            roles: &["system", "user", "assistant", "tool"],
            content: Content::TextOrParts,
            fields: &["name", "tool_calls", "tool_call_id"],
            ignored: &[("reasoning_content", "reasoning of former turns is dropped")],
        };
        messages::judge(body, rules, refuse)?;
    }
    rules::judge(body, rules, refuse)?;
    let mode = match kind {
        Kind::Chat if r1::is_r1(model) || model.contains("gpt-oss") => Mode::Thinking,
        Kind::Chat => Mode::Open,
        _ => Mode::Plain,
    };
    if kind == Kind::Chat {
        r1::judge(model, body)?;
    } else {
        rules::raw_prompt(model, body)?;
    }
    Ok(Accepted::Generation(Generation::new(kind, model, mode, body)))
}

/// "List your models" of the native API says what a model can; `/v1/models` only names it.
fn listing(path: &str, loaded: &str) -> Value {
    if path == "/v1/models" {
        let models: Vec<Value> = MODELS
            .iter()
            .map(|id| json!({"id": id, "object": "model", "owned_by": "organization_owner"}))
            .collect();
        return json!({"object": "list", "data": models});
    }
    let models: Vec<Value> = MODELS
        .iter()
        .map(|key| {
            let mut model = json!({
                "type": "llm", "key": key, "format": "gguf", "max_context_length": 32_768,
                "loaded_instances": [], "capabilities": {"vision": false, "trained_for_tool_use": true},
            });
            if r1::is_r1(key) {
                model["capabilities"]["reasoning"] = json!({"allowed_options": ["on"], "default": "on"});
            }
            if *key == loaded {
                model["loaded_instances"] = json!([{"id": key, "config": {"context_length": 8192}}]);
            }
            model
        })
        .collect();
    json!({"models": models})
}

fn refuse(name: &str, problem: &Problem) -> Rejection {
    let invalid =
        |message: String| Rejection::openai(400, &message, "invalid_request_error", Some(name), None);
    match problem {
        Problem::Unknown => Rejection::ignored(name, "LM Studio does not list it"),
        Problem::Ignored(why) => Rejection::ignored(name, why),
        Problem::Unsupported => invalid(format!("'{name}' is not supported")),
        Problem::Missing => invalid(format!("'{name}' field is required")),
        Problem::WrongType(expected) => invalid(format!("'{name}' must be {expected}")),
        Problem::Value(given, allowed) => invalid(format!("'{name}' must be within {allowed}, got {given}")),
        Problem::TooMany(most) => invalid(format!("'{name}' must have at most {most} items")),
    }
}

fn failure(status: u16) -> Rejection {
    Rejection::json(status, &json!({"error": wording(status)}))
}
