//! `ponder engine`: the process that runs a model. Started by the server, not by people.

use std::path::PathBuf;

/// What the engine process is started with; the other end is `ponder_local`'s engine supervisor.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// The GGUF file
    model: PathBuf,
    /// Tokens that one request with its answer can take
    #[arg(long)]
    context_tokens: u32,
    /// Threads that compute
    #[arg(long)]
    threads: u32,
    /// The memory the model may take, in bytes
    #[arg(long)]
    memory_limit: Option<u64>,
    /// Guess no text that is likely repeated
    #[arg(long)]
    no_speculation: bool,
}

/// Serves the model on standard input and output until the input ends.
#[cfg(feature = "local-engine")]
pub(crate) fn run(arguments: Arguments) -> anyhow::Result<()> {
    let Arguments {
        model,
        context_tokens,
        threads,
        memory_limit,
        no_speculation,
    } = arguments;
    volunteer_for_the_out_of_memory_killer();
    leave_interrupts_to_the_server();
    ponder_local::engine::serve(&ponder_local::engine::EngineOptions {
        model,
        context_tokens,
        threads,
        memory_limit,
        speculation: !no_speculation,
        unload_after: None,
    })
}

/// Says that this program can't run models.
#[cfg(not(feature = "local-engine"))]
pub(crate) fn run(arguments: Arguments) -> anyhow::Result<()> {
    let Arguments { model, .. } = arguments;
    anyhow::bail!(
        "can't run {}: this ponder was built without its local engine; build it with the feature `local-engine`",
        model.display()
    )
}

/// Has the kernel end this process before the editor and its language server when memory runs out: it holds the most,
/// and the server starts it again.
#[cfg(feature = "local-engine")]
fn volunteer_for_the_out_of_memory_killer() {
    // Elsewhere there is no such file, and in some containers it can't be written: then nothing is lost but the order.
    if cfg!(target_os = "linux") {
        let _ = std::fs::write("/proc/self/oom_score_adj", "500");
    }
}

/// Keeps Ctrl-C at a terminal, which reaches the whole process group, from ending this process: the chat there stops
/// an answer by it and goes on. When the server ends, so does the input, and with it this process.
#[cfg(feature = "local-engine")]
fn leave_interrupts_to_the_server() {
    #[cfg(unix)]
    if let Ok(runtime) = tokio::runtime::Builder::new_current_thread().enable_io().build() {
        let _context = runtime.enter();
        // The handler stays for the life of the process, also without anybody who listens.
        let _ = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::interrupt());
    }
}
