//! llama.cpp's server, as its README (`tools/server/README.md`) and sources have it.

use serde_json::{Map, Value, json};

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
    broken: |_| json!({"error": {"code": 500, "message": "decoding failed", "type": "server_error"}}),
    voice: Voice {
        id: "chatcmpl-",
        // `--reasoning-format auto`.
        spelling: Spelling::ReasoningContent,
        usage_place: UsagePlace::LastChunkIfAsked,
        usage: voice::openai_usage,
        opening: |_| Some(json!({"role": "assistant", "content": null})),
        delta: voice::plain_delta,
        closing: voice::empty_delta,
        decorate: |fields| {
            fields.insert("system_fingerprint".to_owned(), json!("b11434-stand-in"));
        },
    },
    // `--sse-ping-interval`: a comment every 30 s.
    comment: "",
    request_id: "x-request-id",
};

/// `--ctx-size` of the stand-in; `/props` says so.
const CONTEXT: usize = 8192;

/// The sampling that every way of asking takes, from the options of `POST /completion`.
macro_rules! with_sampling {
    ($(($name:literal, $rule:expr)),* $(,)?) => {
        &[
            ("temperature", Rule::Number(0.0, f64::MAX)),
            ("top_p", Rule::Number(0.0, 1.0)),
            ("top_k", Rule::Whole(0, i64::MAX)),
            ("min_p", Rule::Number(0.0, 1.0)),
            ("repeat_penalty", Rule::Number(0.0, 2.0)),
            ("presence_penalty", Rule::Number(-2.0, 2.0)),
            ("frequency_penalty", Rule::Number(-2.0, 2.0)),
            ("seed", Rule::Whole(-1, i64::MAX)),
            ("stop", Rule::Stop(usize::MAX)),
            ("stream", Rule::Flag),
            ("samplers", Rule::Anything),
            ("grammar", Rule::Text),
            ("json_schema", Rule::Anything),
            ("cache_prompt", Rule::Flag),
            ("n_cache_reuse", Rule::Whole(0, i64::MAX)),
            ("id_slot", Rule::Whole(-1, i64::MAX)),
            ("t_max_predict_ms", Rule::Whole(0, i64::MAX)),
            ("timings_per_token", Rule::Flag),
            ("return_progress", Rule::Flag),
            ("sse_ping_interval", Rule::Whole(-1, i64::MAX)),
            $(($name, $rule)),*
        ]
    };
}

const CHAT: Rules = with_sampling![
    ("messages", Rule::Anything),
    // Without a router there is one model; the field is taken and echoed.
    ("model", Rule::Text),
    ("max_tokens", Rule::Whole(-1, i64::MAX)),
    ("n_predict", Rule::Whole(-1, i64::MAX)),
    ("stream_options", STREAM_OPTIONS),
    ("response_format", Rule::Anything),
    (
        "reasoning_format",
        Rule::OneOf(&["none", "auto", "deepseek", "deepseek-legacy"])
    ),
    (
        "reasoning_effort",
        Rule::OneOf(&["none", "low", "medium", "high"])
    ),
    ("reasoning_control", Rule::Flag),
    ("chat_template_kwargs", Rule::Anything),
    ("tools", Rule::Anything),
    ("tool_choice", Rule::Anything),
];

const COMPLETION: Rules = with_sampling![
    ("model", Rule::Text),
    ("prompt", Rule::Text),
    ("max_tokens", Rule::Whole(-1, i64::MAX)),
    ("n_predict", Rule::Whole(-1, i64::MAX)),
    ("stream_options", STREAM_OPTIONS),
    ("suffix", Rule::Ignored("a hole is filled at /infill")),
];

const NATIVE: Rules = with_sampling![
    // A router sends the request on by it; one server takes it without a word.
    ("model", Rule::Text),
    ("prompt", Rule::Text),
    ("n_predict", Rule::Whole(-1, i64::MAX)),
    ("n_indent", Rule::Whole(0, i64::MAX)),
    ("response_fields", Rule::Anything),
];

