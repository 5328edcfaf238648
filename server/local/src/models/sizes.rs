//! How large models are, remembered as long as their files don't change.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use crate::gguf::Header;

/// The sizes of models that were asked for. Cheap to clone; clones remember the same.
#[derive(Debug, Clone, Default)]
pub(super) struct Sizes(Arc<Mutex<HashMap<PathBuf, Size>>>);

/// The size of a file as it was when its header was read.
#[derive(Debug, Clone, Copy)]
struct Size {
    changed: SystemTime,
    bytes: u64,
    /// Billions of parameters; `None` if the header can't be understood.
    billions: Option<f64>,
}

impl Sizes {
    /// The billions of parameters of the model file at `path`; `None` if there is none, or its header can't be understood.
    /// Reads the header once for each state of the file.
    pub(super) fn billions(&self, path: &Path) -> Option<f64> {
        let metadata = fs::metadata(path).ok()?;
        let (changed, bytes) = (metadata.modified().ok()?, metadata.len());
        let known = self.lock().get(path).copied();
        if let Some(known) = known.filter(|known| (known.changed, known.bytes) == (changed, bytes)) {
            return known.billions;
        }
        let billions = Header::open(path).ok().map(|header| header.billions());
        let size = Size {
            changed,
            bytes,
            billions,
        };
        self.lock().insert(path.to_owned(), size);
        billions
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<PathBuf, Size>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gguf::fixture::GgufFile;

    fn model(rows: u64) -> Vec<u8> {
        GgufFile::new()
            .text("general.architecture", "qwen2")
            .tensor("token_embd.weight", &[64, rows], 0)
            .bytes()
    }

    #[test]
    fn a_file_that_changes_is_measured_again() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("model.gguf");
        let sizes = Sizes::default();
        assert_eq!(sizes.billions(&path), None, "there is none yet");
        fs::write(&path, model(10)).expect("written");
        assert_eq!(sizes.billions(&path), Some(640e-9));
        fs::write(&path, model(20)).expect("written");
        assert_eq!(sizes.clone().billions(&path), Some(1280e-9));
        fs::write(&path, "no model").expect("written");
        assert_eq!(sizes.billions(&path), None);
    }
}
