//! Offering the pull of a missing model: once, with its size, and nothing is downloaded unasked.

use std::sync::Arc;

use ponder_local::byte_size::ByteSize;
use ponder_local::catalogue::{self, CatalogueEntry};
use ponder_local::pull::{self, ModelReference};
use ponder_model::ModelError;
use tower_lsp::gen_lsp_types::{MessageActionItem, MessageType, ProgressToken};
use tower_lsp::jsonrpc::Error;

use crate::errors;
use crate::session::Session;

/// The protocol's error for `error`; where a model is missing its pull is offered.
pub(crate) fn offer_where_missing(session: &Arc<Session>, error: &ModelError) -> Error {
    if let ModelError::Missing { .. } = error {
        offer_model(session);
    }
    errors::model(error)
}

/// Offers the pull of the model in the settings, unless it was offered before or is none of the catalogue's.
///
/// Returns at once; what the user says is waited for elsewhere, as long as it takes.
pub(crate) fn offer_model(session: &Arc<Session>) {
    let Some(entry) = catalogue::find(&session.models().settings().local.model) else {
        return;
    };
    if session.first_offer() {
        let session = Arc::clone(session);
        tokio::spawn(async move { ask(&session, entry).await });
    }
}

async fn ask(session: &Session, entry: &'static CatalogueEntry) {
    let question = format!(
        "Ponder has no model yet. Download {} ({}) to answer on this machine?",
        entry.id,
        ByteSize(entry.bytes)
    );
    let action = |title: &str| MessageActionItem {
        title: title.to_owned(),
        ..MessageActionItem::default()
    };
    let actions = vec![action("Download"), action("Not now")];
    let chosen = session
        .client
        .show_message_request(MessageType::Info, question, Some(actions))
        .await;
    if !matches!(chosen, Ok(Some(chosen)) if chosen.title == "Download") {
        return;
    }
    match download(session, entry).await {
        Ok(()) => {
            session
                .client
                .show_message(MessageType::Info, format!("{} is ready", entry.id))
                .await;
        }
        Err(error) => {
            session
                .warn(format!("{} was not downloaded: {error}", entry.id))
                .await;
        }
    }
}

async fn download(session: &Session, entry: &'static CatalogueEntry) -> Result<(), pull::PullError> {
    let progress = begin_progress(session, entry).await;
    let (percent_sender, mut percent) = tokio::sync::watch::channel(0);
    let reference = ModelReference::from_catalogue(entry);
    let models = session.models();
    let pulling = pull::pull(models.local().store(), &reference, |state| {
        let total = state.total_bytes.unwrap_or(entry.bytes).max(1);
        let now = u32::try_from(state.done_bytes.saturating_mul(100) / total).unwrap_or(100);
        percent_sender.send_if_modified(|shown| std::mem::replace(shown, now) != now);
    });
    let reporting = async {
        while percent.changed().await.is_ok() {
            let now = *percent.borrow_and_update();
            if let Some(progress) = &progress {
                progress.report(now).await;
            }
        }
        std::future::pending::<()>().await;
    };
    let result = tokio::select! {
        result = pulling => result.map(|_| ()),
        () = reporting => Ok(()),
    };
    if let Some(progress) = progress {
        progress.finish().await;
    }
    result
}

type PullProgress = tower_lsp::OngoingProgress<tower_lsp::Bounded, tower_lsp::NotCancellable>;

async fn begin_progress(session: &Session, entry: &CatalogueEntry) -> Option<PullProgress> {
    if !session.features().work_done_progress {
        return None;
    }
    let token = ProgressToken::String(format!("ponder-pull-{}", entry.id));
    let created = session.client.create_work_done_progress(token.clone());
    // A client that never answers gets no progress, but its model.
    tokio::time::timeout(std::time::Duration::from_secs(5), created)
        .await
        .ok()?
        .ok()?;
    let title = format!("Downloading {}", entry.id);
    Some(
        session
            .client
            .progress(token, title)
            .with_percentage(0)
            .begin()
            .await,
    )
}
