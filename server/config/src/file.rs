//! The user's configuration file, and the folder for what can be made again.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use etcetera::BaseStrategy as _;

use crate::{ConfigError, Options};

/// Where the user's configuration is looked for: `ponder/config.toml` in `XDG_CONFIG_HOME`, else in `~/.config`.
///
/// `None` where there is no home folder.
pub fn path() -> Option<PathBuf> {
    let base = etcetera::base_strategy::Xdg::new().ok()?;
    Some(base.config_dir().join("ponder").join("config.toml"))
}

/// Where what can be made again is kept: `ponder` in `XDG_CACHE_HOME`, else in `~/.cache`.
///
/// `None` where there is no home folder.
pub fn cache_folder() -> Option<PathBuf> {
    let base = etcetera::base_strategy::Xdg::new().ok()?;
    Some(base.cache_dir().join("ponder"))
}

/// Reads the user's configuration; a file that is not there is an empty one.
pub fn read() -> Result<Options, ConfigError> {
    path().map_or_else(|| Ok(Options::default()), |path| read_at(&path))
}

/// Reads the configuration at `path`; a file that is not there is an empty one.
pub fn read_at(path: &Path) -> Result<Options, ConfigError> {
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Options::default()),
        Err(source) => {
            return Err(ConfigError::Unreadable {
                path: path.to_owned(),
                source,
            });
        }
    };
    toml::from_str(&text).map_err(|error| ConfigError::Invalid {
        path: path.to_owned(),
        reason: in_words(&error, &text),
    })
}

/// The error with its line, without the file's own text: a configuration may hold secrets.
fn in_words(error: &toml::de::Error, text: &str) -> String {
    let line = error
        .span()
        .and_then(|span| text.get(..span.start))
        .map(|before| before.matches('\n').count() + 1);
    match line {
        Some(line) => format!("line {line}: {}", error.message()),
        None => error.message().to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_text(text: &str) -> Result<Options, ConfigError> {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("config.toml");
        std::fs::write(&path, text).expect("written");
        read_at(&path)
    }

    #[test]
    fn a_missing_file_is_the_default() {
        assert_eq!(
            read_at(Path::new("/nowhere/config.toml")).expect("read"),
            Options::default()
        );
    }

    #[test]
    fn what_is_given_is_taken_and_the_rest_is_default() {
        let options = read_text("[local]\nmodel = \"mine\"\n").expect("read");
        assert_eq!(options.local.model, "mine");
        assert_eq!(options.completion, Options::default().completion);
    }

    #[test]
    fn an_unknown_key_is_named_with_its_line() {
        let error = read_text("[local]\nmodle = \"mine\"\n")
            .expect_err("refused")
            .to_string();
        assert!(error.contains("line 2") && error.contains("modle"), "{error}");
    }

    #[test]
    fn a_broken_file_says_where_but_repeats_nothing_of_it() {
        let error = read_text("[local]\nmodel = \"sk-secret")
            .expect_err("refused")
            .to_string();
        assert!(
            error.contains("line 2") && !error.contains("sk-secret"),
            "{error}"
        );
    }
}
