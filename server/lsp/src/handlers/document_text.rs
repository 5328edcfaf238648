//! `ponder/documentText`.

use tower_lsp::jsonrpc::Result;

use crate::errors;
use crate::protocol::document::{DocumentText, DocumentTextParams};
use crate::session::Session;

pub(crate) fn document_text(session: &Session, params: &DocumentTextParams) -> Result<DocumentText> {
    let uri = &params.text_document.uri;
    let open = session
        .documents
        .get(uri)
        .ok_or_else(|| errors::not_open(uri.as_str()))?;
    let snapshot = open.document.snapshot();
    Ok(DocumentText {
        text: snapshot.text().to_string(),
        version: snapshot.version(),
        language_id: open.language_id.clone(),
    })
}
