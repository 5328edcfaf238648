//! Asking a local model: finds its file, has the engine load it, and says what is missing where there is none.

use std::path::PathBuf;

use ponder_config::Settings;
use ponder_model::{AnswerStream, ModelError, Request};

use crate::byte_size::ByteSize;
use crate::catalogue;
use crate::engine::{Engine, EngineOptions};
use crate::store::{ModelId, ModelStore, StoreError};

/// The installed models and the engine that answers with them. Cheap to clone.
#[derive(Debug, Clone)]
pub struct LocalModels {
    store: ModelStore,
    engine: Engine,
}

impl LocalModels {
    /// Models of `store`, served by `engine`.
    pub fn new(store: ModelStore, engine: Engine) -> Self {
        Self { store, engine }
    }

    /// The installed models.
    pub fn store(&self) -> &ModelStore {
        &self.store
    }

    /// The engine.
    pub fn engine(&self) -> &Engine {
        &self.engine
    }

    /// What has to be there before the model `id` can answer, if it is missing: one line for the user.
    pub fn missing(&self, id: &str) -> Option<ModelError> {
        self.file(id).err()
    }

    /// Asks the model `id`. Dropping the stream cancels the request.
    pub fn answer(
        &self,
        id: &str,
        settings: &Settings,
        request: Request,
    ) -> Result<AnswerStream, ModelError> {
        let options = EngineOptions {
            model: self.file(id)?,
            context_tokens: settings.context_tokens,
            threads: settings.threads,
            memory_limit: settings.memory_limit,
            unload_after: settings.unload_after,
        };
        Ok(self.engine.answer(options, request))
    }

    fn file(&self, id: &str) -> Result<PathBuf, ModelError> {
        if cfg!(not(feature = "local-engine")) {
            return Err(ModelError::Missing {
                reason: "this ponder was built without its local engine; build it with `cargo build --features local-engine`".to_owned(),
            });
        }
        let unavailable = |error: &dyn std::error::Error| ModelError::Unavailable {
            reason: error.to_string(),
        };
        let id = ModelId::parse(id).map_err(|error| unavailable(&error))?;
        match self.store.find(&id) {
            Ok(model) => Ok(model.path),
            Err(StoreError::NotInstalled { .. }) => Err(ModelError::Missing {
                reason: not_installed(id.as_str()),
            }),
            Err(error) => Err(unavailable(&error)),
        }
    }
}

fn not_installed(id: &str) -> String {
    match catalogue::find(id) {
        Some(entry) => format!(
            "the model {id} is not on this machine yet; `ponder models pull {id}` fetches it ({})",
            ByteSize(entry.bytes)
        ),
        None => format!(
            "there is no model named {id}; `ponder models list` shows those there are, `ponder models pull` adds one"
        ),
    }
}
