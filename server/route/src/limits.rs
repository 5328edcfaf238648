//! How much an answer may be, by intent.

use crate::Intent;

/// The most tokens an answer to `intent` may take.
pub(crate) fn max_tokens(intent: Intent) -> u32 {
    match intent {
        Intent::Title => 24,
        Intent::CompleteProse => 48,
        Intent::CompleteCode => 64,
        Intent::Comment | Intent::CommitMessage => 160,
        Intent::Document => 320,
        Intent::Explain => 640,
        Intent::Fix
        | Intent::Refactor
        | Intent::Test
        | Intent::Rewrite
        | Intent::Translate
        | Intent::AskCode
        | Intent::AskLogic
        | Intent::AskGeneral
        | Intent::Create => 1024,
    }
}
