//! What the events of an answer say.
//!
//! Everything in an event is optional, and of any type: what is missing or is not what it should be is not there.

use std::collections::VecDeque;

use serde_json::Value;
use sse_stream::Sse;

use super::StreamKind;
use crate::remote::failure::{Problem, problem_in_stream};
use crate::remote::model_hint::reasoning_series;
use crate::think::{Opening, Piece, ReasoningField, ThinkSplitter};
use crate::{Binding, Delta, Dialect, EndpointFailure, Finish, Finished, Mode, Timing, Usage};

/// An answer as it comes.
#[derive(Debug)]
pub(super) struct Answer {
    kind: StreamKind,
    field: ReasoningField,
    splitter: ThinkSplitter,
    finish: Option<Finish>,
    usage: Usage,
    timing: Timing,
    progress: Progress,
    /// What was read and not yet taken.
    ready: VecDeque<Result<Delta, Problem>>,
    over: bool,
}

/// How far an answer got.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd)]
enum Progress {
    /// No text came.
    Silent,
    /// Text came, but none of the answer.
    Thinking,
    /// Some of the answer came.
    Answering,
}

impl Answer {
    pub(super) fn new(kind: StreamKind, binding: &Binding) -> Self {
        Self {
            kind,
            field: match binding.dialect {
                Dialect::LlamaServer => ReasoningField::Repeated,
                _ => ReasoningField::Alone,
            },
            splitter: ThinkSplitter::new(opening(binding)),
            finish: None,
            usage: Usage::default(),
            timing: Timing::default(),
            progress: Progress::Silent,
            ready: VecDeque::new(),
            over: false,
        }
    }

    /// The shape in which it comes.
    pub(super) fn kind(&self) -> StreamKind {
        self.kind
    }

    /// The next delta, if one was read.
    pub(super) fn take(&mut self) -> Option<Result<Delta, Problem>> {
        self.ready.pop_front()
    }

    /// Whether nothing follows what was read.
    pub(super) fn is_over(&self) -> bool {
        self.over
    }

    /// Reads an event.
    pub(super) fn event(&mut self, event: &Sse) {
        let data = event.data.as_deref().unwrap_or_default().trim();
        if data.is_empty() {
            return;
        }
        if data == "[DONE]" {
            return self.end();
        }
        match serde_json::from_str::<Value>(data) {
            Ok(value) if event.event.as_deref() == Some("error") => self.failed(problem_in_stream(&value)),
            Ok(value) => self.value(&value),
            // Cut in the middle of its last event.
            Err(error) if error.is_eof() => self.end(),
            Err(_) => self.failed(Problem::new(
                EndpointFailure::Malformed,
                "an event of the answer is not JSON",
            )),
        }
    }

    /// Reads an answer that came in one document.
    pub(super) fn document(&mut self, document: &[u8]) {
        match serde_json::from_slice::<Value>(document) {
            Ok(value) => {
                self.value(&value);
                // It is whole, whether or not it says so.
                if self.finish.is_none() && self.progress == Progress::Silent {
                    self.failed(Problem::new(
                        EndpointFailure::Malformed,
                        "the answer has no text in it",
                    ));
                }
                self.finish.get_or_insert(Finish::Stop);
                self.end();
            }
            Err(error) if error.is_eof() => self.end(),
            Err(_) => self.failed(Problem::new(EndpointFailure::Malformed, "the answer is not JSON")),
        }
    }

    /// Nothing more comes.
    pub(super) fn end(&mut self) {
        if self.over {
            return;
        }
        match self.finish {
            Some(finish) => self.conclude(finish),
            None => self.failed(Problem {
                may_retry: self.progress == Progress::Silent,
                ..Problem::new(
                    EndpointFailure::Unreachable,
                    "the connection broke before the answer was complete",
                )
            }),
        }
    }

    /// Nothing more comes, because of `problem`.
    pub(super) fn broke(&mut self, problem: Problem) {
        // What is whole stays whole.
        if self.finish.is_some() {
            self.end();
        } else {
            self.failed(problem);
        }
    }

    fn failed(&mut self, problem: Problem) {
        if !self.over {
            self.over = true;
            self.ready.push_back(Err(problem));
        }
    }

