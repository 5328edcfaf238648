//! `workspace/executeCommand`: what actions do that is not an edit for the client to ask for, and
//! `ponder.suggestionAccepted`, which editors send with a suggestion that was taken.

mod chat;
mod edit;
mod explain;
mod variants;

use std::sync::Arc;
use std::time::Duration;

use ponder_assist::Action;
use ponder_figures::Accepted;
use serde::de::DeserializeOwned;
use serde_json::json;
use tower_lsp::gen_lsp_types::{
    ApplyWorkspaceEditParams, ApplyWorkspaceEditRequest, Command, ExecuteCommandParams, LspAny, Uri,
    WorkspaceEdit,
};
use tower_lsp::jsonrpc::{Error, Result};

use crate::errors;
use crate::progress::Extent;
use crate::protocol::code_action::{ActionData, ShowArguments};
use crate::session::Session;
use crate::shown::{Shown, show};
use crate::situation::Asked;

/// Says that a suggestion was accepted.
pub(super) const ACCEPTED: &str = "ponder.suggestionAccepted";

/// Has a chat opened about a place.
pub(super) const CHAT: &str = "ponder.chat";

/// Does an action and has the client apply its edit.
pub(super) const EDIT: &str = "ponder.edit";

/// Explains a range of a document.
pub(super) const EXPLAIN: &str = "ponder.explain";

/// Shows a text.
pub(super) const SHOW: &str = "ponder.show";

/// Writes variants, of which the user chooses one.
pub(super) const VARIANTS: &str = "ponder.variants";

/// Every command.
pub(super) const COMMANDS: [&str; 6] = [ACCEPTED, CHAT, EDIT, EXPLAIN, SHOW, VARIANTS];

/// How long a user may take to say what they want. Somebody who went away is not waited for.
const USER_TIME: Duration = Duration::from_secs(10 * 60);

pub(crate) async fn execute_command(
    session: &Arc<Session>,
    params: ExecuteCommandParams,
) -> Result<Option<LspAny>> {
    let token = params.work_done_progress_params.work_done_token;
    let arguments = params.arguments.as_deref().unwrap_or_default();
    match params.command.as_str() {
        ACCEPTED => {
            if let Some(id) = arguments.first().and_then(LspAny::as_u64) {
                session.completer.figures().accepted(id, Accepted::Whole);
            }
            Ok(None)
        }
        CHAT => {
            chat::chat(session, argument(CHAT, arguments)?).await?;
            Ok(None)
        }
        EDIT => edit::edit(session, argument(EDIT, arguments)?, token)
            .await
            .map(Some),
        EXPLAIN => explain::explain(session, argument(EXPLAIN, arguments)?, token)
            .await
            .map(Some),
        SHOW => {
            let ShowArguments { text } = argument(SHOW, arguments)?;
            show(session, Shown::Explanation, &text).await;
            Ok(None)
        }
        VARIANTS => variants::variants(session, argument(VARIANTS, arguments)?, token)
            .await
            .map(Some),
        unknown => Err(Error::invalid_params(format!("there is no command {unknown:?}"))),
    }
}

/// The one argument of a command.
fn argument<T: DeserializeOwned>(command: &str, arguments: &[LspAny]) -> Result<T> {
    let [argument] = arguments else {
        return Err(Error::invalid_params(format!(
            "{command} takes one argument, an object"
        )));
    };
    T::deserialize(argument).map_err(|error| Error::invalid_params(format!("{command}: {error}")))
}

/// The place that an action is asked for at.
pub(super) fn asked(data: &ActionData) -> Asked<'_> {
    Asked {
        uri: &data.uri,
        range: data.range,
        version: data.version,
        diagnostics: &data.diagnostics,
    }
}

/// Whether the progress of an action comes in parts.
pub(super) fn extent(action: &Action) -> Extent {
    match action {
        Action::DocumentFile | Action::Translate { .. } => Extent::Counted,
        _ => Extent::Unknown,
    }
}

/// The command that shows `text`.
pub(super) fn show_command(text: String) -> Command {
    Command {
        title: "Show".to_owned(),
        tooltip: None,
        command: SHOW.to_owned(),
        arguments: Some(vec![json!(ShowArguments { text })]),
    }
}

/// Has the client apply an edit; the user may be asked there.
async fn apply(session: &Session, label: &str, edit: WorkspaceEdit) -> Result<()> {
    if !session.features().apply_edit {
        return Err(errors::failed(
            "the editor applies no edits that a language server sends; use one with workspace/applyEdit",
        ));
    }
    let params = ApplyWorkspaceEditParams {
        label: Some(label.to_owned()),
        edit,
        metadata: None,
    };
    let applying = session.client.send_request::<ApplyWorkspaceEditRequest>(params);
    match tokio::time::timeout(USER_TIME, applying).await {
        Ok(Ok(applied)) if applied.applied => Ok(()),
        Ok(Ok(applied)) => {
            let reason = applied.failure_reason.unwrap_or_default();
            let reason = if reason.is_empty() {
                "it does not say why"
            } else {
                &reason
            };
            Err(errors::failed(format!(
                "the editor did not apply the edit: {reason}"
            )))
        }
        Ok(Err(error)) => Err(errors::failed(format!(
            "the editor did not apply the edit: {}",
            error.message
        ))),
        Err(_) => Err(errors::failed(
            "the editor did not say whether it applied the edit; look at the document, and ask again if it is unchanged",
        )),
    }
}

/// The last part of a document's address.
pub(super) fn file_name(uri: &Uri) -> String {
    uri.path_segments()
        .and_then(|mut segments| segments.next_back())
        .unwrap_or("untitled")
        .to_owned()
}
