//! `ponder test`: writes tests.

use ponder_assist::{Action, AssistError, Situation, TestPlace, test_place};

use crate::changed_file::ChangedFile;
use crate::output;
use crate::place::Lines;
use crate::proposal_report::{ProposalReport, Written};
use crate::proposing::{self, Form, Output, OutputArguments};
use crate::situation::situation;
use crate::source::{Source, SourceArguments};
use crate::test_file::test_file;

/// What is tested.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    source: SourceArguments,
    /// The first and the last line, counted from 1; one line alone means what is declared there or around it. Without it, all
    /// of the file
    #[arg(value_name = "LINE[:LINE]")]
    lines: Option<Lines>,
    #[command(flatten)]
    output: OutputArguments,
}

/// Writes tests.
pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let output = Output::new(&arguments.output, &arguments.source)?;
    let source = arguments.source.read()?;
    let mut situation = situation(&source, arguments.lines, &[])?;
    situation.test_file = test_file(&source)?;
    if test_place(&source.snapshot, source.origin.path()) == TestPlace::Unknown {
        return show(&source, &situation, output);
    }
    proposing::propose(&source, &situation, &Action::Test, output)
}

/// Prints tests of which nobody knows where they stand.
fn show(source: &Source, situation: &Situation, output: Output) -> anyhow::Result<()> {
    if output.is_written() {
        let nowhere = format!(
            "where tests of {} stand is not known; leave out --apply, and take what is printed",
            source.origin.name()
        );
        return Err(AssistError::NothingHere(nowhere).into());
    }
    let proposal = proposing::answered(async |models, _| {
        ponder_assist::propose(models, &Action::Test, situation, &|_| ()).await
    })?;
    let Some(tests) = &proposal.telling else {
        return proposing::present(source, output, &proposal);
    };
    proposing::tell(output, &proposal);
    match output.form() {
        Form::Json => {
            let changed = ChangedFile::new(source, &proposal.change);
            output::json(&ProposalReport::new(&proposal, &changed, Written::No))
        }
        Form::Diff | Form::Whole => output::line(unfenced(tests).trim_end()),
    }
}

/// The code in a Markdown text that is one block of code: what is printed is likely to go into a file.
fn unfenced(markdown: &str) -> &str {
    let fence_length = markdown.len() - markdown.trim_start_matches('`').len();
    let (fence, rest) = markdown.split_at(fence_length);
    let inside = rest
        .split_once('\n')
        .and_then(|(_, inside)| inside.trim_end().strip_suffix(fence));
    match inside {
        Some(inside) if fence_length >= 3 && !inside.contains(fence) => inside,
        _ => markdown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tests_are_printed_without_their_fence() {
        assert_eq!(unfenced("```python\nassert True\n```\n"), "assert True\n");
        assert_eq!(unfenced("````lua\n-- ```\n````"), "-- ```\n");
        for other in [
            "assert True\n",
            "",
            "`a`",
            "```\na\n```\nand\n```\nb\n```\n",
            "```python\nassert",
        ] {
            assert_eq!(unfenced(other), other);
        }
    }
}
