//! The text of a file as the user sees it: of the open document, else on disk.

use std::fs::File;
use std::io::{ErrorKind, Read as _};
use std::path::Path;

use ponder_text::Snapshot;
use tower_lsp::gen_lsp_types::Uri;

use crate::session::Session;

/// Bytes of a file that is read beside the document, at most.
const MOST: u64 = 1024 * 1024;

/// The text of a file.
#[derive(Debug, Clone)]
pub(crate) enum FileText {
    /// It is open.
    Open(Snapshot),
    /// It is on disk, and this stands in it, as an editor shows it: without a byte order mark.
    OnDisk(String),
    /// There is no such file.
    Missing,
    /// It is too large, no text, or can't be read.
    Unreadable,
}

impl FileText {
    /// The text of the file at `path`. Blocks.
    pub(crate) fn of(session: &Session, path: &Path) -> Self {
        let open = Uri::from_file_path(path)
            .ok()
            .and_then(|uri| session.snapshot(&uri).ok());
        match open {
            Some(snapshot) if snapshot.text().len_bytes() as u64 > MOST => Self::Unreadable,
            Some(snapshot) => Self::Open(snapshot),
            None => Self::on_disk(path),
        }
    }

    fn on_disk(path: &Path) -> Self {
        // What is no file, such as a pipe, could keep a reader waiting for ever.
        match std::fs::metadata(path) {
            Ok(metadata) if metadata.is_file() => {}
            Err(error) if error.kind() == ErrorKind::NotFound => return Self::Missing,
            _ => return Self::Unreadable,
        }
        let mut text = String::new();
        let read = File::open(path).and_then(|file| file.take(MOST + 1).read_to_string(&mut text));
        match read {
            Ok(length) if length as u64 <= MOST => {
                let shown = text.strip_prefix('\u{feff}').unwrap_or(&text);
                Self::OnDisk(shown.to_owned())
            }
            _ => Self::Unreadable,
        }
    }

    /// Whether it is what a change was computed from: this text, or no file.
    pub(crate) fn holds(&self, text: Option<&str>) -> bool {
        match (self, text) {
            (Self::Open(snapshot), Some(text)) => *snapshot.text() == *text,
            (Self::OnDisk(now), Some(text)) => now == text,
            (Self::Missing, None) => true,
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_read_as_an_editor_shows_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.rs");
        assert!(FileText::on_disk(&path).holds(None));
        std::fs::write(&path, "\u{feff}one\r\n").unwrap();
        let text = FileText::on_disk(&path);
        assert!(text.holds(Some("one\r\n")) && !text.holds(None) && !text.holds(Some("one\n")));
    }

    #[test]
    fn what_is_too_large_or_no_text_is_not_read() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.rs");
        std::fs::write(&path, vec![b'x'; 1024 * 1024]).unwrap();
        assert!(matches!(FileText::on_disk(&path), FileText::OnDisk(_)));
        std::fs::write(&path, vec![b'x'; 1024 * 1024 + 1]).unwrap();
        assert!(matches!(FileText::on_disk(&path), FileText::Unreadable));
        std::fs::write(&path, [0xff, 0xfe]).unwrap();
        assert!(matches!(FileText::on_disk(&path), FileText::Unreadable));
        assert!(matches!(FileText::on_disk(folder.path()), FileText::Unreadable));
    }
}
