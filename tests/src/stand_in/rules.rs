//! Rules for the parameters of a request, as data. What a broken rule is answered with is each dialect's own.

use serde_json::{Map, Value};

use super::recorded::Recorded;
use super::rejection::Rejection;

/// What a parameter may be.
#[derive(Debug, Clone, Copy)]
pub(super) enum Rule {
    Text,
    Flag,
    Whole(i64, i64),
    Number(f64, f64),
    OneOf(&'static [&'static str]),
    /// A text, or a list of at most so many.
    Stop(usize),
    Fields(&'static [(&'static str, Rule)]),
    /// Judged elsewhere, or not at all.
    Anything,
    /// The provider takes it without effect, for this reason.
    Ignored(&'static str),
    /// The provider refuses it.
    Unsupported,
}

pub(super) type Rules = &'static [(&'static str, Rule)];

/// What is wrong with a parameter.
#[derive(Debug, Clone)]
pub(super) enum Problem {
    Unknown,
    Ignored(&'static str),
    Unsupported,
    Missing,
    WrongType(&'static str),
    /// What was given, and what would do.
    Value(String, String),
    /// More stop texts than this.
    TooMany(usize),
}

/// How a dialect words a refusal: the parameter's path and what is wrong with it.
pub(super) type Refuse = fn(&str, &Problem) -> Rejection;

/// The parameters, if the body is a JSON object.
///
/// `OpenAI`'s API reference wants `Content-Type: application/json`; servers on axum and `FastAPI` refuse anything else.
pub(super) fn parameters(request: &Recorded, refuse: Refuse) -> Result<&Map<String, Value>, Rejection> {
    if !request
        .header("content-type")
        .is_some_and(|kind| kind.starts_with("application/json"))
    {
        return Err(refuse("content-type", &Problem::WrongType("application/json")));
    }
    request
        .json
        .as_ref()
        .and_then(Value::as_object)
        .ok_or_else(|| refuse("body", &Problem::WrongType("a JSON object")))
}

/// The model's id, if it is a text.
pub(super) fn model(body: &Map<String, Value>, refuse: Refuse) -> Result<&str, Rejection> {
    match body.get("model") {
        Some(Value::String(model)) if !model.is_empty() => Ok(model),
        None => Err(refuse("model", &Problem::Missing)),
        Some(_) => Err(refuse("model", &Problem::WrongType("a string"))),
    }
}

/// Judges every parameter of `body`.
pub(super) fn judge(body: &Map<String, Value>, rules: Rules, refuse: Refuse) -> Result<(), Rejection> {
    judge_within("", body, rules, refuse)?;
    // OpenAI's API reference, `stream_options`: only set this when you set `stream: true`. DeepSeek's says the same.
    if body.contains_key("stream_options") && body.get("stream") != Some(&Value::Bool(true)) {
        let given = "stream_options without stream".to_owned();
        return Err(refuse(
            "stream_options",
            &Problem::Value(given, "'stream' set".to_owned()),
        ));
    }
    Ok(())
}

fn judge_within(
    path: &str,
    body: &Map<String, Value>,
    rules: Rules,
    refuse: Refuse,
) -> Result<(), Rejection> {
    for (name, value) in body {
        let name_in_full = format!("{path}{name}");
        let rule = rules
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, rule)| *rule);
        let problem = match rule {
            None => Some(Problem::Unknown),
            Some(Rule::Fields(inner)) => match value.as_object() {
                Some(fields) => {
                    judge_within(&format!("{name_in_full}."), fields, inner, refuse)?;
                    None
                }
                None => Some(Problem::WrongType("an object")),
            },
            Some(rule) => broken(rule, value),
        };
        if let Some(problem) = problem {
            return Err(refuse(&name_in_full, &problem));
        }
    }
    Ok(())
}

fn broken(rule: Rule, value: &Value) -> Option<Problem> {
    let wrong = |good: bool, expected| (!good).then_some(Problem::WrongType(expected));
    match rule {
        Rule::Text => wrong(value.is_string(), "a string"),
        Rule::Flag => wrong(value.is_boolean(), "a boolean"),
        Rule::Whole(least, most) => match value.as_i64() {
            Some(number) if (least..=most).contains(&number) => None,
            Some(number) => Some(Problem::Value(number.to_string(), format!("[{least}, {most}]"))),
            None => Some(Problem::WrongType("an integer")),
        },
        Rule::Number(least, most) => match value.as_f64() {
            Some(number) if (least..=most).contains(&number) => None,
            Some(number) => Some(Problem::Value(number.to_string(), format!("[{least}, {most}]"))),
            None => Some(Problem::WrongType("a number")),
        },
        Rule::OneOf(words) => match value.as_str() {
            Some(word) if words.contains(&word) => None,
            Some(word) => Some(Problem::Value(
                word.to_owned(),
                format!("one of {}", words.join(", ")),
            )),
            None => Some(Problem::WrongType("a string")),
        },
        Rule::Stop(most) => match value {
            Value::Array(texts) if !texts.iter().all(Value::is_string) => {
                Some(Problem::WrongType("a list of strings"))
            }
            Value::Array(texts) if texts.len() > most => Some(Problem::TooMany(most)),
            Value::String(_) | Value::Array(_) => None,
            _ => Some(Problem::WrongType("a string or a list of strings")),
        },
        Rule::Fields(_) | Rule::Anything => None,
        Rule::Ignored(why) => Some(Problem::Ignored(why)),
        Rule::Unsupported => Some(Problem::Unsupported),
    }
}

/// `stream_options` as `OpenAI` documents it: nothing else is known to be read.
pub(super) const STREAM_OPTIONS: Rule = Rule::Fields(&[("include_usage", Rule::Flag)]);

/// Judges the prompt of a server that takes it as it is: a hole in it has to be in the form of the model.
pub(super) fn raw_prompt(model: &str, body: &Map<String, Value>) -> Result<(), Rejection> {
    let prompt = body.get("prompt").and_then(Value::as_str).unwrap_or_default();
    match super::hole::fault(model, prompt) {
        Some(fault) => Err(Rejection::ignored("prompt", &fault)),
        None => Ok(()),
    }
}

/// Whether the request carries the stand-in's key.
pub(super) fn has_key(request: &Recorded) -> bool {
    request.header("authorization") == Some(&format!("Bearer {}", super::StandIn::KEY))
}
