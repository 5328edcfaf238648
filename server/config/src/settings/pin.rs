//! Pins: one role or binding for a folder or a language.

use std::path::{Component, Path, PathBuf};

use ponder_route::Choice;
use ponder_text::Language;

use crate::origin::Origin;
use crate::settings::Known;
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
