//! `ponder man`: the manual page, made from the command line.

use anyhow::Context as _;
use clap::CommandFactory as _;

use crate::command_line::CommandLine;
use crate::output;
use crate::version::VERSION;

/// Which page.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// The command whose page is printed; ponder's own if left out
    command: Option<String>,
}

/// Prints the page in roff, for `man -l -`.
pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let mut program = CommandLine::command();
    program.build();
    let command = match &arguments.command {
        None => program,
        Some(name) => {
            let command = program
                .find_subcommand(name)
                .with_context(|| format!("there is no command `{name}`; `ponder help` lists them"))?;
            // The name with hyphens, as the pages of subcommands are called and found.
            let page = format!("ponder-{}", command.get_name());
            command.clone().display_name(page)
        }
    };
    let mut page = Vec::new();
    clap_mangen::Man::new(command)
        .source(format!("ponder {VERSION}"))
        .render(&mut page)?;
    output::bytes(&page)
}
