//! `ponder/chat`.

use std::sync::Arc;

use futures::StreamExt as _;
use ponder_ask::Place;
use ponder_chat::{ChatReply, CodeContext, Question};
use ponder_model::{Answer, Delta, ModelError};
use ponder_text::Snapshot;
use serde_json::{Value, json};
use tower_lsp::gen_lsp_types::{ProgressNotification, ProgressParams, ProgressToken, Range, Uri};
use tower_lsp::jsonrpc::Result;

use crate::errors;
use crate::offer::offer_where_missing;
use crate::protocol::chat::{AnswerTiming, ChatParams, ChatResult};
use crate::protocol::convert;
use crate::session::Session;

/// Bytes of a document that go along with a question, at most.
const CONTEXT: usize = 12 * 1024;

/// Deltas that are put into one notification, at most, where they come faster than they can be sent.
const BATCH: usize = 256;

pub(crate) async fn chat(session: &Arc<Session>, params: ChatParams) -> Result<ChatResult> {
    let ChatParams {
        messages,
        intent,
        text_document,
        range,
        partial_result_token,
    } = params;
    let (context, place) = match text_document {
        Some(document) => {
            let snapshot = session.snapshot(&document.uri)?;
            let context = code_context(session, &document.uri, &snapshot, range);
            (Some(context), convert::place(&document.uri, &snapshot))
        }
        None => (None, Place::default()),
    };
    let question = Question {
        messages,
        intent,
        context,
        place,
    };
    let reply = ponder_chat::ask(&session.models(), question)
        .await
        .map_err(|error| offer_where_missing(session, &error))?;
    session.set_last_sent(reply.reply.sent.clone());
    answer(session, reply, partial_result_token.as_ref())
        .await
        .map_err(|error| errors::model(&error))
}

/// Passes the answer on as it comes.
async fn answer(
    session: &Session,
    reply: ChatReply,
    token: Option<&ProgressToken>,
) -> std::result::Result<ChatResult, ModelError> {
    let ChatReply { reply, left_out } = reply;
    send(session, token, json!({ "kind": "route", "route": reply.route })).await;
    let (mut text, mut reasoning, mut first_token) = (String::new(), String::new(), None);
    // Each delta goes out at once; only those that are there already go together.
    let mut ready = reply.answer.ready_chunks(BATCH);
    while let Some(deltas) = ready.next().await {
        let (new_text, new_reasoning) = (text.len(), reasoning.len());
        let mut end = None;
        for delta in deltas {
            match delta {
                Ok(Delta::Sent(_) | Delta::Read(_)) => {}
                Ok(Delta::Reasoning(piece)) => reasoning.push_str(&piece),
                Ok(Delta::Content(piece)) => {
                    first_token.get_or_insert_with(|| reply.asked.elapsed());
                    text.push_str(&piece);
                }
                Ok(Delta::Finished(finished)) => end = Some(Ok(finished)),
                Err(error) => end = Some(Err(error)),
            }
        }
        for (kind, piece) in [
            ("reasoning", &reasoning[new_reasoning..]),
            ("delta", &text[new_text..]),
        ] {
            if !piece.is_empty() {
                send(session, token, json!({ "kind": kind, "text": piece })).await;
            }
        }
        let Some(end) = end else { continue };
        let answer = Answer {
            text,
            reasoning,
            finished: end?,
            first_token,
            total: reply.asked.elapsed(),
        };
        let usage = answer.finished.usage;
        return Ok(ChatResult {
            route: reply.route,
            finish: answer.finished.finish,
            usage,
            timing: AnswerTiming::from(&answer),
            left_out,
            masked: reply.masked,
            cost: reply.binding.prices.map(|prices| prices.cost(&usage)),
            reasoning: (token.is_none() && !answer.reasoning.is_empty()).then_some(answer.reasoning),
            text: token.is_none().then_some(answer.text),
        });
    }
    Err(ModelError::Interrupted {
        reason: "the answer ended without saying why; ask again".to_owned(),
    })
}

/// Sends a part of the answer to a client that reads along.
async fn send(session: &Session, token: Option<&ProgressToken>, value: Value) {
    let Some(token) = token.cloned() else { return };
    session
        .client
        .send_notification::<ProgressNotification>(ProgressParams { token, value })
        .await;
}

/// The selected part of a document, or its start.
fn code_context(session: &Session, uri: &Uri, snapshot: &Snapshot, range: Option<Range>) -> CodeContext {
    let encoding = session.features().encoding;
    let bytes = range
        .map(|range| convert::bytes(snapshot, range, encoding))
        .filter(|bytes| !bytes.is_empty());
    let text = match bytes {
        Some(bytes) => snapshot.after(bytes.start, CONTEXT.min(bytes.len())),
        None => snapshot.after(0, CONTEXT),
    };
    CodeContext {
        file_name: super::execute_command::file_name(uri),
        language: snapshot.language().name().to_owned(),
        text,
    }
}
