//! The shapes that are not `OpenAI`'s: llama-server's `/infill` and `/completion`, Ollama's `/api`.

use serde_json::{Map, Value, json};

use super::accepted::{Generation, Kind};
use super::answer::Answer;
use super::voice::{Event, Part, Stage, is_reasoning, joined, stage, text};

/// llama-server's own chunks. Its README, `POST /completion` and `/infill`: `stop` ends the stream, not `[DONE]`.
pub(super) fn llama_events(parts: &[Part], generation: &Generation, answer: &Answer) -> Vec<Event> {
    let mut events: Vec<Event> = parts
        .iter()
        .map(|part| {
            let chunk = json!({"index": 0, "content": text(part), "tokens": [], "stop": false, "id_slot": 0});
            Event::json(Stage::Content, chunk)
        })
        .collect();
    events.push(Event::json(Stage::End, llama_end("", generation, answer)));
    events
}

pub(super) fn llama_end(content: &str, generation: &Generation, answer: &Answer) -> Value {
    let usage = answer.billed(generation);
    let stop_type = if answer.finish == "length" { "limit" } else { "eos" };
    json!({
        "index": 0, "content": content, "tokens": [], "id_slot": 0, "stop": true, "model": generation.model,
        "stop_type": stop_type, "stopping_word": "", "truncated": false,
        "tokens_predicted": usage.completion, "tokens_evaluated": usage.prompt, "tokens_cached": usage.cached,
        "timings": {"cache_n": usage.cached, "prompt_n": usage.prompt - usage.cached, "predicted_n": usage.completion},
    })
}

/// Ollama's own lines. Its `docs/api.md`: one JSON object a line, the last with `done` and the counts.
pub(super) fn ollama_events(parts: &[Part], generation: &Generation, answer: &Answer) -> Vec<Event> {
    let mut events: Vec<Event> = parts
        .iter()
        .map(|part| {
            let mut line = ollama_line(generation, part);
            line.insert("done".to_owned(), json!(false));
            Event::json(stage(part), Value::Object(line))
        })
        .collect();
    events.push(Event::json(Stage::End, ollama_end(&[], generation, answer)));
    events
}

fn ollama_line(generation: &Generation, part: &Part) -> Map<String, Value> {
    let (thinking, content) = match part {
        Part::Reasoning(text) => (Some(text.as_str()), ""),
        Part::Content(text) => (None, text.as_str()),
    };
    ollama_fields(generation, thinking, content)
}

fn ollama_fields(generation: &Generation, thinking: Option<&str>, content: &str) -> Map<String, Value> {
    let mut said = Map::new();
    let mut line = Map::new();
    line.insert("model".to_owned(), json!(generation.model));
    line.insert("created_at".to_owned(), json!("2026-08-21T10:00:00Z"));
    if let Some(thinking) = thinking {
        said.insert("thinking".to_owned(), json!(thinking));
    }
    if generation.kind == Kind::OllamaChat {
        said.insert("role".to_owned(), json!("assistant"));
        said.insert("content".to_owned(), json!(content));
        line.insert("message".to_owned(), Value::Object(said));
    } else {
        said.insert("response".to_owned(), json!(content));
        line.extend(said);
    }
    line
}

pub(super) fn ollama_end(parts: &[Part], generation: &Generation, answer: &Answer) -> Value {
    let usage = answer.billed(generation);
    let thinking = parts.iter().find(|part| is_reasoning(part)).map(text);
    let mut line = ollama_fields(generation, thinking, &joined(parts));
    line.insert("done".to_owned(), json!(true));
    line.insert("done_reason".to_owned(), json!(answer.finish));
    line.insert("prompt_eval_count".to_owned(), json!(usage.prompt));
    line.insert("eval_count".to_owned(), json!(usage.completion));
    Value::Object(line)
}
