//! The configuration in force: the user's file, what the editor sent, what was found on this machine, and the pins of the
//! session, made into the models that can be asked. Each part can change while the server runs.

use std::sync::{Mutex, PoisonError, RwLock};

use ponder_ask::Models;
use ponder_config::{ConfigError, Discovered, EditorOptions, Options, PinScope, Settings};
use ponder_local::LocalModels;
use ponder_route::Choice;

/// The configuration in force.
#[derive(Debug)]
pub(crate) struct Configuration {
    parts: Mutex<Parts>,
    models: RwLock<Models>,
}

/// What the configuration is made of.
#[derive(Debug, Clone, Default)]
struct Parts {
    options: Options,
    editor: EditorOptions,
    discovered: Vec<Discovered>,
}

impl Parts {
    fn settings(&self) -> Result<Settings, ConfigError> {
        let settings = Settings::resolve(&self.options, &self.editor)?;
        Ok(settings.with_discovered(&self.discovered))
    }
}

impl Configuration {
    /// The user's options; where they can't be used the defaults, and what is wrong.
    pub(crate) fn new(local: LocalModels, options: Options) -> (Self, Option<String>) {
        let parts = Parts {
            options,
            ..Parts::default()
        };
        let (settings, problem) = match parts.settings() {
            Ok(settings) => (settings, None),
            Err(error) => (Settings::default(), Some(error.to_string())),
        };
        let configuration = Self {
            parts: Mutex::new(parts),
            models: RwLock::new(Models::new(local, settings)),
        };
        (configuration, problem)
    }

    /// The models that can be asked now.
    pub(crate) fn models(&self) -> Models {
        self.models.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Takes what the editor sent. What can't be used changes nothing.
    pub(crate) fn take_editor(&self, editor: EditorOptions) -> Result<(), ConfigError> {
        self.change(|parts| parts.editor = editor)
    }

    /// Takes the user's file anew. What can't be used changes nothing.
    pub(crate) fn take_options(&self, options: Options) -> Result<(), ConfigError> {
        self.change(|parts| parts.options = options)
    }

    /// Takes what was found on this machine.
    pub(crate) fn take_discovered(&self, discovered: Vec<Discovered>) -> Result<(), ConfigError> {
        self.change(|parts| parts.discovered = discovered)
    }

    /// Pins the session, or a part of it, to `choice`, or to nothing.
    pub(crate) fn pin(&self, scope: Option<PinScope>, choice: Option<Choice>) {
        let mut models = self.models.write().unwrap_or_else(PoisonError::into_inner);
        *models = models.with_pin(scope, choice);
    }

    fn change(&self, change: impl FnOnce(&mut Parts)) -> Result<(), ConfigError> {
        let mut parts = self.parts.lock().unwrap_or_else(PoisonError::into_inner);
        let mut changed = parts.clone();
        change(&mut changed);
        let settings = changed.settings()?;
        *parts = changed;
        let mut models = self.models.write().unwrap_or_else(PoisonError::into_inner);
        *models = models.with_settings(settings);
        Ok(())
    }
}
