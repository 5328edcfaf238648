//! Whether what came is the model: its SHA-256 where one is known, and a sound header.

use std::fmt::Write as _;
use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use sha2::{Digest as _, Sha256};

use super::fetch::{Failure, Stated};
use super::partial::Partial;
use super::progress::Report;
use super::{ModelReference, PullError, SourceError};
use crate::gguf::Header;
use crate::store::StoreError;

/// What is hashed between two looks at whether the pull was cancelled.
const BLOCK_BYTES: usize = 8 * 1024 * 1024;

/// Runs `work` on a thread that may block.
pub(super) async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    match tokio::task::spawn_blocking(work).await {
        Ok(result) => result,
        Err(error) => match error.try_into_panic() {
            Ok(panic) => std::panic::resume_unwind(panic),
            // The runtime is shutting down: this task is dropped at its next await, which this is.
            Err(_) => std::future::pending().await,
        },
    }
}

/// Checks the whole file in `partial`, and throws it away if it is not the model. Returns its SHA-256.
pub(super) async fn check(
    reference: &ModelReference,
    stated: &Stated,
    partial: &mut Partial,
    report: &mut Report<'_>,
) -> Result<String, Failure> {
    let path = partial.path().to_owned();
    let actual = sha256(&path, partial.bytes(), report).await?;
    let known = reference
        .catalogue_entry()
        .map(|entry| entry.sha256)
        .or(stated.sha256.as_deref());
    if let Some(expected) = known.filter(|expected| *expected != actual) {
        partial.restart()?;
        return Err(SourceError::Hash {
            expected: expected.to_owned(),
            actual,
        }
        .into());
    }
    if let Err(error) = blocking(move || Header::open(&path)).await {
        partial.restart()?;
        return Err(SourceError::NotAModel(error).into());
    }
    Ok(actual)
}

/// The SHA-256 of the file at `path`, in lower-case hexadecimal. `bytes` is its size, for the report.
pub(super) async fn sha256(path: &Path, bytes: u64, report: &mut Report<'_>) -> Result<String, PullError> {
    let failed = || StoreError::io("read", path);
    let mut file = File::open(path).map_err(failed())?;
    let mut hasher = Sha256::new();
    let mut buffer = vec![0; BLOCK_BYTES];
    let mut done = 0;
    loop {
        let read;
        (file, hasher, buffer, read) = blocking(move || {
            let read = file.read(&mut buffer);
            if let Ok(length) = read {
                hasher.update(&buffer[..length]);
            }
            (file, hasher, buffer, read)
        })
        .await;
        let length = read.map_err(failed())?;
        if length == 0 {
            break;
        }
        done += length as u64;
        report.verifying(done, bytes);
    }
    Ok(hexadecimal(&hasher.finalize()))
}

pub(super) fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a string does not fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}
