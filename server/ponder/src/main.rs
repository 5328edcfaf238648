//! The program `ponder`: the language server, its engine, and the same features on the command line.
//!
//! One file for each subcommand. What a feature does is left to the crate of its name; here stand arguments, output
//! and exit codes.

mod answer_report;
mod asking;
mod changed_file;
mod chat;
mod command_line;
mod commit;
mod complete;
mod config;
mod create_file;
mod doctor;
mod document;
mod engine;
mod exit;
mod explain;
mod fix;
mod logging;
mod lsp;
mod man;
mod models;
mod output;
mod place;
mod progress_bar;
mod proposal_report;
mod proposing;
mod refactor;
mod replace_file;
mod rewrite;
mod route;
mod shell_completions;
mod situation;
mod source;
mod stats;
mod terminal_text;
mod test;
mod test_file;
mod translate;
mod unified_diff;
mod version;

use std::io::IsTerminal as _;
use std::process::ExitCode;

use clap::{CommandFactory as _, Parser as _};

use command_line::{CommandLine, Subcommand};

fn main() -> ExitCode {
    let command_line = CommandLine::parse();
    exit::code_of(logging::start(&command_line.logging).and_then(|()| run(command_line)))
}

fn run(command_line: CommandLine) -> anyhow::Result<ExitCode> {
    let done = |result: anyhow::Result<()>| result.map(|()| ExitCode::SUCCESS);
    match command_line.subcommand {
        Some(Subcommand::Lsp(_)) => lsp::run(),
        Some(Subcommand::Engine(arguments)) => done(engine::run(arguments)),
        Some(Subcommand::Complete(arguments)) => done(complete::run(&arguments)),
        Some(Subcommand::Explain(arguments)) => done(explain::run(&arguments)),
        Some(Subcommand::Fix(arguments)) => done(fix::run(&arguments)),
        Some(Subcommand::Refactor(arguments)) => done(refactor::run(&arguments)),
        Some(Subcommand::Test(arguments)) => done(test::run(&arguments)),
        Some(Subcommand::Document(arguments)) => done(document::run(&arguments)),
        Some(Subcommand::Rewrite(arguments)) => done(rewrite::run(&arguments)),
        Some(Subcommand::Translate(arguments)) => done(translate::run(&arguments)),
        Some(Subcommand::Commit(arguments)) => done(commit::run(&arguments)),
        Some(Subcommand::Chat(arguments)) => done(chat::run(arguments)),
        Some(Subcommand::Route(arguments)) => done(route::run(&arguments)),
        Some(Subcommand::Models(arguments)) => done(models::run(&arguments)),
        Some(Subcommand::Config(arguments)) => done(config::run(&arguments)),
        Some(Subcommand::Doctor(arguments)) => doctor::run(&arguments),
        Some(Subcommand::Stats(arguments)) => done(stats::run(&arguments)),
        Some(Subcommand::Completions(arguments)) => done(shell_completions::run(&arguments)),
        Some(Subcommand::Man(arguments)) => done(man::run(&arguments)),
        Some(Subcommand::Version(arguments)) => done(version::run(&arguments)),
        // Editors that start a server without arguments speak to it through a pipe; people sit at a terminal.
        None if command_line.stdio || !std::io::stdin().is_terminal() => lsp::run(),
        None => done(output::text(&CommandLine::command().render_help().to_string())),
    }
}
