//! `textDocument/didClose`.

use crate::protocol::text_sync::DidCloseParams;
use crate::session::Session;

pub(crate) fn did_close(session: &Session, params: &DidCloseParams) {
    session.documents.remove(&params.text_document.uri);
}