const INFILL: Rules = with_sampling![
    ("model", Rule::Text),
    ("input_prefix", Rule::Text),
    ("input_suffix", Rule::Text),
    ("input_extra", Rule::Anything),
    ("prompt", Rule::Text),
    ("n_predict", Rule::Whole(-1, i64::MAX)),
    ("n_indent", Rule::Whole(0, i64::MAX)),
    ("response_fields", Rule::Anything),
];

fn check(request: &Recorded, loaded: &str) -> Result<Accepted, Rejection> {
    let document = |value: Value| Ok(Accepted::Document(value));
    let (kind, rules) = match (request.method.as_str(), request.route()) {
        ("GET", "/health" | "/v1/health") => return document(json!({"status": "ok"})),
        ("GET", "/props") => return document(props(loaded)),
        ("GET", "/models" | "/v1/models") => return document(listing(loaded)),
        ("POST", path @ ("/tokenize" | "/apply-template" | "/v1/chat/completions/input_tokens")) => {
            return tokens_or_template(path, request);
        }
        ("POST", "/chat/completions" | "/v1/chat/completions") => (Kind::Chat, CHAT),
        // `/completions` without `/v1` is the native way, like `/completion`.
        ("POST", "/v1/completions") => (Kind::Completion, COMPLETION),
        ("POST", "/completion" | "/completions") => (Kind::Native, NATIVE),
        ("POST", "/infill") => (Kind::Native, INFILL),
        _ => return Err(error(404, "File Not Found", "not_found_error")),
    };
    let body = rules::parameters(request, refuse)?;
    if request.route() == "/infill" {
        judge_infill(body, loaded)?;
    }
    if kind == Kind::Chat {
        let rules = MessageRules {
            roles: &["system", "user", "assistant", "tool"],
            content: Content::TextOrParts,
            fields: &["name", "tool_calls", "tool_call_id"],
            ignored: &[(
                "reasoning_content",
                "only some templates read it, and it costs context",
            )],
        };
        messages::judge(body, rules, refuse)?;
    } else if request.route() != "/infill" && !body.contains_key("prompt") {
        return Err(refuse("prompt", &Problem::Missing));
    }
    rules::judge(body, rules, refuse)?;
    let model = body.get("model").and_then(Value::as_str).unwrap_or(loaded);
    let mode = if kind == Kind::Chat {
        mode(model, loaded, body)?
    } else {
        if request.route() != "/infill" {
            rules::raw_prompt(loaded, body)?;
        }
        Mode::Plain
    };
    let generation = Generation::new(kind, model, mode, body);
    // Prefix and suffix of a hole are cut to fit; everything else must fit by itself.
    if request.route() != "/infill" && generation.prompt_tokens > CONTEXT {
        return Err(overflow(generation.prompt_tokens));
    }
    Ok(Accepted::Generation(generation))
}

fn mode(model: &str, loaded: &str, body: &Map<String, Value>) -> Result<Mode, Rejection> {
    let reasons = |model: &str| r1::is_r1(model) || model.contains("qwen3") && !model.contains("coder");
    r1::judge(if r1::is_r1(loaded) { loaded } else { model }, body)?;
    let off = body
        .get("reasoning_effort")
        .is_some_and(|effort| effort == "none")
        || body
            .get("chat_template_kwargs")
            .is_some_and(|arguments| arguments["enable_thinking"] == false);
    Ok(match (reasons(model) || reasons(loaded), off) {
        (true, false) => Mode::Thinking,
        _ => Mode::Plain,
    })
}

