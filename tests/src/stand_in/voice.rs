//! How answers are written: chunks of a stream and whole bodies, in the shape of each provider.

use serde_json::{Map, Value, json};

use super::accepted::{Generation, Kind, Mode};
use super::answer::{Answer, Spelling, Usage};
use super::native;

/// A time that does not change, so that bodies can be compared.
const CREATED: u64 = 1_790_000_000;

/// Where a stream says what is billed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum UsagePlace {
    /// On the chunk with the finish reason, asked for or not.
    FinishChunk,
    /// On a last chunk with empty `choices`, asked for or not.
    LastChunk,
    /// On a last chunk with empty `choices` if asked for.
    LastChunkIfAsked,
    /// Likewise, and every other chunk then says `"usage":null`.
    LastChunkIfAskedElseNull,
}

/// A piece of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Part {
    Reasoning(String),
    Content(String),
}

/// One provider's way of writing.
#[derive(Debug)]
pub(super) struct Voice {
    /// What ids begin with.
    pub(super) id: &'static str,
    pub(super) spelling: Spelling,
    pub(super) usage_place: UsagePlace,
    pub(super) usage: fn(Usage, Mode) -> Value,
    /// The delta of the chunk before any text, if there is one.
    pub(super) opening: fn(Mode) -> Option<Value>,
    pub(super) delta: fn(Spelling, &Part, Mode) -> Value,
    /// The delta of the chunk with the finish reason.
    pub(super) closing: fn(Mode) -> Value,
    /// Fields that this provider adds to every chunk and body.
    pub(super) decorate: fn(&mut Map<String, Value>),
}

/// What an event of a stream is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stage {
    Opening,
    Reasoning,
    Content,
    End,
}

/// One event of a stream.
#[derive(Debug, Clone)]
pub(super) struct Event {
    pub(super) stage: Stage,
    pub(super) data: Data,
}

#[derive(Debug, Clone)]
pub(super) enum Data {
    Json(Value),
    Done,
}

impl Event {
    pub(super) fn json(stage: Stage, value: Value) -> Self {
        Self {
            stage,
            data: Data::Json(value),
        }
    }

    pub(super) const DONE: Self = Self {
        stage: Stage::End,
        data: Data::Done,
    };
}

impl Voice {
    /// The answer as a stream.
    pub(super) fn events(&self, generation: &Generation, answer: &Answer) -> Vec<Event> {
        let spelling = answer.spelling.unwrap_or(self.spelling);
        let parts = parts(spelling, generation, answer);
        let generation = &seen_by(spelling, generation);
        match generation.kind {
            Kind::Chat => self.chat_events(spelling, &parts, generation, answer),
            Kind::Completion => self.completion_events(&parts, generation, answer),
            Kind::Native => native::llama_events(&parts, generation, answer),
            Kind::OllamaChat | Kind::OllamaGenerate => native::ollama_events(&parts, generation, answer),
        }
    }

    /// The answer as one body.
    pub(super) fn body(&self, generation: &Generation, answer: &Answer) -> Value {
        let spelling = answer.spelling.unwrap_or(self.spelling);
        let whole = Answer {
            piece: Some(usize::MAX),
            ..answer.clone()
        };
        let parts = parts(spelling, generation, &whole);
        let generation = &seen_by(spelling, generation);
        let text = joined(&parts);
        let usage = (self.usage)(answer.billed(generation), generation.mode);
        match generation.kind {
            Kind::Chat => {
                let mut message = Map::new();
                for part in [Part::Content(text)]
                    .iter()
                    .chain(parts.iter().filter(|part| is_reasoning(part)))
                {
                    if let Value::Object(fields) = (self.delta)(spelling, part, generation.mode) {
                        for (name, value) in fields {
                            let empty = value.is_null() || value == "";
                            if !(empty && message.contains_key(&name)) {
                                message.insert(name, value);
                            }
                        }
                    }
                }
                message.insert("role".to_owned(), json!("assistant"));
                let choice =
                    json!({"index": 0, "message": message, "logprobs": null, "finish_reason": answer.finish});
                self.envelope("chat.completion", generation, json!([choice]), Some(usage))
            }
            Kind::Completion => {
                let choice =
                    json!({"index": 0, "text": text, "logprobs": null, "finish_reason": answer.finish});
                self.envelope("text_completion", generation, json!([choice]), Some(usage))
            }
            Kind::Native => native::llama_end(&text, generation, answer),
            Kind::OllamaChat | Kind::OllamaGenerate => native::ollama_end(&parts, generation, answer),
        }
    }

