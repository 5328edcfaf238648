//! The lock that keeps a second pull of the same model out.

use std::fs::{File, TryLockError};
use std::path::Path;

use super::{ModelId, StoreError};

/// Held while a model's files are changed; given back when dropped, or by the system when the process dies.
///
/// Its empty file stays: to delete it would let two processes hold locks on two files of the same name.
#[derive(Debug)]
pub(crate) struct PullLock {
    _file: File,
}

impl PullLock {
    /// Takes the lock, or fails at once if this or another process has it.
    pub(super) fn take(id: &ModelId, path: &Path) -> Result<Self, StoreError> {
        let file = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(path)
            .map_err(StoreError::io("create", path))?;
        match file.try_lock() {
            Ok(()) => Ok(Self { _file: file }),
            Err(TryLockError::WouldBlock) => Err(StoreError::Busy(id.clone())),
            Err(TryLockError::Error(error)) => Err(StoreError::io("lock", path)(error)),
        }
    }
}
