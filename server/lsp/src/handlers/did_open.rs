//! `textDocument/didOpen`.

use ponder_complete::OpenFile;
use ponder_text::Document;

use crate::protocol::text_sync::{DidOpenParams, OpenedDocument};
use crate::session::{OpenDocument, Session, language_of};

pub(crate) fn did_open(session: &Session, params: DidOpenParams) {
    let OpenedDocument {
        uri,
        language_id,
        version,
        text,
    } = params.text_document;
    let document = Document::new(&text, version, language_of(&language_id, &uri));
    let snapshot = document.snapshot();
    session.completer.workbench().opened(&OpenFile {
        uri: uri.as_str().to_owned(),
        path: uri.to_file_path().ok(),
        name: session.project_path(&uri),
        snapshot: snapshot.clone(),
    });
    session.documents.insert(
        uri,
        OpenDocument {
            document,
            language_id,
        },
    );
    // Parsed ahead of the first request that needs the tree.
    tokio::task::spawn_blocking(move || {
        snapshot.tree();
    });
}
