//! The rules of `DeepSeek` R1 and its distilled models where the endpoint samples as it is told.
//!
//! Source: the model card of DeepSeek-R1, "Usage Recommendations": temperature within 0.5–0.7, no system prompt. A
//! local server takes anything else and the model then repeats itself, so the stand-in refuses it.

use serde_json::{Map, Value};

use super::rejection::Rejection;

pub(super) fn is_r1(model: &str) -> bool {
    model.to_lowercase().contains("deepseek-r1")
}

/// Judges the sampling and the roles of a chat with an R1 model; no rule for others.
pub(super) fn judge(model: &str, body: &Map<String, Value>) -> Result<(), Rejection> {
    if !is_r1(model) {
        return Ok(());
    }
    let refuse = |param: &str, message: &str| {
        Err(Rejection::openai(
            400,
            message,
            "invalid_request_error",
            Some(param),
            Some("vendor_recommendation"),
        ))
    };
    match body.get("temperature").and_then(Value::as_f64) {
        Some(temperature) if (0.5..=0.7).contains(&temperature) => {}
        Some(_) => return refuse("temperature", "this model wants a temperature of 0.5 to 0.7"),
        None => {
            return refuse(
                "temperature",
                "this model wants a temperature of 0.5 to 0.7 and none was given",
            );
        }
    }
    let messages = body.get("messages").and_then(Value::as_array);
    let instructed = messages.is_some_and(|messages| {
        messages
            .iter()
            .any(|message| message["role"] == "system" || message["role"] == "developer")
    });
    if instructed {
        return refuse(
            "messages",
            "this model wants no system prompt: put instructions into the user's message",
        );
    }
    Ok(())
}
