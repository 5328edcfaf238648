//! `textDocument/didClose`.

use crate::protocol::text_sync::DidCloseParams;
use crate::session::Session;

pub(crate) fn did_close(session: &Session, params: &DidCloseParams) {
    let uri = &params.text_document.uri;
    session.documents.remove(uri);
    session.definitions.remove(uri);
    session.completer.workbench().closed(uri.as_str());
}
