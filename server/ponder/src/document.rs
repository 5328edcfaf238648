//! `ponder document`: a doc comment for what is declared at a line.

use std::path::PathBuf;

use anyhow::Context as _;
use ponder_assist::Documentation;
use serde::Serialize;

use crate::answer_report::AnswerReport;
use crate::replace_file::replace_file;
use crate::unified_diff::unified_diff;
use crate::{asking, output, place};

/// The declaration, and what to do with its doc comment.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// The file
    file: PathBuf,
    /// The line of the declaration, counted from 1
    #[arg(value_parser = clap::value_parser!(u32).range(1..))]
    line: u32,
    /// Write the doc comment into the file, whole or not at all
    #[arg(long)]
    write: bool,
    /// Print a JSON object: text, route, finish, usage, timing in milliseconds, edit, written
    #[arg(long)]
    json: bool,
}

/// What `--json` prints.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Report<'a> {
    #[serde(flatten)]
    answer: AnswerReport<'a>,
    /// The bytes of the file that the text replaces.
    edit: Edit,
    /// Whether the file was changed.
    written: bool,
}

/// A range of bytes, the end not included.
#[derive(Debug, Serialize)]
struct Edit {
    start: usize,
    end: usize,
}

/// Prints the edit as a diff, and makes it if that was asked.
pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let file = &arguments.file;
    let snapshot = place::open(file)?;
    let offset = place::text_start(&snapshot, arguments.line)?;
    let target = ponder_assist::documentable(&snapshot, offset).with_context(|| {
        format!(
            "nothing that can have a doc comment is declared at line {} of {}; give the line of a function or type",
            arguments.line,
            file.display()
        )
    })?;
    let documentation = asking::runtime()?.block_on(async {
        let place = asking::place(file, &snapshot);
        let models = asking::ready().await?;
        ponder_assist::document(&models, &snapshot, &target, place)
            .await
            .map_err(anyhow::Error::msg)
    })?;
    let Documentation {
        route,
        masked,
        edit,
        answer,
        ..
    } = documentation;

    let text = snapshot.text().to_string();
    if arguments.write {
        let mut changed = text.clone();
        changed.replace_range(edit.bytes.clone(), &edit.new_text);
        replace_file(file, &text, &changed)?;
    }
    if arguments.json {
        return output::json(&Report {
            answer: AnswerReport::new(Some(&edit.new_text), &route, &answer).with_masked(masked),
            edit: Edit {
                start: edit.bytes.start,
                end: edit.bytes.end,
            },
            written: arguments.write,
        });
    }
    output::route(&route);
    output::text(&unified_diff(
        &file.display().to_string(),
        &text,
        &edit.bytes,
        &edit.new_text,
    ))
}
