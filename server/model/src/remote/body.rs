//! The body of a request, as a dialect wants it.
//!
//! What a dialect takes stands in its file; this one turns that into JSON, and what was learned from refusals goes over
//! both. Which numbers a task gets is decided before, by the route.

mod fill;
mod messages;

use serde_json::{Map, Number, Value, json};

use self::fill::{cannot_fill, insert_fill};
use self::messages::messages;
use super::learned::Learned;
use super::stream::StreamKind;
use super::{deepseek, thinking, vllm};
use crate::{
    Binding, Capabilities, Dialect, Fill, FillPath, Message, ModelError, Parameters, Prompt, Request,
    Sampling, TokenLimit,
};

/// The two ways of asking.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PromptKind {
    /// Messages.
    Chat,
    /// A hole between two texts.
    Fill,
}

impl PromptKind {
    /// The kind of `prompt`.
    pub fn of(prompt: &Prompt) -> Self {
        match prompt {
            Prompt::Chat(_) => Self::Chat,
            Prompt::Fill(_) => Self::Fill,
        }
    }
}

/// Exactly what is sent beside the model's id, the prompt, stop texts and `stream`, by the names of the dialect: the
/// numbers of `parameters` that it takes, the thinking switch, and the wish for usage.
///
/// The binding's own parameters are not looked at: the route has weighed them already. What an endpoint taught by
/// refusing is not in it.
pub fn wire_parameters(binding: &Binding, kind: PromptKind, parameters: &Parameters) -> Map<String, Value> {
    let capabilities = binding.capabilities();
    match kind {
        PromptKind::Chat => {
            let mut wire = numbers(
                &capabilities,
                token_limit_name(capabilities.token_limit),
                parameters,
            );
            wire.extend(thinking(binding));
            insert_wish_for_usage(&mut wire, &capabilities);
            wire
        }
        PromptKind::Fill => fill_parameters(binding.dialect, &capabilities, parameters),
    }
}

/// The same for a hole that goes where `capabilities` says.
fn fill_parameters(
    dialect: Dialect,
    capabilities: &Capabilities,
    parameters: &Parameters,
) -> Map<String, Value> {
    match capabilities.fill {
        FillPath::RawGenerate(_) => {
            let options = numbers(capabilities, "num_predict", parameters);
            Map::from_iter([("options".to_owned(), Value::Object(options))])
        }
        FillPath::Infill => {
            let mut wire = numbers(capabilities, "n_predict", parameters);
            // Builds before 2025 read the whole prompt anew unless they are told not to.
            wire.insert("cache_prompt".to_owned(), json!(true));
            wire
        }
        path => {
            let mut wire = numbers(capabilities, "max_tokens", parameters);
            if path == FillPath::BetaCompletions
                && let Some(limit) = wire.get_mut("max_tokens")
                && limit.as_u64() > Some(u64::from(deepseek::FILL_TOKENS))
            {
                *limit = json!(deepseek::FILL_TOKENS);
            }
            if dialect == Dialect::Vllm {
                wire.extend(vllm::shown_tokens());
            }
            insert_wish_for_usage(&mut wire, capabilities);
            wire
        }
    }
}

/// The numbers that are taken, the token limit under this name.
fn numbers(capabilities: &Capabilities, limit: &str, parameters: &Parameters) -> Map<String, Value> {
    let mut wire = Map::new();
    if let Some(most) = highest_temperature(capabilities.sampling) {
        let temperature = parameters
            .temperature
            .map(|temperature| temperature.clamp(0.0, most));
        insert_number(&mut wire, "temperature", temperature);
        insert_number(
            &mut wire,
            "top_p",
            parameters
                .top_p
                .filter(|top_p| *top_p > 0.0)
                .map(|top_p| top_p.min(1.0)),
        );
    }
    if let Some(tokens) = parameters.max_tokens {
        wire.insert(limit.to_owned(), json!(tokens.max(1)));
    }
    wire
}

fn insert_wish_for_usage(wire: &mut Map<String, Value>, capabilities: &Capabilities) {
    if capabilities.asks_for_usage {
        wire.insert("stream_options".to_owned(), json!({ "include_usage": true }));
    }
}

fn highest_temperature(sampling: Sampling) -> Option<f32> {
    match sampling {
        Sampling::Free { most } => Some(most),
        // Whatever is beyond 2 was never wanted by anybody.
        Sampling::Vendor => Some(2.0),
        Sampling::Fixed => None,
    }
}

fn token_limit_name(limit: TokenLimit) -> &'static str {
    match limit {
        TokenLimit::MaxTokens => "max_tokens",
        TokenLimit::MaxCompletionTokens => "max_completion_tokens",
    }
}

/// Inserts `number` in as few digits as tell it from its neighbors: widened as it is, 0.7 would become
/// 0.699999988079071.
fn insert_number(wire: &mut Map<String, Value>, name: &str, number: Option<f32>) {
    let shortest = number.and_then(|number| number.to_string().parse().ok());
    if let Some(number) = shortest.and_then(Number::from_f64) {
        wire.insert(name.to_owned(), Value::Number(number));
    }
}