/// README, `/infill`: 501 for a model without the tokens for it. Of the models named in tests the coders have them.
fn judge_infill(body: &Map<String, Value>, loaded: &str) -> Result<(), Rejection> {
    if !loaded.contains("coder") {
        let message = "Infill is not supported by this model: prefix token is missing. suffix token is missing. middle \
                       token is missing. ";
        return Err(error(501, message, "not_supported_error"));
    }
    for name in ["input_prefix", "input_suffix"] {
        if !body.contains_key(name) {
            return Err(refuse(name, &Problem::Missing));
        }
    }
    // Each file is `{filename, text}`.
    let extra = body
        .get("input_extra")
        .map_or(Some(&[] as &[Value]), |extra| extra.as_array().map(Vec::as_slice));
    let whole = extra.is_some_and(|files| {
        files
            .iter()
            .all(|file| file["text"].is_string() && file["filename"].is_string())
    });
    if whole {
        Ok(())
    } else {
        Err(refuse(
            "input_extra",
            &Problem::WrongType("a list of {filename, text}"),
        ))
    }
}

fn tokens_or_template(path: &str, request: &Recorded) -> Result<Accepted, Rejection> {
    let body = rules::parameters(request, refuse)?;
    Ok(Accepted::Document(match path {
        "/tokenize" => {
            let text = body.get("content").and_then(Value::as_str).unwrap_or_default();
            json!({"tokens": (0..text.len().div_ceil(4)).collect::<Vec<_>>()})
        }
        "/apply-template" => json!({"prompt": body.get("messages").map(ToString::to_string)}),
        _ => json!({"object": "response.input_tokens", "input_tokens": super::accepted::prompt_tokens(body)}),
    }))
}

fn props(loaded: &str) -> Value {
    json!({
        "default_generation_settings": {"n_ctx": CONTEXT, "params": {"temperature": 0.8, "top_p": 0.95}},
        "total_slots": 1, "model_path": format!("/models/{loaded}.gguf"), "build_info": "b11434-stand-in",
        "chat_template": "{{ messages }}", "modalities": {"vision": false, "audio": false}, "is_sleeping": false,
    })
}

fn listing(loaded: &str) -> Value {
    json!({"object": "list", "data": [
        {"id": loaded, "object": "model", "created": 1, "owned_by": "llamacpp", "meta": {"n_ctx_train": 32_768}},
    ]})
}

/// README, errors: `OpenAI`'s shape but with the status for a code, and no `param`.
fn error(status: u16, message: &str, kind: &str) -> Rejection {
    Rejection::json(
        status,
        &json!({"error": {"code": status, "message": message, "type": kind}}),
    )
}

fn overflow(tokens: usize) -> Rejection {
    let message = format!(
        "request ({tokens} tokens) exceeds the available context size ({CONTEXT} tokens), try increasing it"
    );
    let error = json!({
        "code": 400, "message": message, "type": "exceed_context_size_error", "n_prompt_tokens": tokens,
        "n_ctx": CONTEXT,
    });
    Rejection::json(400, &json!({"error": error}))
}

fn refuse(name: &str, problem: &Problem) -> Rejection {
    let invalid = |message: String| error(400, &message, "invalid_request_error");
    match problem {
        Problem::Unknown => Rejection::ignored(name, "the server drops what it does not know"),
        Problem::Ignored(why) => Rejection::ignored(name, why),
        Problem::Unsupported => invalid(format!("Unsupported param: {name}")),
        Problem::Missing => invalid(format!("\"{name}\" is required")),
        Problem::WrongType(expected) => invalid(format!("\"{name}\" must be {expected}")),
        Problem::Value(given, allowed) => {
            invalid(format!("\"{name}\" must be within {allowed}, got {given}"))
        }
        Problem::TooMany(most) => invalid(format!("\"{name}\" has more than {most} items")),
    }
}

fn failure(status: u16) -> Rejection {
    match status {
        401 => error(401, "Invalid API Key", "authentication_error"),
        403 => error(403, wording(403), "permission_error"),
        404 => error(404, "File Not Found", "not_found_error"),
        501 => error(501, wording(501), "not_supported_error"),
        // README, `GET /health`: until the model is loaded.
        503 => error(503, "Loading model", "unavailable_error"),
        400..=499 => error(status, wording(status), "invalid_request_error"),
        _ => error(status, wording(status), "server_error"),
    }
}
