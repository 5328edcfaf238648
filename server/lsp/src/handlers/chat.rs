//! `ponder/chat`.

use std::sync::Arc;
use std::time::{Duration, Instant};

use futures::StreamExt as _;
use ponder_chat::{CodeContext, Question};
use ponder_model::{Answer, Delta};
use ponder_text::Snapshot;
use serde_json::json;
use tower_lsp::gen_lsp_types::{ProgressNotification, ProgressParams, ProgressToken, Range, Uri};
use tower_lsp::jsonrpc::Result;

use crate::errors;
use crate::offer::offer_where_missing;
use crate::protocol::chat::{AnswerTiming, ChatParams, ChatResult};
use crate::protocol::convert;
use crate::session::Session;

/// Deltas are put together for this long: faster than that nobody reads, and the client draws less often.
const PACE: Duration = Duration::from_millis(30);

/// Bytes of a document that go along with a question, at most.
const CONTEXT: usize = 12 * 1024;

pub(crate) async fn chat(session: &Arc<Session>, params: ChatParams) -> Result<ChatResult> {
    let ChatParams {
        messages,
        intent,
        text_document,
        range,
        partial_result_token,
    } = params;
    let context = match text_document {
        Some(document) => {
            let snapshot = session.snapshot(&document.uri)?;
            Some(code_context(session, &document.uri, &snapshot, range))
        }
        None => None,
    };
    let question = Question {
        messages,
        intent,
        context,
    };
    let reply = ponder_chat::ask(&session.models, &session.settings(), question)
        .map_err(|error| offer_where_missing(session, &error))?;

    let start = Instant::now();
    let (mut text, mut pending, mut first_token, mut sent) = (String::new(), String::new(), None, start);
    let mut answer = reply.answer;
    while let Some(delta) = answer.next().await {
        match delta.map_err(|error| errors::model(&error))? {
            Delta::Content(piece) => {
                let first = first_token.is_none();
                first_token.get_or_insert_with(|| start.elapsed());
                text.push_str(&piece);
                pending.push_str(&piece);
                if first || sent.elapsed() >= PACE {
                    send(session, partial_result_token.as_ref(), &mut pending).await;
                    sent = Instant::now();
                }
            }
            Delta::Finished(finished) => {
                send(session, partial_result_token.as_ref(), &mut pending).await;
                let answer = Answer {
                    text,
                    finished,
                    first_token,
                    total: start.elapsed(),
                };
                return Ok(ChatResult {
                    route: reply.route,
                    finish: answer.finished.finish,
                    usage: answer.finished.usage,
                    timing: AnswerTiming::from(&answer),
                    left_out: reply.left_out,
                    text: partial_result_token.is_none().then_some(answer.text),
                });
            }
        }
    }
    Err(errors::failed("the answer ended without saying why; ask again"))
}

/// Sends what is pending to a client that reads along.
async fn send(session: &Session, token: Option<&ProgressToken>, pending: &mut String) {
    let Some(token) = token.filter(|_| !pending.is_empty()) else {
        return;
    };
    let value = json!({ "kind": "delta", "text": std::mem::take(pending) });
    session
        .client
        .send_notification::<ProgressNotification>(ProgressParams {
            token: token.clone(),
            value,
        })
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
