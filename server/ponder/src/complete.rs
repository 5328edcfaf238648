//! `ponder complete`: the inline completion at a place.

use std::path::PathBuf;
use std::sync::Arc;

use anyhow::Context as _;
use ponder_complete::{Completer, Request, Trigger};
use ponder_figures::Figures;

use crate::answer_report::AnswerReport;
use crate::{asking, output, place, source};

/// The place.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// The file
    file: PathBuf,
    /// The line, counted from 1
    #[arg(value_parser = clap::value_parser!(u32).range(1..))]
    line: u32,
    /// The character before which the cursor stands, counted from 1; one more than the line has is its end
    #[arg(value_parser = clap::value_parser!(u32).range(1..))]
    column: u32,
    /// Print a JSON object: text, route, finish, usage, timing in milliseconds
    #[arg(long)]
    json: bool,
}

/// Prints the suggestion.
pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let snapshot = source::open(&arguments.file)?;
    let offset = place::offset(&snapshot, arguments.line, arguments.column)?;
    let completion = asking::runtime()?.block_on(async {
        let place = asking::place(&arguments.file, &snapshot);
        let models = asking::ready().await?;
        let request = Request {
            uri: Arc::from(arguments.file.to_string_lossy()),
            path: arguments.file.to_string_lossy().into_owned(),
            snapshot,
            offset,
            place,
            trigger: Trigger::Invoked,
            definitions: Vec::new(),
        };
        let completer = Completer::new(Figures::in_memory());
        let completion = completer.complete(&models, request).await?;
        completion.context("the completion was withdrawn")
    })?;
    let suggestion = completion
        .suggestion
        .as_ref()
        .map(|suggestion| suggestion.text.as_str());
    if arguments.json {
        return output::json(&AnswerReport::new(
            suggestion,
            &completion.route,
            &completion.answer,
        ));
    }
    if let Some(suggestion) = suggestion {
        output::line(suggestion)
    } else {
        output::note("the model has nothing to suggest at this place");
        Ok(())
    }
}
