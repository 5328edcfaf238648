//! The parts of the benchmark of inline completion, one after the other, and the report.

mod buffer;
mod burst;
mod editor;
mod idle;
mod large_file;
mod llama_server;
mod llama_vim;
mod options;
mod places;
mod plot;
mod policy;
mod ponder;
mod quality;
mod replay;
mod stock;
mod stretch;
mod syntax;
mod through;
mod typing;
mod typist;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context as _, Result};
use clap::Parser as _;
use ponder_local::store::{ModelId, ModelStore};
use ponder_tests::bars::{self, Bar};

use options::{Options, Part};
use plot::Panel;
use ponder::Ponder;
use stock::Stock;

/// What Ponder is compared with.
const STOCK: &str = "llama.cpp's server";

/// Tokens of the window of both engines.
const WINDOW: u32 = 8192;

/// Runs what the command line asks for.
pub(crate) fn run() -> Result<ExitCode> {
    let options = Options::parse();
    let folder = output_folder()?;
    let mut bars = Vec::new();
    for (number, model) in options.models().into_iter().enumerate() {
        let file = gguf(model)?;
        if options.runs(Part::Typing) {
            bars.extend(type_with(&options, number, model, &file, &folder)?);
        }
        if options.runs(Part::Quality) {
            let (count, threads) = (options.holes(number), options.threads());
            println!("{model}: holes in programs, the whole pipeline and the bare engine in turns");
            let notes = folder.join(format!("holes-{model}.jsonl"));
            let say = |line: &str| println!("{line}");
            bars.extend(quality::measure(
                model, &file, WINDOW, threads, count, &notes, say,
            )?);
        }
        // What was measured is not lost if something later fails.
        let report = format!("{}\n{}", about(options.threads()), bars::table(&bars, STOCK));
        fs::write(folder.join("report.md"), report).context("the report cannot be written")?;
    }
    println!("\n{}", bars::table(&bars, STOCK));
    println!("report and plots: {}", folder.display());
    if bars.iter().any(Bar::fails) {
        println!("below the bar");
        return Ok(ExitCode::FAILURE);
    }
    Ok(ExitCode::SUCCESS)
}

/// What a reader of the table has to know.
fn about(threads: u32) -> String {
    format!(
        "Both engines in one run, in turns, each at rest while the other is measured: the same GGUF, {threads} threads, a \
         window of {WINDOW} tokens. llama.cpp's server answers `/infill` as llama.vim asks it, or, for holes, \
         `/completion` in the model's native order. Of a suggestion the start is accepted, in whole \
         words, that is what was really typed next, if it has three characters or more.\n"
    )
}

fn type_with(options: &Options, number: usize, model: &str, file: &Path, folder: &Path) -> Result<Vec<Bar>> {
    let threads = options.threads();
    println!("{model}, {threads} threads: typing against Ponder and llama.cpp's server in turns");
    let say = |line: &str| println!("{line}");
    let mut stock = Stock::start(file, WINDOW, threads);
    let start = || Ponder::start(file.parent().unwrap_or(file), model, WINDOW, threads);
    let mut ponder = start()?;
    let amount = options.amount(number);
    let flat_out = typing::flat_out(&mut ponder, &mut stock, amount, say);
    let human = typing::human(&mut ponder, &mut stock, amount, say);
    for breaking in flat_out.ponder.breaking.iter().chain(&human.ponder.breaking) {
        println!("  broke a file: {breaking}");
    }
    let mut bars = typing::flat_out_bars(model, &flat_out);
    bars.extend(typing::human_bars(model, &human));
    bars.push(typing::broken_bar(model, &flat_out, &human));
    drop(stock);
    println!("  typing through, in bursts, and in a large file");
    bars.push(through::measure(model, &mut ponder));
    bars.extend(burst::measure(model, &mut ponder, &mut start()?));
    bars.push(large_file::measure(model, &mut ponder));

    let (ours, theirs) = (&flat_out.ponder, &flat_out.stock);
    let svg = plot::plot(&[
        Panel {
            title: format!("{model}: key → suggestion, ms"),
            ponder: &ours.latency,
            stock: &theirs.latency,
            mark: None,
        },
        Panel {
            title: "prompt tokens read for a key".to_owned(),
            ponder: &ours.tokens_read,
            stock: &theirs.tokens_read,
            mark: Some((8.0, "8")),
        },
    ]);
    let name = format!("typing-{model}.svg");
    let mut places = vec![folder.join(&name)];
    if options.docs {
        places.push(
            Path::new(env!("CARGO_MANIFEST_DIR"))
                .join("../docs/src")
                .join(&name),
        );
    }
    for place in places {
        fs::write(&place, &svg).with_context(|| format!("{} cannot be written", place.display()))?;
    }
    Ok(bars)
}

fn gguf(model: &str) -> Result<PathBuf> {
    let id = ModelId::parse(model)?;
    let found = ModelStore::open_default()?
        .find(&id)
        .with_context(|| format!("`ponder models pull {model}` fetches it"))?;
    Ok(found.path)
}

/// `target/bench-completion`, beside the folder of this executable.
fn output_folder() -> Result<PathBuf> {
    let executable = std::env::current_exe()?;
    let build = executable
        .ancestors()
        .nth(2)
        .context("programs stand in target/<profile>")?;
    let folder = build.join("bench-completion");
    fs::create_dir_all(&folder).with_context(|| format!("{} cannot be made", folder.display()))?;
    Ok(folder)
}
