//! `SiliconFlow`, as its documentation (docs.siliconflow.cn) and public issues have it.

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
    // Public issues: 403 with this code when the balance does not suffice.
    quota: || coded(403, 30001, "Sorry, your account balance is insufficient"),
    broken: |_| json!({"code": 50505, "message": wording(503), "data": null}),
    voice: Voice {
        id: "019",
        spelling: Spelling::ReasoningContent,
        usage_place: UsagePlace::FinishChunk,
        usage: voice::openai_usage,
        opening: voice::role_first,
        delta: voice::plain_delta,
        closing: voice::empty_delta,
        decorate: voice::undecorated,
    },
    comment: "",
    request_id: "x-siliconcloud-trace-id",
};

const MODELS: [&str; 6] = [
    "Qwen/Qwen3-8B",
    "Qwen/Qwen3-32B",
    "Qwen/Qwen2.5-Coder-32B-Instruct",
    "deepseek-ai/DeepSeek-R1",
    "deepseek-ai/DeepSeek-V3",
    "deepseek-ai/DeepSeek-V3.2",
];

/// "Create chat completion".
const CHAT: Rules = &[
    ("messages", Rule::Anything),
    ("model", Rule::Text),
    ("max_tokens", Rule::Whole(1, 163_840)),
    ("temperature", Rule::Number(0.0, 2.0)),
    ("top_p", Rule::Number(0.0, 1.0)),
    ("top_k", Rule::Number(0.0, 1000.0)),
    ("min_p", Rule::Number(0.0, 1.0)),
    ("frequency_penalty", Rule::Number(-2.0, 2.0)),
    ("n", Rule::Whole(1, 8)),
    // Up to 4 sequences.
    ("stop", Rule::Stop(4)),
    ("stream", Rule::Flag),
    ("stream_options", STREAM_OPTIONS),
    ("enable_thinking", Rule::Flag),
    ("thinking_budget", Rule::Whole(128, 32_768)),
    ("reasoning_effort", Rule::OneOf(&["high", "max"])),
    ("response_format", Rule::Anything),
    ("tools", Rule::Anything),
    // "FIM completion": in a chat the two ends go beside the messages.
    ("prefix", Rule::Text),
    ("suffix", Rule::Text),
];

/// "FIM completion", at `/completions`.
const FILL: Rules = &[
    ("model", Rule::Text),
    ("prompt", Rule::Text),
    ("suffix", Rule::Text),
    ("max_tokens", Rule::Whole(1, 4096)),
    ("temperature", Rule::Number(0.0, 2.0)),
    ("top_p", Rule::Number(0.0, 1.0)),
    ("stop", Rule::Stop(4)),
    ("stream", Rule::Flag),
    ("stream_options", STREAM_OPTIONS),
];

/// Whether thinking can be switched, from the lists at `enable_thinking`: Qwen3 but its fixed variants, `DeepSeek` from
/// V3.1 on, GLM, Hunyuan.
fn switches(model: &str) -> bool {
    let name = model.rsplit('/').next().unwrap_or(model);
    let fixed = name.contains("Instruct") || name.contains("Coder") || name.contains("Thinking");
    let switchable = [
        "Qwen3",
        "DeepSeek-V3.1",
        "DeepSeek-V3.2",
        "DeepSeek-V4",
        "GLM-4",
        "GLM-5",
        "Hunyuan-A13B",
    ];
    !fixed && switchable.iter().any(|prefix| name.starts_with(prefix))
}

fn check(request: &Recorded, _loaded: &str) -> Result<Accepted, Rejection> {
    let kind = match (request.method.as_str(), request.route()) {
        ("GET", "/v1/models") => None,
        ("POST", "/v1/chat/completions") => Some(Kind::Chat),
        ("POST", "/v1/completions") => Some(Kind::Completion),
        _ => return Err(failure(404)),
    };
    if !rules::has_key(request) {
        return Err(failure(401));
    }
    let Some(kind) = kind else {
        let models: Vec<Value> = MODELS
            .iter()
            .map(|id| json!({"id": id, "object": "model", "created": 0, "owned_by": ""}))
            .collect();
        return Ok(Accepted::Document(json!({"object": "list", "data": models})));
    };
    let body = rules::parameters(request, refuse)?;
    let model = rules::model(body, refuse)?;
    if !model.contains('/') {
        return Err(coded(
            400,
            20012,
            "Model does not exist. Please check it carefully.",
        ));
    }
    let mode = if kind == Kind::Chat {
        judge_chat(model, body)?
    } else {
        judge_fill(model, body)?;
        Mode::Plain
    };
    Ok(Accepted::Generation(Generation::new(kind, model, mode, body)))
}

