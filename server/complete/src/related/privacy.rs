//! Whose text may be shown to a model on behalf of another file.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use ponder_ask::Place;

/// How long a verdict holds: ignore files change seldom, and reading them for every keystroke would be felt.
const FRESH: Duration = Duration::from_secs(30);

/// The verdicts that are kept, at most. When there are more all are found anew.
const VERDICTS: usize = 512;

/// Verdicts on files, for a while.
#[derive(Default)]
pub(crate) struct Privacy(Mutex<HashMap<PathBuf, Verdict>>);

#[derive(Clone, Copy)]
struct Verdict {
    is_private: bool,
    found: Instant,
}

impl Privacy {
    /// Whether the text of the file at `path` may be shown; `None` where that is not known at `deadline`. May block before.
    pub(crate) fn allows(&self, path: &Path, deadline: Instant) -> Option<bool> {
        self.allows_at(path, deadline, Instant::now())
    }

    fn allows_at(&self, path: &Path, deadline: Instant, now: Instant) -> Option<bool> {
        let known = self.verdicts().get(path).copied();
        if let Some(verdict) = known
            && now.saturating_duration_since(verdict.found) < FRESH
        {
            return Some(!verdict.is_private);
        }
        if now >= deadline {
            return None;
        }
        let is_private = Place::is_private(path);
        let mut verdicts = self.verdicts();
        if verdicts.len() >= VERDICTS {
            verdicts.clear();
        }
        let found = now;
        verdicts.insert(path.to_owned(), Verdict { is_private, found });
        Some(!is_private)
    }

    /// Has the verdict on a file found anew when it is next asked for.
    pub(crate) fn forget(&self, path: &Path) {
        self.verdicts().remove(path);
    }

    fn verdicts(&self) -> std::sync::MutexGuard<'_, HashMap<PathBuf, Verdict>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_becomes_ignored_is_noticed_within_half_a_minute() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("notes.rs");
        let privacy = Privacy::default();
        let now = Instant::now();
        let later = now + FRESH;
        assert_eq!(privacy.allows_at(&path, later, now), Some(true));
        std::fs::write(folder.path().join(".ponderignore"), "notes.rs\n").expect("written");
        assert_eq!(privacy.allows_at(&path, later + FRESH, later), Some(false));
    }

    #[test]
    fn what_is_not_known_in_time_stays_unknown() {
        let privacy = Privacy::default();
        let now = Instant::now();
        let path = Path::new("/p/a.rs");
        assert_eq!(privacy.allows_at(path, now, now), None);
        assert_eq!(privacy.allows_at(path, now + FRESH, now), Some(true));
        assert_eq!(privacy.allows_at(path, now, now), Some(true), "known by now");
    }

    #[test]
    fn the_verdicts_are_bounded() {
        let privacy = Privacy::default();
        let now = Instant::now();
        for index in 0..2 * VERDICTS {
            privacy.allows_at(Path::new(&format!("/p/{index}.rs")), now + FRESH, now);
        }
        assert!(privacy.verdicts().len() <= VERDICTS);
    }
}
