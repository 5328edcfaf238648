//! Pins: one role or binding for a folder or a language.

use std::path::{Component, Path, PathBuf};

use ponder_route::Choice;
use ponder_text::Language;

use crate::origin::Origin;
use crate::settings::{Known, Settings};
use crate::{ConfigError, PinOptions};

/// One role or binding for a folder or a language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pin {
    /// What it holds for.
    pub scope: PinScope,
    /// Who answers.
    pub choice: Choice,
}

/// What a pin holds for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PinScope {
    /// A folder, as an absolute path, and all that is in it.
    Folder(PathBuf),
    /// A language, by the name that [`Language::name`] gives.
    Language(String),
}

pub(super) fn resolve(
    options: &[PinOptions],
    known: &Known,
    origin: &Origin,
) -> Result<Vec<Pin>, ConfigError> {
    let pins = options.iter().enumerate().map(|(index, given)| {
        let whole = format!("pins[{index}]");
        let option = |key: &str| format!("{whole}.{key}");
        let scope = match (&given.folder, &given.language) {
            (Some(folder), None) => absolute(folder, etcetera::home_dir().ok().as_deref())
                .map(PinScope::Folder)
                .ok_or_else(|| {
                    origin.error(
                        &option("folder"),
                        "must be a whole path without `..`, or one that begins with `~/`",
                    )
                })?,
            (None, Some(language)) => Language::from_id(language)
                .map(|language| PinScope::Language(language.name().to_owned()))
                .ok_or_else(|| {
                    origin.error(
                        &option("language"),
                        "is no language that ponder knows, such as `markdown`",
                    )
                })?,
            _ => return Err(origin.error(&whole, "must have exactly one of `folder` and `language`")),
        };
        let choice = given
            .choice
            .as_deref()
            .ok_or_else(|| origin.error(&whole, "lacks the key `use`: a role or a binding"))?;
        let choice = known
            .choice(choice)
            .map_err(|reason| origin.error(&option("use"), &reason))?;
        Ok(Pin { scope, choice })
    });
    pins.collect()
}

impl Settings {
    /// Who is pinned for a document at `path`, `None` for one without a place, in the language of this name.
    ///
    /// The user's folders go first, the innermost before all: what is kept on this machine stays here whatever its
    /// language. Then come the user's languages, and at last what the editor pinned.
    pub fn pinned(&self, path: Option<&Path>, language: &str) -> Option<&Choice> {
        let in_folder = self.pins.iter().filter_map(|pin| match &pin.scope {
            PinScope::Folder(folder) if path?.starts_with(folder) => {
                Some((folder.components().count(), &pin.choice))
            }
            _ => None,
        });
        let innermost = in_folder
            .max_by_key(|(depth, _)| *depth)
            .map(|(_, choice)| choice);
        let of_language = || {
            self.pins.iter().find_map(|pin| match &pin.scope {
                PinScope::Language(own) if own == language => Some(&pin.choice),
                _ => None,
            })
        };
        innermost.or_else(of_language).or(self.pin.as_ref())
    }
}

/// The folder with `~` put in full. A pin that holds nowhere could send away what should stay, hence no guessing.
fn absolute(written: &str, home: Option<&Path>) -> Option<PathBuf> {
    let path = if written == "~" {
        home?.to_owned()
    } else if let Some(rest) = written.strip_prefix("~/") {
        home?.join(rest)
    } else {
        PathBuf::from(written)
    };
    let is_plain = path.is_absolute()
        && !path
            .components()
            .any(|component| component == Component::ParentDir);
    // Taken apart and put together, without `.` and a slash at the end.
    is_plain.then(|| path.components().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pin(scope: PinScope, choice: &str) -> Pin {
        Pin {
            scope,
            choice: Choice::of_name(choice),
        }
    }

    #[test]
    fn the_innermost_folder_goes_before_the_language_and_both_before_the_editor() {
        let folder = |path: &str, choice| pin(PinScope::Folder(PathBuf::from(path)), choice);
        let settings = Settings {
            pins: vec![
                pin(PinScope::Language("rust".to_owned()), "general"),
                folder("/work/secret", "local"),
                folder("/work", "reasoning"),
            ],
            pin: Some(Choice::of_name("completion")),
            ..Settings::default()
        };
        let pinned = |path: &str, language: &str| {
            let choice = settings.pinned(Some(Path::new(path)), language);
            choice.map(ToString::to_string).unwrap_or_default()
        };
        assert_eq!(pinned("/work/secret/deep/a.rs", "rust"), "local");
        assert_eq!(pinned("/work/secrets/a.rs", "rust"), "reasoning");
        assert_eq!(pinned("/home/a.rs", "rust"), "general");
        assert_eq!(pinned("/home/a.py", "python"), "completion");
        assert_eq!(settings.pinned(None, "rust"), Some(&Choice::of_name("general")));
        assert_eq!(Settings::default().pinned(None, "rust"), None);
    }

    #[test]
    fn a_folder_is_absolute_or_under_the_home_folder() {
        let home = Some(Path::new("/home/me"));
        assert_eq!(absolute("~/work/", home), Some(PathBuf::from("/home/me/work")));
        assert_eq!(absolute("~", home), Some(PathBuf::from("/home/me")));
        assert_eq!(absolute("/srv/./x", home), Some(PathBuf::from("/srv/x")));
        for wrong in ["work", "./work", "~other/work", "/srv/../etc", ""] {
            assert_eq!(absolute(wrong, home), None, "{wrong}");
        }
        assert_eq!(absolute("~/work", None), None);
    }
}
