//! An answer as `--json` prints it.

use std::time::Duration;

use ponder_model::{Answer, Finish, Usage};
use ponder_route::Route;
use serde::Serialize;

/// An answer with what is known about how it came.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct AnswerReport<'a> {
    /// The result; `null` where the model had nothing to offer.
    text: Option<&'a str>,
    route: &'a Route,
    finish: Finish,
    usage: Usage,
    timing: Timing,
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
    pub(crate) fn new(text: Option<&'a str>, route: &'a Route, answer: &Answer) -> Self {
        Self {
            text,
            route,
            finish: answer.finished.finish,
            usage: answer.finished.usage,
            timing: Timing {
                first_token: answer.first_token.map(milliseconds),
                total: milliseconds(answer.total),
            },
        }
    }
}

/// Milliseconds with one decimal: what is below is noise.
fn milliseconds(duration: Duration) -> f64 {
    (duration.as_secs_f64() * 10_000.0).round() / 10.0
}
