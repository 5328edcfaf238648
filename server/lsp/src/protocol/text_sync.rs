//! Document sync. Own types: a change whose range can't be read must be refused, not taken for the whole text.

use serde::Deserialize;
use tower_lsp::gen_lsp_types::Uri;

/// `textDocument/didOpen`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct DidOpenParams {
    pub(crate) text_document: OpenedDocument,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct OpenedDocument {
    pub(crate) uri: Uri,
    pub(crate) language_id: String,
    pub(crate) version: i32,
    pub(crate) text: String,
}

/// `textDocument/didChange`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct DidChangeParams {
    pub(crate) text_document: ChangedDocument,
    pub(crate) content_changes: Vec<ContentChange>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct ChangedDocument {
    pub(crate) uri: Uri,
    pub(crate) version: i32,
}

#[derive(Debug, Deserialize)]
pub(crate) struct ContentChange {
    #[serde(default)]
    pub(crate) range: Option<ChangedRange>,
    pub(crate) text: String,
}

#[derive(Debug, Clone, Copy, Deserialize)]
pub(crate) struct ChangedRange {
    start: ChangedPosition,
    end: ChangedPosition,
}

#[derive(Debug, Clone, Copy, Deserialize)]
struct ChangedPosition {
    line: u32,
    character: u32,
}

/// `textDocument/didClose`.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct DidCloseParams {
    pub(crate) text_document: ClosedDocument,
}

#[derive(Debug, Deserialize)]
pub(crate) struct ClosedDocument {
    pub(crate) uri: Uri,
}

impl From<ContentChange> for ponder_text::Change {
    fn from(change: ContentChange) -> Self {
        let position = |ChangedPosition { line, character }| ponder_text::Position { line, character };
        Self {
            range: change
                .range
                .map(|ChangedRange { start, end }| ponder_text::Range {
                    start: position(start),
                    end: position(end),
                }),
            text: change.text,
        }
    }
}
