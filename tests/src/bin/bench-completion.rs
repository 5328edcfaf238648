//! Measures inline completion: replayed typing against Ponder and, in the same run, against llama.cpp's server driven
//! as llama.vim does; and how many holes in programs the whole pipeline fills right beside the bare engine.
//!
//! Same model, threads and texts for both, in turns, each at rest while the other is measured. It ends with 0 only if
//! every bar is met.

#![expect(clippy::print_stdout, reason = "the numbers are what the benchmark is for")]

#[path = "../bench_completion/suite.rs"]
mod suite;

use std::process::ExitCode;

use anyhow::Result;

fn main() -> Result<ExitCode> {
    suite::run()
}
