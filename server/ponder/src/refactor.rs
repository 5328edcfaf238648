//! `ponder refactor`: changes code as told.

use ponder_assist::Action;

use crate::exit;
use crate::place::Lines;
use crate::proposing::{self, Output, OutputArguments};
use crate::situation::situation;
use crate::source::SourceArguments;

/// What is to be done, and where.
#[derive(Debug, clap::Args)]
#[command(override_usage = "ponder refactor [OPTIONS] <FILE> [LINE[:LINE]] <INSTRUCTION>")]
pub(crate) struct Arguments {
    #[command(flatten)]
    source: SourceArguments,
    /// The first and the last line, counted from 1; one line alone means what is declared there or around it. Without it, all
    /// of the file
    #[arg(value_name = "LINE[:LINE]")]
    lines: Option<String>,
    /// What is to be done, such as "use a match": the last of the words
    instruction: Option<String>,
    #[command(flatten)]
    output: OutputArguments,
}

/// Changes.
pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let (lines, instruction) = lines_and_instruction(arguments)?;
    let output = Output::new(&arguments.output, &arguments.source)?;
    let source = arguments.source.read()?;
    let situation = situation(&source, lines, &[])?;
    let action = Action::Refactor {
        instruction: Some(instruction),
    };
    proposing::propose(&source, &situation, &action, output)
}

/// The lines may be left out, though they come first: clap can't tell that where an option stands between.
fn lines_and_instruction(arguments: &Arguments) -> anyhow::Result<(Option<Lines>, String)> {
    let (lines, instruction) = match (&arguments.lines, &arguments.instruction) {
        (lines, Some(instruction)) => (lines.as_ref(), Some(instruction)),
        (alone, None) => (None, alone.as_ref()),
    };
    let lines = lines.map(|lines| lines.parse::<Lines>()).transpose();
    let lines = lines.map_err(|error| exit::wrong_command_line(&error))?;
    match instruction {
        // Lines without an instruction are none.
        Some(instruction) if !instruction.trim().is_empty() && instruction.parse::<Lines>().is_err() => {
            Ok((lines, instruction.clone()))
        }
        _ => Err(exit::wrong_command_line(
            "it is not said what is to be done; write the instruction last, such as \"use a match\"",
        )),
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Debug, Parser)]
    struct Refactor {
        #[command(flatten)]
        arguments: Arguments,
    }

    fn parsed(words: &[&str]) -> anyhow::Result<(Option<Lines>, String)> {
        let refactor = Refactor::try_parse_from([&["refactor"], words].concat())?;
        lines_and_instruction(&refactor.arguments)
    }

    #[test]
    fn the_instruction_comes_last_with_and_without_lines() {
        let told = "use a match".to_owned();
        let lines = Some(Lines::Span(3, 9));
        assert_eq!(parsed(&["a.rs", "use a match"]).unwrap(), (None, told.clone()));
        assert_eq!(
            parsed(&["a.rs", "3:9", "use a match", "--diff"]).unwrap(),
            (lines, told.clone())
        );
        assert_eq!(
            parsed(&["-", "3:9", "--diff", "use a match"]).unwrap(),
            (lines, told)
        );
    }

    #[test]
    fn without_an_instruction_the_command_line_is_wrong() {
        for words in [
            &["a.rs"][..],
            &["a.rs", "3:9"],
            &["a.rs", "3"],
            &["a.rs", "3", " "],
            &["a.rs", "9:3", "use a match"],
            &["a.rs", "use", "a match"],
        ] {
            let error = parsed(words).expect_err("refused");
            assert!(error.is::<clap::Error>(), "{error}");
        }
    }
}
