//! `ponder config`: the options in force, where their file is, and what it may hold.

use anyhow::Context as _;
use ponder_config::{EditorOptions, Settings};
use serde_json::json;

use crate::output;

/// What to show.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    /// Print the options in force, defaults included
    Show {
        /// Print a JSON object
        #[arg(long)]
        json: bool,
    },
    /// Print where the configuration file is looked for
    Path {
        /// Print a JSON object: path, exists
        #[arg(long)]
        json: bool,
    },
    /// Print the JSON schema of the configuration file
    Schema {
        /// Accepted for symmetry: a schema is JSON
        #[arg(long)]
        json: bool,
    },
}

/// Prints what was asked for.
pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<()> {
    match arguments.what {
        What::Show { json } => show(if json { Form::Json } else { Form::Toml }),
        What::Path { json } => {
            let path = ponder_config::path()
                .context("the home folder is not known; set XDG_CONFIG_HOME to a folder for configuration")?;
            if json {
                output::json(&json!({ "path": path, "exists": path.exists() }))
            } else {
                output::line(&path.display().to_string())
            }
        }
        What::Schema { .. } => output::line(&serde_json::to_string_pretty(&ponder_config::schema())?),
    }
}

fn show(form: Form) -> anyhow::Result<()> {
    let options = ponder_config::read()?;
    // Shown only if they can be used: this is where people look when they can't.
    Settings::resolve(&options, &EditorOptions::default())?;
    match form {
        Form::Json => output::json(&options),
        Form::Toml => {
            let origin = match ponder_config::path() {
                Some(path) if path.exists() => format!("# From {}, and defaults", path.display()),
                Some(path) => format!("# Defaults: there is no file {}", path.display()),
                None => "# Defaults: the home folder is not known".to_owned(),
            };
            output::text(&format!("{origin}\n\n{}", toml::to_string(&options)?))
        }
    }
}

/// How options are shown.
#[derive(Debug, Clone, Copy)]
enum Form {
    Json,
    Toml,
}
