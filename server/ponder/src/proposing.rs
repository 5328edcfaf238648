//! What the subcommands that propose a change have in common: how it is asked for, and what becomes of it.

use indicatif::ProgressBar;
use ponder_ask::Models;
use ponder_assist::{Action, AssistError, Proposal, Refusal, Situation};

use crate::changed_file::ChangedFile;
use crate::proposal_report::{ProposalReport, Written};
use crate::source::{Origin, Source, SourceArguments};
use crate::{asking, exit, output, progress_bar};

/// What becomes of a change. Without any of it: a file's is printed as a diff, and standard input's as the whole text.
#[derive(Debug, clap::Args)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a switch of the command line"
)]
pub(crate) struct OutputArguments {
    /// Print the change as a unified diff, for git apply and patch -p1: what is done by itself for a file
    #[arg(long, conflicts_with = "json")]
    diff: bool,
    /// Write the change into the file, whole or not at all, and only if it is still what was read
    #[arg(long, alias = "write")]
    apply: bool,
    /// Print a JSON object: text, route, finish, usage, timing in milliseconds, file, edits by bytes, written
    #[arg(long)]
    json: bool,
    /// Show on standard error what was sent: each request, with keys masked
    #[arg(long)]
    show_sent: bool,
}

/// What becomes of a change.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Output {
    form: Form,
    file: Fate,
    sent: ShowSent,
}

/// What is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// The unified diff.
    Diff,
    /// The whole text with the change, so that a program is a filter.
    Whole,
    /// One object.
    Json,
}

/// What is done to the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    Write,
    Leave,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum ShowSent {
    Yes,
    No,
}

impl Output {
    /// What `arguments` say about the change of a text from there.
    pub(crate) fn new(arguments: &OutputArguments, source: &SourceArguments) -> anyhow::Result<Self> {
        let is_filter = matches!(source.origin()?, Origin::StandardInput(_));
        if is_filter && arguments.apply {
            return Err(exit::wrong_command_line(
                "--apply writes into a file, and standard input is none; leave it out, and take what is printed",
            ));
        }
        Ok(Self {
            form: match (arguments.json, arguments.diff) {
                (true, _) => Form::Json,
                (false, false) if is_filter => Form::Whole,
                (false, _) => Form::Diff,
            },
            file: if arguments.apply { Fate::Write } else { Fate::Leave },
            sent: if arguments.show_sent {
                ShowSent::Yes
            } else {
                ShowSent::No
            },
        })
    }

    /// What is printed.
    pub(crate) fn form(self) -> Form {
        self.form
    }

    /// The file is to be written.
    pub(crate) fn is_written(self) -> bool {
        self.file == Fate::Write
    }
}

/// Asks for what `action` does at `situation`, and delivers it.
pub(crate) fn propose(
    source: &Source,
    situation: &Situation,
    action: &Action,
    output: Output,
) -> anyhow::Result<()> {
    deliver(source, output, async |models, bar| {
        let show = |progress| progress_bar::show(bar, &progress);
        ponder_assist::propose(models, action, situation, &show).await
    })
}

/// Asks by `ask`, and delivers what comes of it.
pub(crate) fn deliver(
    source: &Source,
    output: Output,
    ask: impl AsyncFnOnce(&Models, &ProgressBar) -> Result<Proposal, AssistError>,
) -> anyhow::Result<()> {
    let outcome = answered(ask).and_then(|proposal| present(source, output, &proposal));
    pass_on(source, output, outcome)
}

/// What `ask` comes to with the models, once they are ready. A person at a terminal sees that something is done.
pub(crate) fn answered<T>(
    ask: impl AsyncFnOnce(&Models, &ProgressBar) -> Result<T, AssistError>,
) -> anyhow::Result<T> {
    asking::runtime()?.block_on(async {
        let models = asking::ready().await?;
        let bar = progress_bar::progress_bar();
        let answer = ask(&models, &bar).await;
        bar.finish_and_clear();
        Ok(answer?)
    })
}

/// The outcome as it is. A filter passes its text on unchanged where no edit comes of it, so that nothing is lost by it.
pub(crate) fn pass_on(source: &Source, output: Output, outcome: anyhow::Result<()>) -> anyhow::Result<()> {
    if let Err(error) = &outcome
        && output.form == Form::Whole
        && exit::is_no_edit(error)
    {
        output::text(&source.text())?;
    }
    outcome
}

/// Prints the change, and makes it if that was asked.
pub(crate) fn present(source: &Source, output: Output, proposal: &Proposal) -> anyhow::Result<()> {
    let changed = ChangedFile::new(source, &proposal.change);
    tell(output, proposal);
    if changed.is_unchanged() {
        return present_nothing(output, proposal, &changed);
    }
    let written = match output.file {
        Fate::Write => {
            changed.write()?;
            Written::Yes
        }
        Fate::Leave => Written::No,
    };
    match output.form {
        Form::Diff => output::text(&changed.diff())?,
        Form::Whole => output::text(&changed.new)?,
        Form::Json => output::json(&ProposalReport::new(proposal, &changed, written))?,
    }
    if let Some(telling) = &proposal.telling
        && output.form != Form::Json
    {
        output::note(telling);
    }
    Ok(())
}

/// Says what was sent and who answered.
pub(crate) fn tell(output: Output, proposal: &Proposal) {
    if output.sent == ShowSent::Yes {
        output::sent(&proposal.sent);
    }
    if output.form != Form::Json {
        if proposal.masked > 0 {
            output::note(&format!(
                "({} secrets were masked before sending)",
                proposal.masked
            ));
        }
        output::route(&proposal.route);
    }
}

/// Prints that nothing changes, and fails.
fn present_nothing(output: Output, proposal: &Proposal, changed: &ChangedFile) -> anyhow::Result<()> {
    if output.form == Form::Json {
        output::json(&ProposalReport::new(proposal, changed, Written::No))?;
    }
    let unchanged = AssistError::Refused {
        reason: Refusal::Unchanged,
        answer: proposal.telling.clone().unwrap_or_default(),
    };
    Err(unchanged.into())
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Debug, Parser)]
    struct Command {
        #[command(flatten)]
        source: SourceArguments,
        #[command(flatten)]
        output: OutputArguments,
    }

    fn output(words: &[&str]) -> anyhow::Result<Output> {
        let command = Command::try_parse_from([&["fix"], words].concat())?;
        Output::new(&command.output, &command.source)
    }

    #[test]
    fn a_file_gives_a_diff_and_standard_input_a_text() {
        let form = |words: &[&str]| output(words).unwrap().form;
        assert_eq!(form(&["a.rs"]), Form::Diff);
        assert_eq!(form(&["a.rs", "--apply"]), Form::Diff);
        assert_eq!(form(&["a.rs", "--json"]), Form::Json);
        assert_eq!(form(&["-"]), Form::Whole);
        assert_eq!(form(&["-", "--diff"]), Form::Diff);
        assert_eq!(form(&["-", "--json"]), Form::Json);
    }

    #[test]
    fn only_a_file_is_written_and_only_where_that_is_asked() {
        assert!(output(&["a.rs", "--apply"]).unwrap().is_written());
        assert!(output(&["a.rs", "--write", "--json"]).unwrap().is_written());
        assert!(!output(&["a.rs"]).unwrap().is_written());
        for words in [&["-", "--apply"][..], &["-", "--name", "a.rs", "--apply"]] {
            let error = output(words).expect_err("refused");
            assert!(error.is::<clap::Error>(), "{error}");
        }
    }
}
