//! Measures code actions: bugs mended and doc comments written by the local model through the whole pipeline and, with the
//! same prompt, by the bare model; guessing tokens ahead while code is rewritten; the list of actions, and taking one back.
//!
//! It ends with 0 only if every bar is met.

#![expect(clippy::print_stdout, reason = "the numbers are what the benchmark is for")]

#[path = "../bench_assist/suite.rs"]
mod suite;

use std::process::ExitCode;

use anyhow::Result;

fn main() -> Result<ExitCode> {
    suite::run()
}