    fn conclude(&mut self, finish: Finish) {
        let pieces = self.splitter.finish(finish);
        self.hand_on(pieces);
        let silent = self.kind == StreamKind::Chat && self.progress < Progress::Answering;
        match finish {
            Finish::Length if silent => self.failed(Problem {
                parameter: Some("max_tokens".to_owned()),
                ..Problem::new(
                    EndpointFailure::Rejected,
                    "all tokens went into thinking before an answer began; raise `max_tokens`",
                )
            }),
            Finish::Stop if silent => self.failed(Problem {
                may_retry: true,
                ..Problem::new(EndpointFailure::Busy, "the answer is empty")
            }),
            _ => {
                self.over = true;
                let finished = Finished {
                    finish,
                    usage: self.usage,
                    timing: self.timing,
                };
                self.ready.push_back(Ok(Delta::Finished(finished)));
            }
        }
    }

    fn value(&mut self, value: &Value) {
        let is_error = match &value["error"] {
            Value::Null | Value::Bool(false) => is_bare_error(value),
            Value::String(text) => !text.is_empty(),
            Value::Object(object) => !object.is_empty(),
            _ => true,
        };
        if is_error {
            return self.broke(problem_in_stream(value));
        }
        self.read_usage(value);
        match self.kind {
            StreamKind::Infill => self.infill(value),
            StreamKind::Generate => self.generate(value),
            StreamKind::Chat | StreamKind::Completion => self.choice(&value["choices"][0]),
        }
    }

    fn choice(&mut self, choice: &Value) {
        self.read_usage(choice);
        let message = if choice["delta"].is_object() {
            &choice["delta"]
        } else {
            &choice["message"]
        };
        let reasoning = reasoning(message);
        if !reasoning.is_empty() {
            let pieces = self.splitter.reasoning_field_seen(self.field);
            self.hand_on(pieces);
            self.hand_on(vec![Piece::Reasoning(reasoning)]);
        }
        for text in [
            content(&message["content"]),
            content(&message["refusal"]),
            content(&choice["text"]),
        ] {
            self.text(&text);
        }
        if let Some(reason) = choice["finish_reason"]
            .as_str()
            .filter(|reason| !reason.is_empty())
        {
            self.finished(reason);
        }
    }

    fn infill(&mut self, value: &Value) {
        self.text(&content(&value["content"]));
        if value["stop"] == true {
            let cut = value["stop_type"] == "limit" || value["stopped_limit"] == true;
            self.finish = Some(if cut { Finish::Length } else { Finish::Stop });
            // No other mark follows.
            self.end();
        }
    }

    fn generate(&mut self, value: &Value) {
        self.text(&content(&value["response"]));
        if value["done"] == true {
            let cut = value["done_reason"] == "length";
            self.finish = Some(if cut { Finish::Length } else { Finish::Stop });
            // No other mark follows.
            self.end();
        }
    }

    fn finished(&mut self, reason: &str) {
        match reason {
            "length" | "max_tokens" => self.finish = Some(Finish::Length),
            "content_filter" => self.finish = Some(Finish::ContentFilter),
            "insufficient_system_resource" => self.failed(Problem {
                may_retry: true,
                ..Problem::new(EndpointFailure::Busy, "it ran out of resources while it answered")
            }),
            "error" => self.failed(Problem {
                may_retry: true,
                ..Problem::new(EndpointFailure::Busy, "it failed while it answered")
            }),
            _ => self.finish = Some(Finish::Stop),
        }
    }

    fn text(&mut self, text: &str) {
        let pieces = match self.kind {
            StreamKind::Chat => self.splitter.push(text),
            _ if text.is_empty() => Vec::new(),
            StreamKind::Completion | StreamKind::Infill | StreamKind::Generate => {
                vec![Piece::Content(text.to_owned())]
            }
        };
        self.hand_on(pieces);
    }

    fn hand_on(&mut self, pieces: Vec<Piece>) {
        for piece in pieces {
            let (delta, progress) = match piece {
                Piece::Reasoning(text) => (Delta::Reasoning(text), Progress::Thinking),
                // Blanks are no answer.
                Piece::Content(text) if text.trim().is_empty() => (Delta::Content(text), Progress::Thinking),
                Piece::Content(text) => (Delta::Content(text), Progress::Answering),
            };
            if progress > self.progress {
                self.progress = progress;
            }
            self.ready.push_back(Ok(delta));
        }
    }

