//! How freely a model writes, by intent and dialect.
//!
//! Temperatures are not comparable between endpoints. `DeepSeek`'s API maps the number it is given to a lower one (model
//! card of V3-0324: 1.0 becomes 0.3), so that its own table (code 0.0, conversation and translation 1.3, creative writing
//! 1.5; "The Temperature Parameter" in its API guide) would make other models ramble. Where Ponder's number reaches the
//! weights as it is, it stays at or below 1.

use ponder_model::Dialect;

use crate::Intent;

/// Intents that want the same freedom.
#[derive(Debug, Clone, Copy)]
enum Freedom {
    /// One answer is right.
    Exact,
    /// Clear text about something given.
    Sober,
    /// Natural language as people speak it.
    Natural,
    /// Ideas.
    Creative,
}

fn freedom(intent: Intent) -> Freedom {
    match intent {
        Intent::CompleteCode
        | Intent::Explain
        | Intent::Fix
        | Intent::Refactor
        | Intent::Test
        | Intent::AskCode
        | Intent::AskLogic => Freedom::Exact,
        Intent::CompleteProse
        | Intent::Document
        | Intent::Comment
        | Intent::CommitMessage
        | Intent::Title => Freedom::Sober,
        Intent::Rewrite | Intent::Translate | Intent::AskGeneral => Freedom::Natural,
        Intent::Create => Freedom::Creative,
    }
}

/// The temperature at which `dialect` serves `intent`.
pub(crate) fn temperature(dialect: Dialect, intent: Intent) -> f32 {
    let [exact, sober, natural, creative] = match dialect {
        Dialect::Deepseek => [0.0, 0.7, 1.3, 1.5],
        // Above 1.2 its models lose their thread.
        Dialect::Openai => [0.0, 0.7, 1.2, 1.2],
        Dialect::Openrouter | Dialect::Siliconflow | Dialect::Generic => [0.0, 0.5, 0.9, 1.0],
        Dialect::Ollama | Dialect::LmStudio | Dialect::LlamaServer | Dialect::Vllm | Dialect::Local => {
            [0.0, 0.3, 0.7, 1.0]
        }
    };
    match freedom(intent) {
        Freedom::Exact => exact,
        Freedom::Sober => sober,
        Freedom::Natural => natural,
        Freedom::Creative => creative,
    }
}
