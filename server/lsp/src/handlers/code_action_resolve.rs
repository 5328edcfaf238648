//! `codeAction/resolve`: asks the model and turns its answer into an edit that the user accepts.

use std::collections::HashMap;
use std::sync::Arc;

use ponder_assist::DocumentError;
use ponder_model::ModelError;
use ponder_text::Snapshot;
use serde::Deserialize;
use serde_json::json;
use tower_lsp::gen_lsp_types::{CodeAction, TextEdit, Uri, WorkspaceEdit};
use tower_lsp::jsonrpc::{Error, Result};

use crate::errors;
use crate::offer::offer_model;
use crate::protocol::chat::AnswerTiming;
use crate::protocol::convert;
use crate::session::Session;

/// The annotation that has the client ask the user first.
const ANNOTATION: &str = "ponder";

/// What an action carries from its offer to its edit.
#[derive(Debug, Deserialize)]
#[serde(tag = "action", rename_all = "snake_case")]
enum ActionData {
    Document { uri: Uri, version: i32, offset: usize },
}

pub(crate) async fn code_action_resolve(
    session: &Arc<Session>,
    mut action: CodeAction,
) -> Result<CodeAction> {
    // Actions that are done by a command have nothing to resolve.
    let Some(data) = action.data.clone() else {
        return Ok(action);
    };
    let data = serde_json::to_value(data)
        .and_then(serde_json::from_value)
        .map_err(|error| Error::invalid_params(format!("the action's data is not ponder's: {error}")))?;
    let ActionData::Document { uri, version, offset } = data;
    let snapshot = session.snapshot(&uri)?;
    if snapshot.version() != version {
        return Err(Error::content_modified());
    }

    let of_place = snapshot.clone();
    let target = tokio::task::spawn_blocking(move || ponder_assist::documentable(&of_place, offset))
        .await
        .map_err(|_| Error::internal_error())?
        .ok_or_else(|| errors::failed("there is nothing to document here"))?;
    let place = convert::place(&uri, &snapshot);
    let documentation = ponder_assist::document(&session.models(), &snapshot, &target, place).await;
    let documentation = documentation.map_err(|error| {
        if let DocumentError::Model(ModelError::Missing { .. }) = error {
            offer_model(session);
        }
        errors::failed(error)
    })?;
    if !session.is_current(&uri, &snapshot) {
        return Err(Error::content_modified());
    }
    session.set_last_sent(documentation.sent);
    action.edit = Some(workspace_edit(session, &uri, &snapshot, &documentation.edit)?);
    action.data = Some(json!({
        "route": documentation.route,
        "masked": documentation.masked,
        "usage": documentation.answer.finished.usage,
        "timing": AnswerTiming::from(&documentation.answer),
    }));
    Ok(action)
}

/// The edit in the form the client takes: for this version only, and to be confirmed, wherever it can.
fn workspace_edit(
    session: &Session,
    uri: &Uri,
    snapshot: &Snapshot,
    edit: &ponder_assist::Edit,
) -> Result<WorkspaceEdit> {
    let features = session.features();
    let range = convert::range(snapshot, edit.bytes.clone(), features.encoding);
    if !features.document_changes {
        let edit = TextEdit {
            range,
            new_text: edit.new_text.clone(),
        };
        return Ok(WorkspaceEdit {
            changes: Some(HashMap::from([(uri.clone(), vec![edit])])),
            ..WorkspaceEdit::default()
        });
    }
    let mut text_edit = json!({ "range": range, "newText": edit.new_text });
    let mut workspace_edit = json!({});
    if features.change_annotations {
        text_edit["annotationId"] = json!(ANNOTATION);
        workspace_edit["changeAnnotations"] = json!({
            ANNOTATION: { "label": "Written by a model", "needsConfirmation": true },
        });
    }
    workspace_edit["documentChanges"] = json!([{
        "textDocument": { "uri": uri, "version": snapshot.version() },
        "edits": [text_edit],
    }]);
    serde_json::from_value(workspace_edit).map_err(|_| Error::internal_error())
}
