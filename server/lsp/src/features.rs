//! What the client can do, read once from its capabilities.

use ponder_text::PositionEncoding;
use tower_lsp::gen_lsp_types::InitializeParams;

/// What the client can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is one capability of the protocol"
)]
pub(crate) struct ClientFeatures {
    /// How positions are counted.
    pub(crate) encoding: PositionEncoding,
    /// It asks for inline completions.
    pub(crate) inline_completion: bool,
    /// It shows progress that the server begins.
    pub(crate) work_done_progress: bool,
    /// It can open a document for the user.
    pub(crate) show_document: bool,
    /// It takes edits that name the version they are for.
    pub(crate) document_changes: bool,
    /// It asks the user before an edit that is marked so.
    pub(crate) change_annotations: bool,
    /// It shows explanations itself, from the command's result.
    pub(crate) explanations: bool,
    /// It can tell the definitions of what stands near a position.
    pub(crate) definitions: bool,
    /// It shows how the last completion came about.
    pub(crate) completion_status: bool,
    /// It asks for an action's edit once the action is chosen.
    pub(crate) resolves_edit: bool,
    /// It also takes an action's command then.
    pub(crate) resolves_command: bool,
    /// It applies edits that the server sends.
    pub(crate) apply_edit: bool,
    /// It can create a file as a part of an edit.
    pub(crate) create_files: bool,
    /// It can ask the user what is to be done.
    pub(crate) instruction: bool,
    /// It can let the user choose between texts.
    pub(crate) choose: bool,
    /// It can open a chat about a place.
    pub(crate) open_chat: bool,
}

impl Default for ClientFeatures {
    fn default() -> Self {
        Self {
            encoding: PositionEncoding::Utf16,
            inline_completion: false,
            work_done_progress: false,
            show_document: false,
            document_changes: false,
            change_annotations: false,
            explanations: false,
            definitions: false,
            completion_status: false,
            resolves_edit: false,
            resolves_command: false,
            apply_edit: false,
            create_files: false,
            instruction: false,
            choose: false,
            open_chat: false,
        }
    }
}

impl ClientFeatures {
    /// Reads the capabilities of `initialize`; what is missing is not there.
    pub(crate) fn of(params: &InitializeParams) -> Self {
        // By name and not by type: a capability that a client spells in a new way must not hide the others.
        let capabilities = serde_json::to_value(&params.capabilities).unwrap_or_default();
        let has = |path: &str| {
            capabilities
                .pointer(path)
                .is_some_and(|value| !value.is_null() && value.as_bool() != Some(false))
        };
        let lists = |path: &str, name: &str| {
            capabilities
                .pointer(path)
                .and_then(serde_json::Value::as_array)
                .is_some_and(|names| names.iter().any(|listed| listed.as_str() == Some(name)))
        };
        let resolves = "/textDocument/codeAction/resolveSupport/properties";
        let keeps_data = has("/textDocument/codeAction/dataSupport");
        Self {
            encoding: encoding(capabilities.pointer("/general/positionEncodings")),
            inline_completion: has("/textDocument/inlineCompletion"),
            work_done_progress: has("/window/workDoneProgress"),
            show_document: has("/window/showDocument/support"),
            document_changes: has("/workspace/workspaceEdit/documentChanges"),
            change_annotations: has("/workspace/workspaceEdit/changeAnnotationSupport"),
            explanations: has("/experimental/ponder/explain"),
            definitions: has("/experimental/ponder/definitions"),
            completion_status: has("/experimental/ponder/completionStatus"),
            resolves_edit: keeps_data && lists(resolves, "edit"),
            resolves_command: keeps_data && lists(resolves, "command"),
            apply_edit: has("/workspace/applyEdit"),
            create_files: has("/workspace/workspaceEdit/documentChanges")
                && lists("/workspace/workspaceEdit/resourceOperations", "create"),
            instruction: has("/experimental/ponder/instruction"),
            choose: has("/experimental/ponder/choose"),
            open_chat: has("/experimental/ponder/chat"),
        }
    }
}

/// The encoding to use: utf-8 where it is offered, since it is that of the text itself; utf-16 is what all clients know.
fn encoding(offered: Option<&serde_json::Value>) -> PositionEncoding {
    let offers = |name: &str| {
        offered
            .and_then(serde_json::Value::as_array)
            .is_some_and(|names| names.iter().any(|offer| offer.as_str() == Some(name)))
    };
    if offers("utf-8") {
        PositionEncoding::Utf8
    } else if offers("utf-32") && !offers("utf-16") {
        PositionEncoding::Utf32
    } else {
        PositionEncoding::Utf16
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn utf_8_is_preferred_and_utf_16_is_the_default() {
        assert_eq!(
            encoding(Some(&json!(["utf-16", "utf-8"]))),
            PositionEncoding::Utf8
        );
        assert_eq!(
            encoding(Some(&json!(["utf-32", "utf-16"]))),
            PositionEncoding::Utf16
        );
        assert_eq!(encoding(Some(&json!(["utf-32"]))), PositionEncoding::Utf32);
        assert_eq!(encoding(Some(&json!(["ebcdic"]))), PositionEncoding::Utf16);
        assert_eq!(encoding(None), PositionEncoding::Utf16);
    }
}
