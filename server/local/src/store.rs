//! The data folder of models: which are installed, and where their files lie.
//!
//! Each model has a manifest `<id>.json` there and, unless the user added a file in place, its weights `<id>.gguf`.
//! While a model is pulled, what has come so far is `<id>.part`, what is known about it `<id>.progress`, and a lock on
//! `.<id>.lock` keeps a second pull out. Getting files here is the part of [`crate::pull`].

mod id;
mod lock;
mod manifest;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use etcetera::BaseStrategy as _;

pub use id::{InvalidId, ModelId};
pub(crate) use lock::PullLock;
pub(crate) use manifest::{ExternalFile, Manifest, write_atomically};

/// A folder of models. Cheap to clone; nothing is read before it is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModelStore {
    folder: PathBuf,
}

/// A model that was pulled or added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InstalledModel {
    /// The name that it is configured by.
    pub id: ModelId,
    /// The model file: in the store's folder, or where the user added it in place.
    pub path: PathBuf,
    /// The size of the file when it was installed, in bytes.
    pub bytes: u64,
    /// The SHA-256 of the file, in lower-case hexadecimal. None for a file that was added in place.
    pub sha256: Option<String>,
    /// What was asked for: a catalogue id, `hf:owner/name/file.gguf`, an address or a path.
    pub origin: String,
    /// Where the bytes came from in the end.
    pub source: String,
    /// Whether the file is still what was installed.
    pub state: FileState,
}

/// Whether a model's file is still what was installed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileState {
    /// It is there, with the size and, in place, the time of its last change as they were.
    Ready,
    /// It is gone.
    Missing,
    /// It has another size, or was written to in place.
    Changed,
}

/// Why the store could not do what it was asked.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// No home folder, so no place for the store.
    #[error("the home folder is not known; set XDG_DATA_HOME to a folder for models")]
    NoHome,
    /// No such model.
    #[error("the model `{0}` is not installed; run `ponder models pull {0}`")]
    NotInstalled(ModelId),
    /// The model's file is gone.
    #[error("the file of the model `{id}` is gone ({}); pull it again", path.display())]
    FileMissing {
        /// The model.
        id: ModelId,
        /// Where its file was.
        path: PathBuf,
    },
    /// The model's file is not what was installed.
    #[error(
        "the file of the model `{id}` was changed since it was installed ({}); remove the model and pull it again",
        path.display()
    )]
    FileChanged {
        /// The model.
        id: ModelId,
        /// Where its file is.
        path: PathBuf,
    },
    /// The model is being pulled by this or another process.
    #[error("another ponder is pulling the model `{0}`; wait for it to finish")]
    Busy(ModelId),
    /// A manifest cannot be understood.
    #[error("the manifest {} cannot be read: {reason}; remove the model `{id}` and pull it again", path.display())]
    Manifest {
        /// The model.
        id: ModelId,
        /// The manifest.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// The folder or a file in it cannot be read or written.
    #[error("cannot {action} {}: {error}", path.display())]
    Io {
        /// What was tried, such as `read`.
        action: &'static str,
        /// The folder or file.
        path: PathBuf,
        /// What the system said.
        error: io::Error,
    },
}

impl StoreError {
    /// For `map_err`: the failure of `action` on `path`.
    pub(crate) fn io(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |error| Self::Io { action, path, error }
    }
}

impl ModelStore {
    /// The user's store: `$XDG_DATA_HOME/ponder/models`, else `~/.local/share/ponder/models`, on all systems.
    /// The folder need not exist.
    pub fn open_default() -> Result<Self, StoreError> {
        let base = etcetera::base_strategy::Xdg::new().map_err(|_| StoreError::NoHome)?;
        Ok(Self::at(base.data_dir().join("ponder").join("models")))
    }

    /// The store in `folder`, which need not exist.
    pub fn at(folder: impl Into<PathBuf>) -> Self {
        Self {
            folder: folder.into(),
        }
    }

    /// The folder of the store.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The installed models, by id. Manifests that cannot be understood are left out: [`Self::find`] says why.
    pub fn list(&self) -> Result<Vec<InstalledModel>, StoreError> {
        let entries = match fs::read_dir(&self.folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(StoreError::io("read", &self.folder)(error)),
        };
        let mut models = Vec::new();
        for entry in entries {
            let path = entry.map_err(StoreError::io("read", &self.folder))?.path();
            if path.extension().is_none_or(|extension| extension != "json") {
                continue;
            }
            let Some(Ok(id)) = path
                .file_stem()
                .and_then(|stem| stem.to_str())
                .map(ModelId::parse)
            else {
                continue;
            };
            models.extend(self.look_up(&id).ok().flatten());
        }
        models.sort_by(|one, other| one.id.cmp(&other.id));
        Ok(models)
    }

