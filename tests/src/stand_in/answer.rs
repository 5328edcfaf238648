//! What the stand-in says.

use serde::{Deserialize, Serialize};

use super::Dialect;
use super::accepted::{Generation, Kind, Mode};

/// Where reasoning stands in an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Spelling {
    /// The field `reasoning_content`.
    ReasoningContent,
    /// The field `reasoning`.
    Reasoning,
    /// The fields `reasoning` and `reasoning_details`.
    ReasoningDetails,
    /// In the content between `<think>` and `</think>`.
    Inline,
    /// In the content, ended by `</think>`, the opening tag having been part of the prompt.
    InlineUnopened,
    /// In the content after `<think>`, never closed; the answer is all reasoning.
    InlineUnclosed,
    /// Nowhere: only its tokens are counted.
    Hidden,
}

/// The tokens of an answer as they are billed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Usage {
    /// Tokens of the prompt, with the cached ones.
    pub prompt: usize,
    /// How many of them came from the provider's cache.
    pub cached: usize,
    /// Tokens written, with the reasoning.
    pub completion: usize,
    /// How many of them were reasoning.
    pub reasoning: usize,
}

/// An answer as a test scripts it; each dialect puts it into its own shape.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Answer {
    /// The thinking, if any. Left out where the request switched thinking off.
    pub reasoning: Option<String>,
    /// The answer proper.
    pub content: String,
    /// What is billed; counted from the texts when absent.
    pub usage: Option<Usage>,
    /// `finish_reason`, usually `stop`.
    pub finish: String,
    /// Where the reasoning stands, if not where the dialect puts it.
    pub spelling: Option<Spelling>,
    /// The pieces in which the texts are streamed, in characters at most; words when absent.
    pub piece: Option<usize>,
}

impl Default for Answer {
    fn default() -> Self {
        Self {
            reasoning: None,
            content: String::new(),
            usage: None,
            finish: "stop".to_owned(),
            spelling: None,
            piece: None,
        }
    }
}

impl Answer {
    /// An answer without reasoning.
    pub fn text(content: &str) -> Self {
        Self {
            content: content.to_owned(),
            ..Self::default()
        }
    }

    /// An answer that was thought over first.
    pub fn reasoned(reasoning: &str, content: &str) -> Self {
        Self {
            reasoning: Some(reasoning.to_owned()),
            ..Self::text(content)
        }
    }

    /// What is said when nothing was scripted: who answered, with which model, in which mode.
    pub(super) fn naming(dialect: Dialect, generation: &Generation) -> Self {
        let mode = match generation.kind {
            Kind::Chat | Kind::OllamaChat => generation.mode.name(),
            Kind::Completion | Kind::OllamaGenerate => "completion",
            Kind::Native => "infill",
        };
        let content = format!("answered by {dialect} {} {mode}", generation.model);
        match generation.mode {
            Mode::Thinking => Self::reasoned(&format!("{dialect} thinks first"), &content),
            Mode::Plain | Mode::Open => Self::text(&content),
        }
    }

    pub(super) fn billed(&self, generation: &Generation) -> Usage {
        self.usage.unwrap_or_else(|| {
            let reasoning = self.reasoning.as_deref().map_or(0, |text| text.len().div_ceil(4));
            Usage {
                prompt: generation.prompt_tokens.max(1),
                cached: 0,
                completion: reasoning + self.content.len().div_ceil(4).max(1),
                reasoning,
            }
        })
    }
}
