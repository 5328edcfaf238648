//! What an endpoint's refusals taught about one of its models, so that the same refusal does not come twice.
//!
//! The tables of the dialects are right for what their vendors document; behind a gateway, in an old build or in a new
//! model things differ. A refusal that names what it does not take is worth more than a table.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::failure::Problem;
use crate::{EndpointFailure, Instructions};

/// What a request cannot go without: never dropped.
const NEEDED: [&str; 8] = [
    "model",
    "messages",
    "prompt",
    "suffix",
    "input_prefix",
    "input_suffix",
    "raw",
    "stream",
];

/// The two names of the token limit.
const TOKEN_LIMITS: [&str; 2] = ["max_tokens", "max_completion_tokens"];

/// What is meant where a server speaks of thinking or reasoning.
const THINKING_SWITCHES: [&str; 5] = [
    "reasoning_effort",
    "thinking",
    "reasoning",
    "enable_thinking",
    "chat_template_kwargs",
];

/// What is known of one model at one endpoint beyond its dialect's table.
#[derive(Default, Clone, Debug)]
pub(super) struct Learned {
    /// Parameters that are not taken.
    dropped: BTreeSet<String>,
    /// The name of the token limit that is taken.
    token_limit: Option<&'static str>,
    /// The most tokens that may be asked for.
    most_tokens: Option<u64>,
    /// Where instructions go instead.
    instructions: Option<Instructions>,
    /// Whether the server says that the model has no tokens for a hole, or no place for its suffix.
    refuses_fills: bool,
    /// What was learned from before: a refusal that comes again was not understood.
    lessons: BTreeSet<String>,
}

/// What a refusal taught.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Learning {
    /// Something: the request is worth another try, built anew.
    Retry,
    /// Nothing: the same request would be refused again.
    Nothing,
}

impl Learned {
    /// Where instructions go, if the dialect's table is wrong about it.
    pub(super) fn instructions(&self) -> Option<Instructions> {
        self.instructions
    }

    /// Whether holes are not filled where the dialect's table says.
    pub(super) fn refuses_fills(&self) -> bool {
        self.refuses_fills
    }

    /// Learns from `problem`, which answers the body `sent`, whether the server can fill holes by itself. What can be done
    /// where it can't is looked up by whoever asks.
    pub(super) fn learn_fill(&mut self, problem: &Problem, sent: &Map<String, Value>) -> Learning {
        // In a raw prompt there is no field for what follows the hole.
        let in_fields = sent.contains_key("suffix") || sent.contains_key("input_suffix");
        if problem.is_beyond_it && in_fields {
            self.refuses_fills = true;
            Learning::Retry
        } else {
            Learning::Nothing
        }
    }

    /// Changes the body `json` to what is taken.
    pub(super) fn apply(&self, json: &mut Map<String, Value>) {
        if let Some(name) = self.token_limit {
            let other = TOKEN_LIMITS.iter().find(|other| **other != name);
            if let Some(limit) = other.and_then(|other| json.remove(*other)) {
                json.insert(name.to_owned(), limit);
            }
        }
        if let Some(most) = self.most_tokens {
            for name in TOKEN_LIMITS {
                if let Some(limit) = json.get_mut(name)
                    && limit.as_u64().is_some_and(|limit| limit > most)
                {
                    *limit = json!(most);
                }
            }
        }
        json.retain(|name, _| !self.dropped.contains(name));
    }

    /// Learns from `problem`, which answers the body `sent`: only from a refusal that names something that was sent and
    /// that can be left out or replaced, and once from each.
    pub(super) fn learn(&mut self, problem: &Problem, sent: &Map<String, Value>) -> Learning {
        if problem.failure != EndpointFailure::Rejected || problem.too_long.is_some() {
            return Learning::Nothing;
        }
        if let Some(learning) = self.learn_role(problem, sent) {
            return learning;
        }
        let Some(parameter) = refused_parameter(problem, sent) else {
            return Learning::Nothing;
        };
        if TOKEN_LIMITS.contains(&parameter.as_str())
            && let Some(learning) = self.learn_token_limit(&parameter, problem, sent)
        {
            return learning;
        }
        self.once(&parameter, |learned| {
            learned.dropped.insert(parameter.clone());
            // A model that takes the one not takes the other neither.
            if matches!(parameter.as_str(), "temperature" | "top_p") && says_unsupported(&problem.message) {
                learned
                    .dropped
                    .extend(["temperature".to_owned(), "top_p".to_owned()]);
            }
        })
    }

    fn once(&mut self, lesson: &str, learn: impl FnOnce(&mut Self)) -> Learning {
        if self.lessons.insert(lesson.to_owned()) {
            learn(self);
            Learning::Retry
        } else {
            Learning::Nothing
        }
    }

