//! What a request asks for, once it has passed a dialect's rules.

use serde_json::{Map, Value};

/// The way in which an answer is asked for and given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Chat Completions.
    Chat,
    /// The older completions, with or without a suffix.
    Completion,
    /// llama-server's `/infill` and `/completion`.
    Native,
    /// Ollama's `/api/chat`.
    OllamaChat,
    /// Ollama's `/api/generate`.
    OllamaGenerate,
}

/// Whether the model thinks before it answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    Thinking,
    Plain,
    /// Neither the request nor what is known of the model says.
    Open,
}

impl Mode {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Thinking => "thinking",
            Self::Plain => "plain",
            Self::Open => "open",
        }
    }
}

/// An answer to write.
#[derive(Debug, Clone)]
pub(super) struct Generation {
    pub(super) kind: Kind,
    pub(super) model: String,
    pub(super) mode: Mode,
    pub(super) stream: bool,
    /// Whether `stream_options.include_usage` was given.
    pub(super) usage_asked: bool,
    /// A rough count: providers' tokenizers differ, and nothing here depends on the number.
    pub(super) prompt_tokens: usize,
}

impl Generation {
    /// Reads what every dialect says alike.
    pub(super) fn new(kind: Kind, model: &str, mode: Mode, body: &Map<String, Value>) -> Self {
        let usage_asked = body
            .get("stream_options")
            .and_then(|options| options.get("include_usage"))
            == Some(&Value::Bool(true));
        let native = matches!(kind, Kind::OllamaChat | Kind::OllamaGenerate);
        Self {
            kind,
            model: model.to_owned(),
            mode,
            // Ollama's native paths stream unless told not to; everything else is the other way round.
            stream: body.get("stream").and_then(Value::as_bool).unwrap_or(native),
            usage_asked,
            prompt_tokens: prompt_tokens(body),
        }
    }
}

/// Four bytes a token, over all text that the model would read.
pub(super) fn prompt_tokens(body: &Map<String, Value>) -> usize {
    let bytes: usize = [
        "messages",
        "prompt",
        "suffix",
        "input_prefix",
        "input_suffix",
        "input_extra",
    ]
    .iter()
    .filter_map(|name| body.get(*name))
    .map(text_length)
    .sum();
    bytes.div_ceil(4)
}

fn text_length(value: &Value) -> usize {
    match value {
        Value::String(text) => text.len(),
        Value::Array(items) => items.iter().map(text_length).sum(),
        Value::Object(fields) => fields.values().map(text_length).sum(),
        _ => 0,
    }
}

/// A request that broke no rule.
#[derive(Debug, Clone)]
pub(super) enum Accepted {
    /// An answer is to be written.
    Generation(Generation),
    /// A listing, a state: this JSON is the answer.
    Document(Value),
}
