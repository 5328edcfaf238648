//! The parts of the benchmark of code actions, one after the other, and the report.

mod bare;
mod comments;
mod fixes;
mod list;
mod mutant;
mod options;
mod pipeline;
mod program;
mod server;
mod speculation;
mod tally;
mod wording;

use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context as _, Result};
use clap::Parser as _;
use ponder_tests::bars::{self, Bar};

use options::{Options, Part};

/// What Ponder is compared with.
const COUNTERPART: &str = "compared with";

/// Runs what the command line asks for.
pub(crate) fn run() -> Result<ExitCode> {
    let options = Options::parse();
    let folder = output_folder()?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .context("a runtime can't be made")?;
    let say = |line: &str| println!("{line}");
    let mut bars = Vec::new();
    for model in options.models() {
        for part in options.parts() {
            let (threads, sample) = (options.threads(), options.sample());
            println!("{model}, {threads} threads: {}", part.what());
            bars.extend(match part {
                Part::Fixes => runtime.block_on(fixes::measure(model, threads, sample, say))?,
                Part::Comments => runtime.block_on(comments::measure(model, threads, sample, say))?,
                Part::Speculation => runtime.block_on(speculation::measure(model, threads, say))?,
                Part::List => list::measure(model, threads, say)?,
            });
            // What was measured is not lost if something later fails.
            let report = bars::table(&bars, COUNTERPART);
            fs::write(folder.join("report.md"), report).context("the report cannot be written")?;
        }
    }
    println!("\n{}", bars::table(&bars, COUNTERPART));
    println!("report: {}", folder.display());
    if bars.iter().any(Bar::fails) {
        println!("below the bar");
        return Ok(ExitCode::FAILURE);
    }
    Ok(ExitCode::SUCCESS)
}

/// `target/bench-assist`, beside the folder of this executable.
fn output_folder() -> Result<PathBuf> {
    let executable = std::env::current_exe()?;
    let build = executable
        .ancestors()
        .nth(2)
        .context("programs stand in target/<profile>")?;
    let folder = build.join("bench-assist");
    fs::create_dir_all(&folder).with_context(|| format!("{} cannot be made", folder.display()))?;
    Ok(folder)
}
