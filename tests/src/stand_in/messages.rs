//! Rules for the messages of a chat.

use serde_json::{Map, Value};

use super::rejection::Rejection;
use super::rules::{Problem, Refuse};

/// What the content of a message may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Content {
    Text,
    TextOrParts,
}

/// What messages may be.
#[derive(Debug, Clone, Copy)]
pub(super) struct MessageRules {
    pub(super) roles: &'static [&'static str],
    pub(super) content: Content,
    /// Fields beside `role` and `content`.
    pub(super) fields: &'static [&'static str],
    /// Fields that are taken without effect.
    pub(super) ignored: &'static [(&'static str, &'static str)],
}

/// The messages of `body`, if they keep `rules`.
pub(super) fn judge(
    body: &Map<String, Value>,
    rules: MessageRules,
    refuse: Refuse,
) -> Result<&[Value], Rejection> {
    let messages = match body.get("messages") {
        Some(Value::Array(messages)) if !messages.is_empty() => messages,
        Some(Value::Array(_)) => {
            let least = "at least one message".to_owned();
            return Err(refuse("messages", &Problem::Value("[]".to_owned(), least)));
        }
        Some(_) => return Err(refuse("messages", &Problem::WrongType("a list"))),
        None => return Err(refuse("messages", &Problem::Missing)),
    };
    for (index, message) in messages.iter().enumerate() {
        judge_one(index, message, rules, refuse)?;
    }
    Ok(messages)
}

fn judge_one(index: usize, message: &Value, rules: MessageRules, refuse: Refuse) -> Result<(), Rejection> {
    let at = |field: &str| format!("messages[{index}].{field}");
    let Some(message) = message.as_object() else {
        return Err(refuse(
            &format!("messages[{index}]"),
            &Problem::WrongType("an object"),
        ));
    };
    let role = match message.get("role") {
        Some(Value::String(role)) => role.as_str(),
        Some(_) => return Err(refuse(&at("role"), &Problem::WrongType("a string"))),
        None => return Err(refuse(&at("role"), &Problem::Missing)),
    };
    if !rules.roles.contains(&role) {
        let allowed = rules
            .roles
            .iter()
            .map(|role| format!("`{role}`"))
            .collect::<Vec<_>>()
            .join(", ");
        return Err(refuse(&at("role"), &Problem::Value(role.to_owned(), allowed)));
    }
    for name in message
        .keys()
        .map(String::as_str)
        .filter(|name| !matches!(*name, "role" | "content"))
    {
        if let Some((_, why)) = rules.ignored.iter().find(|(ignored, _)| *ignored == name) {
            return Err(refuse(&at(name), &Problem::Ignored(why)));
        }
        if !rules.fields.contains(&name) {
            return Err(refuse(&at(name), &Problem::Unknown));
        }
    }
    match message.get("content") {
        Some(Value::String(_)) => Ok(()),
        Some(Value::Array(_)) if rules.content == Content::TextOrParts => Ok(()),
        // Only a turn that calls tools may say nothing.
        None | Some(Value::Null) if message.contains_key("tool_calls") => Ok(()),
        None | Some(Value::Null) => Err(refuse(&at("content"), &Problem::Missing)),
        Some(_) => Err(refuse(&at("content"), &Problem::WrongType("a string"))),
    }
}

/// Whether a message of `role` is among `messages`.
pub(super) fn has_role(messages: &[Value], role: &str) -> bool {
    messages.iter().any(|message| message["role"] == role)
}
