//! The figures as they are shown: by `ponder stats`, by its JSON, and by the protocol.

use serde::Serialize;

use crate::counts::Counts;
use crate::event::{Source, Stage};
use crate::ledger::{Day, Ledger};
use crate::sketch::Sketch;

/// Everything that is known. What this process has counted is in it, saved or not; what others have counted, as of the
/// last look at the file.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    /// Of today, in UTC.
    pub today: Period,
    /// Of the seven days that end with today.
    pub week: Period,
    /// Of all time.
    pub all: Period,
    /// How long answers took, of all time, by model and source.
    pub latency: Vec<Latency>,
    /// What requests to models read, of all time.
    pub tokens: Tokens,
}

/// What happened in some days.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Period {
    /// What became of suggestions, by the day on which they were shown.
    pub suggestions: Suggestions,
    /// What became of generations.
    pub generations: Generations,
}

/// What became of suggestions. Those that are neither accepted nor rejected were overtaken by further typing, or the
/// editor did not tell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Suggestions {
    /// How many were shown.
    pub shown: u64,
    /// How many of them were accepted whole.
    pub accepted: u64,
    /// How many of them were accepted in part only.
    pub partly_accepted: u64,
    /// How many of them were rejected.
    pub rejected: u64,
    /// Accepted texts that were still there after 30 seconds.
    pub kept_half_minute: Kept,
    /// Accepted texts that were still there after 5 minutes.
    pub kept_five_minutes: Kept,
    /// Characters of all accepted texts.
    pub characters_accepted: u64,
}

/// What became of accepted texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Kept {
    /// How many were still there, as they were or nearly.
    pub kept: u64,
    /// How many were looked for. A text whose document was closed is not.
    pub looked_for: u64,
}

/// What became of generations. Those that are neither finished nor abandoned are running, or their process was ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Generations {
    /// How many were started.
    pub started: u64,
    /// How many of them came to their end.
    pub finished: u64,
    /// How many of them were stopped or failed.
    pub abandoned: u64,
}

/// How long answers of one model from one source took.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Latency {
    /// The name of the model.
    pub model: String,
    /// Where the answers came from.
    pub source: Source,
    /// How many there were.
    pub answers: u64,
    /// The stages that were told, in their order.
    pub stages: Vec<StageLatency>,
}

/// How long one stage took, in milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct StageLatency {
    /// The stage.
    pub stage: Stage,
    /// How long it took, in milliseconds.
    #[serde(flatten)]
    pub milliseconds: Quantiles,
}

/// Values that half, 95 % and 99 % do not exceed; within 5 % of the exact ones.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Quantiles {
    /// How many values there are.
    pub count: u64,
    /// The median.
    pub p50: f64,
    /// The 95th percentile.
    pub p95: f64,
    /// The 99th percentile.
    pub p99: f64,
}

/// Prompt tokens of the requests that reached a model. None without any.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Tokens {
    /// Tokens that a request had the model read.
    pub read: Option<Quantiles>,
    /// Tokens that a request found in the model's cache.
    pub cached: Option<Quantiles>,
}

impl Report {
    /// Whether nothing was counted yet.
    pub fn is_empty(&self) -> bool {
        self.all == Period::of(&Counts::default()) && self.latency.is_empty() && self.tokens.read.is_none()
    }

    /// Of several ledgers together.
    pub(crate) fn of(ledger: &Ledger, today: Day) -> Self {
        let latency = ledger.answers().map(|(model, source, answers)| Latency {
            model: model.to_owned(),
            source,
            answers: answers.count,
            stages: answers.stages.iter().filter_map(stage_latency).collect(),
        });
        Self {
            today: Period::of(&ledger.last(1, today)),
            week: Period::of(&ledger.last(7, today)),
            all: Period::of(ledger.all()),
            latency: latency.collect(),
            tokens: Tokens {
                read: Quantiles::of(ledger.tokens_read(), f64::round),
                cached: Quantiles::of(ledger.tokens_cached(), f64::round),
            },
        }
    }
}

fn stage_latency((stage, sketch): (&Stage, &Sketch)) -> Option<StageLatency> {
    // The sketch has whole microseconds.
    let milliseconds = Quantiles::of(sketch, |microseconds| microseconds.round() / 1_000.0)?;
    Some(StageLatency {
        stage: *stage,
        milliseconds,
    })
}

impl Period {
    fn of(counts: &Counts) -> Self {
        Self {
            suggestions: Suggestions {
                shown: counts.shown,
                accepted: counts.accepted,
                partly_accepted: counts.parts_begun.saturating_sub(counts.parts_completed),
                rejected: counts.rejected,
                kept_half_minute: Kept {
                    kept: counts.kept_half_minute,
                    looked_for: counts.looked_after_half_minute,
                },
                kept_five_minutes: Kept {
                    kept: counts.kept_five_minutes,
                    looked_for: counts.looked_after_five_minutes,
                },
                characters_accepted: counts.characters_accepted,
            },
            generations: Generations {
                started: counts.generations_started,
                finished: counts.generations_finished,
                abandoned: counts.generations_abandoned,
            },
        }
    }
}

impl Quantiles {
    fn of(sketch: &Sketch, unit: impl Fn(f64) -> f64) -> Option<Self> {
        let percentile = |percent| sketch.percentile(percent).map(&unit);
        Some(Self {
            count: sketch.count(),
            p50: percentile(50)?,
            p95: percentile(95)?,
            p99: percentile(99)?,
        })
    }
}