    /// Usage comes with the last text, in an event of its own, or in every event; the last one counts.
    fn read_usage(&mut self, value: &Value) {
        let usage = &value["usage"];
        if usage.is_object() {
            let cached = [
                &usage["prompt_cache_hit_tokens"],
                &usage["prompt_tokens_details"]["cached_tokens"],
            ];
            let reasoning = [
                &usage["completion_tokens_details"]["reasoning_tokens"],
                &usage["reasoning_tokens"],
            ];
            self.usage = Usage {
                prompt_tokens: count(&usage["prompt_tokens"]).unwrap_or(0),
                cached_tokens: cached.into_iter().find_map(count).unwrap_or(0),
                completion_tokens: count(&usage["completion_tokens"]).unwrap_or(0),
                reasoning_tokens: reasoning.into_iter().find_map(count).unwrap_or(0),
            };
        }
        // llama-server's own.
        if let Some(tokens) = count(&value["tokens_evaluated"]) {
            self.usage.prompt_tokens = tokens;
        }
        if let Some(tokens) = count(&value["tokens_predicted"]) {
            self.usage.completion_tokens = tokens;
        }
        // Ollama's own.
        if let Some(tokens) = count(&value["prompt_eval_count"]) {
            self.usage.prompt_tokens = tokens;
        }
        if let Some(tokens) = count(&value["eval_count"]) {
            self.usage.completion_tokens = tokens;
        }
        if let Some(nanoseconds) = value["eval_duration"].as_f64() {
            self.timing = Timing {
                prompt_ms: value["prompt_eval_duration"].as_f64().unwrap_or(0.0) / 1e6,
                generation_ms: nanoseconds / 1e6,
            };
        }
        let timings = &value["timings"];
        if timings.is_object() {
            self.timing = Timing {
                prompt_ms: timings["prompt_ms"].as_f64().unwrap_or(0.0),
                generation_ms: timings["predicted_ms"].as_f64().unwrap_or(0.0),
            };
            if let Some(tokens) = count(&timings["cache_n"]) {
                self.usage.cached_tokens = tokens;
            }
        }
    }
}

/// Whether an answer may begin in the middle of thinking: from a model that thinks, at an endpoint that may not know
/// how to tell. Hosted ones have a field for reasoning, and `OpenAI`'s models do not show theirs.
fn opening(binding: &Binding) -> Opening {
    let may_be_inline = match binding.dialect {
        Dialect::Ollama | Dialect::LmStudio | Dialect::LlamaServer | Dialect::Vllm => true,
        Dialect::Generic => reasoning_series(&binding.model).is_none(),
        Dialect::Deepseek | Dialect::Openai | Dialect::Openrouter | Dialect::Siliconflow | Dialect::Local => {
            false
        }
    };
    if may_be_inline && binding.mode == Mode::Thinking {
        Opening::Thinking
    } else {
        Opening::Answer
    }
}

/// `{"code": 20015, "message": …, "data": null}`, which `SiliconFlow` sends.
fn is_bare_error(value: &Value) -> bool {
    let code = &value["code"];
    value["choices"].is_null() && value["message"].is_string() && (code.is_number() || code.is_string())
}

/// Reasoning under whichever name it has; a gateway may send it under two at once.
fn reasoning(message: &Value) -> String {
    let named = ["reasoning_content", "reasoning", "thinking"]
        .iter()
        .map(|name| content(&message[*name]));
    let listed = || {
        let details = message["reasoning_details"].as_array().into_iter().flatten();
        details
            .filter_map(|detail| detail["text"].as_str().or(detail["summary"].as_str()))
            .collect()
    };
    let in_parts = || {
        let parts = message["content"].as_array().into_iter().flatten();
        parts
            .filter(|part| part["type"] == "thinking")
            .map(|part| content(&part["thinking"]))
            .collect()
    };
    let mut found = named
        .chain(std::iter::once_with(listed))
        .chain(std::iter::once_with(in_parts));
    found.find(|text: &String| !text.is_empty()).unwrap_or_default()
}

/// Text, plain or in parts.
fn content(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(parts) => parts
            .iter()
            .filter(|part| part["type"].is_null() || part["type"] == "text")
            .filter_map(|part| part["text"].as_str())
            .collect(),
        _ => String::new(),
    }
}

fn count(value: &Value) -> Option<u32> {
    let number = value.as_u64().or_else(|| {
        let number = value.as_f64().filter(|number| (0.0..4e9).contains(number))?;
        format!("{number:.0}").parse().ok()
    })?;
    Some(u32::try_from(number).unwrap_or(u32::MAX))
}
