//! Ollama: `/v1` as its `openai/openai.go` reads and writes it, `/api` as its `docs/api.md` has it.

use serde_json::{Map, Value, json};

use super::accepted::{Accepted, Generation, Kind, Mode};
use super::answer::Spelling;
use super::messages::{self, Content, MessageRules};
use super::provider::Provider;
use super::r1;
use super::recorded::Recorded;
use super::rejection::{Rejection, wording};
use super::rules::{self, Problem, Refuse, Rule, Rules, STREAM_OPTIONS};
use super::voice::{self, Part, UsagePlace, Voice};

pub(super) const PROVIDER: Provider = Provider {
    check,
    refuse,
    failure,
    quota: || failure(402),
    broken,
    voice: Voice {
        id: "chatcmpl-",
        // Never `reasoning_content`.
        spelling: Spelling::Reasoning,
        usage_place: UsagePlace::LastChunkIfAsked,
        usage: voice::plain_usage,
        opening: |_| None,
        // Every delta says the role; empty fields are left out of the reasoning, not of the content.
        delta: |spelling, part, mode| {
            let mut delta = voice::plain_delta(spelling, part, mode);
            delta["role"] = json!("assistant");
            if matches!(part, Part::Reasoning(_)) && spelling == Spelling::Reasoning {
                delta["content"] = json!("");
            }
            delta
        },
        closing: |_| json!({"role": "assistant", "content": ""}),
        decorate: |fields| {
            fields.insert("system_fingerprint".to_owned(), json!("fp_ollama"));
        },
    },
    comment: "",
    request_id: "x-request-id",
};

/// What is pulled, with what `POST /api/show` calls its capabilities.
const MODELS: [(&str, &[&str]); 4] = [
    ("qwen2.5-coder:1.5b", &["completion", "tools", "insert"]),
    ("qwen3:8b", &["completion", "tools", "thinking"]),
    ("deepseek-r1:8b", &["completion", "thinking"]),
    ("llama3.2:3b", &["completion", "tools"]),
];

/// The efforts that builds since August 2026 take.
const EFFORTS: Rule = Rule::OneOf(&[
    "none", "minimal", "low", "medium", "high", "xhigh", "max", "ultra",
]);

/// `ChatCompletionRequest` in `openai/openai.go`: whatever is not in that struct is dropped by the decoder.
const CHAT: Rules = &[
    ("model", Rule::Text),
    ("messages", Rule::Anything),
    ("stream", Rule::Flag),
    ("stream_options", STREAM_OPTIONS),
    ("max_tokens", Rule::Whole(1, i64::MAX)),
    ("max_completion_tokens", Rule::Ignored("only max_tokens is read")),
    ("seed", Rule::Whole(i64::MIN, i64::MAX)),
    ("stop", Rule::Stop(usize::MAX)),
    ("temperature", Rule::Number(0.0, 2.0)),
    ("frequency_penalty", Rule::Number(-2.0, 2.0)),
    ("presence_penalty", Rule::Number(-2.0, 2.0)),
    ("top_p", Rule::Number(0.0, 1.0)),
    ("response_format", Rule::Anything),
    ("tools", Rule::Anything),
    ("reasoning_effort", EFFORTS),
    ("reasoning", Rule::Fields(&[("effort", EFFORTS)])),
    ("think", Rule::Ignored("it belongs to /api/chat")),
];

/// `CompletionRequest` there.
const FILL: Rules = &[
    ("model", Rule::Text),
    ("prompt", Rule::Text),
    ("suffix", Rule::Text),
    ("stream", Rule::Flag),
    ("stream_options", STREAM_OPTIONS),
    ("max_tokens", Rule::Whole(1, i64::MAX)),
    ("seed", Rule::Whole(i64::MIN, i64::MAX)),
    ("stop", Rule::Stop(usize::MAX)),
    ("temperature", Rule::Number(0.0, 2.0)),
    ("frequency_penalty", Rule::Number(-2.0, 2.0)),
    ("presence_penalty", Rule::Number(-2.0, 2.0)),
    ("top_p", Rule::Number(0.0, 1.0)),
];

