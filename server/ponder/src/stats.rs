//! `ponder stats`: what became of suggestions, and how long answers took.

mod table;

use std::path::PathBuf;

use anyhow::Context as _;
use ponder_figures::{Figures, Kept, Latency, Period, Quantiles, Report, Source, Stage};
use ponder_local::store::ModelStore;
use serde_json::json;

use crate::output;
use table::Table;

/// How to print the figures, or that they are to be removed.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Say what was counted, remove it, and begin anew
    #[arg(long)]
    reset: bool,
    /// Print a JSON object: today, week, all, latency, tokens; with --reset: file, removed
    #[arg(long)]
    json: bool,
}

/// Prints the figures, or removes them.
pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let file = file(&ModelStore::open_default()?)?;
    let figures = Figures::open(file.clone());
    let report = figures.report();
    match arguments {
        Arguments {
            reset: false,
            json: false,
        } => output::text(&in_words(&report)),
        Arguments {
            reset: false,
            json: true,
        } => output::json(&report),
        Arguments { reset: true, json } => {
            if !json {
                output::line(&what_goes(&report))?;
            }
            if !json && report.is_empty() {
                return Ok(());
            }
            let failed = || format!("can't remove {}; remove the file yourself", file.display());
            figures.reset().with_context(failed)?;
            if *json {
                return output::json(&json!({ "file": file, "removed": report }));
            }
            output::line(&format!("{} is removed", file.display()))
        }
    }
}

/// The file of figures, beside the folder of models.
pub(crate) fn file(store: &ModelStore) -> anyhow::Result<PathBuf> {
    let data_folder = store
        .folder()
        .parent()
        .context("the folder of models has no parent")?;
    Ok(Figures::file_in(data_folder))
}

fn what_goes(report: &Report) -> String {
    if report.is_empty() {
        return "there are no figures".to_owned();
    }
    let answers: u64 = report.latency.iter().map(|latency| latency.answers).sum();
    format!(
        "removing what was counted: suggestions {}, answers {answers}, generations {}",
        report.all.suggestions.shown, report.all.generations.started
    )
}

fn in_words(report: &Report) -> String {
    if report.is_empty() {
        return "nothing is counted yet: write with Ponder in your editor for a while (`ponder doctor` says whether all is set up), \
                then look again\n"
            .to_owned();
    }
    let parts = [
        Some(suggestions(report)),
        latency(report),
        stages(report),
        Some(generations(report)),
        tokens(report),
    ];
    let parts: Vec<String> = parts
        .into_iter()
        .flatten()
        .map(|table| table.to_string())
        .collect();
    parts.join("\n")
}

fn periods(title: &str) -> Table {
    Table::new(&[title], &["today (UTC)", "7 days", "all"])
}

fn suggestions(report: &Report) -> Table {
    let mut table = periods("suggestions");
    let mut row = |name: &str, value: fn(&Period) -> String| {
        table.row(&[name], [&report.today, &report.week, &report.all].map(value));
    };
    row("shown", |period| period.suggestions.shown.to_string());
    row("accepted", |period| {
        share(period.suggestions.accepted, period.suggestions.shown)
    });
    row("partly accepted", |period| {
        share(period.suggestions.partly_accepted, period.suggestions.shown)
    });
    row("rejected", |period| {
        share(period.suggestions.rejected, period.suggestions.shown)
    });
    row("still there after 30 s", |period| {
        kept(period.suggestions.kept_half_minute)
    });
    row("still there after 5 min", |period| {
        kept(period.suggestions.kept_five_minutes)
    });
    row("characters accepted", |period| {
        period.suggestions.characters_accepted.to_string()
    });
    table
}

fn generations(report: &Report) -> Table {
    let mut table = periods("generations");
    let mut row = |name: &str, value: fn(&Period) -> String| {
        table.row(&[name], [&report.today, &report.week, &report.all].map(value));
    };
    row("started", |period| period.generations.started.to_string());
    row("finished", |period| {
        share(period.generations.finished, period.generations.started)
    });
    row("abandoned", |period| {
        share(period.generations.abandoned, period.generations.started)
    });
    table
}

/// From the request to the answer, for each model and source.
fn latency(report: &Report) -> Option<Table> {
    let mut table = Table::new(
        &["answers, in milliseconds", "from"],
        &["answers", "p50", "p95", "p99"],
    );
    for latency in &report.latency {
        let total = latency.stages.iter().find(|stage| stage.stage == Stage::Total);
        let [p50, p95, p99] = total.map_or(["-"; 3].map(str::to_owned), |stage| {
            quantiles(&stage.milliseconds)
        });
        let from = source_name(latency.source);
        table.row(
            &[&latency.model, from],
            [latency.answers.to_string(), p50, p95, p99],
        );
    }
    (!report.latency.is_empty()).then_some(table)
}

/// Where the time of the answers goes that need a model.
fn stages(report: &Report) -> Option<Table> {
    let mut table = Table::new(
        &["stages of the model's answers", "stage"],
        &["answers", "p50", "p95", "p99"],
    );
    let of_models = |latency: &&Latency| latency.source == Source::Model;
    let mut is_empty = true;
    for latency in report.latency.iter().filter(of_models) {
        for stage in latency.stages.iter().filter(|stage| stage.stage != Stage::Total) {
            let [p50, p95, p99] = quantiles(&stage.milliseconds);
            let count = stage.milliseconds.count.to_string();
            table.row(&[&latency.model, stage_name(stage.stage)], [count, p50, p95, p99]);
            is_empty = false;
        }
    }
    (!is_empty).then_some(table)
}