    fn chat_events(
        &self,
        spelling: Spelling,
        parts: &[Part],
        generation: &Generation,
        answer: &Answer,
    ) -> Vec<Event> {
        let chunk = |delta: Value, finish: Value, usage: Option<Value>| {
            let choice = json!([{"index": 0, "delta": delta, "logprobs": null, "finish_reason": finish}]);
            self.envelope("chat.completion.chunk", generation, choice, usage)
        };
        let mut events = Vec::new();
        let elsewhere = self.usage_elsewhere(generation);
        if let Some(delta) = (self.opening)(generation.mode) {
            events.push(Event::json(
                Stage::Opening,
                chunk(delta, Value::Null, elsewhere.clone()),
            ));
        }
        for part in parts {
            let delta = (self.delta)(spelling, part, generation.mode);
            events.push(Event::json(
                stage(part),
                chunk(delta, Value::Null, elsewhere.clone()),
            ));
        }
        let usage = (self.usage)(answer.billed(generation), generation.mode);
        let on_finish = (self.usage_place == UsagePlace::FinishChunk).then(|| usage.clone());
        let finish = chunk(
            (self.closing)(generation.mode),
            json!(answer.finish),
            on_finish.or(elsewhere),
        );
        events.push(Event::json(Stage::End, finish));
        if self.has_last_chunk(generation) {
            let last = self.envelope("chat.completion.chunk", generation, json!([]), Some(usage));
            events.push(Event::json(Stage::End, last));
        }
        events.push(Event::DONE);
        events
    }

    fn completion_events(&self, parts: &[Part], generation: &Generation, answer: &Answer) -> Vec<Event> {
        let chunk = |text: &str, finish: Value, usage: Option<Value>| {
            let choice = json!([{"index": 0, "text": text, "logprobs": null, "finish_reason": finish}]);
            self.envelope("text_completion", generation, choice, usage)
        };
        let elsewhere = self.usage_elsewhere(generation);
        let mut events: Vec<Event> = parts
            .iter()
            .map(|part| Event::json(Stage::Content, chunk(text(part), Value::Null, elsewhere.clone())))
            .collect();
        let usage = (self.usage)(answer.billed(generation), generation.mode);
        let on_finish = (self.usage_place == UsagePlace::FinishChunk).then(|| usage.clone());
        events.push(Event::json(
            Stage::End,
            chunk("", json!(answer.finish), on_finish.or(elsewhere)),
        ));
        if self.has_last_chunk(generation) {
            let last = self.envelope("text_completion", generation, json!([]), Some(usage));
            events.push(Event::json(Stage::End, last));
        }
        events.push(Event::DONE);
        events
    }

    fn envelope(&self, object: &str, generation: &Generation, choices: Value, usage: Option<Value>) -> Value {
        let mut fields = Map::new();
        fields.insert("id".to_owned(), json!(format!("{}1", self.id)));
        fields.insert("object".to_owned(), json!(object));
        fields.insert("created".to_owned(), json!(CREATED));
        fields.insert("model".to_owned(), json!(generation.model));
        fields.insert("choices".to_owned(), choices);
        if let Some(usage) = usage {
            fields.insert("usage".to_owned(), usage);
        }
        (self.decorate)(&mut fields);
        Value::Object(fields)
    }

    fn has_last_chunk(&self, generation: &Generation) -> bool {
        match self.usage_place {
            UsagePlace::FinishChunk => false,
            UsagePlace::LastChunk => true,
            UsagePlace::LastChunkIfAsked | UsagePlace::LastChunkIfAskedElseNull => generation.usage_asked,
        }
    }

    fn usage_elsewhere(&self, generation: &Generation) -> Option<Value> {
        match self.usage_place {
            UsagePlace::LastChunkIfAskedElseNull => generation.usage_asked.then_some(Value::Null),
            UsagePlace::FinishChunk => Some(Value::Null),
            UsagePlace::LastChunk | UsagePlace::LastChunkIfAsked => None,
        }
    }
}

fn is_inline(spelling: Spelling) -> bool {
    matches!(
        spelling,
        Spelling::Inline | Spelling::InlineUnopened | Spelling::InlineUnclosed
    )
}

/// A server that leaves reasoning in the content takes it for content: it writes as if the model had not thought.
fn seen_by(spelling: Spelling, generation: &Generation) -> Generation {
    Generation {
        mode: if is_inline(spelling) {
            Mode::Plain
        } else {
            generation.mode
        },
        ..generation.clone()
    }
}

