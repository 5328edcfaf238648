//! How right the classifier is, and how fast.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use ponder_route::training::{LEAST_CONFIDENCE, Weights};

use crate::linear::{Linear, sigmoid};
use crate::material::Row;

/// A row and the log-odds it was given by a model that has not seen it.
pub(crate) struct Judged<'a> {
    pub(crate) row: &'a Row,
    pub(crate) score: f32,
}

/// What became of the rows of a group.
#[derive(Default)]
struct Counts {
    rows: usize,
    wrong: usize,
    reasoning: usize,
    missed: usize,
    unsure: usize,
}

/// The factor by which log-odds tell the truth best: a model is surer of itself than it may be on texts it has not seen.
pub(crate) fn calibrate(judged: &[Judged<'_>]) -> f32 {
    let loss = |softness: f32| -> f32 {
        let losses = judged.iter().map(|judged| {
            let side = if judged.row.is_reasoning { 1.0 } else { -1.0 };
            -sigmoid(side * judged.score * softness).max(1e-6).ln()
        });
        losses.sum()
    };
    let steps: Vec<f32> = (1_u8..=40).map(|step| f32::from(step) * 0.05).collect();
    steps
        .into_iter()
        .min_by(|first, second| loss(*first).total_cmp(&loss(*second)))
        .unwrap_or(1.0)
}

/// Prints how right the model was, by language and by source.
pub(crate) fn print(title: &str, judged: &[Judged<'_>], softness: f32) {
    let mut groups: BTreeMap<(u8, &str), Counts> = BTreeMap::new();
    for Judged { row, score } in judged {
        for group in [(0, "all"), (1, row.language.as_str()), (2, row.source.as_str())] {
            let counts = groups.entry(group).or_default();
            counts.rows += 1;
            let score = score * softness;
            counts.wrong += usize::from((score > 0.0) != row.is_reasoning);
            counts.reasoning += usize::from(row.is_reasoning);
            counts.missed += usize::from(row.is_reasoning && score <= 0.0);
            counts.unsure += usize::from(sigmoid(score.abs()) < LEAST_CONFIDENCE);
        }
    }
    println!("\n{title} (softness {softness:.2})");
    println!("| rows | right | code or logic taken for general | general taken for reasoning | unsure |");
    println!("|---|---|---|---|---|");
    for ((_, name), counts) in groups {
        println!(
            "| {name}, {} | {:.1} % | {} of {} ({:.1} %) | {} of {} | {} |",
            counts.rows,
            percent(counts.rows - counts.wrong, counts.rows),
            counts.missed,
            counts.reasoning,
            percent(counts.missed, counts.reasoning),
            counts.wrong - counts.missed,
            counts.rows - counts.reasoning,
            counts.unsure,
        );
    }
}

/// Prints how many rows the rounding of weights to one byte turns over.
pub(crate) fn print_rounding(rows: &[Row], model: &Linear, softness: f32, weights: &Weights<'_>) {
    let turned = rows
        .iter()
        .filter(|row| {
            (model.score(&row.features) * softness > 0.0) != (weights.role.score(&row.features) > 0.0)
        })
        .count();
    println!("\nrounding turns over {turned} of {} rows", rows.len());
}

/// Prints how long a text takes, with the weights that are in the program.
pub(crate) fn print_latencies(rows: &[Row]) {
    let mut times: Vec<Duration> = rows
        .iter()
        .map(|row| {
            let started = Instant::now();
            std::hint::black_box(ponder_route::classify(&row.text));
            started.elapsed()
        })
        .collect();
    times.sort();
    let at = |share: usize| times[(times.len() - 1) * share / 1000].as_secs_f64() * 1e6;
    println!(
        "a text takes {:.0} µs (p50), {:.0} µs (p99), {:.0} µs (p99.9)",
        at(500),
        at(990),
        at(999)
    );
}

#[expect(clippy::cast_precision_loss, reason = "counts of rows")]
fn percent(part: usize, whole: usize) -> f64 {
    100.0 * part as f64 / whole.max(1) as f64
}
