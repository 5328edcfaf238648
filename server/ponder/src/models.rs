//! `ponder models`: pulling, listing and removing models.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};
use ponder_local::byte_size::ByteSize;
use ponder_local::catalogue::CATALOGUE;
use ponder_local::pull::{self, ModelReference, Progress, Stage};
use ponder_local::store::{FileState, InstalledModel, ModelId, ModelStore};
use serde::Serialize;
use serde_json::json;

use crate::{asking, output};

/// What to do with models.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, clap::Subcommand)]
enum Action {
    /// Get models; what is installed already costs nothing, and an interrupted pull goes on where it stopped
    Pull {
        /// An id of the catalogue, hf:owner/name/file.gguf, an https address, or a path that begins with / or ./
        #[arg(required = true, value_name = "REFERENCE")]
        references: Vec<ModelReference>,
        /// Print a JSON object at the end: models
        #[arg(long)]
        json: bool,
    },
    /// List the models that are installed, and those that can be pulled by name
    List {
        /// Print a JSON object: folder, models, available
        #[arg(long)]
        json: bool,
    },
    /// Remove models; a file that was added in place stays
    Remove {
        /// An id that `ponder models list` shows
        #[arg(required = true, value_name = "ID", value_parser = ModelId::parse)]
        ids: Vec<ModelId>,
        /// Print a JSON object: removed
        #[arg(long)]
        json: bool,
    },
}

/// Does it.
pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let store = ModelStore::open_default()?;
    match &arguments.action {
        Action::Pull { references, json } => {
            let models = asking::runtime()?.block_on(pull(&store, references))?;
            if *json {
                let models: Vec<ModelReport> = models.iter().map(ModelReport::of).collect();
                return output::json(&json!({ "models": models }));
            }
            for model in models {
                output::line(&format!("{} is installed: {}", model.id, model.path.display()))?;
            }
            Ok(())
        }
        Action::List { json: true } => list_as_json(&store),
        Action::List { json: false } => list(&store),
        Action::Remove { ids, json } => {
            for id in ids {
                store.remove(id)?;
                if !json {
                    output::line(&format!("{id} is removed"))?;
                }
            }
            if *json {
                output::json(&json!({ "removed": ids }))?;
            }
            Ok(())
        }
    }
}

async fn pull(store: &ModelStore, references: &[ModelReference]) -> anyhow::Result<Vec<InstalledModel>> {
    let mut models = Vec::new();
    for reference in references {
        let bar = PullBar::new(reference.id());
        let pulled = pull::pull(store, reference, |progress| bar.show(progress)).await;
        bar.0.finish_and_clear();
        models.push(pulled?);
    }
    Ok(models)
}

/// A progress bar on standard error; where that is not a terminal, a line for each source and stage.
struct PullBar(ProgressBar);

impl PullBar {
    fn new(id: &ModelId) -> Self {
        let bar = ProgressBar::new_spinner();
        bar.set_prefix(id.to_string());
        // A source that is slow to answer should not look like a program that hangs.
        bar.enable_steady_tick(Duration::from_millis(200));
        Self(bar)
    }

    fn show(&self, progress: Progress<'_>) {
        if let Some(total) = progress.total_bytes
            && self.0.length() != Some(total)
        {
            self.0.set_length(total);
            self.0.set_style(style());
        }
        self.0.set_position(progress.done_bytes);
        let message = match progress.stage {
            Stage::Downloading => format!("from {}", progress.source),
            Stage::Verifying => "verifying".to_owned(),
        };
        if self.0.message() != message {
            if self.0.is_hidden() {
                output::note(&format!("{}: {message}", self.0.prefix()));
            }
            self.0.set_message(message);
        }
    }
}

fn style() -> ProgressStyle {
    ProgressStyle::with_template(
        "{prefix} {bar:30} {binary_bytes}/{binary_total_bytes} {binary_bytes_per_sec} {eta} {wide_msg}",
    )
    .expect("the template is well formed")
}

fn list(store: &ModelStore) -> anyhow::Result<()> {
    let models = store.list()?;
    if models.is_empty() {
        output::line("no model is installed")?;
    }
    for model in &models {
        let state = match model.state {
            FileState::Ready => String::new(),
            state => format!("  {}: pull it again", state_name(state)),
        };
        output::line(&format!(
            "{:<24} {:>10}  {}{state}",
            model.id.to_string(),
            ByteSize(model.bytes).to_string(),
            model.origin
        ))?;
    }
    let mut available = CATALOGUE
        .iter()
        .filter(|entry| models.iter().all(|model| model.id.as_str() != entry.id))
        .peekable();
    if available.peek().is_some() {
        output::line("\nTo be had by `ponder models pull ID`:")?;
    }
    for entry in available {
        output::line(&format!(
            "{:<24} {:>10}  {}",
            entry.id,
            ByteSize(entry.bytes).to_string(),
            entry.display_name
        ))?;
    }
    Ok(())
}

fn list_as_json(store: &ModelStore) -> anyhow::Result<()> {
    let models = store.list()?;
    let available: Vec<_> = CATALOGUE
        .iter()
        .filter(|entry| models.iter().all(|model| model.id.as_str() != entry.id))
        .map(|entry| json!({ "id": entry.id, "name": entry.display_name, "bytes": entry.bytes, "license": entry.license }))
        .collect();
    let models: Vec<ModelReport> = models.iter().map(ModelReport::of).collect();
    output::json(&json!({ "folder": store.folder(), "models": models, "available": available }))
}

/// An installed model as `--json` prints it.
#[derive(Debug, Serialize)]
struct ModelReport<'a> {
    id: &'a str,
    path: &'a std::path::Path,
    bytes: u64,
    sha256: Option<&'a str>,
    origin: &'a str,
    source: &'a str,
    state: &'static str,
}

impl<'a> ModelReport<'a> {
    fn of(model: &'a InstalledModel) -> Self {
        Self {
            id: model.id.as_str(),
            path: &model.path,
            bytes: model.bytes,
            sha256: model.sha256.as_deref(),
            origin: &model.origin,
            source: &model.source,
            state: state_name(model.state),
        }
    }
}

fn state_name(state: FileState) -> &'static str {
    match state {
        FileState::Ready => "ready",
        FileState::Missing => "missing",
        FileState::Changed => "changed",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_progress_bar_can_be_drawn() {
        let _ = style();
    }
}
