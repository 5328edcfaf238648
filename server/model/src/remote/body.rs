//! The body of a request, as a dialect wants it.
//!
//! What a dialect takes stands in its file; this one turns that into JSON, and what was learned from refusals goes over
//! both. Which numbers a task gets is decided before, by the route.

mod messages;

use serde_json::{Map, Number, Value, json};

use self::messages::messages;
use super::learned::Learned;
use super::stream::StreamKind;
use super::{deepseek, thinking};
use crate::{
    Binding, Capabilities, Fill, FillPath, Mode, ModelError, Parameters, Prompt, Request, Sampling,
    TokenLimit,
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
    let mut wire = match kind {
        PromptKind::Chat => thinking(binding),
        PromptKind::Fill => Map::new(),
    };
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
        let (name, most) = token_limit(&capabilities, kind);
        wire.insert(name.to_owned(), json!(tokens.clamp(1, most)));
    }
    let is_infill = kind == PromptKind::Fill && capabilities.fill == FillPath::Infill;
    if capabilities.asks_for_usage && !is_infill {
        wire.insert("stream_options".to_owned(), json!({ "include_usage": true }));
    }
    wire
}

fn highest_temperature(sampling: Sampling) -> Option<f32> {
    match sampling {
        Sampling::Free { most } => Some(most),
        // Whatever is beyond 2 was never wanted by anybody.
        Sampling::Vendor => Some(2.0),
        Sampling::Fixed => None,
    }
}

/// The name of the token limit, and the most that can be asked for.
fn token_limit(capabilities: &Capabilities, kind: PromptKind) -> (&'static str, u32) {
    match (kind, capabilities.fill) {
        (PromptKind::Fill, FillPath::Infill) => ("n_predict", u32::MAX),
        (PromptKind::Fill, FillPath::BetaCompletions) => ("max_tokens", deepseek::FILL_TOKENS),
        (PromptKind::Fill, _) => ("max_tokens", u32::MAX),
        (PromptKind::Chat, _) => (token_limit_name(capabilities.token_limit), u32::MAX),
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
}

/// What of a body is the question itself.
const QUESTION: [&str; 8] = [
    "model",
    "messages",
    "prompt",
    "suffix",
    "input_prefix",
    "input_suffix",
    "stop",
    "stream",
];

impl Body {
    /// What stands beside the model, the prompt, stop texts and `stream`.
    pub(super) fn parameters(&self) -> Map<String, Value> {
        let is_parameter = |(name, _): &(&String, &Value)| !QUESTION.contains(&name.as_str());
        let parameters = self.json.iter().filter(is_parameter);
        parameters
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect()
    }
}

/// `request` as the binding's dialect wants it, without what `learned` says is refused.
pub(super) fn body(binding: &Binding, request: &Request, learned: &Learned) -> Result<Body, ModelError> {
    let capabilities = binding.capabilities();
    let mut json = wire_parameters(binding, PromptKind::of(&request.prompt), &request.parameters);
    let (path, kind) = match &request.prompt {
        Prompt::Chat(chat) => {
            let instructions = learned.instructions().unwrap_or(capabilities.instructions);
            json.insert("messages".to_owned(), messages(chat, instructions));
            ("chat/completions", StreamKind::Chat)
        }
        Prompt::Fill(fill) => {
            let (path, kind) = fill_path(binding, capabilities.fill)?;
            insert_fill(&mut json, fill, kind);
            (path, kind)
        }
    };
    json.insert("model".to_owned(), json!(binding.model));
    json.insert("stream".to_owned(), json!(true));
    let stop: Vec<&String> = request
        .stop
        .iter()
        .filter(|text| !text.is_empty())
        .take(capabilities.stop_limit)
        .collect();
    if !stop.is_empty() {
        json.insert("stop".to_owned(), json!(stop));
    }
    learned.apply(&mut json);
    Ok(Body {
        path: path.to_owned(),
        json,
        kind,
    })
}

fn fill_path(binding: &Binding, path: FillPath) -> Result<(&'static str, StreamKind), ModelError> {
    match path {
        FillPath::BetaCompletions => Ok(("/beta/completions", StreamKind::Completion)),
        FillPath::Completions => Ok(("completions", StreamKind::Completion)),
        FillPath::Infill => Ok(("/infill", StreamKind::Infill)),
        FillPath::None | FillPath::Engine => Err(ModelError::Unsupported {
            reason: cannot_fill(binding),
        }),
    }
}

fn insert_fill(json: &mut Map<String, Value>, fill: &Fill, kind: StreamKind) {
    let (prefix, suffix) = match kind {
        StreamKind::Infill => ("input_prefix", "input_suffix"),
        StreamKind::Chat | StreamKind::Completion => ("prompt", "suffix"),
    };
    json.insert(prefix.to_owned(), json!(fill.prefix));
    json.insert(suffix.to_owned(), json!(fill.suffix));
}

fn cannot_fill(binding: &Binding) -> String {
    let Binding {
        name, model, dialect, ..
    } = binding;
    let with_thinking_off = Capabilities::of(*dialect, model, Mode::NonThinking).fill;
    let why = if with_thinking_off == FillPath::None {
        format!(
            "nothing is known of filling a hole with `{model}` at a {} endpoint",
            dialect.name()
        )
    } else {
        "it thinks before it answers".to_owned()
    };
    format!(
        "`{name}` cannot complete code: {why}; for the role `completion`, use a non-thinking model at a deepseek, \
         siliconflow, ollama or llama_server endpoint, or a local model"
    )
}

#[cfg(test)]
mod tests;
