//! `textDocument/didChange`.

use crate::protocol::text_sync::DidChangeParams;
use crate::session::Session;

pub(crate) fn did_change(session: &Session, params: DidChangeParams) {
    let DidChangeParams {
        text_document,
        content_changes,
    } = params;
    let Some(mut open) = session.documents.get_mut(&text_document.uri) else {
        tracing::warn!(
            uri = text_document.uri.as_str(),
            "a change of a document that is not open"
        );
        return;
    };
    let encoding = session.features().encoding;
    open.document.apply(
        content_changes.into_iter().map(Into::into),
        text_document.version,
        encoding,
    );
}
