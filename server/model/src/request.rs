//! One request to a model.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::{Message, Parameters};

/// What goes before other work when an engine serves several requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Priority {
    /// Nobody waits: what somebody may ask for next.
    Ahead,
    /// Somebody reads along as the answer comes: chat, explanations, edits.
    Question,
    /// Somebody is typing: served before everything else.
    Keystroke,
}

/// Text around a hole that the model fills, and what helps to fill it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fill {
    /// Text of other places that may help; what changes least comes first. Models that were not trained on several files
    /// don't get it. Where the window is too small it is left out first.
    pub related: Vec<Related>,
    /// The file of the hole as its project names it; empty where it has no name.
    pub path: String,
    /// The text before the hole. Where the window is too small its start is left out.
    pub prefix: String,
    /// How the hole's text begins: typed since the hole was placed. A model of the engine goes on from it, so that of two
    /// requests that differ in it alone the second reads only what was typed between them, and so does one at `/infill`. To other
    /// models it is the end of the text before the hole.
    pub written: String,
    /// The text after the hole. Where the window is too small its end is left out.
    pub suffix: String,
}

/// A piece of another place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Related {
    /// The file it is from, as its project names it.
    pub path: String,
    /// Its text, whole lines.
    pub text: String,
}

impl Fill {
    /// A hole between two texts.
    pub fn between(prefix: impl Into<String>, suffix: impl Into<String>) -> Self {
        Self {
            prefix: prefix.into(),
            suffix: suffix.into(),
            ..Self::default()
        }
    }

    /// All text before the place where the model goes on.
    pub fn before(&self) -> String {
        [self.prefix.as_str(), &self.written].concat()
    }
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
    /// How long after it is asked the answer may begin to be written, since it may be withdrawn before. The engine reads
    /// the prompt meanwhile; other endpoints hear of the request only then.
    #[serde(default)]
    pub wait: Duration,
}