    /// The installed model of this id, whose file is there and unchanged.
    pub fn find(&self, id: &ModelId) -> Result<InstalledModel, StoreError> {
        let model = self
            .look_up(id)?
            .ok_or_else(|| StoreError::NotInstalled(id.clone()))?;
        match model.state {
            FileState::Ready => Ok(model),
            FileState::Missing => Err(StoreError::FileMissing {
                id: model.id,
                path: model.path,
            }),
            FileState::Changed => Err(StoreError::FileChanged {
                id: model.id,
                path: model.path,
            }),
        }
    }

    /// Removes a model and what an interrupted pull of it left. Of a model that was added in place, the file stays.
    ///
    /// Fails with [`StoreError::Busy`] while the model is pulled.
    pub fn remove(&self, id: &ModelId) -> Result<(), StoreError> {
        if !self.folder.is_dir() {
            return Err(StoreError::NotInstalled(id.clone()));
        }
        let _lock = self.lock(id)?;
        // The manifest first: without it the rest is only what an interrupted pull leaves.
        let mut found = false;
        for path in [
            self.manifest_path(id),
            self.model_path(id),
            self.partial_path(id),
            self.progress_path(id),
        ] {
            match fs::remove_file(&path) {
                Ok(()) => found = true,
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => return Err(StoreError::io("remove", &path)(error)),
            }
        }
        if found {
            Ok(())
        } else {
            Err(StoreError::NotInstalled(id.clone()))
        }
    }

    /// What is known about the model of this id, whatever the state of its file.
    pub(crate) fn look_up(&self, id: &ModelId) -> Result<Option<InstalledModel>, StoreError> {
        let manifest = Manifest::read(id, &self.manifest_path(id))?;
        Ok(manifest.map(|manifest| manifest.look_at_file(self.model_path(id))))
    }

    /// Creates the folder if need be, and takes the lock of this model.
    pub(crate) fn lock(&self, id: &ModelId) -> Result<PullLock, StoreError> {
        fs::create_dir_all(&self.folder).map_err(StoreError::io("create", &self.folder))?;
        PullLock::take(id, &self.folder.join(format!(".{id}.lock")))
    }

    /// Records a model, replacing what was recorded under its id.
    pub(crate) fn record(&self, manifest: &Manifest) -> Result<InstalledModel, StoreError> {
        manifest.write(&self.manifest_path(&manifest.id))?;
        Ok(manifest.clone().look_at_file(self.model_path(&manifest.id)))
    }

    pub(crate) fn model_path(&self, id: &ModelId) -> PathBuf {
        self.folder.join(format!("{id}.gguf"))
    }

    pub(crate) fn partial_path(&self, id: &ModelId) -> PathBuf {
        self.folder.join(format!("{id}.part"))
    }

    pub(crate) fn progress_path(&self, id: &ModelId) -> PathBuf {
        self.folder.join(format!("{id}.progress"))
    }

