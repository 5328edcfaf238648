//! `ponder translate`: translates comments, or prose.

use ponder_assist::Action;

use crate::asking;
use crate::place::Lines;
use crate::proposing::{self, Output, OutputArguments};
use crate::situation::situation;
use crate::source::SourceArguments;

/// What is translated, and to which language.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    source: SourceArguments,
    /// The first and the last line, counted from 1; one line alone means the comment or paragraph there. Without it, all of
    /// the file
    #[arg(value_name = "LINE[:LINE]")]
    lines: Option<Lines>,
    /// The language to translate to, by its English name; by itself the first of `assist.languages`
    #[arg(long, value_name = "LANGUAGE")]
    to: Option<String>,
    #[command(flatten)]
    output: OutputArguments,
}

/// Translates.
pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let output = Output::new(&arguments.output, &arguments.source)?;
    let to = match &arguments.to {
        Some(to) => to.clone(),
        None => users_language()?,
    };
    let source = arguments.source.read()?;
    let situation = situation(&source, arguments.lines, &[])?;
    proposing::propose(&source, &situation, &Action::Translate { to }, output)
}

fn users_language() -> anyhow::Result<String> {
    let languages = asking::settings()?.assist.languages;
    let first = languages.into_iter().next();
    Ok(first.unwrap_or_else(|| "English".to_owned()))
}
