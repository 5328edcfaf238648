//! What the store remembers of a model: a small JSON file beside it.

use std::fs::{self, File};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use serde::{Deserialize, Serialize};

use super::{FileState, InstalledModel, ModelId, StoreError};

/// The most bytes of a manifest that are read. A whole one has some hundred.
const MAX_BYTES: u64 = 64 * 1024;

/// What is recorded of an installed model.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Manifest {
    pub(crate) id: ModelId,
    /// What was asked for.
    pub(crate) origin: String,
    /// Where the bytes came from.
    pub(crate) source: String,
    pub(crate) bytes: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) sha256: Option<String>,
    /// Set for a file that was added in place.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) external: Option<ExternalFile>,
}

/// A model file of the user's, outside the store.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ExternalFile {
    path: PathBuf,
    /// The time of its last change, in seconds and nanoseconds since 1970.
    modified: (u64, u32),
}

impl ExternalFile {
    /// The file at `path`, which must be absolute, as it is now.
    pub(crate) fn of(path: &Path) -> io::Result<Self> {
        Ok(Self {
            path: path.to_owned(),
            modified: modified(&fs::metadata(path)?)?,
        })
    }
}

fn modified(metadata: &fs::Metadata) -> io::Result<(u64, u32)> {
    // A time before 1970 is as good as any other to see a change.
    let since = metadata
        .modified()?
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    Ok((since.as_secs(), since.subsec_nanos()))
}

impl Manifest {
    /// Reads the manifest of the model `id`, if there is one.
    pub(super) fn read(id: &ModelId, path: &Path) -> Result<Option<Self>, StoreError> {
        let damaged = |reason: String| StoreError::Manifest {
            id: id.clone(),
            path: path.to_owned(),
            reason,
        };
        let file = match File::open(path) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(StoreError::io("read", path)(error)),
        };
        let mut content = Vec::new();
        file.take(MAX_BYTES)
            .read_to_end(&mut content)
            .map_err(StoreError::io("read", path))?;
        let manifest: Self = serde_json::from_slice(&content).map_err(|error| damaged(error.to_string()))?;
        if manifest.id != *id {
            return Err(damaged(format!("it describes the model `{}`", manifest.id)));
        }
        Ok(Some(manifest))
    }

    /// Writes the manifest so that a reader sees it whole or not at all.
    pub(super) fn write(&self, path: &Path) -> Result<(), StoreError> {
        let content = serde_json::to_vec_pretty(self).map_err(|error| StoreError::Manifest {
            id: self.id.clone(),
            path: path.to_owned(),
            reason: error.to_string(),
        })?;
        write_atomically(path, &content).map_err(StoreError::io("write", path))
    }

    /// The model as it is installed, after a look at its file. `in_store` is where its file lies unless it was added
    /// in place.
    pub(super) fn look_at_file(self, in_store: PathBuf) -> InstalledModel {
        let (path, expected) = match self.external {
            Some(external) => (external.path, Some(external.modified)),
            None => (in_store, None),
        };
        let state = match fs::metadata(&path) {
            Ok(metadata) => {
                let same_time = expected.is_none_or(|time| modified(&metadata).is_ok_and(|now| now == time));
                if metadata.is_file() && metadata.len() == self.bytes && same_time {
                    FileState::Ready
                } else {
                    FileState::Changed
                }
            }
            Err(_) => FileState::Missing,
        };
        InstalledModel {
            id: self.id,
            path,
            bytes: self.bytes,
            sha256: self.sha256,
            origin: self.origin,
            source: self.source,
            state,
        }
    }
}

/// Writes a small file beside its place and moves it there. The caller holds the lock, so nobody else writes it.
pub(crate) fn write_atomically(path: &Path, content: &[u8]) -> io::Result<()> {
    let beside = path.with_extension("new");
    let mut file = File::create(&beside)?;
    file.write_all(content)?;
    file.sync_all()?;
    fs::rename(&beside, path)
}
