//! Where a task stands: what pins and the privacy of files go by.

use std::path::{Path, PathBuf};

use ponder_config::{Pin, PinScope, Settings};
use ponder_route::{Choice, Wish};

use crate::private_file;

/// Where a task stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Place {
    /// The file, where there is one.
    pub path: Option<PathBuf>,
    /// The name of its language.
    pub language: Option<&'static str>,
}

/// The user's word on who answers, as long as the session lasts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SessionPins {
    /// Everywhere.
    pub all: Option<Choice>,
    /// In a folder or a language; before what the configuration says of the same.
    pub parts: Vec<Pin>,
}

impl Place {
    /// The user's word on who answers here, from the most particular place to the most general: the innermost folder, the
    /// session, the language, the editor.
    pub(crate) fn wish(&self, settings: &Settings, session: &SessionPins) -> Option<Wish> {
        let folder = |pin: &&Pin| matches!(&pin.scope, PinScope::Folder(_));
        let depth = |pin: &&Pin| match &pin.scope {
            PinScope::Folder(folder) => folder.components().count(),
            PinScope::Language(_) => 0,
        };
        let pins = || {
            let all = session.parts.iter().chain(&settings.pins);
            all.filter(|pin| self.is_in(&pin.scope))
        };
        // Of two that are equal the last counts, so the session's have to come last.
        let of_folder = pins()
            .filter(folder)
            .collect::<Vec<_>>()
            .into_iter()
            .rev()
            .max_by_key(depth)
            .map(pinned);
        let of_session = || session.all.as_ref().map(|choice| wish("this session", choice));
        let of_language = || pins().find(|pin| !folder(pin)).map(pinned);
        let of_editor = || settings.pin.as_ref().map(|choice| wish("this editor", choice));
        of_folder
            .or_else(of_session)
            .or_else(of_language)
            .or_else(of_editor)
    }

    fn is_in(&self, scope: &PinScope) -> bool {
        match scope {
            PinScope::Folder(folder) => self.path.as_ref().is_some_and(|path| path.starts_with(folder)),
            PinScope::Language(language) => self
                .language
                .is_some_and(|name| name.eq_ignore_ascii_case(language)),
        }
    }

    /// Whether the text of the file at `path` is nobody else's business: it may hold secrets, or git or Ponder is told to
    /// ignore it. Such text must not become context of another file's task, whichever model does it.
    ///
    /// Blocks: reads the ignore files in the folders above `path`.
    pub fn is_private(path: &Path) -> bool {
        private_file::reason(path).is_some()
    }

    /// Why the text of this place must stay on the machine, if it must.
    pub(crate) async fn must_stay_local(&self) -> Option<String> {
        let path = self.path.clone()?;
        // Reads ignore files: work for a blocking thread. What can't be found out stays here.
        tokio::task::spawn_blocking(move || private_file::reason(&path))
            .await
            .unwrap_or_else(|error| {
                Some(format!(
                    "whether it is private can't be found out ({error}), so its text stays on this machine"
                ))
            })
    }
}

fn pinned(pin: &Pin) -> Wish {
    match &pin.scope {
        PinScope::Folder(folder) => wish(&folder.display().to_string(), &pin.choice),
        PinScope::Language(language) => wish(language, &pin.choice),
    }
}

fn wish(what: &str, choice: &Choice) -> Wish {
    Wish {
        choice: choice.clone(),
        because: format!("{what} is pinned to {choice}"),
    }
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

    fn wished(path: &str, language: &'static str, session: Option<&str>) -> Option<String> {
        let mut settings = Settings::default();
        settings.pins = vec![
            pin(PinScope::Folder("/work".into()), "general"),
            pin(PinScope::Folder("/work/secret".into()), "local"),
            pin(PinScope::Language("markdown".to_owned()), "reasoning"),
        ];
        let place = Place {
            path: Some(path.into()),
            language: Some(language),
        };
        let session = SessionPins {
            all: session.map(Choice::of_name),
            parts: vec![pin(PinScope::Folder("/work/open/mine".into()), "reasoning")],
        };
        let wish = place.wish(&settings, &session);
        wish.map(|wish| wish.choice.to_string())
    }

    #[test]
    fn the_innermost_folder_counts_before_everything() {
        for session in [None, Some("reasoning")] {
            assert_eq!(
                wished("/work/secret/a.md", "markdown", session).as_deref(),
                Some("local")
            );
        }
        assert_eq!(
            wished("/work/open/a.md", "markdown", None).as_deref(),
            Some("general")
        );
        assert_eq!(
            wished("/work/open/mine/a.md", "markdown", None).as_deref(),
            Some("reasoning")
        );
    }

    #[test]
    fn the_session_counts_before_the_language() {
        assert_eq!(
            wished("/home/a.md", "Markdown", None).as_deref(),
            Some("reasoning")
        );
        assert_eq!(
            wished("/home/a.md", "Markdown", Some("local")).as_deref(),
            Some("local")
        );
        assert_eq!(wished("/workshop/a.rs", "rust", None), None);
    }
}
