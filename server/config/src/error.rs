//! What can be wrong with a configuration.

use std::path::{Path, PathBuf};

use thiserror::Error;

/// What can be wrong with a configuration. No text repeats a value of the file that may be a secret.
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
    /// An option is unknown, or its value can't be used; or the whole is not TOML.
    #[error("the configuration{} is not valid: {reason}", name_of(file.as_deref()))]
    Invalid {
        /// The file; `None` where options came otherwise.
        file: Option<PathBuf>,
        /// The option, as in `endpoints.mine.url`; `None` where the form of the whole is wrong.
        option: Option<String>,
        /// Its line in the file, from 1.
        line: Option<usize>,
        /// What is wrong, with option and line, and what to write instead.
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
}

fn name_of(file: Option<&Path>) -> String {
    file.map_or_else(String::new, |file| format!(" {}", file.display()))
}
