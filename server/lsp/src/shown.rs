//! Showing a text to the user of a client that does not do so itself: as a document if it can open one, else as a message.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use tower_lsp::gen_lsp_types::{MessageType, ShowDocumentParams, Uri};

use crate::session::Session;

/// How long a client may take to open a document.
const TIME: Duration = Duration::from_secs(10);

/// What is shown: decides the name of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shown {
    /// What a model says, in Markdown.
    Explanation,
    /// What a model wrote that was made no edit, in Markdown.
    Answer,
    /// Edits that were not made, as a unified diff.
    Diff,
}

impl Shown {
    fn file_name(self) -> &'static str {
        match self {
            Self::Explanation => "explanation.md",
            Self::Answer => "answer.md",
            Self::Diff => "proposal.diff",
        }
    }
}

/// Shows `text`, with what is hidden in it made visible.
pub(crate) async fn show(session: &Arc<Session>, shown: Shown, text: &str) {
    let text = visible(text);
    if session.features().show_document {
        let to_write = text.clone();
        let written = tokio::task::spawn_blocking(move || {
            let folder = ponder_config::cache_folder()?;
            write(&folder, shown, &to_write)
        });
        if let Ok(Some(uri)) = written.await {
            open(session, uri);
            return;
        }
    }
    session.client.show_message(MessageType::Info, text).await;
}

/// Has the client open a document. Not waited for: a client that never answers must hold nobody.
fn open(session: &Session, uri: Uri) {
    let params = ShowDocumentParams {
        uri,
        external: None,
        take_focus: Some(true),
        selection: None,
    };
    let client = session.client.clone();
    tokio::spawn(async move {
        let _ = tokio::time::timeout(TIME, client.show_document(params)).await;
    });
}

/// Writes the text to its file in `folder`, over the last one: at every moment one of them is there, whole.
fn write(folder: &Path, shown: Shown, text: &str) -> Option<Uri> {
    std::fs::create_dir_all(folder).ok()?;
    let path = folder.join(shown.file_name());
    let mut file = tempfile::NamedTempFile::new_in(folder).ok()?;
    file.write_all(text.as_bytes()).ok()?;
    file.persist(&path).ok()?;
    Uri::from_file_path(path).ok()
}

/// `text` without control characters, and with those visible that hide or turn around what is written.
pub(crate) fn visible(text: &str) -> String {
    let mut visible = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\n' | '\t' => visible.push(character),
            '\u{200b}'
            | '\u{200e}'
            | '\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{2069}'
            | '\u{feff}'
            | '\u{e0000}'..='\u{e007f}' => {
                // Writing to a string does not fail.
                let _ = write!(visible, "\u{27e8}U+{:04X}\u{27e9}", u32::from(character));
            }
            _ if character.is_control() => {}
            _ => visible.push(character),
        }
    }
    visible
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shown_file_takes_the_place_of_the_last_one() {
        let folder = tempfile::tempdir().unwrap();
        let cache = folder.path().join("new/cache");
        for text in ["a longer text", "short"] {
            let uri = write(&cache, Shown::Diff, text).unwrap();
            assert!(uri.path().ends_with("/proposal.diff"));
            assert_eq!(
                std::fs::read_to_string(uri.to_file_path().unwrap()).unwrap(),
                text
            );
        }
        assert_eq!(std::fs::read_dir(&cache).unwrap().count(), 1);
    }

    #[test]
    fn what_is_hidden_is_shown_and_what_controls_a_terminal_is_gone() {
        assert_eq!(
            visible("a\u{1b}[31mb\u{202e}c\r\n\t字👩\u{200d}👧"),
            "a[31mb⟨U+202E⟩c\n\t字👩\u{200d}👧"
        );
    }
}
