//! `ponder fix`: mends code.

use ponder_assist::Action;

use crate::place::Lines;
use crate::proposing::{self, Output, OutputArguments};
use crate::situation::situation;
use crate::source::SourceArguments;

/// What is wrong, and where.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    source: SourceArguments,
    /// The first and the last line, counted from 1; one line alone means what is declared there or around it. Without it, all
    /// of the file
    #[arg(value_name = "LINE[:LINE]")]
    lines: Option<Lines>,
    /// What a compiler, a linter or a test complains about there; may be repeated. Without it, whatever is wrong is mended
    #[arg(short, long = "message", value_name = "TEXT")]
    messages: Vec<String>,
    /// Say on standard error what was wrong
    #[arg(long)]
    why: bool,
    #[command(flatten)]
    output: OutputArguments,
}

/// Mends.
pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let output = Output::new(&arguments.output, &arguments.source)?;
    let source = arguments.source.read()?;
    let situation = situation(&source, arguments.lines, &arguments.messages)?;
    let action = if arguments.why {
        Action::FixAndTell
    } else {
        Action::Fix
    };
    proposing::propose(&source, &situation, &action, output)
}
