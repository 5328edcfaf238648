//! Keeping the figures of suggestions: looks now and then whether accepted ones are still there, and saves.

use std::sync::Arc;
use std::time::{Duration, Instant};

use ponder_figures::Figures;
use tower_lsp::gen_lsp_types::Uri;

use crate::session::Session;

/// How often accepted suggestions are looked for.
const LOOK: Duration = Duration::from_secs(5);

/// Looks between two savings.
const LOOKS: u32 = 12;

/// Looks and saves as long as the session lasts.
pub(crate) async fn keep(session: Arc<Session>) {
    loop {
        for _ in 0..LOOKS {
            tokio::time::sleep(LOOK).await;
            look(&session);
        }
        let figures = session.completer.figures().clone();
        // It is a file: work for a blocking thread. Where that can't be had, the next saving takes all.
        let _ = tokio::task::spawn_blocking(move || save(&figures)).await;
    }
}

/// Saves; what goes wrong is logged, since nobody waits for it.
pub(crate) fn save(figures: &Figures) {
    if let Err(error) = figures.save() {
        tracing::warn!("the figures of suggestions can't be saved: {error}");
    }
}

fn look(session: &Session) {
    let figures = session.completer.figures();
    for check in figures.due(Instant::now()) {
        let text = check
            .document
            .parse::<Uri>()
            .ok()
            .and_then(|uri| session.snapshot(&uri).ok())
            .map(|snapshot| snapshot.text().to_string());
        figures.checked(check.id, check.after, text.as_deref());
    }
}
