//! What the editor has open and what was done there lately.
//!
//! It only keeps what happened, and what was worked out of it before; choosing from it is its neighbors' work.

use std::collections::HashMap;
use std::fmt;
use std::ops::Range;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use ponder_model::Related;
use ponder_text::{Language, Rope, Snapshot};

use super::edits::{self, Hunk};
use super::privacy::Privacy;
use super::similar::Piece;
use super::window::Window;

/// The closed files that are kept, at most.
const CLOSED_FILES: usize = 10;

/// The size in bytes above which a closed file is forgotten at once. With the number above, closed files take 2.5 MiB.
const CLOSED_BYTES: usize = 256 * 1024;

/// How long a closed file is kept: later it has little to do with what is being done, and may have changed on the disk.
const CLOSED_FOR: Duration = Duration::from_secs(10 * 60);

/// The files whose windows are kept, at most. One takes up to some 150 KiB.
pub(crate) const CUT_FILES: usize = 24;

/// What the editor has open and what was done there lately. Cheap to clone; shared by all threads.
///
/// Its memory is bounded but for the open files themselves, whose text it shares with their documents: ten closed files
/// of 256 KiB, the windows of 24 files, and a few hunks and pieces for each open file.
#[derive(Clone, Default)]
pub struct Workbench(Arc<Inner>);

/// A file that the editor opens.
pub struct OpenFile {
    /// What the editor calls it.
    pub uri: String,
    /// Where it is on the disk. A file without a path was never saved, and is nobody's secret.
    pub path: Option<PathBuf>,
    /// Its path as the project names it.
    pub name: String,
    /// Its text.
    pub snapshot: Snapshot,
}

#[derive(Default)]
struct Inner {
    desk: Mutex<Desk>,
    privacy: Privacy,
}

#[derive(Default)]
struct Desk {
    files: HashMap<String, File>,
    /// Counts what happens, so that of two things the later is known.
    clock: u64,
}

/// A file as it was last seen. Cheap to clone.
#[derive(Clone)]
pub(crate) struct File {
    pub(crate) about: Arc<About>,
    /// The text alone: a snapshot would keep its syntax tree, which takes ten times as much.
    pub(crate) text: Rope,
    /// Differs for each state of the text.
    pub(crate) revision: u64,
    /// When something was last done with it.
    used: u64,
    /// The byte at which that was.
    pub(crate) focus: usize,
    closed: Option<Instant>,
    pub(crate) hunks: Vec<Hunk>,
    pub(crate) cut: Option<Arc<Cut>>,
    pub(crate) chosen: Arc<Chosen>,
}

/// What stays the same about a file as long as it is open.
pub(crate) struct About {
    pub(crate) uri: String,
    pub(crate) path: Option<PathBuf>,
    pub(crate) name: String,
    pub(crate) language: Language,
}

/// The windows of a part of a file at one state.
pub(crate) struct Cut {
    pub(crate) revision: u64,
    pub(crate) part: Range<usize>,
    pub(crate) windows: Vec<Window>,
}

/// What was shown at the last call for a file.
#[derive(Default)]
pub(crate) struct Chosen {
    pub(crate) definitions: Vec<Related>,
    pub(crate) similar: Vec<Piece>,
    /// The hunks, by their ids.
    pub(crate) edits: Vec<u64>,
}

impl fmt::Debug for Workbench {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Texts belong in no log.
        let files = self.desk().files.len();
        formatter
            .debug_struct("Workbench")
            .field("files", &files)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for OpenFile {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("OpenFile")
            .field("uri", &self.uri)
            .finish_non_exhaustive()
    }
}

impl Workbench {
    /// The editor opened a file. Whether it is private is found out anew.
    pub fn opened(&self, file: &OpenFile) {
        if let Some(path) = &file.path {
            self.privacy().forget(path);
        }
        let mut desk = self.desk();
        let now = desk.tick();
        let text = file.snapshot.text().clone();
        let before = desk.files.remove(&file.uri);
        let hunks = match before {
            Some(before) if before.text == text => before.hunks,
            _ => Vec::new(),
        };
        let opened = File {
            about: Arc::new(About {
                uri: file.uri.clone(),
                path: file.path.clone(),
                name: file.name.clone(),
                language: file.snapshot.language(),
            }),
            text,
            revision: now,
            used: now,
            focus: 0,
            closed: None,
            hunks,
            cut: None,
            chosen: Arc::default(),
        };
        desk.files.insert(file.uri.clone(), opened);
    }

    /// A file changed from one state to the next: `edited` are the bytes in `after` that are new. Call it for each change
    /// by itself where an edit has several. A file that was not opened is left alone.
    ///
    /// Takes time for the size of the edit, not of the file.
    pub fn changed(&self, uri: &str, before: &Snapshot, after: &Snapshot, edited: Range<usize>) {
        let mut desk = self.desk();
        let now = desk.tick();
        let Some(file) = desk.files.get_mut(uri) else {
            return;
        };
        file.focus = edited.end.min(after.text().len_bytes());
        file.text = after.text().clone();
        file.revision = now;
        file.used = now;
        edits::record(&mut file.hunks, before.text(), after.text(), edited, now);
    }

