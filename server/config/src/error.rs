//! What can be wrong with a configuration.

use std::path::PathBuf;

use thiserror::Error;

/// What can be wrong with a configuration.
#[derive(Debug, Error)]
pub enum ConfigError {
    /// The file is there but can't be read.
    #[error("can't read the configuration {}: {source}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The file is not TOML, or not of the configuration's form.
    #[error("the configuration {} is not valid: {reason}; `ponder config schema` says what it may hold", path.display())]
    Invalid {
        /// The file.
        path: PathBuf,
        /// What is wrong, with its place.
        reason: String,
    },
    /// The editor sent options that are unknown, or not an editor's to set.
    #[error(
        "the editor's options for ponder are not valid: {reason}; what only the user may set belongs in the file that `ponder config path` names"
    )]
    Editor {
        /// What is wrong.
        reason: String,
    },
    /// A value that can't be used.
    #[error("{option} is {value}, but must be {allowed}; correct it in the configuration")]
    Value {
        /// The option's name.
        option: &'static str,
        /// What it is.
        value: String,
        /// What it may be.
        allowed: &'static str,
    },
}
