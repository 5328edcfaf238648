//! An answer as `--json` prints it.

use std::time::Duration;

use ponder_model::{Answer, Finish, Prices, Usage};
use ponder_route::Route;
use serde::Serialize;

/// An answer with what is known about how it came.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct AnswerReport<'a> {
    /// The result; `null` where the model had nothing to offer.
    text: Option<&'a str>,
    /// What the model thought, where it says so.
    #[serde(skip_serializing_if = "str::is_empty")]
    reasoning: &'a str,
    route: &'a Route,
    finish: Finish,
    usage: Usage,
    timing: Timing,
    /// Secrets that were masked in what went out.
    masked: usize,
    /// What it cost, where the configuration says what tokens cost.
    #[serde(skip_serializing_if = "Option::is_none")]
    cost: Option<f64>,
}

/// What somebody who waits sees, in milliseconds from the question.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Timing {
    /// Until the first text, if any came. Loading the model is part of it.
    first_token: Option<f64>,
    /// Until the end.
    total: f64,
}

impl<'a> AnswerReport<'a> {
    /// The report about `answer`, of which `text` is the result.
    pub(crate) fn new(text: Option<&'a str>, route: &'a Route, answer: &'a Answer) -> Self {
        Self {
            text,
            reasoning: &answer.reasoning,
            route,
            finish: answer.finished.finish,
            usage: answer.finished.usage,
            timing: Timing {
                first_token: answer.first_token.map(milliseconds),
                total: milliseconds(answer.total),
            },
            masked: 0,
            cost: None,
        }
    }

    /// The same with the number of secrets that were masked.
    pub(crate) fn with_masked(self, masked: usize) -> Self {
        Self { masked, ..self }
    }

    /// The same with its cost at `prices`.
    pub(crate) fn with_prices(self, prices: Option<Prices>) -> Self {
        let cost = prices.map(|prices| prices.cost(&self.usage));
        Self { cost, ..self }
    }
}

/// Milliseconds with one decimal: what is below is noise.
fn milliseconds(duration: Duration) -> f64 {
    (duration.as_secs_f64() * 10_000.0).round() / 10.0
}
