//! One request to a model.

use serde::{Deserialize, Serialize};

use crate::{Message, Parameters};

/// What goes before other work when an engine serves several requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Priority {
    /// Somebody reads along as the answer comes: chat, explanations, edits.
    Question,
    /// Somebody is typing: served before everything else.
    Keystroke,
}

/// Text around a hole that the model fills.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fill {
    /// The text before the hole. Where the window is too small its start is left out.
    pub prefix: String,
    /// The text after the hole. Where the window is too small its end is left out.
    pub suffix: String,
}

/// What the model is asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Prompt {
    /// Answer a chat.
    Chat(Vec<Message>),
    /// Fill the hole between two texts (FIM).
    Fill(Fill),
}

/// One request to a model.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Request {
    /// What is asked.
    pub prompt: Prompt,
    /// The numbers sent along.
    pub parameters: Parameters,
    /// The answer ends before the first of these texts; they are not part of it.
    pub stop: Vec<String>,
    /// What this request may overtake.
    pub priority: Priority,
}