/// `docs/api.md`, "Parameters" of `/api/chat` and `/api/generate`.
const NATIVE: Rules = &[
    ("model", Rule::Text),
    ("messages", Rule::Anything),
    ("prompt", Rule::Text),
    ("suffix", Rule::Text),
    ("system", Rule::Text),
    ("raw", Rule::Flag),
    ("stream", Rule::Flag),
    ("think", Rule::Anything),
    ("format", Rule::Anything),
    ("tools", Rule::Anything),
    ("keep_alive", Rule::Anything),
    (
        "options",
        Rule::Fields(&[
            ("num_ctx", Rule::Whole(1, i64::MAX)),
            ("num_predict", Rule::Whole(-2, i64::MAX)),
            ("temperature", Rule::Number(0.0, 2.0)),
            ("top_p", Rule::Number(0.0, 1.0)),
            ("top_k", Rule::Whole(0, i64::MAX)),
            ("min_p", Rule::Number(0.0, 1.0)),
            ("seed", Rule::Whole(i64::MIN, i64::MAX)),
            ("stop", Rule::Stop(usize::MAX)),
            ("repeat_penalty", Rule::Number(0.0, 2.0)),
        ]),
    ),
];

fn check(request: &Recorded, loaded: &str) -> Result<Accepted, Rejection> {
    // No key is needed; one that is sent is not looked at.
    let (kind, rules) = match (request.method.as_str(), request.route()) {
        ("GET", path @ ("/v1/models" | "/api/tags")) => return Ok(Accepted::Document(listing(path))),
        ("GET", "/api/version") => return Ok(Accepted::Document(json!({"version": "0.14.0"}))),
        ("POST", "/api/show") => return show(request, loaded),
        ("POST", "/v1/chat/completions") => (Kind::Chat, CHAT),
        ("POST", "/v1/completions") => (Kind::Completion, FILL),
        ("POST", "/api/chat") => (Kind::OllamaChat, NATIVE),
        ("POST", "/api/generate") => (Kind::OllamaGenerate, NATIVE),
        _ => return Err(Rejection::text(404, "404 page not found")),
    };
    let native = matches!(kind, Kind::OllamaChat | Kind::OllamaGenerate);
    let refuse: Refuse = if native { refuse_natively } else { refuse };
    let body = rules::parameters(request, refuse)?;
    let model = rules::model(body, refuse)?;
    let capabilities = capabilities(model, loaded).ok_or_else(|| not_found(model, native))?;
    if matches!(kind, Kind::Chat | Kind::OllamaChat) {
        let rules = MessageRules {
            roles: &["system", "user", "assistant", "tool"],
            content: if native {
                Content::Text
            } else {
                Content::TextOrParts
            },
            fields: &[
                "name",
                "tool_calls",
                "tool_call_id",
                "tool_name",
                "reasoning",
                "thinking",
                "images",
            ],
            ignored: &[("reasoning_content", "the field is called reasoning here")],
        };
        messages::judge(body, rules, refuse)?;
    }
    rules::judge(body, rules, refuse)?;
    if body.get("raw") == Some(&Value::Bool(true)) {
        judge_raw(model, body)?;
    }
    if body.contains_key("suffix") && !capabilities.contains(&"insert") {
        return Err(error(400, &format!("{model} does not support insert"), native));
    }
    let mode = mode(model, capabilities, body, native)?;
    if kind == Kind::Chat {
        // `/v1` samples at temperature 1 when none is given, whatever the model's own file says.
        r1::judge(model, body)?;
    }
    Ok(Accepted::Generation(Generation::new(kind, model, mode, body)))
}

/// `GenerateHandler` in `server/routes.go`: a raw prompt goes to the model as it is, and what would have been put into the
/// template with it is refused or lost.
fn judge_raw(model: &str, body: &Map<String, Value>) -> Result<(), Rejection> {
    if body.contains_key("system") {
        return Err(error(
            400,
            "raw mode does not support template, system, or context",
            true,
        ));
    }
    if body.contains_key("suffix") {
        return Err(Rejection::ignored("suffix", "a raw prompt has no place for it"));
    }
    rules::raw_prompt(model, body)
}

/// Thinking is on for a model that can, natively and on `/v1`, unless switched off.
fn mode(
    model: &str,
    capabilities: &[&str],
    body: &Map<String, Value>,
    native: bool,
) -> Result<Mode, Rejection> {
    let can = capabilities.contains(&"thinking");
    let effort = body.get("reasoning_effort").or_else(|| {
        body.get("reasoning")
            .and_then(|reasoning| reasoning.get("effort"))
    });
    let wanted = match body.get("think") {
        Some(think) if native => Some(think != false),
        _ => effort.map(|effort| effort != "none"),
    };
    match wanted {
        Some(true) if !can => Err(error(
            400,
            &format!("\"{model}\" does not support thinking"),
            native,
        )),
        Some(false) => Ok(Mode::Plain),
        _ if can => Ok(Mode::Thinking),
        _ => Ok(Mode::Plain),
    }
}