/// The answer in pieces, the reasoning where `spelling` puts it.
fn parts(spelling: Spelling, generation: &Generation, answer: &Answer) -> Vec<Part> {
    let thinks = generation.mode != Mode::Plain && generation.kind != Kind::Completion;
    let reasoning = answer.reasoning.as_deref().filter(|_| thinks);
    // Short pieces cut the tags, as real tokens do.
    let most = answer.piece.or(is_inline(spelling).then_some(5));
    let (reasoning, content) = match (reasoning, spelling) {
        (None, _) | (Some(_), Spelling::Hidden) => (None, answer.content.clone()),
        (Some(reasoning), Spelling::Inline) => (
            None,
            format!("<think>\n{reasoning}\n</think>\n\n{}", answer.content),
        ),
        (Some(reasoning), Spelling::InlineUnopened) => {
            (None, format!("{reasoning}\n</think>\n\n{}", answer.content))
        }
        (Some(reasoning), Spelling::InlineUnclosed) => (None, format!("<think>\n{reasoning}")),
        (Some(reasoning), _) => (Some(reasoning), answer.content.clone()),
    };
    let mut parts: Vec<Part> = pieces(reasoning.unwrap_or_default(), most)
        .into_iter()
        .map(Part::Reasoning)
        .collect();
    parts.extend(pieces(&content, most).into_iter().map(Part::Content));
    parts
}

/// `text` in words, or in pieces of at most `most` characters.
fn pieces(text: &str, most: Option<usize>) -> Vec<String> {
    match most {
        None => text
            .split_inclusive(char::is_whitespace)
            .map(str::to_owned)
            .collect(),
        Some(_) if text.is_empty() => Vec::new(),
        Some(most) if text.len() <= most => vec![text.to_owned()],
        Some(most) => {
            let characters: Vec<char> = text.chars().collect();
            characters
                .chunks(most.max(1))
                .map(|piece| piece.iter().collect())
                .collect()
        }
    }
}

pub(super) fn is_reasoning(part: &Part) -> bool {
    matches!(part, Part::Reasoning(_))
}

pub(super) fn stage(part: &Part) -> Stage {
    if is_reasoning(part) {
        Stage::Reasoning
    } else {
        Stage::Content
    }
}

pub(super) fn text(part: &Part) -> &str {
    match part {
        Part::Reasoning(text) | Part::Content(text) => text,
    }
}

/// All content in one.
pub(super) fn joined(parts: &[Part]) -> String {
    parts
        .iter()
        .filter(|part| !is_reasoning(part))
        .map(text)
        .collect()
}

/// The first chunk that most providers send: the role and no text.
#[expect(
    clippy::unnecessary_wraps,
    reason = "the shape of `Voice::opening`, which some leave out"
)]
pub(super) fn role_first(_mode: Mode) -> Option<Value> {
    Some(json!({"role": "assistant", "content": ""}))
}

/// The delta that most providers send.
pub(super) fn plain_delta(spelling: Spelling, part: &Part, _mode: Mode) -> Value {
    match (part, spelling) {
        (Part::Content(text), _) => json!({"content": text}),
        (Part::Reasoning(text), Spelling::Reasoning) => json!({"reasoning": text}),
        (Part::Reasoning(text), Spelling::ReasoningDetails) => json!({
            "content": "",
            "reasoning": text,
            "reasoning_details": [{"type": "reasoning.text", "text": text, "format": "unknown", "index": 0}],
        }),
        (Part::Reasoning(text), _) => json!({"reasoning_content": text}),
    }
}

/// The last delta that most providers send.
pub(super) fn empty_delta(_mode: Mode) -> Value {
    json!({})
}

/// The counts under the names that `OpenAI` gives them.
pub(super) fn openai_usage(usage: Usage, _mode: Mode) -> Value {
    json!({
        "prompt_tokens": usage.prompt,
        "completion_tokens": usage.completion,
        "total_tokens": usage.prompt + usage.completion,
        "prompt_tokens_details": {"cached_tokens": usage.cached},
        "completion_tokens_details": {"reasoning_tokens": usage.reasoning},
    })
}

/// The three counts that every provider gives.
pub(super) fn plain_usage(usage: Usage, _mode: Mode) -> Value {
    json!({
        "prompt_tokens": usage.prompt,
        "completion_tokens": usage.completion,
        "total_tokens": usage.prompt + usage.completion,
    })
}

/// No fields of its own.
pub(super) fn undecorated(_fields: &mut Map<String, Value>) {}
