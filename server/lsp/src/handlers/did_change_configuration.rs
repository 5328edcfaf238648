//! `workspace/didChangeConfiguration`.

use std::sync::Arc;

use tower_lsp::gen_lsp_types::LspAny;

use crate::notices;
use crate::session::Session;

pub(crate) async fn did_change_configuration(session: &Arc<Session>, params: &LspAny) {
    let params = serde_json::to_value(params).unwrap_or_default();
    if let Some(problem) = session.configure(&params["settings"]) {
        session.warn(problem).await;
    } else {
        notices::watch(session);
    }
}
