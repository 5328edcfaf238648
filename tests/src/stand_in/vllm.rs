//! vLLM's OpenAI-compatible server, as its documentation (docs.vllm.ai) has it.

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
    broken: |_| json!({"error": {"message": "EngineCore encountered an issue.", "type": "InternalServerError", "param": null, "code": 500}}),
    voice: Voice {
        id: "chatcmpl-",
        // "Reasoning outputs": the field was `reasoning_content` and is `reasoning` now.
        spelling: Spelling::Reasoning,
        usage_place: UsagePlace::LastChunkIfAsked,
        usage: voice::plain_usage,
        opening: voice::role_first,
        delta: voice::plain_delta,
        closing: |_| json!({"content": ""}),
        decorate: voice::undecorated,
    },
    comment: "",
    request_id: "x-request-id",
};

/// `--max-model-len` of the stand-in.
const CONTEXT: usize = 32_768;

/// "Chat API": `OpenAI`'s parameters and the extra ones. Fields beyond are taken with a line in the server's log.
const CHAT: Rules = &[
    ("messages", Rule::Anything),
    ("model", Rule::Text),
    ("max_tokens", Rule::Whole(1, i64::MAX)),
    ("max_completion_tokens", Rule::Whole(1, i64::MAX)),
    ("temperature", Rule::Number(0.0, 2.0)),
    ("top_p", Rule::Number(0.0, 1.0)),
    ("top_k", Rule::Whole(-1, i64::MAX)),
    ("min_p", Rule::Number(0.0, 1.0)),
    ("repetition_penalty", Rule::Number(0.0, 2.0)),
    ("frequency_penalty", Rule::Number(-2.0, 2.0)),
    ("presence_penalty", Rule::Number(-2.0, 2.0)),
    ("seed", Rule::Whole(i64::MIN, i64::MAX)),
    ("stop", Rule::Stop(usize::MAX)),
    ("stream", Rule::Flag),
    ("stream_options", STREAM_OPTIONS),
    ("logprobs", Rule::Flag),
    ("top_logprobs", Rule::Whole(0, 20)),
    ("response_format", Rule::Anything),
    (
        "reasoning_effort",
        Rule::OneOf(&["none", "low", "medium", "high"]),
    ),
    ("include_reasoning", Rule::Flag),
    (
        "chat_template_kwargs",
        Rule::Fields(&[("thinking", Rule::Flag), ("enable_thinking", Rule::Flag)]),
    ),
    ("tools", Rule::Anything),
    ("tool_choice", Rule::Anything),
];

/// "Completions API": `suffix` is not supported, in those words. A hole is written with the model's own tokens.
const COMPLETION: Rules = &[
    ("model", Rule::Text),
    ("prompt", Rule::Text),
    ("suffix", Rule::Unsupported),
    // "Completions API", extra parameters.
    ("skip_special_tokens", Rule::Flag),
    ("max_tokens", Rule::Whole(1, i64::MAX)),
    ("temperature", Rule::Number(0.0, 2.0)),
    ("top_p", Rule::Number(0.0, 1.0)),
    ("top_k", Rule::Whole(-1, i64::MAX)),
    ("min_p", Rule::Number(0.0, 1.0)),
    ("repetition_penalty", Rule::Number(0.0, 2.0)),
    ("frequency_penalty", Rule::Number(-2.0, 2.0)),
    ("presence_penalty", Rule::Number(-2.0, 2.0)),
    ("seed", Rule::Whole(i64::MIN, i64::MAX)),
    ("stop", Rule::Stop(usize::MAX)),
    ("stream", Rule::Flag),
    ("stream_options", STREAM_OPTIONS),
];