    /// A completion was asked at byte `offset` of a file.
    pub fn viewed(&self, uri: &str, offset: usize) {
        let mut desk = self.desk();
        let now = desk.tick();
        if let Some(file) = desk.files.get_mut(uri) {
            file.focus = offset.min(file.text.len_bytes());
            file.used = now;
        }
    }

    /// The editor closed a file. Its text may still serve for ten minutes.
    pub fn closed(&self, uri: &str) {
        let mut desk = self.desk();
        let Some(file) = desk.files.get_mut(uri) else {
            return;
        };
        if file.text.len_bytes() > CLOSED_BYTES {
            desk.files.remove(uri);
            return;
        }
        file.closed = Some(Instant::now());
        file.chosen = Arc::default();
        let closed: Vec<_> = desk.files.values().filter(|file| file.closed.is_some()).collect();
        if closed.len() > CLOSED_FILES {
            let oldest = closed.into_iter().min_by_key(|file| file.closed);
            let oldest = oldest.map(|file| file.about.uri.clone());
            oldest.and_then(|uri| desk.files.remove(&uri));
        }
    }

    /// All files, the one that was used last first.
    pub(crate) fn files(&self) -> Vec<File> {
        self.files_at(Instant::now())
    }

    fn files_at(&self, now: Instant) -> Vec<File> {
        let mut desk = self.desk();
        desk.files.retain(|_, file| {
            file.closed
                .is_none_or(|closed| now.saturating_duration_since(closed) < CLOSED_FOR)
        });
        let mut files: Vec<_> = desk.files.values().cloned().collect();
        drop(desk);
        files.sort_unstable_by_key(|file| std::cmp::Reverse(file.used));
        files
    }

    /// Keeps the windows of a file for the next call.
    pub(crate) fn keep_cut(&self, uri: &str, cut: Arc<Cut>) {
        let mut desk = self.desk();
        if let Some(file) = desk.files.get_mut(uri) {
            file.cut = Some(cut);
        }
        let with_cut = || desk.files.values().filter(|file| file.cut.is_some());
        if with_cut().count() > CUT_FILES {
            let oldest = with_cut()
                .filter(|file| file.about.uri != uri)
                .min_by_key(|file| file.used);
            let oldest = oldest.map(|file| file.about.uri.clone());
            if let Some(file) = oldest.and_then(|uri| desk.files.get_mut(&uri)) {
                file.cut = None;
            }
        }
    }

    /// Keeps what was shown for a file, so that the next call shows the same where it can.
    pub(crate) fn keep_chosen(&self, uri: &str, chosen: Chosen) {
        if let Some(file) = self.desk().files.get_mut(uri)
            && file.closed.is_none()
        {
            file.chosen = Arc::new(chosen);
        }
    }

    pub(crate) fn privacy(&self) -> &Privacy {
        &self.0.privacy
    }

    fn desk(&self) -> MutexGuard<'_, Desk> {
        // A panic elsewhere can at worst leave a hunk out of place, which costs a poorer hint.
        self.0.desk.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Desk {
    fn tick(&mut self) -> u64 {
        self.clock += 1;
        self.clock
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ponder_text::Document;

    fn open(workbench: &Workbench, uri: &str, text: &str) {
        workbench.opened(&OpenFile {
            uri: uri.to_owned(),
            path: None,
            name: uri.to_owned(),
            snapshot: Document::new(text, 0, Language::Rust).snapshot(),
        });
    }

    #[test]
    fn closed_files_are_kept_for_a_while_and_only_a_few() {
        let workbench = Workbench::default();
        for index in 0..50 {
            let uri = format!("file:{index}");
            open(&workbench, &uri, "text\n");
            workbench.closed(&uri);
        }
        assert_eq!(workbench.files().len(), CLOSED_FILES);
        assert_eq!(workbench.files_at(Instant::now() + CLOSED_FOR).len(), 0);
    }

    #[test]
    fn a_large_file_is_forgotten_when_it_is_closed() {
        let workbench = Workbench::default();
        open(&workbench, "large", &"text\n".repeat(CLOSED_BYTES));
        workbench.closed("large");
        assert!(workbench.files().is_empty());
    }

    #[test]
    fn windows_are_kept_for_a_few_files_only() {
        let workbench = Workbench::default();
        for index in 0..3 * CUT_FILES {
            let uri = format!("file:{index}");
            open(&workbench, &uri, "text\n");
            let cut = Cut {
                revision: 0,
                part: 0..0,
                windows: Vec::new(),
            };
            workbench.keep_cut(&uri, Arc::new(cut));
        }
        let kept = workbench.files().iter().filter(|file| file.cut.is_some()).count();
        assert_eq!(kept, CUT_FILES);
    }

    #[test]
    fn what_is_said_of_unknown_files_changes_nothing() {
        let workbench = Workbench::default();
        let snapshot = Document::new("text", 0, Language::Rust).snapshot();
        workbench.changed("unknown", &snapshot, &snapshot, 0..4);
        workbench.viewed("unknown", 3);
        workbench.closed("unknown");
        assert!(workbench.files().is_empty());
    }

    #[test]
    fn logs_show_no_text() {
        let workbench = Workbench::default();
        open(&workbench, "file:a", "password = 1234\n");
        assert!(!format!("{workbench:?}").contains("1234"));
    }
}
