//! `ponder.chat`: has the client open a chat that knows the place.

use tower_lsp::jsonrpc::Result;

use crate::errors;
use crate::protocol::code_action::ChatArguments;
use crate::protocol::convert;
use crate::protocol::open_chat::{OpenChat, OpenChatParams};
use crate::session::Session;

pub(super) async fn chat(session: &Session, arguments: ChatArguments) -> Result<()> {
    let ChatArguments {
        uri,
        range,
        diagnostics,
    } = arguments;
    let snapshot = session.snapshot(&uri)?;
    let features = session.features();
    if !features.open_chat {
        return Err(errors::failed(
            "the editor has no chat for this; ask by `ponder chat`",
        ));
    }
    let bytes = convert::bytes(&snapshot, range, features.encoding);
    let params = OpenChatParams {
        text: snapshot.slice(bytes),
        language: snapshot.language().name().to_owned(),
        uri,
        range,
        diagnostics,
    };
    session.client.send_notification::<OpenChat>(params).await;
    Ok(())
}
