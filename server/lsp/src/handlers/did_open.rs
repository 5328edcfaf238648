//! `textDocument/didOpen`.

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
