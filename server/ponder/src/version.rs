//! `ponder version`: the version, and whether the local engine is built in.

use serde_json::json;

use crate::output;

/// The version.
pub(crate) const VERSION: &str = env!("CARGO_PKG_VERSION");

/// How to print it.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Print a JSON object: version, localEngine
    #[arg(long)]
    json: bool,
}

/// Prints the version.
pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<()> {
    if arguments.json {
        return output::json(&json!({ "version": VERSION, "localEngine": cfg!(feature = "local-engine") }));
    }
    output::line(&format!("ponder {VERSION}"))
}
