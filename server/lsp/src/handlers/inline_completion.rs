//! `textDocument/inlineCompletion`.

use std::sync::Arc;

use ponder_model::ModelError;
use ponder_text::Snapshot;
use tower_lsp::gen_lsp_types::{
    InlineCompletionItem, InlineCompletionList, InlineCompletionParams, InsertText, Position, Range, Uri,
};
use tower_lsp::jsonrpc::Result;

use crate::errors;
use crate::offer::offer_model;
use crate::protocol::convert;
use crate::session::Session;

pub(crate) async fn inline_completion(
    session: &Arc<Session>,
    params: InlineCompletionParams,
) -> Result<Option<InlineCompletionList>> {
    let place = params.text_document_position_params;
    let (uri, position) = (place.text_document.uri, place.position);
    let snapshot = session.snapshot(&uri)?;
    let Some(insert_text) = suggest(session, &uri, snapshot, position).await? else {
        return Ok(None);
    };
    let item = InlineCompletionItem {
        insert_text: InsertText::String(insert_text),
        filter_text: None,
        range: Some(Range {
            start: position,
            end: position,
        }),
        command: None,
    };
    Ok(Some(InlineCompletionList { items: vec![item] }))
}

/// The suggestion at `position`, with the document's line ends. `None` also where the text or the request is outdated, or
/// no model is there: somebody who types is not told of that at every key.
pub(super) async fn suggest(
    session: &Arc<Session>,
    uri: &Uri,
    snapshot: Snapshot,
    position: Position,
) -> Result<Option<String>> {
    let models = session.models();
    if !models.settings().completion.enable {
        return Ok(None);
    }
    let offset = convert::offset(&snapshot, position, session.features().encoding);
    let place = convert::place(uri, &snapshot);
    let mut newer = session.begin_completion();
    let completion = tokio::select! {
        completion = ponder_complete::complete(&models, snapshot.clone(), offset, place) => completion,
        _ = newer.changed() => return Ok(None),
    };
    let completion = match completion {
        Ok(completion) => completion,
        Err(ModelError::Missing { reason }) => {
            tracing::debug!("{reason}");
            offer_model(session);
            return Ok(None);
        }
        // Endpoints have their notices; nobody wants an error at every key.
        Err(error @ ModelError::Endpoint { .. }) => {
            tracing::debug!("no completion: {error}");
            return Ok(None);
        }
        Err(error) => return Err(errors::model(&error)),
    };
    session.set_last_completion((&completion).into());
    session.set_last_sent(completion.sent);
    let suggestion = completion
        .suggestion
        .filter(|_| session.is_current(uri, &snapshot));
    Ok(suggestion.map(|text| {
        if has_carriage_returns(&snapshot) {
            text.replace('\n', "\r\n")
        } else {
            text
        }
    }))
}

/// Whether the document ends its lines with CR LF: as its first line does.
fn has_carriage_returns(snapshot: &Snapshot) -> bool {
    snapshot.slice(0..snapshot.line_start(1)).ends_with("\r\n")
}
