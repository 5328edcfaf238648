//! `ponder lsp`: the language server on standard input and output.

use std::process::ExitCode;

use ponder_config::Options;
use ponder_figures::Figures;
use ponder_lsp::transport::Exit;

use crate::{asking, stats};

/// What editors pass.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Speak on standard input and output, which is the only way; accepted for editors that pass it
    #[arg(long)]
    stdio: bool,
    /// Accepted for editors that pass it; the server takes the id from `initialize`
    #[arg(long = "clientProcessId", hide = true)]
    client_process_id: Option<String>,
}

/// Serves one client until it leaves. Does not return but for a failure to start.
pub(crate) fn run() -> anyhow::Result<ExitCode> {
    // A mistake in the file must not cost the whole server: the editor shows what is wrong.
    let (options, problem) = match ponder_config::read() {
        Ok(options) => (options, None),
        Err(error) => (Options::default(), Some(error.to_string())),
    };
    let runtime = asking::runtime()?;
    let exit = runtime.block_on(async {
        let models = asking::local_models()?;
        let figures = Figures::open(stats::file(models.store())?);
        anyhow::Ok(ponder_lsp::run(models, options, figures, problem).await)
    })?;
    // A thread may still wait for standard input, and the end of the runtime would wait for the thread.
    std::process::exit(code(exit))
}

fn code(exit: Exit) -> i32 {
    match exit {
        Exit::Clean | Exit::EndOfInput | Exit::BrokenPipe | Exit::Stopped => 0,
        Exit::WithoutShutdown => 1,
    }
}
