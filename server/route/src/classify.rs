//! What a chat text is for: code, logic and mathematics, or anything else, in English, Chinese or both.
//!
//! A linear model over hashed n-grams and a few signals decides, rules name the exact intent, and the answer says why
//! in words. It is deterministic, reads a bounded part of a long text, and asks nobody. How it was trained, and how
//! right it is, stands in `docs/src/routing-classifier.md`. What an unsure answer leads to is the caller's decision.

mod features;
mod intents;
mod notice;
mod plain_words;
mod reasons;
mod signals;
#[cfg(test)]
mod tests;
mod tokens;
#[doc(hidden)]
pub mod training;
mod vocabulary;
mod weights;

use self::features::Features;
use self::intents::Wish;
use self::reasons::Subject;
use self::weights::Weights;
use crate::Intent;

/// Below this confidence a decision is not sure. Of the cross-validated prompts about one in a hundred is.
pub const LEAST_CONFIDENCE: f32 = 0.56;

/// What a chat text is for.
#[derive(Debug, Clone, PartialEq)]
pub struct Classification {
    /// What is asked for; the likelier one where it is not sure.
    pub intent: Intent,
    /// How sure it is that this is code, logic or mathematics, or that it is not: 0.5 (either) to 1.
    pub confidence: f32,
    /// Whether the confidence is enough to act on.
    pub is_sure: bool,
    /// Why, in words, such as "it contains Python code".
    pub reason: String,
}

/// Says what a chat text is for. Takes well under a millisecond, as long texts are read at both ends only.
pub fn classify(text: &str) -> Classification {
    let features = Features::of(text);
    let wish = Wish::of(text);
    if let Some((intent, reason)) = certain(text, &wish) {
        return Classification {
            intent,
            confidence: 1.0,
            is_sure: true,
            reason: reason.to_owned(),
        };
    }
    let Some(weights) = Weights::embedded().filter(|_| !text.trim().is_empty()) else {
        return Classification {
            intent: Intent::AskGeneral,
            confidence: 0.5,
            is_sure: false,
            reason: "unsure: there are no words to judge by".to_owned(),
        };
    };

    let score = weights.role.score(&features) + plain_words::worth(text);
    let confidence = 1.0 / (1.0 + (-score.abs()).exp());
    let subject = match score > 0.0 {
        false => Subject::Prose,
        true if weights.subject.score(&features) > 0.0 => Subject::Logic,
        true => Subject::Code,
    };
    let intent = match subject {
        Subject::Prose => intents::of_prose(&wish, features.signals),
        Subject::Logic => Intent::AskLogic,
        Subject::Code => intents::of_code(&wish, features.signals),
    };
    let reason = reasons::of(subject, &features, &weights.role);
    let is_sure = confidence >= LEAST_CONFIDENCE;
    let reason = if is_sure {
        reason
    } else {
        format!("unsure, the nearest is: {reason}")
    };
    Classification {
        intent,
        confidence,
        is_sure,
        reason,
    }
}

/// What needs no model.
fn certain(text: &str, wish: &Wish) -> Option<(Intent, &'static str)> {
    if vocabulary::is_greeting(text) {
        return Some((Intent::AskGeneral, "it is a greeting"));
    }
    match intents::of_prose_about_code(wish)? {
        Intent::CommitMessage => Some((Intent::CommitMessage, "it asks for a commit message")),
        intent => Some((intent, "it asks for documentation")),
    }
}
