//! How much an answer may be, by intent and model.

use ponder_model::{Binding, Dialect, Effort, LimitCovers, Mode};

use crate::Intent;

/// The most tokens that an answer of `binding` to `intent` may take; with the tokens of its thinking where they count.
pub(crate) fn max_tokens(intent: Intent, binding: &Binding) -> u32 {
    let answer = answer_tokens(intent, binding.dialect);
    let tokens = match (binding.mode, binding.capabilities().limit_covers) {
        (Mode::Thinking, LimitCovers::ReasoningAndAnswer) => answer + thinking_tokens(binding),
        _ => answer,
    };
    // The question needs room, too.
    binding.window.map_or(tokens, |window| tokens.min(window / 2))
}

fn answer_tokens(intent: Intent, dialect: Dialect) -> u32 {
    match intent {
        Intent::Title => 24,
        Intent::CompleteProse => 48,
        Intent::CompleteCode => 64,
        Intent::Comment | Intent::CommitMessage => 160,
        Intent::Document => 320,
        // The embedded engine's window holds the question too, and its models are slow.
        Intent::Explain if dialect == Dialect::Local => 640,
        _ if dialect == Dialect::Local => 1024,
        Intent::Explain => 2048,
        _ => 4096,
    }
}

/// Room for thinking. Where the limit covers thinking, a small one is used up before the answer begins: R1's makers
/// measure with 32,768 tokens for both.
fn thinking_tokens(binding: &Binding) -> u32 {
    if binding.dialect == Dialect::Local {
        return 3072;
    }
    match binding.effort {
        Some(Effort::Minimal) => 4096,
        Some(Effort::Low) => 8192,
        None | Some(Effort::Medium) => 16_384,
        Some(Effort::High) => 28_672,
        Some(Effort::Max) => 61_440,
    }
}