/// A request, ready to be posted.
#[derive(Debug, Clone)]
pub(super) struct Body {
    /// Where it goes, for [`super::address::request_url`].
    pub(super) path: String,
    /// What is posted.
    pub(super) json: Map<String, Value>,
    /// The shape of what comes back.
    pub(super) kind: StreamKind,
    /// Where the answer ends, whether or not the endpoint was told.
    pub(super) stops: Vec<String>,
}

/// What of a body is the question itself.
const QUESTION: [&str; 10] = [
    "model",
    "messages",
    "prompt",
    "suffix",
    "input_prefix",
    "input_suffix",
    "input_extra",
    "raw",
    "stop",
    "stream",
];

impl Body {
    /// What stands beside the model, the prompt, stop texts and `stream`.
    pub(super) fn parameters(&self) -> Map<String, Value> {
        let is_parameter = |(name, _): &(&String, &Value)| !QUESTION.contains(&name.as_str());
        let parameters = self.json.iter().filter(is_parameter);
        parameters
            .map(|(name, value)| (name.clone(), without_stop(value)))
            .collect()
    }
}

/// Ollama wants stop texts among its options.
fn without_stop(value: &Value) -> Value {
    let mut value = value.clone();
    if let Value::Object(fields) = &mut value {
        fields.remove("stop");
    }
    value
}

/// `request` as the binding's dialect wants it, without what `learned` says is refused.
pub(super) fn body(binding: &Binding, request: &Request, learned: &Learned) -> Result<Body, ModelError> {
    let mut body = match &request.prompt {
        Prompt::Chat(chat) => chat_body(binding, chat, request, learned),
        Prompt::Fill(fill) => fill_body(binding, fill, request, learned)?,
    };
    body.json.insert("model".to_owned(), json!(binding.model));
    body.json.insert("stream".to_owned(), json!(true));
    let limit = binding.capabilities().stop_limit;
    let stop: Vec<&String> = body.stops.iter().take(limit).collect();
    if !stop.is_empty() {
        let stop = json!(stop);
        match body.json.get_mut("options").and_then(Value::as_object_mut) {
            Some(options) => options.insert("stop".to_owned(), stop),
            None => body.json.insert("stop".to_owned(), stop),
        };
    }
    learned.apply(&mut body.json);
    Ok(body)
}

fn chat_body(binding: &Binding, chat: &[Message], request: &Request, learned: &Learned) -> Body {
    let mut json = wire_parameters(binding, PromptKind::Chat, &request.parameters);
    let instructions = learned
        .instructions()
        .unwrap_or(binding.capabilities().instructions);
    json.insert("messages".to_owned(), messages(chat, instructions));
    Body {
        path: "chat/completions".to_owned(),
        json,
        kind: StreamKind::Chat,
        stops: stops(&[], request),
    }
}

fn fill_body(
    binding: &Binding,
    fill: &Fill,
    request: &Request,
    learned: &Learned,
) -> Result<Body, ModelError> {
    let mut capabilities = binding.capabilities();
    let (path, kind, template_stops): (_, _, &[&str]) = loop {
        match capabilities.fill {
            FillPath::BetaCompletions => break ("/beta/completions", StreamKind::Completion, &[]),
            FillPath::RawCompletions(template) => {
                break ("completions", StreamKind::Completion, template.stops());
            }
            FillPath::RawGenerate(template) => {
                break ("/api/generate", StreamKind::Generate, template.stops());
            }
            FillPath::Completions if !learned.refuses_fills() => {
                break ("completions", StreamKind::Completion, &[]);
            }
            FillPath::Infill if !learned.refuses_fills() => break ("/infill", StreamKind::Infill, &[]),
            FillPath::Completions | FillPath::Infill => {
                capabilities.fill = FillPath::instead(binding.dialect, binding.template());
            }
            FillPath::None | FillPath::Engine => {
                return Err(ModelError::Unsupported {
                    reason: cannot_fill(binding, learned),
                });
            }
        }
    };
    let mut json = fill_parameters(binding.dialect, &capabilities, &request.parameters);
    insert_fill(&mut json, fill, capabilities.fill, binding.template());
    Ok(Body {
        path: path.to_owned(),
        json,
        kind,
        stops: stops(template_stops, request),
    })
}

/// Where an answer ends: before a token of the model's form, or before what the request says. Of these, an endpoint that
/// takes but a few is told the first.
fn stops(template: &[&str], request: &Request) -> Vec<String> {
    let asked = request.stop.iter().map(String::as_str);
    let all = template.iter().copied().chain(asked);
    all.filter(|text| !text.is_empty()).map(str::to_owned).collect()
}

#[cfg(test)]
mod fill_tests;
#[cfg(test)]
mod tests;
