//! Where the log goes, and how much of it. Never to standard output: that belongs to the protocols.

use std::fs::OpenOptions;
use std::path::PathBuf;
use std::sync::Mutex;

use anyhow::Context as _;
use tracing_subscriber::EnvFilter;

/// The environment variables that say how much is logged, the first that is set counts.
const VARIABLES: [&str; 2] = ["PONDER_LOG", "RUST_LOG"];

/// What is logged where.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// How much is logged: off, error, warn, info, debug or trace. Else `PONDER_LOG` says it, else it is warn
    #[arg(long, global = true, value_name = "LEVEL", value_parser = filter)]
    log: Option<String>,
    /// Append the log to this file instead of writing it to standard error
    #[arg(long, global = true, value_name = "PATH")]
    log_file: Option<PathBuf>,
}

/// Checks a filter, and returns it as it is: `EnvFilter` can't be cloned, as clap wants it.
fn filter(text: &str) -> Result<String, String> {
    match EnvFilter::try_new(text) {
        Ok(_) if !text.trim().is_empty() => Ok(text.to_owned()),
        Ok(_) => Err("it is empty".to_owned()),
        Err(error) => Err(error.to_string()),
    }
}

/// Starts the log of this process.
pub(crate) fn start(arguments: &Arguments) -> anyhow::Result<()> {
    let asked = arguments.log.clone().or_else(|| {
        VARIABLES
            .iter()
            .filter_map(|name| std::env::var(name).ok())
            .find(|value| !value.trim().is_empty())
    });
    // A misspelled variable must not keep a server from starting.
    let filter = asked
        .and_then(|text| EnvFilter::try_new(text).ok())
        .unwrap_or_else(|| EnvFilter::new("warn"));
    let builder = tracing_subscriber::fmt().with_env_filter(filter);
    match &arguments.log_file {
        None => builder.with_writer(std::io::stderr).init(),
        Some(path) => {
            let mut options = OpenOptions::new();
            options.create(true).append(true);
            #[cfg(unix)]
            {
                use std::os::unix::fs::OpenOptionsExt as _;
                // What is logged is the user's own.
                options.mode(0o600);
            }
            let file = options.open(path).with_context(|| {
                format!("can't open the log file {}; choose another place", path.display())
            })?;
            builder.with_writer(Mutex::new(file)).init();
        }
    }
    Ok(())
}