fn tokens(report: &Report) -> Option<Table> {
    let mut table = Table::new(
        &["prompt tokens of a request"],
        &["requests", "p50", "p95", "p99"],
    );
    let mut row = |name: &str, tokens: Quantiles| {
        let [p50, p95, p99] = [tokens.p50, tokens.p95, tokens.p99].map(|value| format!("{value:.0}"));
        table.row(&[name], [tokens.count.to_string(), p50, p95, p99]);
    };
    row("read", report.tokens.read?);
    row("taken from the cache", report.tokens.cached?);
    Some(table)
}

fn quantiles(milliseconds: &Quantiles) -> [String; 3] {
    [milliseconds.p50, milliseconds.p95, milliseconds.p99].map(|value| {
        // More digits would be more than is known.
        if value < 10.0 {
            format!("{value:.1}")
        } else {
            format!("{value:.0}")
        }
    })
}

fn kept(kept: Kept) -> String {
    match kept.looked_for {
        0 => "-".to_owned(),
        looked_for => share(kept.kept, looked_for),
    }
}

/// A count, with its share of another one.
fn share(count: u64, of: u64) -> String {
    match (u128::from(count) * 200 + u128::from(of)).checked_div(u128::from(of) * 2) {
        Some(percent) => format!("{count} ({percent} %)"),
        None => count.to_string(),
    }
}

fn source_name(source: Source) -> &'static str {
    match source {
        Source::Reuse => "typing through",
        Source::Cache => "cache",
        Source::Joined => "running generation",
        Source::Model => "model",
    }
}

fn stage_name(stage: Stage) -> &'static str {
    match stage {
        Stage::Wait => "waiting for a pause",
        Stage::Context => "context",
        Stage::Prompt => "prompt",
        Stage::FirstToken => "first token",
        Stage::Writing => "writing",
        Stage::Trim => "trimming",
        Stage::Own => "ponder's own work",
        Stage::Total => "total",
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use ponder_figures::{Accepted, Answered, Generation, Suggestion};

    use super::*;

    const TABLE: &str = "\
suggestions              today (UTC)    7 days       all
shown                              8         8         8
accepted                    3 (38 %)  3 (38 %)  3 (38 %)
partly accepted             1 (13 %)  1 (13 %)  1 (13 %)
rejected                    1 (13 %)  1 (13 %)  1 (13 %)
still there after 30 s      2 (67 %)  2 (67 %)  2 (67 %)
still there after 5 min            -         -         -
characters accepted               17        17        17

answers, in milliseconds  from            answers  p50  p95  p99
qwen2.5-coder-0.5b        typing through        1  1.0  1.0  1.0
qwen2.5-coder-0.5b        model                 1  145  145  145

stages of the model's answers  stage              answers  p50  p95  p99
qwen2.5-coder-0.5b             first token              1   77   77   77
qwen2.5-coder-0.5b             ponder's own work        1  3.1  3.1  3.1

generations  today (UTC)     7 days        all
started                1          1          1
finished       1 (100 %)  1 (100 %)  1 (100 %)
abandoned        0 (0 %)    0 (0 %)    0 (0 %)

prompt tokens of a request  requests   p50   p95   p99
read                               1     6     6     6
taken from the cache               1  1192  1192  1192
";

    fn some_figures() -> Figures {
        let figures = Figures::in_memory();
        for id in 0..8 {
            let (document, text) = ("file:///a.rs".to_owned(), "a + b".to_owned());
            figures.shown(Suggestion {
                id,
                document,
                offset: 0,
                text,
            });
        }
        for id in 0..3 {
            figures.accepted(id, Accepted::Whole);
        }
        figures.accepted(3, Accepted::Part { bytes: 2 });
        figures.rejected(4);
        for check in figures.due(Instant::now() + Duration::from_secs(60)) {
            let document = ["", "a + b"][usize::from(check.id > 1)];
            figures.checked(check.id, check.after, (check.id > 0).then_some(document));
        }
        for (source, milliseconds) in [(Source::Model, 150), (Source::Reuse, 1)] {
            let took = Duration::from_millis(milliseconds);
            figures.answered(&Answered {
                model: "qwen2.5-coder-0.5b".to_owned(),
                source,
                stages: vec![
                    (Stage::FirstToken, took / 2),
                    (Stage::Own, took / 50),
                    (Stage::Total, took),
                ],
            });
        }
        figures.generation(Generation::Started);
        figures.generation(Generation::Finished);
        figures.tokens_read(6, 1_200);
        figures
    }

    #[test]
    fn figures_are_a_table_for_people() {
        assert_eq!(in_words(&some_figures().report()), TABLE);
    }

    #[test]
    fn without_figures_the_table_says_what_to_do() {
        let told = in_words(&Figures::in_memory().report());
        assert!(
            told.starts_with("nothing is counted yet") && told.contains("ponder doctor"),
            "{told}"
        );
    }

    #[test]
    fn what_was_not_used_has_no_table() {
        let figures = Figures::in_memory();
        figures.generation(Generation::Started);
        let told = in_words(&figures.report());
        assert!(!told.contains("tokens") && !told.contains("answers"), "{told}");
    }

    #[test]
    fn shares_are_rounded_and_of_nothing_there_is_none() {
        assert_eq!(share(1, 3), "1 (33 %)");
        assert_eq!(share(2, 3), "2 (67 %)");
        assert_eq!(share(u64::MAX, u64::MAX), format!("{} (100 %)", u64::MAX));
        assert_eq!(share(1, 0), "1");
    }

    #[test]
    fn before_a_reset_it_is_said_what_goes() {
        assert_eq!(
            what_goes(&some_figures().report()),
            "removing what was counted: suggestions 8, answers 2, generations 1"
        );
        assert_eq!(what_goes(&Figures::in_memory().report()), "there are no figures");
    }
}
