//! `ponder/documentText`: a document as the server has it. For debugging, and for tests of document sync.

use serde::{Deserialize, Serialize};
use tower_lsp::gen_lsp_types::TextDocumentIdentifier;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct DocumentTextParams {
    pub(crate) text_document: TextDocumentIdentifier,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct DocumentText {
    pub(crate) text: String,
    pub(crate) version: i32,
    pub(crate) language_id: String,
}
