//! `workspace/executeCommand`: `ponder.explain`, and `ponder.suggestionAccepted`, which editors send with a suggestion that
//! was taken.

use std::path::PathBuf;
use std::sync::Arc;

use ponder_ask::Place;
use ponder_figures::Accepted;
use ponder_model::{Answer, ModelError};
use ponder_route::Route;
use ponder_text::Snapshot;
use serde::Deserialize;
use serde_json::json;
use tower_lsp::gen_lsp_types::{
    ExecuteCommandParams, LspAny, MessageType, ProgressToken, Range, ShowDocumentParams, Uri,
};
use tower_lsp::jsonrpc::{Error, Result};

use crate::offer::offer_where_missing;
use crate::protocol::chat::AnswerTiming;
use crate::protocol::convert;
use crate::session::Session;

/// Says that a suggestion was accepted.
pub(super) const ACCEPTED: &str = "ponder.suggestionAccepted";

/// Explains a range of a document.
pub(super) const EXPLAIN: &str = "ponder.explain";

#[derive(Debug, Deserialize)]
struct ExplainArguments {
    uri: Uri,
    range: Range,
}

pub(crate) async fn execute_command(
    session: &Arc<Session>,
    params: ExecuteCommandParams,
) -> Result<Option<LspAny>> {
    if params.command == ACCEPTED {
        if let Some(id) = params.arguments.iter().flatten().next().and_then(LspAny::as_u64) {
            session.completer.figures().accepted(id, Accepted::Whole);
        }
        return Ok(None);
    }
    if params.command != EXPLAIN {
        return Err(Error::invalid_params(format!(
            "there is no command {:?}",
            params.command
        )));
    }
    let arguments = params.arguments.unwrap_or_default();
    let [arguments] = arguments.as_slice() else {
        return Err(Error::invalid_params(format!(
            "{EXPLAIN} takes one argument, {{uri, range}}"
        )));
    };
    let arguments = serde_json::to_value(arguments)
        .and_then(serde_json::from_value)
        .map_err(|error| Error::invalid_params(format!("{EXPLAIN}: {error}")))?;
    explain(
        session,
        arguments,
        params.work_done_progress_params.work_done_token,
    )
    .await
    .map(Some)
}

async fn explain(
    session: &Arc<Session>,
    ExplainArguments { uri, range }: ExplainArguments,
    token: Option<ProgressToken>,
) -> Result<LspAny> {
    let snapshot = session.snapshot(&uri)?;
    let bytes = convert::bytes(&snapshot, range, session.features().encoding);
    let (place, file_name) = (convert::place(&uri, &snapshot), file_name(&uri));
    let progress = match token {
        Some(token) => Some(session.client.progress(token, "Ponder explains").begin().await),
        None => None,
    };
    let outcome = explained(session, snapshot, file_name, bytes, place).await;
    if let Some(progress) = progress {
        progress.finish().await;
    }
    let (route, masked, answer) = outcome.map_err(|error| offer_where_missing(session, &error))?;
    if !session.features().explanations {
        show(
            session,
            &format!("{}\n\n---\n\n*{}*\n", answer.text.trim_end(), route.reason),
        )
        .await;
    }
    Ok(json!({
        "text": answer.text,
        "route": route,
        "masked": masked,
        "finish": answer.finished.finish,
        "usage": answer.finished.usage,
        "timing": AnswerTiming::from(&answer),
    }))
}

async fn explained(
    session: &Session,
    snapshot: Snapshot,
    file_name: String,
    bytes: std::ops::Range<usize>,
    place: Place,
) -> std::result::Result<(Route, usize, Answer), ModelError> {
    let reply = ponder_assist::explain(&session.models(), snapshot, file_name, bytes, place).await?;
    session.set_last_sent(reply.sent.clone());
    let (route, masked) = (reply.route.clone(), reply.masked);
    Ok((route, masked, reply.collect().await?))
}

/// Shows a text to the user of a client that does not do so itself: as a document if it can open one, else as a message.
async fn show(session: &Session, text: &str) {
    if session.features().show_document
        && let Some(uri) = write_answer(text)
    {
        let params = ShowDocumentParams {
            uri,
            external: None,
            take_focus: Some(true),
            selection: None,
        };
        let client = session.client.clone();
        // Not waited for: a client that never answers must not hold the command's result.
        tokio::spawn(async move {
            let _ =
                tokio::time::timeout(std::time::Duration::from_secs(10), client.show_document(params)).await;
        });
        return;
    }
    session.client.show_message(MessageType::Info, text).await;
}

/// Writes the answer to a file of the cache folder, over the last one.
fn write_answer(text: &str) -> Option<Uri> {
    let folder: PathBuf = ponder_config::cache_folder()?;
    std::fs::create_dir_all(&folder).ok()?;
    let path = folder.join("explanation.md");
    std::fs::write(&path, text).ok()?;
    Uri::from_file_path(path).ok()
}

pub(super) fn file_name(uri: &Uri) -> String {
    uri.path_segments()
        .and_then(|mut segments| segments.next_back())
        .unwrap_or("untitled")
        .to_owned()
}
