//! `ponder/route`.

use ponder_ask::Place;
use ponder_chat::task_of_text;
use ponder_route::{Intent, Route, Task};
use ponder_text::region_at;
use tower_lsp::jsonrpc::{Error, Result};

use crate::protocol::convert;
use crate::protocol::route::RouteParams;
use crate::session::Session;

pub(crate) async fn route(session: &Session, params: RouteParams) -> Result<Route> {
    let models = session.models();
    let document = match &params.text_document {
        Some(document) => Some((session.snapshot(&document.uri)?, &document.uri)),
        None => None,
    };
    let place = match &document {
        Some((snapshot, uri)) => convert::place(uri, snapshot),
        None => Place::default(),
    };
    let encoding = session.features().encoding;
    let snapshot = document.map(|(snapshot, _)| snapshot);
    // The text is classified and the document may have to be parsed: work for a blocking thread.
    let of_task = models.clone();
    let task = tokio::task::spawn_blocking(move || {
        Ok(match (params.intent, params.text, snapshot, params.position) {
            (Some(intent), ..) => Task::new(intent),
            (None, Some(text), ..) => task_of_text(&text, of_task.rules()).0,
            (None, None, Some(snapshot), Some(position)) => {
                let offset = convert::offset(&snapshot, position, encoding);
                Task::new(Intent::of_completion(region_at(&snapshot, offset)))
            }
            _ => {
                return Err(Error::invalid_params(
                    "a route is of an intent, a text, or a textDocument and a position",
                ));
            }
        })
    })
    .await
    .map_err(|_| Error::internal_error())??;
    Ok(models.plan(task, &place).await.first_route())
}
