//! Asking a local model: finds its file, has the engine load it, and says what is missing where there is none.

mod sizes;

use std::path::PathBuf;
use std::time::Duration;

use futures::{StreamExt as _, stream};
use ponder_model::{AnswerStream, Delta, Model, ModelError, Request, Sent};

use crate::byte_size::ByteSize;
use crate::catalogue;
use crate::engine::{Engine, EngineOptions};
use crate::store::{ModelId, ModelStore, StoreError};
use sizes::Sizes;

/// How the engine runs a model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EngineSettings {
    /// Tokens that one request with its answer can take; no more than the model was trained with.
    pub context_tokens: u32,
    /// Threads that compute.
    pub threads: u32,
    /// The memory the model may take, in bytes; what is free on this machine if `None`.
    pub memory_limit: Option<u64>,
    /// Whether text that is likely repeated, such as code that is rewritten, is guessed. The answers are the same.
    pub speculation: bool,
    /// The model is unloaded after this long without a request; never if `None`.
    pub unload_after: Option<Duration>,
}

/// The installed models and the engine that answers with them. Cheap to clone.
#[derive(Debug, Clone)]
pub struct LocalModels {
    store: ModelStore,
    engine: Engine,
    sizes: Sizes,
}

impl LocalModels {
    /// Models of `store`, served by `engine`.
    pub fn new(store: ModelStore, engine: Engine) -> Self {
        Self {
            store,
            engine,
            sizes: Sizes::default(),
        }
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

    /// The size of the model `id` in billions of parameters; `None` if it is not installed or its file can't be understood.
    ///
    /// Blocks on the disk: some milliseconds the first time, then to look whether the file is as it was.
    pub fn billions(&self, id: &str) -> Option<f64> {
        let id = ModelId::parse(id).ok()?;
        let model = self.store.find(&id).ok()?;
        self.sizes.billions(&model.path)
    }

    /// The model `id`, run as `settings` say. Whether it is installed shows when it is asked.
    pub fn model(&self, id: &str, settings: EngineSettings) -> LocalModel {
        LocalModel {
            models: self.clone(),
            id: id.to_owned(),
            settings,
        }
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

/// A model of the embedded engine.
#[derive(Debug, Clone)]
pub struct LocalModel {
    models: LocalModels,
    id: String,
    settings: EngineSettings,
}

impl Model for LocalModel {
    fn answer(&self, request: Request) -> AnswerStream {
        let model = match self.models.file(&self.id) {
            Ok(model) => model,
            Err(error) => return Box::pin(stream::iter([Err(error)])),
        };
        let sent = Sent {
            endpoint: "local".to_owned(),
            url: format!("the embedded engine with {}", self.id),
            headers: Vec::new(),
            body: serde_json::to_string(&request).unwrap_or_default(),
            parameters: serde_json::Map::new(),
        };
        let EngineSettings {
            context_tokens,
            threads,
            memory_limit,
            speculation,
            unload_after,
        } = self.settings.clone();
        let options = EngineOptions {
            model,
            context_tokens,
            threads,
            memory_limit,
            speculation,
            unload_after,
        };
        let answer = self.models.engine.answer(options, request);
        Box::pin(stream::iter([Ok(Delta::Sent(Box::new(sent)))]).chain(answer))
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
