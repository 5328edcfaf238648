//! Whether the disk has room for a model, asked before it is pulled.

use std::io;
use std::path::Path;

use super::PullError;

/// What is left free on the disk at least, in bytes: programs break on a disk that is filled to the brim.
const SPARE_BYTES: u64 = 64 * 1024 * 1024;

/// The bytes that are free for this user's files in `folder`.
pub fn free_bytes(folder: &Path) -> io::Result<u64> {
    let disk = rustix::fs::statvfs(folder)?;
    Ok(disk.f_bavail.saturating_mul(disk.f_frsize))
}

/// Refuses to write `bytes` more into `folder` if its disk has too little room. `measure` says what it has.
pub(super) fn check(
    folder: &Path,
    bytes: u64,
    measure: fn(&Path) -> io::Result<u64>,
) -> Result<(), PullError> {
    let needed = bytes.saturating_add(SPARE_BYTES);
    match measure(folder) {
        Ok(free) if free < needed => Err(PullError::NotEnoughSpace {
            folder: folder.to_owned(),
            needed,
            free,
        }),
        // A disk that does not say how much is free is not a reason to refuse.
        _ => Ok(()),
    }
}
