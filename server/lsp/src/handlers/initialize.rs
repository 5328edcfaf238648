//! `initialize`: what the client can do, and what the server does.

use std::path::PathBuf;
use std::sync::Arc;

use ponder_config::CompletionList;
use ponder_text::PositionEncoding;
use serde_json::json;
use tower_lsp::gen_lsp_types::{InitializeParams, InitializeResult, Uri};
use tower_lsp::jsonrpc::{Error, Result};

use super::execute_command::COMMANDS;
use crate::features::ClientFeatures;
use crate::session::Session;
use crate::transport::parent_gone;

pub(crate) fn initialize(session: &Arc<Session>, params: &InitializeParams) -> Result<InitializeResult> {
    let features = ClientFeatures::of(params);
    session.set_features(features);
    let sent = serde_json::to_value(params).unwrap_or_default();
    session.set_folders(folders(&sent));
    if let Some(problem) = session.configure(&sent["initializationOptions"]) {
        session
            .problem
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
            .get_or_insert(problem);
    }
    if let Some(parent) = sent["processId"].as_u64().and_then(|id| u32::try_from(id).ok()) {
        let session = Arc::clone(session);
        tokio::spawn(async move {
            parent_gone(parent).await;
            session.stop();
        });
    }
    serde_json::from_value(answer(session, features)).map_err(|error| {
        tracing::error!("the capabilities are not of the protocol's form: {error}");
        Error::internal_error()
    })
}

/// The folders of the workspace, as the client of any age names them.
fn folders(params: &serde_json::Value) -> Vec<PathBuf> {
    let folders = params["workspaceFolders"]
        .as_array()
        .map(Vec::as_slice)
        .unwrap_or_default();
    let uris = folders
        .iter()
        .map(|folder| &folder["uri"])
        .chain([&params["rootUri"]]);
    uris.filter_map(|uri| uri.as_str()?.parse::<Uri>().ok()?.to_file_path().ok())
        .collect()
}

fn answer(session: &Session, features: ClientFeatures) -> serde_json::Value {
    let encoding = match features.encoding {
        PositionEncoding::Utf8 => "utf-8",
        PositionEncoding::Utf16 => "utf-16",
        PositionEncoding::Utf32 => "utf-32",
    };
    let list = match session.models().settings().completion.list {
        CompletionList::Always => true,
        CompletionList::Never => false,
        CompletionList::Auto => !features.inline_completion,
    };
    let mut capabilities = json!({
        "positionEncoding": encoding,
        "textDocumentSync": { "openClose": true, "change": 2 },
        "inlineCompletionProvider": true,
        "codeActionProvider": {
            "codeActionKinds": ["quickfix", "refactor.rewrite", "source"],
            "resolveProvider": true,
            "workDoneProgress": true,
        },
        "executeCommandProvider": { "commands": COMMANDS, "workDoneProgress": true },
        "experimental": { "ponder": {
            "chat": true, "documentText": true, "endpoints": true, "lastRoute": true, "lastSent": true, "pin": true,
            "route": true, "stats": true, "status": true, "suggestion": true,
        } },
    });
    if list {
        capabilities["completionProvider"] = json!({});
    }
    json!({
        "capabilities": capabilities,
        "serverInfo": { "name": "ponder", "version": env!("CARGO_PKG_VERSION") },
    })
}