    /// The role that instructions went under is not known there.
    fn learn_role(&mut self, problem: &Problem, sent: &Map<String, Value>) -> Option<Learning> {
        let message = problem.message.to_lowercase();
        let about_roles = message.contains("role")
            || problem
                .parameter
                .as_deref()
                .is_some_and(|name| name.contains("role"));
        if !about_roles {
            return None;
        }
        let sent_under = |role: &str| {
            let messages = sent.get("messages").and_then(Value::as_array);
            messages
                .into_iter()
                .flatten()
                .any(|message| message["role"] == role)
        };
        // The refused role comes first; a list of those that are taken may follow.
        let first_of = |role: &str, other: &str| match (message.find(role), message.find(other)) {
            (Some(at), Some(other)) => at < other,
            (at, _) => at.is_some(),
        };
        if sent_under("developer") && first_of("developer", "system") {
            return Some(self.once("role developer", |learned| {
                learned.instructions = Some(Instructions::System);
            }));
        }
        if sent_under("system") && first_of("system", "developer") {
            let instead = if message.contains("developer") {
                Instructions::Developer
            } else {
                Instructions::UserTurn
            };
            return Some(self.once("role system", |learned| learned.instructions = Some(instead)));
        }
        None
    }

    /// The token limit has another name there, or is too high.
    fn learn_token_limit(
        &mut self,
        parameter: &str,
        problem: &Problem,
        sent: &Map<String, Value>,
    ) -> Option<Learning> {
        let other = TOKEN_LIMITS.into_iter().find(|other| *other != parameter)?;
        if limits_the_window(&problem.message) {
            // Left out, what is left of the window is the limit.
            return None;
        }
        // Only the whole word: the one name is not a part of the other.
        if words(&problem.message).any(|word| word == other) {
            return Some(self.once(&format!("name of {parameter}"), |learned| {
                learned.token_limit = Some(other);
            }));
        }
        let asked = sent.get(parameter).and_then(Value::as_u64)?;
        let most = highest_allowed(&problem.message).filter(|most| (1..asked).contains(most))?;
        Some(self.once(&format!("{parameter} at most {most}"), |learned| {
            learned.most_tokens = Some(most);
        }))
    }
}

/// The parameter of `sent` that `problem` is about.
fn refused_parameter(problem: &Problem, sent: &Map<String, Value>) -> Option<String> {
    let droppable = |name: &str| sent.contains_key(name) && !NEEDED.contains(&name);
    // A nested one as `reasoning.enabled` or `stop[0]` makes no sense without the rest.
    let outer = |name: &str| name.split(['.', '[']).next().unwrap_or(name).to_owned();
    if let Some(named) = problem.parameter.as_deref().filter(|named| !named.is_empty()) {
        let named = outer(named);
        if sent.contains_key(&named) {
            return Some(named).filter(|named| droppable(named));
        }
    }
    let message = &problem.message;
    if limits_the_window(message) {
        return TOKEN_LIMITS
            .into_iter()
            .find(|name| sent.contains_key(*name))
            .map(str::to_owned);
    }
    let quoted = quoted(message).map(outer).find(|name| droppable(name));
    if quoted.is_some() || !says_unsupported(message) {
        return quoted;
    }
    let lower = message.to_lowercase();
    words(&lower).map(outer).find_map(|word| {
        let meant = |name: &&String| **name == word || (word == "chat_template" && name.starts_with(&word));
        let named = sent.keys().find(meant).filter(|name| droppable(name)).cloned();
        let switch = THINKING_SWITCHES.iter().find(|name| sent.contains_key(**name));
        named.or_else(|| {
            switch
                .filter(|_| matches!(word.as_str(), "thinking" | "reasoning"))
                .map(|name| (*name).to_owned())
        })
    })
}

/// Whether prompt and answer together are too much for the window, as far as a prompt alone would not be.
fn limits_the_window(message: &str) -> bool {
    message.contains("maximum context length")
}

fn says_unsupported(message: &str) -> bool {
    let message = message.to_lowercase();
    [
        "support",
        "unknown",
        "unexpected",
        "unrecognized",
        "not permitted",
        "not allowed",
        "forbidden",
        "invalid",
        "cannot",
        "mandatory",
        "no such",
        "extra",
    ]
    .iter()
    .any(|word| message.contains(word))
}

/// The texts in quotes or backquotes.
fn quoted(message: &str) -> impl Iterator<Item = &str> {
    ['`', '\'', '"']
        .into_iter()
        .flat_map(|quote| message.split(quote).skip(1))
        .filter(|text| is_name(text))
}

fn is_name(text: &str) -> bool {
    !text.is_empty()
        && text
            .chars()
            .all(|character| character.is_ascii_alphanumeric() || matches!(character, '_' | '.' | '[' | ']'))
}

fn words(message: &str) -> impl Iterator<Item = &str> {
    message
        .split(|character: char| !character.is_ascii_alphanumeric() && !matches!(character, '_' | '.'))
        .map(|word| word.trim_matches('.'))
        .filter(|word| !word.is_empty())
}

/// The upper end of a range as `[1, 8192]`, or the number behind "at most" and the like.
fn highest_allowed(message: &str) -> Option<u64> {
    let range = message
        .split_once('[')
        .and_then(|(_, rest)| rest.split_once(']'))
        .map(|(range, _)| range);
    if let Some((_, most)) = range.and_then(|range| range.split_once(',')) {
        return most.trim().parse().ok();
    }
    let lower = message.to_lowercase();
    [
        "at most",
        "less than or equal to",
        "<=",
        "no more than",
        "maximum of",
        "must not exceed",
    ]
    .iter()
    .find_map(|bound| lower.split_once(bound))
    .and_then(|(_, rest)| {
        rest.split(|character: char| !character.is_ascii_digit())
            .find(|part| !part.is_empty())
    })
    .and_then(|number| number.parse().ok())
}

#[cfg(test)]
mod tests;