    fn manifest_path(&self, id: &ModelId) -> PathBuf {
        self.folder.join(format!("{id}.json"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(text: &str) -> ModelId {
        ModelId::parse(text).unwrap()
    }

    fn manifest(name: &str, bytes: u64) -> Manifest {
        Manifest {
            id: id(name),
            origin: name.to_owned(),
            source: "a test".to_owned(),
            bytes,
            sha256: Some("00".repeat(32)),
            external: None,
        }
    }

    fn store_with(name: &str, content: &[u8]) -> (tempfile::TempDir, ModelStore) {
        let folder = tempfile::tempdir().unwrap();
        let store = ModelStore::at(folder.path().join("models"));
        drop(store.lock(&id(name)).unwrap());
        fs::write(store.model_path(&id(name)), content).unwrap();
        store.record(&manifest(name, content.len() as u64)).unwrap();
        (folder, store)
    }

    #[test]
    fn a_store_without_a_folder_is_empty() {
        let folder = tempfile::tempdir().unwrap();
        let store = ModelStore::at(folder.path().join("nothing"));
        assert_eq!(store.list().unwrap(), []);
        assert_eq!(
            store.find(&id("some.model")).unwrap_err().to_string(),
            "the model `some.model` is not installed; run `ponder models pull some.model`"
        );
        assert!(matches!(
            store.remove(&id("some.model")),
            Err(StoreError::NotInstalled(_))
        ));
        assert!(!store.folder().exists(), "looking creates nothing");
    }

    #[test]
    fn a_recorded_model_is_listed_found_and_removed() {
        let (_folder, store) = store_with("b", b"weights");
        fs::write(store.model_path(&id("a")), b"more").unwrap();
        store.record(&manifest("a", 4)).unwrap();
        let ids: Vec<String> = store
            .list()
            .unwrap()
            .iter()
            .map(|model| model.id.to_string())
            .collect();
        assert_eq!(ids, ["a", "b"]);
        let found = store.find(&id("b")).unwrap();
        assert_eq!((found.path, found.bytes), (store.model_path(&id("b")), 7));
        store.remove(&id("b")).unwrap();
        assert!(matches!(store.find(&id("b")), Err(StoreError::NotInstalled(_))));
        assert!(!store.model_path(&id("b")).exists());
        assert_eq!(store.list().unwrap().len(), 1);
    }

    #[test]
    fn a_file_that_is_gone_or_changed_is_listed_but_not_found() {
        let (_folder, store) = store_with("m", b"weights");
        fs::write(store.model_path(&id("m")), b"longer weights").unwrap();
        assert_eq!(store.list().unwrap()[0].state, FileState::Changed);
        assert!(matches!(
            store.find(&id("m")),
            Err(StoreError::FileChanged { .. })
        ));
        fs::remove_file(store.model_path(&id("m"))).unwrap();
        assert_eq!(store.list().unwrap()[0].state, FileState::Missing);
        assert!(matches!(
            store.find(&id("m")),
            Err(StoreError::FileMissing { .. })
        ));
    }

    #[test]
    fn a_file_in_place_is_forgotten_but_not_deleted() {
        let (folder, store) = store_with("other", b"x");
        let file = folder.path().join("mine.gguf");
        fs::write(&file, b"weights").unwrap();
        let external = Some(ExternalFile::of(&file).unwrap());
        store
            .record(&Manifest {
                external,
                ..manifest("mine", 7)
            })
            .unwrap();
        assert_eq!(store.find(&id("mine")).unwrap().path, file);
        store.remove(&id("mine")).unwrap();
        assert!(file.exists());
        assert!(matches!(
            store.find(&id("mine")),
            Err(StoreError::NotInstalled(_))
        ));
    }

    #[test]
    fn a_file_in_place_that_was_written_to_is_changed() {
        let (folder, store) = store_with("other", b"x");
        let file = folder.path().join("mine.gguf");
        fs::write(&file, b"weights").unwrap();
        let external = Some(ExternalFile::of(&file).unwrap());
        store
            .record(&Manifest {
                external,
                ..manifest("mine", 7)
            })
            .unwrap();
        let earlier = std::time::SystemTime::UNIX_EPOCH;
        fs::File::options()
            .write(true)
            .open(&file)
            .unwrap()
            .set_modified(earlier)
            .unwrap();
        assert!(matches!(
            store.find(&id("mine")),
            Err(StoreError::FileChanged { .. })
        ));
    }

    #[test]
    fn a_damaged_manifest_does_not_hide_the_others() {
        let (_folder, store) = store_with("good", b"weights");
        fs::write(store.folder().join("bad.json"), b"{\"id\": 3").unwrap();
        fs::write(store.folder().join("Not An Id.json"), b"{}").unwrap();
        assert_eq!(store.list().unwrap().len(), 1);
        assert!(matches!(store.find(&id("bad")), Err(StoreError::Manifest { .. })));
        store.remove(&id("bad")).unwrap();
        assert!(matches!(store.find(&id("bad")), Err(StoreError::NotInstalled(_))));
    }

    #[test]
    fn a_manifest_of_another_model_is_not_believed() {
        let (_folder, store) = store_with("good", b"weights");
        fs::copy(store.folder().join("good.json"), store.folder().join("copy.json")).unwrap();
        assert!(matches!(
            store.find(&id("copy")),
            Err(StoreError::Manifest { .. })
        ));
    }

    #[test]
    fn a_model_that_is_being_pulled_is_not_removed() {
        let (_folder, store) = store_with("m", b"weights");
        let lock = store.lock(&id("m")).unwrap();
        assert_eq!(
            store.remove(&id("m")).unwrap_err().to_string(),
            "another ponder is pulling the model `m`; wait for it to finish"
        );
        drop(lock);
        store.remove(&id("m")).unwrap();
    }
}
