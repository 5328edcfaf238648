//! What can be written after `ponder`.

use clap::Parser;

use crate::{
    chat, complete, config, doctor, document, engine, explain, logging, lsp, man, models, route,
    shell_completions, stats, version,
};

/// What stands below the help: what scripts and editors need to know.
const AFTER_HELP: &str = "\
Exit codes:
  0  done
  1  failed; standard error says what failed and what to do next
  2  the command line was wrong
  3  no model is installed

`ponder lsp` ends with 0 after `shutdown` and `exit`, and with 1 after `exit` alone.

Without a command, ponder is the language server if standard input is not a terminal, and prints this help if it is.";

/// An AI language server: chat, code actions and inline completions, with a local model of its own.
#[derive(Debug, Parser)]
#[command(name = "ponder", version, after_help = AFTER_HELP)]
pub(crate) struct CommandLine {
    #[command(subcommand)]
    pub(crate) subcommand: Option<Subcommand>,
    /// Be the language server, as `ponder lsp`.
    #[arg(long)]
    pub(crate) stdio: bool,
    #[command(flatten)]
    pub(crate) logging: logging::Arguments,
}

/// What the program can do.
#[derive(Debug, clap::Subcommand)]
pub(crate) enum Subcommand {
    /// Be the language server, on standard input and output
    Lsp(lsp::Arguments),
    /// Run a model for the server
    #[command(hide = true)]
    Engine(engine::Arguments),
    /// Print the inline completion at a place in a file
    Complete(complete::Arguments),
    /// Explain lines of a file, or what is declared there
    Explain(explain::Arguments),
    /// Write a doc comment for what is declared at a line
    Document(document::Arguments),
    /// Ask a question, or have a conversation
    Chat(chat::Arguments),
    /// Print who would answer, with which parameters, and why
    Route(route::Arguments),
    /// Pull, list and remove models
    Models(models::Arguments),
    /// Show the configuration
    Config(config::Arguments),
    /// Say what is set up, what is missing, and what to do
    Doctor(doctor::Arguments),
    /// Show what became of suggestions, and how long answers took
    Stats(stats::Arguments),
    /// Print a script that completes ponder's own command line in a shell
    Completions(shell_completions::Arguments),
    /// Print the manual page
    Man(man::Arguments),
    /// Print the version
    Version(version::Arguments),
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        CommandLine::command().debug_assert();
    }

    #[test]
    fn every_command_that_people_use_has_help() {
        for subcommand in CommandLine::command().get_subcommands() {
            assert!(subcommand.get_about().is_some(), "{}", subcommand.get_name());
        }
    }
}
