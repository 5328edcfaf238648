//! `ponder route`: who would answer, with which parameters, and why. Nothing is asked, no network is used.

use std::io::{BufRead as _, Read as _};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use ponder_ask::{Models, Place};
use ponder_chat::task_of_text;
use ponder_config::{EditorOptions, Options, Settings};
use ponder_route::{Intent, Task};
use ponder_text::region_at;
use serde::Deserialize;
use serde_json::Value;

use crate::{asking, output, place, source};

/// The longest line that is read from standard input, in bytes.
const MOST_BYTES: u64 = 16 << 20;

/// What is routed. Without any of it: JSON lines on standard input, each with `text`, or `file`, `line` and `column`, or
/// `intent`, and perhaps `config`.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// A file, for the route of a completion in it; or, alone, a chat text
    #[arg(value_name = "TEXT|FILE")]
    subject: Option<String>,
    /// The line in the file, counted from 1
    #[arg(requires = "column", value_parser = clap::value_parser!(u32).range(1..))]
    line: Option<u32>,
    /// The character in the line before which the cursor stands, counted from 1
    #[arg(value_parser = clap::value_parser!(u32).range(1..))]
    column: Option<u32>,
    /// The route of this intent, such as that of a code action: explain, fix, refactor, test, document, ...
    #[arg(long, conflicts_with_all = ["subject", "line"], value_parser = intent)]
    intent: Option<Intent>,
    /// Accepted for symmetry: routes are printed as JSON lines
    #[arg(long)]
    json: bool,
}

fn intent(name: &str) -> Result<Intent, String> {
    Intent::of_name(name).ok_or_else(|| {
        let names: Vec<_> = Intent::ALL.iter().map(|intent| intent.name()).collect();
        format!("the intents are {}", names.join(", "))
    })
}

/// What is routed: one line of standard input, or the arguments.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Subject {
    text: Option<String>,
    file: Option<PathBuf>,
    line: Option<u32>,
    column: Option<u32>,
    intent: Option<Intent>,
    /// Options in place of the user's file: a table, or the text of a TOML file.
    config: Option<Value>,
}

/// Prints the routes.
pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<()> {
    asking::runtime()?.block_on(async {
        let models = Models::new(asking::local_models()?, asking::settings()?);
        match of_arguments(arguments) {
            Some(subject) => print(&subject, &models).await,
            None => from_standard_input(&models).await,
        }
    })
}

fn of_arguments(arguments: &Arguments) -> Option<Subject> {
    let subject = arguments.subject.clone();
    match (arguments.intent, subject, arguments.line) {
        (Some(intent), ..) => Some(Subject {
            intent: Some(intent),
            ..Subject::default()
        }),
        (None, Some(file), Some(line)) => Some(Subject {
            file: Some(file.into()),
            line: Some(line),
            column: arguments.column,
            ..Subject::default()
        }),
        (None, Some(text), None) => Some(Subject {
            text: Some(text),
            ..Subject::default()
        }),
        (None, None, _) => None,
    }
}

/// A line that can't be routed is said to be so in its place, and the others are routed all the same.
async fn from_standard_input(models: &Models) -> anyhow::Result<()> {
    let mut input = std::io::stdin().lock();
    let (mut number, mut failed) = (0_usize, 0_usize);
    loop {
        let mut bytes = Vec::new();
        let read = input
            .by_ref()
            .take(MOST_BYTES)
            .read_until(b'\n', &mut bytes)
            .context("can't read standard input")?;
        if read == 0 {
            break;
        }
        number += 1;
        if bytes.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        let subject: anyhow::Result<Subject> = serde_json::from_slice(&bytes)
            .context("it is not a JSON object of the form that `ponder route --help` shows");
        let outcome = match subject {
            Ok(subject) => print(&subject, models).await,
            Err(error) => Err(error),
        };
        if let Err(error) = outcome {
            if error.is::<std::io::Error>() {
                return Err(error);
            }
            failed += 1;
            output::json(&serde_json::json!({ "error": format!("line {number}: {error:#}") }))?;
        }
    }
    if failed > 0 {
        bail!("{failed} of {number} lines could not be routed; the output says why");
    }
    Ok(())
}

async fn print(subject: &Subject, models: &Models) -> anyhow::Result<()> {
    let models = match &subject.config {
        Some(config) => models.with_settings(settings(config)?),
        None => models.clone(),
    };
    let (task, place) = task(subject, &models)?;
    output::json(&models.plan(task, &place).await.first_route())
}

fn settings(config: &Value) -> anyhow::Result<Settings> {
    let options = match config {
        Value::String(text) => Options::from_json(&toml::from_str(text).context("`config` is not TOML")?),
        config => Options::from_json(config),
    };
    Ok(Settings::resolve(&options?, &EditorOptions::default())?)
}

fn task(subject: &Subject, models: &Models) -> anyhow::Result<(Task, Place)> {
    match subject {
        Subject {
            intent: Some(intent), ..
        } => Ok((Task::new(*intent), file_place(subject.file.as_deref()))),
        Subject { text: Some(text), .. } => Ok((task_of_text(text, models.rules()).0, Place::default())),
        Subject {
            file: Some(file),
            line: Some(line),
            column: Some(column),
            ..
        } => {
            let snapshot = source::open(file)?;
            let offset = place::offset(&snapshot, *line, *column)?;
            let intent = Intent::of_completion(region_at(&snapshot, offset));
            Ok((Task::new(intent), asking::place(file, &snapshot)))
        }
        _ => bail!("a route is of `text`, of `file`, `line` and `column`, or of `intent`; give one of them"),
    }
}

fn file_place(file: Option<&Path>) -> Place {
    Place {
        path: file.and_then(|file| std::path::absolute(file).ok()),
        language: None,
    }
}
