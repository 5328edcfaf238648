//! How freely the local engine writes, by intent.
//!
//! Temperatures are not comparable between endpoints: these are for a small GGUF model sampled by llama.cpp, some way
//! below what hosted endpoints call the same (agreed table: code 0, documents 0.3, answers 0.7, creative writing 1.0).

use crate::Intent;

/// The temperature at which the local engine serves `intent`.
pub(crate) fn local(intent: Intent) -> f32 {
    match intent {
        Intent::CompleteCode
        | Intent::Explain
        | Intent::Fix
        | Intent::Refactor
        | Intent::Test
        | Intent::AskCode
        | Intent::AskLogic => 0.0,
        Intent::CompleteProse
        | Intent::Document
        | Intent::Comment
        | Intent::CommitMessage
        | Intent::Title => 0.3,
        Intent::Rewrite | Intent::Translate | Intent::AskGeneral => 0.7,
        Intent::Create => 1.0,
    }
}
