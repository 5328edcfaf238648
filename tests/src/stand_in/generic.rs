//! An aggregator of which nothing is known: One-API, as its sources (songquanpeng/one-api) have it.
//!
//! It decodes a request into a struct of its own and writes that on: what the struct lacks is lost on the way, without
//! a word. Its stream reader keeps only lines that begin with `data: `, so no comment ever arrives, and it ends every
//! stream with `[DONE]`, also a broken one.

use serde_json::{Value, json};

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
    quota: || error(403, "用户额度不足", "insufficient_user_quota"),
    broken,
    voice: Voice {
        id: "chatcmpl-",
        // A channel passes on what its upstream says, most often this.
        spelling: Spelling::ReasoningContent,
        usage_place: UsagePlace::LastChunkIfAsked,
        usage: voice::plain_usage,
        opening: voice::role_first,
        delta: voice::plain_delta,
        closing: voice::empty_delta,
        decorate: voice::undecorated,
    },
    comment: "PROXIED",
    request_id: "x-oneapi-request-id",
};

const MODELS: [&str; 3] = ["gpt-4.1-mini", "deepseek-flash", "qwen3-32b"];

/// Why the fields that switch thinking or fill a hole are refused.
const LOST: &str = "One-API's struct lacks it, so it never reaches the model";

/// `GeneralOpenAIRequest` in `relay/model/general.go`, of which what any model behind it may be expected to take.
const CHAT: Rules = &[
    ("messages", Rule::Anything),
    ("model", Rule::Text),
    ("max_tokens", Rule::Whole(1, i64::MAX)),
    ("max_completion_tokens", Rule::Whole(1, i64::MAX)),
    ("temperature", Rule::Number(0.0, 2.0)),
    ("top_p", Rule::Number(0.0, 1.0)),
    ("frequency_penalty", Rule::Number(-2.0, 2.0)),
    ("presence_penalty", Rule::Number(-2.0, 2.0)),
    ("reasoning_effort", Rule::OneOf(&["low", "medium", "high"])),
    ("seed", Rule::Anything),
    // The strictest of the upstreams.
    ("stop", Rule::Stop(4)),
    ("stream", Rule::Flag),
    ("stream_options", STREAM_OPTIONS),
    ("response_format", Rule::Anything),
    ("tools", Rule::Anything),
    ("tool_choice", Rule::Anything),
    ("user", Rule::Text),
    ("thinking", Rule::Ignored(LOST)),
    ("enable_thinking", Rule::Ignored(LOST)),
    ("thinking_budget", Rule::Ignored(LOST)),
    ("reasoning", Rule::Ignored(LOST)),
    ("chat_template_kwargs", Rule::Ignored(LOST)),
    ("prefix", Rule::Ignored(LOST)),
    ("suffix", Rule::Ignored(LOST)),
];

const COMPLETION: Rules = &[
    ("model", Rule::Text),
    ("prompt", Rule::Text),
    ("suffix", Rule::Ignored(LOST)),
    ("max_tokens", Rule::Whole(1, i64::MAX)),
    ("temperature", Rule::Number(0.0, 2.0)),
    ("top_p", Rule::Number(0.0, 1.0)),
    ("stop", Rule::Stop(4)),
    ("stream", Rule::Flag),
    ("stream_options", STREAM_OPTIONS),
];

fn check(request: &Recorded, loaded: &str) -> Result<Accepted, Rejection> {
    let kind = match (request.method.as_str(), request.route()) {
        ("GET", "/v1/models") => None,
        ("POST", "/v1/chat/completions") => Some(Kind::Chat),
        ("POST", "/v1/completions") => Some(Kind::Completion),
        (method, path) => {
            let message = format!("Invalid URL ({method} {path})");
            return Err(Rejection::openai(
                404,
                &message,
                "invalid_request_error",
                Some(""),
                Some("api_not_found"),
            ));
        }
    };
    if !rules::has_key(request) {
        return Err(failure(401));
    }
    let Some(kind) = kind else {
        let models: Vec<Value> = MODELS
            .iter()
            .map(|id| json!({"id": id, "object": "model", "created": 1_626_777_600, "owned_by": "openai"}))
            .collect();
        return Ok(Accepted::Document(json!({"object": "list", "data": models})));
    };
    let body = rules::parameters(request, refuse)?;
    let model = rules::model(body, refuse)?;
    if model != loaded && !MODELS.contains(&model) {
        // `middleware/distributor.go`: no channel is a 503.
        return Err(error(
            503,
            &format!("当前分组 default 下对于模型 {model} 无可用渠道"),
            "",
        ));
    }
    if kind == Kind::Chat {
        let rules = MessageRules {
            roles: &["system", "user", "assistant", "tool"],
            content: Content::TextOrParts,
            fields: &["name", "tool_calls", "tool_call_id"],
            ignored: &[(
                "reasoning_content",
                "what the model behind does with it is not known",
            )],
        };
        messages::judge(body, rules, refuse)?;
    }
    rules::judge(body, if kind == Kind::Chat { CHAT } else { COMPLETION }, refuse)?;
    if kind == Kind::Completion {
        rules::raw_prompt(model, body)?;
    }
    Ok(Accepted::Generation(Generation::new(
        kind,
        model,
        Mode::Open,
        body,
    )))
}

/// The message always ends with the request's id.
fn error(status: u16, message: &str, code: &str) -> Rejection {
    let message = format!("{message} (request id: 20251124000000000000000)");
    Rejection::openai(status, &message, "one_api_error", Some(""), Some(code))
}

/// What an upstream refuses comes through in its shape, most often `OpenAI`'s.
fn refuse(name: &str, problem: &Problem) -> Rejection {
    match problem {
        Problem::Unknown => Rejection::ignored(name, LOST),
        other => super::openai::refuse(name, other),
    }
}

/// Every 429 of an upstream is rewritten to one sentence.
fn failure(status: u16) -> Rejection {
    match status {
        401 => error(401, "无效的令牌", ""),
        429 => error(429, "当前分组上游负载已饱和，请稍后再试", "do_request_failed"),
        _ => error(status, wording(status), "do_request_failed"),
    }
}

fn broken(_generation: &Generation) -> Value {
    json!({"error": {"message": "upstream error: bad response", "type": "upstream_error", "param": "", "code": 502}})
}
