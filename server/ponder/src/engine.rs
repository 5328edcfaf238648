//! `ponder engine`: the process that runs a model. Started by the server, not by people.

use std::path::PathBuf;

use ponder_local::engine::EngineOptions;

/// What the engine process is started with; the other end is `ponder_local`'s engine supervisor.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// The GGUF file.
    model: PathBuf,
    /// Tokens that one request with its answer can take.
    #[arg(long)]
    context_tokens: u32,
    /// Threads that compute.
    #[arg(long)]
    threads: u32,
    /// The memory the model may take, in bytes.
    #[arg(long)]
    memory_limit: Option<u64>,
}

/// Serves the model on standard input and output until the input ends.
pub(crate) fn run(arguments: Arguments) -> anyhow::Result<()> {
    let Arguments { model, context_tokens, threads, memory_limit } = arguments;
    let options = EngineOptions { model, context_tokens, threads, memory_limit, unload_after: None };
    ponder_local::engine::serve(&options)
}
