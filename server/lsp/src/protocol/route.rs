//! `ponder/route`: who would answer, without asking.

use ponder_route::Intent;
use serde::Deserialize;
use tower_lsp::gen_lsp_types::{Position, TextDocumentIdentifier};

/// What the route is asked of: an intent, a chat text, or a place in a document, the first that is given.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RouteParams {
    #[serde(default)]
    pub(crate) intent: Option<Intent>,
    #[serde(default)]
    pub(crate) text: Option<String>,
    #[serde(default)]
    pub(crate) text_document: Option<TextDocumentIdentifier>,
    #[serde(default)]
    pub(crate) position: Option<Position>,
}
