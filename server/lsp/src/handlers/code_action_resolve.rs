//! `codeAction/resolve`: asks the model and turns its answer into an edit that the user accepts.

use std::sync::Arc;

use tower_lsp::gen_lsp_types::CodeAction;
use tower_lsp::jsonrpc::{Error, Result};

use super::execute_command::{asked, extent, show_command};
use crate::errors;
use crate::progress::Progress;
use crate::proposed::{Proposed, proposed};
use crate::protocol::code_action::ActionData;
use crate::session::Session;
use crate::shown::{Shown, show};
use crate::situation::situation;

pub(crate) async fn code_action_resolve(
    session: &Arc<Session>,
    mut action: CodeAction,
) -> Result<CodeAction> {
    // Actions that are done by a command have nothing to resolve.
    let Some(data) = action.data.take() else {
        return Ok(action);
    };
    let data: ActionData = serde_json::from_value(data)
        .map_err(|error| Error::invalid_params(format!("the action's data is not ponder's: {error}")))?;
    // Before the first `.await`: that is the state at the request's place in the order of the wire.
    let (situation, since) = situation(session, asked(&data))?;

    let progress = Progress::begin(session, &action.title, extent(&data.action), None);
    let work = proposed(session, &data, situation, &since, progress.reporter());
    let Proposed { edit, telling, data } = progress.of(work).await?;
    if edit.is_none() && telling.is_none() {
        return Err(errors::failed("the model would change nothing"));
    }
    if let Some(text) = telling {
        if session.features().resolves_command {
            action.command = Some(show_command(text));
        } else {
            show(session, Shown::Explanation, &text).await;
        }
    }
    action.edit = edit;
    action.data = Some(data);
    Ok(action)
}
