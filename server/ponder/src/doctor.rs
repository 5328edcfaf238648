//! `ponder doctor`: what is set up, what is missing, what to do.

mod checks;
mod endpoints;
mod engine_test;

use std::process::ExitCode;

use serde::Serialize;
use serde_json::json;

use crate::{exit, output};

/// How thorough, and how to print it.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Also start the engine, load the model and have it write one token
    #[arg(long)]
    engine: bool,
    /// Print a JSON object: checks, each with name, state, found, advice
    #[arg(long)]
    json: bool,
}

/// What was found about one thing.
#[derive(Debug, Serialize)]
struct Check {
    name: String,
    state: State,
    /// What is there.
    found: String,
    /// What to do.
    #[serde(skip_serializing_if = "Option::is_none")]
    advice: Option<String>,
}

/// How it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
enum State {
    /// As it should be.
    Good,
    /// Worth knowing; everything works.
    Note,
    /// There is no model.
    NoModel,
    /// Something does not work.
    Bad,
}

impl Check {
    fn new(name: impl Into<String>, state: State, found: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            state,
            found: found.into(),
            advice: None,
        }
    }

    fn advise(mut self, advice: impl Into<String>) -> Self {
        self.advice = Some(advice.into());
        self
    }
}

/// Looks at everything. Ends with 1 where something does not work, and with 3 where only the model is missing.
pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let mut found = checks::all();
    if arguments.engine {
        found.push(engine_test::engine_test());
    }
    if arguments.json {
        output::json(&json!({ "checks": found }))?;
    } else {
        for check in &found {
            print(check)?;
        }
    }
    let any = |state| found.iter().any(|check| check.state == state);
    Ok(if any(State::Bad) {
        ExitCode::FAILURE
    } else if any(State::NoModel) {
        ExitCode::from(exit::NO_MODEL)
    } else {
        ExitCode::SUCCESS
    })
}

fn print(check: &Check) -> anyhow::Result<()> {
    let mark = match check.state {
        State::Good => "ok",
        State::Note => "note",
        State::NoModel => "missing",
        State::Bad => "bad",
    };
    output::line(&format!("{mark:<8} {:<14} {}", check.name, check.found))?;
    if let Some(advice) = &check.advice {
        output::line(&format!("{:<23} -> {advice}", ""))?;
    }
    Ok(())
}
