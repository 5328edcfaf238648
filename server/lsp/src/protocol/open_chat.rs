//! `ponder/openChat`: has the client open a chat about a place.

use serde::{Deserialize, Serialize};
use tower_lsp::gen_lsp_types::{
    Diagnostic, LspNotificationMethod, MessageDirection, Notification, Range, Uri,
};

/// The notification.
#[derive(Debug)]
pub(crate) enum OpenChat {}

impl Notification for OpenChat {
    type Params = OpenChatParams;
    const METHOD: LspNotificationMethod<'static> = LspNotificationMethod::Custom("ponder/openChat");
    const MESSAGE_DIRECTION: MessageDirection = MessageDirection::ServerToClient;
}

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct OpenChatParams {
    pub(crate) uri: Uri,
    pub(crate) range: Range,
    /// What stands there.
    pub(crate) text: String,
    /// The document's language, as the server names it.
    pub(crate) language: String,
    /// What the editor complains about there.
    pub(crate) diagnostics: Vec<Diagnostic>,
}