/// What `model` can, if it is there. A name without a tag means `latest`, so it is not one of those above.
fn capabilities(model: &str, loaded: &str) -> Option<&'static [&'static str]> {
    let known = MODELS.iter().find(|(name, _)| *name == model);
    // A model that a test has loaded is what its name says.
    let like = |part: &str| MODELS.iter().find(|(name, _)| name.contains(part));
    let named = if model.contains("coder") {
        like("coder")
    } else if r1::is_r1(model) || model.contains("qwen3") {
        like("deepseek-r1")
    } else {
        like("llama")
    };
    known
        .or(named.filter(|_| model == loaded))
        .map(|(_, capabilities)| *capabilities)
}

fn show(request: &Recorded, loaded: &str) -> Result<Accepted, Rejection> {
    let body = rules::parameters(request, refuse_natively)?;
    let model = rules::model(body, refuse_natively)?;
    let capabilities = capabilities(model, loaded).ok_or_else(|| not_found(model, true))?;
    Ok(Accepted::Document(json!({
        "details": {"format": "gguf", "family": "qwen2", "parameter_size": "1.5B", "quantization_level": "Q4_K_M"},
        "model_info": {"general.architecture": "qwen2", "qwen2.context_length": 32_768},
        "capabilities": capabilities,
    })))
}

fn listing(path: &str) -> Value {
    if path == "/api/tags" {
        let models: Vec<Value> = MODELS
            .iter()
            .map(|(name, _)| json!({"name": name, "model": name, "size": 986_061_892_u64, "details": {"format": "gguf"}}))
            .collect();
        return json!({"models": models});
    }
    let models: Vec<Value> = MODELS
        .iter()
        .map(|(id, _)| json!({"id": id, "object": "model", "created": 1, "owned_by": "library"}))
        .collect();
    json!({"object": "list", "data": models})
}

/// Native errors are a text; those of `/v1` take `OpenAI`'s shape.
fn error(status: u16, message: &str, native: bool) -> Rejection {
    if native {
        return Rejection::json(status, &json!({"error": message}));
    }
    let kind = match status {
        404 => "not_found_error",
        400..500 => "invalid_request_error",
        _ => "api_error",
    };
    Rejection::openai(status, message, kind, None, None)
}

fn not_found(model: &str, native: bool) -> Rejection {
    let message = if native {
        format!("model '{model}' not found")
    } else {
        format!("model \"{model}\" not found, try pulling it first")
    };
    error(404, &message, native)
}

fn refuse(name: &str, problem: &Problem) -> Rejection {
    worded(name, problem, false)
}

fn refuse_natively(name: &str, problem: &Problem) -> Rejection {
    worded(name, problem, true)
}

fn worded(name: &str, problem: &Problem, native: bool) -> Rejection {
    match problem {
        Problem::Unknown => Rejection::ignored(name, "Ollama drops what it does not know"),
        Problem::Ignored(why) => Rejection::ignored(name, why),
        Problem::Unsupported => error(400, &format!("{name} is not supported"), native),
        Problem::Missing => error(400, &format!("{name} is required"), native),
        Problem::WrongType(expected) => error(
            400,
            &format!("json: cannot unmarshal into field {name}: expected {expected}"),
            native,
        ),
        Problem::Value(given, allowed) => error(
            400,
            &format!("invalid {name}: \"{given}\" (must be {allowed})"),
            native,
        ),
        Problem::TooMany(most) => error(400, &format!("invalid {name}: at most {most}"), native),
    }
}

fn failure(status: u16) -> Rejection {
    error(status, wording(status), false)
}

/// Within a native stream an error is a line of its own under status 200.
fn broken(generation: &Generation) -> Value {
    let message = "an error was encountered while running the model: unexpected EOF";
    match generation.kind {
        Kind::OllamaChat | Kind::OllamaGenerate => json!({"error": message}),
        _ => json!({"error": {"message": message, "type": "api_error", "param": null, "code": null}}),
    }
}
