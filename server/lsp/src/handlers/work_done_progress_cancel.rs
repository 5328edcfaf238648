//! `window/workDoneProgress/cancel`: the user ends something where its progress is shown.

use tower_lsp::gen_lsp_types::WorkDoneProgressCancelParams;

use crate::session::Session;

pub(crate) fn work_done_progress_cancel(session: &Session, params: &WorkDoneProgressCancelParams) {
    if let Some(cancelled) = session.cancellable.get(&params.token) {
        cancelled.cancel();
    }
}
