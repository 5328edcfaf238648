//! The partial file of a pull: what came so far, and from where.
//!
//! The lock of the model is held as long as anything may still be written, also by a write that outlives its dropped
//! caller by a moment.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::PullError;
use super::verify::blocking;
use crate::store::{ModelId, ModelStore, PullLock, StoreError, write_atomically};

/// Which version of which file the bytes are of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Version {
    /// The address without its query.
    pub(super) source: String,
    /// What the server calls the file's content.
    pub(super) etag: String,
}

/// The partial file of one model. Appended to only.
pub(super) struct Partial {
    path: PathBuf,
    version_path: PathBuf,
    model_path: PathBuf,
    /// Where the pull may put other files.
    work_path: PathBuf,
    bytes: u64,
    version: Option<Version>,
    file: Arc<LockedFile>,
}

struct LockedFile {
    file: File,
    _lock: Arc<PullLock>,
}

impl Partial {
    pub(super) fn open(store: &ModelStore, id: &ModelId, lock: Arc<PullLock>) -> Result<Self, PullError> {
        let path = store.partial_path(id);
        let version_path = store.progress_path(id);
        let file = File::options()
            .create(true)
            .append(true)
            .read(true)
            .open(&path)
            .map_err(StoreError::io("create", &path))?;
        let bytes = file.metadata().map_err(StoreError::io("read", &path))?.len();
        let version = fs::read(&version_path)
            .ok()
            .and_then(|content| serde_json::from_slice(&content).ok());
        let file = Arc::new(LockedFile { file, _lock: lock });
        let work_path = store.folder().join(format!(".{id}.pip"));
        Ok(Self {
            path,
            version_path,
            model_path: store.model_path(id),
            work_path,
            bytes,
            version,
            file,
        })
    }

    /// The bytes that are in the file.
    pub(super) fn bytes(&self) -> u64 {
        self.bytes
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// A folder beside the file for what is to be taken apart. Nobody else uses it while the lock is held.
    pub(super) fn work_path(&self) -> &Path {
        &self.work_path
    }

    pub(super) fn folder(&self) -> &Path {
        self.path.parent().unwrap_or(Path::new("."))
    }

    pub(super) fn version(&self) -> Option<&Version> {
        self.version.as_ref()
    }

    /// Records which version of a file the bytes are of; none if that is not known.
    pub(super) fn set_version(&mut self, version: Option<Version>) -> Result<(), PullError> {
        if version == self.version {
            return Ok(());
        }
        let written = match version.as_ref().map(serde_json::to_vec) {
            Some(Ok(content)) => write_atomically(&self.version_path, &content),
            _ => remove(&self.version_path),
        };
        written.map_err(StoreError::io("write", &self.version_path))?;
        self.version = version;
        Ok(())
    }

    /// Shortens the file to its first `bytes`.
    pub(super) fn truncate(&mut self, bytes: u64) -> Result<(), PullError> {
        if bytes < self.bytes {
            self.file
                .file
                .set_len(bytes)
                .map_err(StoreError::io("shorten", &self.path))?;
            self.bytes = bytes;
        }
        Ok(())
    }

    /// Throws away what came.
    pub(super) fn restart(&mut self) -> Result<(), PullError> {
        self.truncate(0)?;
        self.set_version(None)
    }

    pub(super) async fn append(&mut self, block: Vec<u8>) -> Result<(), PullError> {
        let length = block.len() as u64;
        self.write(move |mut file| file.write_all(&block)).await?;
        self.bytes += length;
        Ok(())
    }

    /// Appends what `copy` writes, on a thread that may block. If it fails, the file is as it was before.
    pub(super) async fn append_with<E: Send + 'static>(
        &mut self,
        copy: impl FnOnce(&mut dyn io::Write) -> Result<u64, E> + Send + 'static,
    ) -> Result<Result<u64, E>, PullError> {
        let before = self.bytes;
        let file = Arc::clone(&self.file);
        let copied = blocking(move || copy(&mut &file.file)).await;
        match copied {
            Ok(length) => {
                self.bytes += length;
                Ok(Ok(length))
            }
            Err(error) => {
                self.file
                    .file
                    .set_len(before)
                    .map_err(StoreError::io("shorten", &self.path))?;
                Ok(Err(error))
            }
        }
    }

    async fn write(
        &self,
        write: impl FnOnce(&File) -> io::Result<()> + Send + 'static,
    ) -> Result<(), PullError> {
        let file = Arc::clone(&self.file);
        let written = blocking(move || write(&file.file)).await;
        written.map_err(StoreError::io("write", &self.path))?;
        Ok(())
    }

    /// Moves the whole file to its final name, so that it is there also after a loss of power. Returns its size.
    pub(super) async fn finish(&mut self) -> Result<u64, PullError> {
        let (path, model_path, folder) = (
            self.path.clone(),
            self.model_path.clone(),
            self.folder().to_owned(),
        );
        self.write(move |file| {
            file.sync_all()?;
            fs::rename(&path, &model_path)?;
            File::open(&folder)?.sync_all()
        })
        .await?;
        remove(&self.version_path).map_err(StoreError::io("remove", &self.version_path))?;
        Ok(self.bytes)
    }

    /// Removes the file if nothing is in it.
    pub(super) fn tidy(&self) {
        if self.bytes == 0 {
            // Best effort: an empty file does no harm.
            let _ = remove(&self.path);
            let _ = remove(&self.version_path);
        }
    }
}

fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}
