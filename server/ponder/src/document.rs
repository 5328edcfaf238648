//! `ponder document`: a doc comment for what is declared at a line, or those that are missing in a file.

use ponder_assist::{Action, AssistError, documentable};

use crate::place::Lines;
use crate::proposing::{self, Output, OutputArguments};
use crate::situation::situation;
use crate::source::{Source, SourceArguments};

/// The declaration, and what to do with its doc comment.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    source: SourceArguments,
    /// The line of the declaration, counted from 1. Without it, the doc comments that are missing in the file are written
    #[arg(value_parser = clap::value_parser!(u32).range(1..))]
    line: Option<u32>,
    #[command(flatten)]
    output: OutputArguments,
}

/// Writes doc comments.
pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let output = Output::new(&arguments.output, &arguments.source)?;
    let source = arguments.source.read()?;
    let situation = situation(&source, arguments.line.map(Lines::One), &[])?;
    let Some(line) = arguments.line else {
        return proposing::propose(&source, &situation, &Action::DocumentFile, output);
    };
    // Before a model is asked for, which may have to be loaded.
    if documentable(&source.snapshot, situation.bytes.start).is_none() {
        return proposing::pass_on(&source, output, Err(nothing_at(line, &source).into()));
    }
    proposing::propose(&source, &situation, &Action::Document, output)
}

fn nothing_at(line: u32, source: &Source) -> AssistError {
    AssistError::NothingHere(format!(
        "nothing that can have a doc comment is declared at line {line} of {}; give the line of a function or type",
        source.origin.name()
    ))
}
