//! `ponder rewrite`: a comment or prose in other words.

use anyhow::Context as _;
use ponder_assist::{Action, AssistError, Manner, Proposal, Situation, variants};

use crate::changed_file::ChangedFile;
use crate::output;
use crate::place::Lines;
use crate::proposal_report::{ProposalReport, Written};
use crate::proposing::{self, Form, Output, OutputArguments};
use crate::situation::situation;
use crate::source::{Source, SourceArguments};

/// What is rewritten, and how.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    source: SourceArguments,
    /// The first and the last line, counted from 1; one line alone means the comment or paragraph there. Without it, all of
    /// the file
    #[arg(value_name = "LINE[:LINE]")]
    lines: Option<Lines>,
    /// Write it better: what is done by itself
    #[arg(long, conflicts_with = "manner")]
    better: bool,
    #[command(flatten)]
    manner: MannerArguments,
    /// Which of up to three variants is taken; by itself the first. Each time they are written anew
    #[arg(long, value_name = "NUMBER", requires = "manner", value_parser = clap::value_parser!(u8).range(1..=3))]
    variant: Option<u8>,
    /// Print all variants: as numbered diffs, or as a JSON object each
    #[arg(long, requires = "manner", conflicts_with_all = ["variant", "apply"])]
    all: bool,
    #[command(flatten)]
    output: OutputArguments,
}

/// In which way it is rewritten.
#[derive(Debug, clap::Args)]
#[group(id = "manner", multiple = false)]
struct MannerArguments {
    /// In fewer words
    #[arg(long)]
    shorter: bool,
    /// In simpler words
    #[arg(long)]
    plainer: bool,
    /// In a friendlier tone
    #[arg(long)]
    warmer: bool,
}

/// Rewrites.
pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let output = Output::new(&arguments.output, &arguments.source)?;
    let source = arguments.source.read()?;
    let situation = situation(&source, arguments.lines, &[])?;
    match manner(&arguments.manner) {
        None => proposing::propose(&source, &situation, &Action::Improve, output),
        Some(manner) if arguments.all => print_all(&source, &situation, manner, output),
        Some(manner) => {
            let number = arguments.variant.unwrap_or(1);
            proposing::deliver(&source, output, async |models, _| {
                nth(variants(models, &situation, manner).await?, number)
            })
        }
    }
}

fn manner(arguments: &MannerArguments) -> Option<Manner> {
    let chosen = [
        (arguments.shorter, Manner::Shorter),
        (arguments.plainer, Manner::Plainer),
        (arguments.warmer, Manner::Warmer),
    ];
    chosen
        .into_iter()
        .find_map(|(is_chosen, manner)| is_chosen.then_some(manner))
}

/// The variant with this number, counted from 1.
fn nth(variants: Vec<Proposal>, number: u8) -> Result<Proposal, AssistError> {
    let count = variants.len();
    variants.into_iter().nth(usize::from(number) - 1).ok_or_else(|| {
        AssistError::NothingHere(format!(
            "the model wrote {count} variants that differ, so there is no variant {number}; run the command again, or take \
             another number"
        ))
    })
}

fn print_all(source: &Source, situation: &Situation, manner: Manner, output: Output) -> anyhow::Result<()> {
    let proposals = proposing::answered(async |models, _| variants(models, situation, manner).await)?;
    let first = proposals
        .first()
        .context("the model wrote no variant; try again")?;
    proposing::tell(output, first);
    for (index, proposal) in proposals.iter().enumerate() {
        let changed = ChangedFile::new(source, &proposal.change);
        match output.form() {
            Form::Json => output::json(&ProposalReport::new(proposal, &changed, Written::No))?,
            Form::Diff | Form::Whole => output::line(&format!("variant {}:\n{}", index + 1, changed.diff()))?,
        }
    }
    Ok(())
}