fn check(request: &Recorded, loaded: &str) -> Result<Accepted, Rejection> {
    // A key is asked for only with `--api-key`.
    let (kind, rules) = match (request.method.as_str(), request.route()) {
        ("GET", "/health") => return Ok(Accepted::Document(json!({}))),
        ("GET", "/v1/models") => {
            return Ok(Accepted::Document(json!({"object": "list", "data": [
                {"id": loaded, "object": "model", "created": 1, "owned_by": "vllm", "max_model_len": CONTEXT},
            ]})));
        }
        ("POST", "/v1/chat/completions") => (Kind::Chat, CHAT),
        ("POST", "/v1/completions") => (Kind::Completion, COMPLETION),
        _ => return Err(Rejection::json(404, &json!({"detail": "Not Found"}))),
    };
    let body = rules::parameters(request, refuse)?;
    let model = body.get("model").and_then(Value::as_str).unwrap_or(loaded);
    // One model is served, but a test may name any R1 model to have its rules.
    if model != loaded && !r1::is_r1(model) {
        let message = format!("The model `{model}` does not exist.");
        return Err(error(404, &message, "NotFoundError", None));
    }
    if kind == Kind::Chat {
        let rules = MessageRules {
            roles: &["system", "developer", "user", "assistant", "tool"],
            content: Content::TextOrParts,
            fields: &["name", "tool_calls", "tool_call_id"],
            ignored: &[
                ("reasoning_content", "reasoning of former turns is dropped"),
                ("reasoning", "reasoning of former turns is dropped"),
            ],
        };
        messages::judge(body, rules, refuse)?;
    }
    rules::judge(body, rules, refuse)?;
    let mode = if kind == Kind::Chat {
        r1::judge(model, body)?;
        mode(model, body.get("chat_template_kwargs"))
    } else {
        rules::raw_prompt(model, body)?;
        Mode::Plain
    };
    let generation = Generation::new(kind, model, mode, body);
    if generation.prompt_tokens > CONTEXT {
        let message = format!(
            "This model's maximum context length is {CONTEXT} tokens. However, your request has {} input tokens. Please \
             reduce the length of the input messages.",
            generation.prompt_tokens
        );
        return Err(error(400, &message, "BadRequestError", Some("input_tokens")));
    }
    Ok(Accepted::Generation(generation))
}

/// "Reasoning outputs": the template of `DeepSeek` takes `thinking`, that of Qwen3 `enable_thinking`.
fn mode(model: &str, template: Option<&Value>) -> Mode {
    let switch = template.and_then(|template| {
        template
            .get("thinking")
            .or_else(|| template.get("enable_thinking"))
    });
    match switch.and_then(Value::as_bool) {
        Some(true) => Mode::Thinking,
        None if r1::is_r1(model) || model.to_lowercase().contains("qwen3-") => Mode::Thinking,
        Some(false) | None => Mode::Plain,
    }
}

fn error(status: u16, message: &str, kind: &str, param: Option<&str>) -> Rejection {
    Rejection::json(
        status,
        &json!({"error": {"message": message, "type": kind, "param": param, "code": status}}),
    )
}

fn refuse(name: &str, problem: &Problem) -> Rejection {
    let invalid = |message: String| error(400, &message, "BadRequestError", Some(name));
    match problem {
        Problem::Unknown => Rejection::ignored(name, "the server only notes it in its log"),
        Problem::Ignored(why) => Rejection::ignored(name, why),
        Problem::Unsupported => invalid(format!("{name} is not currently supported")),
        Problem::Missing => invalid(format!(
            "[{{'type': 'missing', 'loc': ('body', '{name}'), 'msg': 'Field required'}}]"
        )),
        Problem::WrongType(expected) => invalid(format!("{name} must be {expected}")),
        Problem::Value(given, allowed) => invalid(format!("{name} must be in {allowed}, got {given}.")),
        Problem::TooMany(most) => invalid(format!("{name}: at most {most}")),
    }
}

fn failure(status: u16) -> Rejection {
    let kind = match status {
        401 => return Rejection::json(401, &json!({"error": "Unauthorized"})),
        404 => "NotFoundError",
        400..500 => "BadRequestError",
        _ => "InternalServerError",
    };
    error(status, wording(status), kind, None)
}
