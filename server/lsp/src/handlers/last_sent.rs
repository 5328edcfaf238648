//! `ponder/lastSent`: what went out for the last answer, keys masked.

use ponder_model::Sent;
use tower_lsp::jsonrpc::Result;

use crate::session::Session;

#[expect(
    clippy::unnecessary_wraps,
    reason = "handlers answer with the protocol's result"
)]
pub(crate) fn last_sent(session: &Session) -> Result<Vec<Sent>> {
    Ok(session.last_sent())
}
