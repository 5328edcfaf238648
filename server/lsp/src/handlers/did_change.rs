//! `textDocument/didChange`.

use ponder_text::{Change, offset_of};

use crate::protocol::text_sync::DidChangeParams;
use crate::session::Session;

pub(crate) fn did_change(session: &Session, params: DidChangeParams) {
    let DidChangeParams {
        text_document,
        content_changes,
    } = params;
    let uri = text_document.uri;
    let Some(mut open) = session.documents.get_mut(&uri) else {
        tracing::warn!(uri = uri.as_str(), "a change of a document that is not open");
        return;
    };
    let encoding = session.features().encoding;
    // Also where nothing else changes.
    open.document.apply([], text_document.version, encoding);
    let mut before = open.document.snapshot();
    for change in content_changes {
        let change = Change::from(change);
        let start = change.range.map_or(0, |range| {
            offset_of(before.text(), range.start.min(range.end), encoding)
        });
        let edited = start..start + change.text.len();
        open.document.apply([change], text_document.version, encoding);
        let after = open.document.snapshot();
        session.completer.changed(uri.as_str(), &before, &after, edited);
        before = after;
    }
}
