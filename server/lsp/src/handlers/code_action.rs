//! `textDocument/codeAction`: what is offered at a place. No model is asked before the user has chosen.

use std::sync::Arc;

use serde_json::json;
use tower_lsp::gen_lsp_types::{CodeAction, CodeActionKind, CodeActionParams, CodeActionResponse, Command};
use tower_lsp::jsonrpc::{Error, Result};

use super::execute_command::EXPLAIN;
use crate::protocol::convert;
use crate::session::Session;

pub(crate) async fn code_action(
    session: &Arc<Session>,
    params: CodeActionParams,
) -> Result<Vec<CodeActionResponse>> {
    let CodeActionParams {
        text_document,
        range,
        context,
        ..
    } = params;
    let uri = text_document.uri;
    let snapshot = session.snapshot(&uri)?;
    let offset = convert::offset(&snapshot, range.start, session.features().encoding);
    let only: Option<Vec<String>> = context
        .only
        .map(|kinds| kinds.into_iter().map(|kind| kind_name(&kind)).collect());

    let mut actions = Vec::new();
    if wanted(only.as_deref(), "") {
        actions.push(CodeAction {
            title: "Explain with Ponder".to_owned(),
            command: Some(Command {
                title: "Explain with Ponder".to_owned(),
                tooltip: None,
                command: EXPLAIN.to_owned(),
                arguments: Some(vec![json!({ "uri": uri, "range": range })]),
            }),
            ..CodeAction::default()
        });
    }
    if wanted(only.as_deref(), "refactor.rewrite") {
        let version = snapshot.version();
        let target = tokio::task::spawn_blocking(move || ponder_assist::documentable(&snapshot, offset))
            .await
            .map_err(|_| Error::internal_error())?;
        if target.is_some() {
            actions.push(CodeAction {
                title: "Write doc comment".to_owned(),
                kind: Some(CodeActionKind::RefactorRewrite),
                data: Some(json!({ "action": "document", "uri": uri, "version": version, "offset": offset })),
                ..CodeAction::default()
            });
        }
    }
    Ok(actions.into_iter().map(CodeActionResponse::CodeAction).collect())
}

fn kind_name(kind: &CodeActionKind) -> String {
    serde_json::to_value(kind)
        .ok()
        .and_then(|kind| kind.as_str().map(str::to_owned))
        .unwrap_or_default()
}

/// Whether actions of `kind` are asked for: kinds are prefixes of their subkinds.
fn wanted(only: Option<&[String]>, kind: &str) -> bool {
    only.is_none_or(|only| {
        only.iter().any(|asked| {
            kind == asked
                || kind
                    .strip_prefix(asked.as_str())
                    .is_some_and(|rest| rest.starts_with('.'))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::wanted;

    #[test]
    fn a_kind_is_wanted_with_its_parents() {
        let only = |kind: &str| vec![kind.to_owned()];
        assert!(wanted(None, "refactor.rewrite"));
        assert!(wanted(Some(&only("refactor")), "refactor.rewrite"));
        assert!(wanted(Some(&only("refactor.rewrite")), "refactor.rewrite"));
        assert!(!wanted(Some(&only("refac")), "refactor.rewrite"));
        assert!(!wanted(Some(&only("quickfix")), "refactor.rewrite"));
    }
}
