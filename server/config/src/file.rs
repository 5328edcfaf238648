//! The user's configuration file with the prompt files beside it, and the folder for what can be made again.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use etcetera::BaseStrategy as _;

use crate::prompt_file::{FolderStamp, PromptFolder};
use crate::{ConfigError, Options, reading};

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

/// Reads the configuration at `path` and the prompt files in the folder `prompts` beside it; a file that is not there is an
/// empty one. Prompt files that can't be used are left out, and [`AssistSettings::problems`](crate::AssistSettings) says why.
pub fn read_at(path: &Path) -> Result<Options, ConfigError> {
    let mut options = read_file(path)?;
    options.prompts = PromptFolder::beside(path);
    Ok(options)
}

fn read_file(path: &Path) -> Result<Options, ConfigError> {
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
    reading::from_toml(&text, path)
}

/// When a configuration was last changed. Two stamps that differ mean that it must be read again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WatchStamp {
    /// The time and the length of the file; `None` where it is not there.
    file: Option<(SystemTime, u64)>,
    prompts: FolderStamp,
}

/// When the configuration at `path` and the prompt files beside it were last changed. Reads no content: one `stat` for each
/// file.
pub fn watch_stamp(path: &Path) -> WatchStamp {
    let stamp = |path: &Path| {
        let metadata = std::fs::metadata(path).ok()?;
        Some((metadata.modified().ok()?, metadata.len()))
    };
    WatchStamp {
        file: stamp(path),
        prompts: FolderStamp::beside(path),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::origin::Origin;

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

    #[test]
    fn a_stamp_differs_once_the_file_does() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("config.toml");
        let missing = watch_stamp(&path);
        std::fs::write(&path, "").expect("written");
        let empty = watch_stamp(&path);
        assert_ne!(empty, missing);
        assert_eq!(watch_stamp(&path), empty);
        std::fs::write(&path, "[local]\n").expect("written");
        assert_ne!(watch_stamp(&path), empty);
    }

    #[test]
    fn options_are_written_as_they_are_read() {
        let text = "[endpoints.mine]\ndialect = \"vllm\"\nurl = \"https://x\"\nkey = { env = \"X\" }\n\
                    [bindings.b]\nendpoint = \"mine\"\nmodel = \"m\"\nprices = { input = 1, output = 2 }\n\
                    [roles]\ngeneral = [\"b\"]\n[routing.temperatures]\ncreate = 1.2\n\
                    [[pins]]\nlanguage = \"rust\"\nuse = \"b\"\n";
        let options = read_text(text).expect("read");
        let written = toml::to_string(&options).expect("written");
        let json = serde_json::to_value(&options).expect("written");
        let mut again = read_text(&written).expect("read again");
        again.origin = Origin::default();
        assert_eq!(again, Options::from_json(&json).expect("read again"));
        assert_eq!(again.endpoints, options.endpoints);
    }
}
