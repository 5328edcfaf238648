//! What a proposal makes of a file: shown as a diff, or written.

use std::path::{Path, PathBuf};

use ponder_assist::{Change, Edit, edited};

use crate::create_file::create_file;
use crate::replace_file::replace_file;
use crate::source::Source;
use crate::unified_diff::unified_diff;

/// A file before and after a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ChangedFile {
    /// The file; `None` if it is standard input of which no name is told.
    pub(crate) path: Option<PathBuf>,
    /// Its text as it is; `None` for a file that does not exist yet.
    pub(crate) old: Option<String>,
    /// Its text with the change.
    pub(crate) new: String,
    /// The change, in the order of the bytes.
    pub(crate) edits: Vec<Edit>,
}

impl ChangedFile {
    /// What `change`, proposed for `source`, makes of the file that it is for.
    pub(crate) fn new(source: &Source, change: &Change) -> Self {
        let edits = change.edits();
        let (path, old) = match change {
            Change::Here(_) => (source.origin.path().map(Path::to_owned), Some(source.text())),
            Change::File { path, text, .. } => (Some(path.clone()), text.clone()),
        };
        Self {
            path,
            new: edited(old.as_deref().unwrap_or_default(), &edits),
            old,
            edits,
        }
    }

    /// The file is the same afterwards.
    pub(crate) fn is_unchanged(&self) -> bool {
        self.old.as_deref().unwrap_or_default() == self.new
    }

    /// The change as a unified diff.
    pub(crate) fn diff(&self) -> String {
        let path = self.path.as_deref().unwrap_or(Path::new("standard input"));
        unified_diff(path, self.old.as_deref(), &self.new)
    }

    /// Writes the change into the file, whole or not at all. Fails if the file is not what it was any more.
    pub(crate) fn write(&self) -> anyhow::Result<()> {
        let Some(path) = &self.path else {
            anyhow::bail!("standard input can't be written; leave out --apply");
        };
        match &self.old {
            Some(old) => replace_file(path, old, &self.new),
            None => create_file(path, &self.new),
        }
    }
}

#[cfg(test)]
mod tests {
    use ponder_assist::Part;
    use ponder_text::{Document, Language};

    use super::*;
    use crate::source::Origin;

    fn source(path: &Path, text: &str) -> Source {
        Source {
            origin: Origin::File(path.to_owned()),
            snapshot: Document::new(text, 0, Language::Python).snapshot(),
        }
    }

    fn insertion(at: usize, new_text: &str) -> Edit {
        Edit {
            bytes: at..at,
            new_text: new_text.to_owned(),
        }
    }

    #[test]
    fn the_parts_of_a_change_are_made_together() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.py");
        let text = "\u{feff}a = 1\r\nb = 2";
        std::fs::write(&path, text).unwrap();
        let part = |edit: Edit| Part {
            label: String::new(),
            from: edit.bytes.clone(),
            edits: vec![edit],
        };
        let change = Change::Here(vec![
            part(insertion(3, "# A\r\n")),
            part(insertion(10, "# B\r\n")),
        ]);
        let changed = ChangedFile::new(&source(&path, text), &change);
        assert!(!changed.is_unchanged());
        changed.write().unwrap();
        assert_eq!(
            std::fs::read_to_string(&path).unwrap(),
            "\u{feff}# A\r\na = 1\r\n# B\r\nb = 2"
        );
        assert!(changed.write().is_err(), "the file is not what it was");
    }

    #[test]
    fn a_change_of_another_file_is_for_that_one() {
        let folder = tempfile::tempdir().unwrap();
        let tests = folder.path().join("tests/test_a.py");
        let change = Change::File {
            path: tests.clone(),
            text: None,
            edits: vec![insertion(0, "assert True\n")],
        };
        let changed = ChangedFile::new(&source(Path::new("a.py"), "a = 1\n"), &change);
        assert!(
            changed.diff().starts_with("--- /dev/null\n+++ b/"),
            "{}",
            changed.diff()
        );
        changed.write().unwrap();
        assert_eq!(std::fs::read_to_string(&tests).unwrap(), "assert True\n");
        assert!(changed.write().is_err(), "the file is there now");
    }

    #[test]
    fn a_change_to_the_same_is_none() {
        let change = Change::Here(Vec::new());
        assert!(ChangedFile::new(&source(Path::new("a.py"), "a\n"), &change).is_unchanged());
    }
}
