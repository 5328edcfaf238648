//! `textDocument/inlineCompletion`.

use std::sync::Arc;

use ponder_complete::{Completion, Request, Suggestion, Trigger, with_line_ends_of};
use ponder_model::ModelError;
use ponder_text::Snapshot;
use tower_lsp::gen_lsp_types::{
    Command, InlineCompletionItem, InlineCompletionList, InlineCompletionParams, InlineCompletionTriggerKind,
    InsertText, LspAny, Position, Range, Uri,
};
use tower_lsp::jsonrpc::Result;

use super::execute_command::ACCEPTED;
use crate::offer::offer_model;
use crate::protocol::completion::{Completed, LastCompletion};
use crate::protocol::convert;
use crate::session::Session;
use crate::{definitions, errors};

pub(crate) async fn inline_completion(
    session: &Arc<Session>,
    params: InlineCompletionParams,
) -> Result<Option<InlineCompletionList>> {
    let place = params.text_document_position_params;
    let (uri, position) = (place.text_document.uri, place.position);
    let snapshot = session.snapshot(&uri)?;
    let trigger = match params.context.trigger_kind {
        InlineCompletionTriggerKind::Invoked => Trigger::Invoked,
        InlineCompletionTriggerKind::Automatic | InlineCompletionTriggerKind::Custom(_) => Trigger::Typing,
    };
    let Some(Suggestion { id, text }) = suggest(session, &uri, snapshot, position, trigger).await? else {
        return Ok(None);
    };
    let item = InlineCompletionItem {
        insert_text: InsertText::String(text),
        filter_text: None,
        range: Some(Range {
            start: position,
            end: position,
        }),
        command: Some(accepted(id)),
    };
    Ok(Some(InlineCompletionList { items: vec![item] }))
}

/// What the client has executed where a suggestion is taken.
pub(super) fn accepted(id: u64) -> Command {
    Command {
        title: "Accepted".to_owned(),
        tooltip: None,
        command: ACCEPTED.to_owned(),
        arguments: Some(vec![LspAny::from(id)]),
    }
}

/// The suggestion at `position`, with the document's line ends. `None` also where the text or the request is outdated, or
/// no model is there: somebody who types is not told of that at every key.
pub(super) async fn suggest(
    session: &Arc<Session>,
    uri: &Uri,
    snapshot: Snapshot,
    position: Position,
    trigger: Trigger,
) -> Result<Option<Suggestion>> {
    let models = session.models();
    if !models.settings().completion.enable {
        return Ok(None);
    }
    let offset = convert::offset(&snapshot, position, session.features().encoding);
    session.completer.workbench().viewed(uri.as_str(), offset);
    let request = Request {
        uri: Arc::from(uri.as_str()),
        path: session.project_path(uri),
        place: convert::place(uri, &snapshot),
        snapshot: snapshot.clone(),
        offset,
        trigger,
        definitions: definitions::known(session, uri),
    };
    let completion = match session.completer.complete(&models, request).await {
        Ok(Some(completion)) => completion,
        Ok(None) => return Ok(None),
        Err(ModelError::Missing { reason }) => {
            tracing::debug!("{reason}");
            offer_model(session);
            return Ok(None);
        }
        // Endpoints have their notices; nobody wants an error at every key.
        Err(error) if trigger == Trigger::Typing || matches!(error, ModelError::Endpoint { .. }) => {
            tracing::debug!("no completion: {error}");
            return Ok(None);
        }
        Err(error) => return Err(errors::model(&error)),
    };
    note(session, &completion);
    definitions::ask(session, uri, position);
    let suggestion = completion
        .suggestion
        .filter(|_| session.is_current(uri, &snapshot));
    Ok(suggestion.map(|Suggestion { id, text }| Suggestion {
        id,
        text: with_line_ends_of(&snapshot, &text),
    }))
}

/// Keeps what `ponder/lastRoute` and `ponder/lastSent` tell, and tells clients that show a status.
fn note(session: &Arc<Session>, completion: &Completion) {
    let last = LastCompletion::from(completion);
    if session.features().completion_status
        && let Ok(params) = serde_json::to_value(&last)
    {
        let client = session.client.clone();
        tokio::spawn(async move { client.send_notification::<Completed>(params).await });
    }
    session.set_last_completion(last);
    if !completion.sent.is_empty() {
        session.set_last_sent(completion.sent.clone());
    }
}