/// "FIM completion": of the models that are left, the coders.
fn judge_fill(model: &str, body: &Map<String, Value>) -> Result<(), Rejection> {
    rules::judge(body, FILL, refuse)?;
    if !(model.contains("Coder") || model.contains("DeepSeek-V2.5")) {
        return Err(coded(400, 20012, "This model does not support FIM completion."));
    }
    Ok(())
}

fn judge_chat(model: &str, body: &Map<String, Value>) -> Result<Mode, Rejection> {
    let rules = MessageRules {
        roles: &["system", "user", "assistant", "tool"],
        content: Content::TextOrParts,
        fields: &["name", "tool_calls", "tool_call_id"],
        ignored: &[("reasoning_content", "reasoning of former turns is dropped")],
    };
    messages::judge(body, rules, refuse)?;
    rules::judge(body, CHAT, refuse)?;
    // As quoted in public issues.
    if body.contains_key("enable_thinking") && !switches(model) {
        return Err(refuse("enable_thinking", &Problem::Unsupported));
    }
    let reasons = switches(model) || model.contains("DeepSeek-R1") || model.contains("Thinking");
    if body.contains_key("thinking_budget") && !reasons {
        return Err(refuse("thinking_budget", &Problem::Unsupported));
    }
    let mode = match body.get("enable_thinking").and_then(Value::as_bool) {
        Some(true) => Mode::Thinking,
        None if reasons && !model.contains("DeepSeek-V3") => Mode::Thinking,
        Some(false) | None => Mode::Plain,
    };
    if mode == Mode::Plain {
        let without_effect = ["thinking_budget", "reasoning_effort"];
        if let Some(name) = without_effect.into_iter().find(|name| body.contains_key(*name)) {
            return Err(Rejection::ignored(name, "the model does not think"));
        }
    }
    // "`reasoning_effort`: only DeepSeek-V4 and GLM-5.2"; "`min_p`: only Qwen3".
    if body.contains_key("reasoning_effort") && !(model.contains("DeepSeek-V4") || model.contains("GLM-5.2"))
    {
        return Err(Rejection::ignored(
            "reasoning_effort",
            "this model does not know it",
        ));
    }
    if body.contains_key("min_p") && !model.contains("Qwen3") {
        return Err(Rejection::ignored("min_p", "only Qwen3 knows it"));
    }
    Ok(mode)
}

/// "Error handling": a number, a message, `data`.
fn coded(status: u16, code: u32, message: &str) -> Rejection {
    Rejection::json(status, &json!({"code": code, "message": message, "data": null}))
}

fn refuse(name: &str, problem: &Problem) -> Rejection {
    let value_error = |what: String| coded(400, 20015, &format!("Value error, {what}"));
    match problem {
        Problem::Unknown => Rejection::ignored(name, "SiliconFlow drops what it does not know"),
        Problem::Ignored(why) => Rejection::ignored(name, why),
        Problem::Unsupported => value_error(format!("current model does not support parameter `{name}`.")),
        Problem::Missing => coded(400, 20015, &format!("Field required: {name}")),
        Problem::WrongType(expected) => coded(
            400,
            20015,
            &format!("The parameter is invalid: {name} must be {expected}"),
        ),
        Problem::Value(given, allowed) => {
            value_error(format!("{name} must be within {allowed}, got {given}"))
        }
        Problem::TooMany(most) => value_error(format!("{name}: at most {most} sequences")),
    }
}

/// "Create chat completion", responses: 401 and 404 are bare texts, 429 and 503 objects.
fn failure(status: u16) -> Rejection {
    match status {
        401 => Rejection::json(401, &json!("Invalid token")),
        404 => Rejection::json(404, &json!("404 page not found")),
        429 => Rejection::json(
            429,
            &json!({"message": "Request was rejected due to rate limiting. Details: TPM limit reached.", "data": null}),
        ),
        503 => coded(503, 50505, "Model service overloaded. Please try again later."),
        504 => Rejection::json(504, &json!("Gateway timeout")),
        _ => coded(status, 20012, wording(status)),
    }
}
