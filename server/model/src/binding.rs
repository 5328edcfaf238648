//! A model at an endpoint, in one mode: what a role names.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Capabilities, Dialect, FillPath, FillTemplate, Instructions, Parameters, Usage, remote};

/// Whether a model thinks before it answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// It does.
    Thinking,
    /// It answers at once.
    NonThinking,
}

impl Mode {
    /// The name in configuration and on the wire.
    pub fn name(self) -> &'static str {
        match self {
            Self::Thinking => "thinking",
            Self::NonThinking => "non_thinking",
        }
    }
}

/// How much a model thinks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Effort {
    /// As little as it can.
    Minimal,
    /// Little.
    Low,
    /// Some.
    Medium,
    /// Much.
    High,
    /// As much as it can.
    Max,
}

/// What tokens cost, in the user's own currency, for a million of them.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Prices {
    /// Tokens of the prompt that were read.
    pub input: f64,
    /// Tokens of the prompt that were taken from the provider's cache. Left out: as `input`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cached_input: Option<f64>,
    /// Tokens generated, reasoning included.
    pub output: f64,
}

impl Prices {
    /// What `usage` cost.
    pub fn cost(&self, usage: &Usage) -> f64 {
        let cached_input = self.cached_input.unwrap_or(self.input);
        let price = f64::from(usage.tokens_read()) * self.input
            + f64::from(usage.cached_tokens) * cached_input
            + f64::from(usage.completion_tokens) * self.output;
        price / 1e6
    }
}

/// A model at an endpoint, in one mode.
#[derive(Debug, Clone, PartialEq)]
pub struct Binding {
    /// What the user calls it, as in `@name`.
    pub name: String,
    /// The name of the endpoint where the model is reached; `local` is the embedded engine.
    pub endpoint: String,
    /// The rules of that endpoint.
    pub dialect: Dialect,
    /// The model's id there.
    pub model: String,
    /// Whether it thinks.
    pub mode: Mode,
    /// How much it thinks, where the user said so.
    pub effort: Option<Effort>,
    /// What the user wants sent whatever the task; what the mode forbids is left out all the same.
    pub parameters: Parameters,
    /// Where instructions go, where the user said so.
    pub instructions: Option<Instructions>,
    /// Whether it fills holes, where the user said so.
    pub fills: Option<bool>,
    /// The form of a prompt in which it fills holes, where the user said so.
    pub fill_template: Option<FillTemplate>,
    /// Tokens that a request and its answer can take together, where the user said so.
    pub window: Option<u32>,
    /// What tokens cost.
    pub prices: Option<Prices>,
}

impl Binding {
    /// The name of the embedded engine's endpoint.
    pub const LOCAL: &str = "local";

    /// A model of the embedded engine.
    pub fn local(model: impl Into<String>, mode: Mode) -> Self {
        Self {
            name: Self::LOCAL.to_owned(),
            endpoint: Self::LOCAL.to_owned(),
            dialect: Dialect::Local,
            model: model.into(),
            mode,
            effort: None,
            parameters: Parameters::default(),
            instructions: None,
            fills: None,
            fill_template: None,
            window: None,
            prices: None,
        }
    }

    /// Whether it fills a hole in a text; where not, it can be asked for the text by a chat.
    pub fn fills(&self) -> bool {
        self.mode == Mode::NonThinking && self.capabilities().fill != FillPath::None
    }

    /// The form of a prompt in which it fills holes: what the user said, else what its name hints.
    pub fn template(&self) -> Option<FillTemplate> {
        self.fill_template
            .or_else(|| remote::fill_template_hint(&self.model))
    }

    /// What can be sent to it.
    pub fn capabilities(&self) -> Capabilities {
        let capabilities = Capabilities::of(self.dialect, &self.model, self.mode);
        let fill = match (self.fills, self.fill_template) {
            (None, None) => capabilities.fill,
            (Some(false), _) => FillPath::None,
            // Who says how, says that it does.
            (Some(true), _) | (None, Some(_)) => FillPath::of(self.dialect, self.template()),
        };
        Capabilities {
            instructions: self.instructions.unwrap_or(capabilities.instructions),
            fill,
            ..capabilities
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cached_tokens_have_their_own_price_and_reasoning_that_of_the_answer() {
        let prices = Prices {
            input: 2.0,
            cached_input: Some(0.5),
            output: 8.0,
        };
        let usage = Usage {
            prompt_tokens: 1_000_000,
            cached_tokens: 400_000,
            completion_tokens: 100_000,
            reasoning_tokens: 60_000,
        };
        assert!((prices.cost(&usage) - (1.2 + 0.2 + 0.8)).abs() < 1e-9);
    }
}
