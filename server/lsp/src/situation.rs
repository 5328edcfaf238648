//! What is known where an action is asked for: put together before a model is asked, from what is open and what may be read.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use ponder_ask::Place;
use ponder_assist::{Action, Situation, TestFile, TestPlace};
use ponder_text::{Since, Snapshot};
use tower_lsp::gen_lsp_types::{Diagnostic, Range, Uri};
use tower_lsp::jsonrpc::{Error, Result};

use crate::file_text::FileText;
use crate::protocol::convert;
use crate::session::Session;
use crate::{definitions, errors};

/// A place in a document, as a request names it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Asked<'a> {
    pub(crate) uri: &'a Uri,
    pub(crate) range: Range,
    /// The version that the range is of; the present one if `None`.
    pub(crate) version: Option<i32>,
    pub(crate) diagnostics: &'a [Diagnostic],
}

/// Whether it is a document that somebody writes, and not one that a program shows.
pub(crate) fn is_changeable(uri: &Uri) -> bool {
    matches!(uri.scheme(), "file" | "untitled")
}

/// The situation at a place, and what changes in the document from now on. All of it is taken at once, so that it is that
/// of the request's place in the order of the wire.
pub(crate) fn situation(session: &Session, asked: Asked<'_>) -> Result<(Situation, Since)> {
    let (snapshot, since) = session.followed(asked.uri)?;
    if asked.version.is_some_and(|version| version != snapshot.version()) {
        return Err(errors::outdated(
            "the document changed since this was offered; ask for the action again",
        ));
    }
    let encoding = session.features().encoding;
    let situation = Situation {
        bytes: convert::bytes(&snapshot, asked.range, encoding),
        diagnostics: asked
            .diagnostics
            .iter()
            .map(|diagnostic| convert::diagnostic(&snapshot, diagnostic, encoding))
            .collect(),
        path: session.project_path(asked.uri),
        place: convert::place(asked.uri, &snapshot),
        related: definitions::known(session, asked.uri),
        test_file: None,
        snapshot,
    };
    Ok((situation, since))
}

/// The same situation with what `action` needs besides.
pub(crate) async fn for_action(
    session: &Arc<Session>,
    action: &Action,
    mut situation: Situation,
) -> Result<Situation> {
    if *action == Action::Test {
        let (session, snapshot) = (Arc::clone(session), situation.snapshot.clone());
        let path = situation.place.path.clone();
        // Files are looked for, and the document may be parsed: work for a blocking thread.
        situation.test_file =
            tokio::task::spawn_blocking(move || test_file(&session, &snapshot, path.as_deref()))
                .await
                .map_err(|_| Error::internal_error())?;
    }
    Ok(situation)
}

/// The file that tests of the document stand in or are to stand in, if it is another one and may be read. Blocks.
fn test_file(session: &Session, snapshot: &Snapshot, path: Option<&Path>) -> Option<TestFile> {
    let TestPlace::File(candidates) = ponder_assist::test_place(snapshot, path) else {
        return None;
    };
    for path in &candidates {
        // What must not be read is not added to either.
        if Place::is_private(path) {
            return None;
        }
        let text = match FileText::of(session, path) {
            FileText::Missing => continue,
            FileText::Unreadable => return None,
            FileText::Open(snapshot) => snapshot.text().to_string(),
            FileText::OnDisk(text) => text,
        };
        return Some(TestFile {
            path: path.clone(),
            text: Some(text),
        });
    }
    let is_in_folder = |path: &&PathBuf| path.parent().is_some_and(Path::is_dir);
    let path = candidates.iter().find(is_in_folder).or(candidates.first())?;
    Some(TestFile {
        path: path.clone(),
        text: None,
    })
}
