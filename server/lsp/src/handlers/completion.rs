//! `textDocument/completion`: the suggestion as an item of the ordinary list, for clients without inline completion.

use std::sync::Arc;

use ponder_complete::{Suggestion, Trigger};
use tower_lsp::gen_lsp_types::{CompletionItem, CompletionList, CompletionParams};
use tower_lsp::jsonrpc::Result;

use super::inline_completion::{accepted, suggest};
use crate::session::Session;

/// Characters of a suggestion's first line that the list shows.
const LABEL: usize = 60;

pub(crate) async fn completion(
    session: &Arc<Session>,
    params: CompletionParams,
) -> Result<Option<CompletionList>> {
    let place = params.text_document_position_params;
    let (uri, position) = (place.text_document.uri, place.position);
    let snapshot = session.snapshot(&uri)?;
    let Some(Suggestion { id, text }) = suggest(session, &uri, snapshot, position, Trigger::Typing).await?
    else {
        return Ok(None);
    };
    let item = CompletionItem {
        label: label(&text),
        detail: Some("Ponder".to_owned()),
        insert_text: Some(text),
        command: Some(accepted(id)),
        // Last: what the language itself offers comes first.
        sort_text: Some("\u{10ffff}".to_owned()),
        ..CompletionItem::default()
    };
    Ok(Some(CompletionList {
        is_incomplete: true,
        items: vec![item],
        ..CompletionList::default()
    }))
}

fn label(text: &str) -> String {
    let line = text
        .lines()
        .map(str::trim)
        .find(|line| !line.is_empty())
        .unwrap_or_default();
    match line.char_indices().nth(LABEL) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line.to_owned(),
    }
}
