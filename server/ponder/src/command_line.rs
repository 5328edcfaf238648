//! What can be written after `ponder`.

use clap::Parser;

use crate::{
    chat, commit, complete, config, doctor, document, engine, explain, fix, logging, lsp, man, models,
    refactor, rewrite, route, shell_completions, stats, test, translate, version,
};

/// What stands below the help: what scripts and editors need to know.
const AFTER_HELP: &str = "\
Exit codes:
  0  done
  1  failed; standard error says what failed and what to do next
  2  the command line was wrong
  3  no model is installed, or none that is large enough for what was asked
  4  a change was asked for and no edit came of it: there is nothing to change, or the model's answer is not fit to be
     one; standard error has the reason, and the answer

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
    /// Explain lines of a file, what is declared at one, an error there, or the file
    Explain(explain::Arguments),
    /// Mend lines of a file, or what is declared at one
    Fix(fix::Arguments),
    /// Change code as told
    Refactor(refactor::Arguments),
    /// Write tests, where the language's programmers look for them
    Test(test::Arguments),
    /// Write a doc comment for what is declared at a line, or those that are missing in a file
    Document(document::Arguments),
    /// Write a comment or prose in other words
    Rewrite(rewrite::Arguments),
    /// Translate comments, or prose; code stays as it is
    Translate(translate::Arguments),
    /// Write the message of a commit from what is staged
    Commit(commit::Arguments),
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
    fn parse(line: &str) -> Result<Subcommand, clap::Error> {
        let words = line.split(' ').map(|word| word.replace('_', " "));
        CommandLine::try_parse_from(std::iter::once("ponder".to_owned()).chain(words))
            .map(|parsed| parsed.subcommand.expect("there is a subcommand"))
    }

    #[test]
    fn code_actions_are_called_with_and_without_lines() {
        for line in [
            "explain a.rs",
            "explain a.rs 3",
            "explain a.rs 3:9 --json",
            "explain a.rs 3 -m wrong --message again",
            "fix a.rs",
            "fix a.rs 3:9 --why --apply",
            "fix - --language python -m wrong",
            "fix - 2 --name a.py --diff",
            "refactor a.rs use_a_match",
            "refactor a.rs 3:9 use_a_match --apply --json",
            "refactor - 3 --name a.py use_a_match",
            "test a.py",
            "test a.py 3 --apply",
            "document a.rs",
            "document a.rs 3 --write",
            "document a.rs 3 --write --json",
            "rewrite a.md",
            "rewrite a.md 3:9 --better",
            "rewrite a.md 3:9 --shorter --variant 3",
            "rewrite a.md 3:9 --warmer --all",
            "translate a.rs",
            "translate - --to German",
            "commit",
            "commit --json",
            "commit --hook .git/COMMIT_EDITMSG commit HEAD",
        ] {
            assert!(parse(line).is_ok(), "{line}");
        }
    }

    #[test]
    fn what_contradicts_itself_is_refused() {
        for line in [
            "fix",
            "fix a.rs 9:3",
            "fix a.rs 0",
            "fix a.rs --diff --json",
            "fix - --language klingon",
            "document a.rs 3:9",
            "rewrite a.md --shorter --warmer",
            "rewrite a.md --better --warmer",
            "rewrite a.md --variant 2",
            "rewrite a.md --shorter --variant 4",
            "rewrite a.md --shorter --all --variant 2",
            "rewrite a.md --shorter --all --apply",
            "commit --hook",
            "commit --hook a b c d",
        ] {
            assert!(parse(line).is_err(), "{line}");
        }
    }
}
