//! `textDocument/codeAction`: what is offered at a place. No model is asked before the user has chosen.

use std::sync::Arc;
use std::time::Duration;

use ponder_assist::{Action, Offer, OfferKind, offers, offers_by_text};
use serde::Serialize;
use serde_json::json;
use tower_lsp::gen_lsp_types::{
    CodeAction, CodeActionKind, CodeActionParams, CodeActionResponse, Command, Diagnostic, Range, Uri,
};
use tower_lsp::jsonrpc::{Error, Result};

use super::execute_command::{CHAT, EDIT, EXPLAIN, VARIANTS};
use crate::features::ClientFeatures;
use crate::protocol::code_action::{ActionData, ChatArguments, ExplainArguments, Subject};
use crate::protocol::convert;
use crate::session::Session;
use crate::situation::is_changeable;

/// How long the tree is waited for. A list is to be there in 5 ms; a tree that is parsed is there at once, and one that
/// takes longer serves the next list.
const TIME: Duration = Duration::from_millis(3);

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
    let features = session.features();
    let bytes = convert::bytes(&snapshot, range, features.encoding);
    let diagnostics: Vec<ponder_assist::Diagnostic> = context
        .diagnostics
        .iter()
        .map(|diagnostic| convert::diagnostic(&snapshot, diagnostic, features.encoding))
        .collect();
    let models = session.models();

    let (of_tree, of_bytes, of_diagnostics, of_models) = (
        snapshot.clone(),
        bytes.clone(),
        diagnostics.clone(),
        models.clone(),
    );
    let by_tree = tokio::task::spawn_blocking(move || {
        offers(&of_tree, &of_bytes, &of_diagnostics, &of_models.settings().assist)
    });
    let offered = match tokio::time::timeout(TIME, by_tree).await {
        Ok(offered) => offered.map_err(|_| Error::internal_error())?,
        Err(_) => offers_by_text(&snapshot, &bytes, &diagnostics, &models.settings().assist),
    };

    let only: Option<Vec<String>> = context
        .only
        .map(|kinds| kinds.into_iter().map(String::from).collect());
    let place = OfferedAt {
        uri: &uri,
        range,
        version: snapshot.version(),
        diagnostics: &context.diagnostics,
    };
    Ok(offered
        .into_iter()
        .filter(|offer| wanted(only.as_deref(), offer.kind.name()))
        .filter(|offer| is_possible(features, &uri, &offer.action))
        .map(|offer| CodeActionResponse::CodeAction(code_action_of(features, place, &offer)))
        .collect())
}

/// Where actions are offered.
#[derive(Debug, Clone, Copy)]
struct OfferedAt<'a> {
    uri: &'a Uri,
    range: Range,
    version: i32,
    diagnostics: &'a [Diagnostic],
}

/// Whether the client can do its part of `action`, and the document can be changed where that is needed.
fn is_possible(features: ClientFeatures, uri: &Uri, action: &Action) -> bool {
    match action {
        Action::Explain | Action::ExplainError | Action::ExplainFile => true,
        Action::ContinueInChat => features.open_chat,
        Action::Refactor { instruction: None } => features.instruction && is_changeable(uri),
        _ => is_changeable(uri),
    }
}

/// The action for the client: with data to be resolved where it resolves, else with the command that does it.
fn code_action_of(features: ClientFeatures, place: OfferedAt<'_>, offer: &Offer) -> CodeAction {
    let OfferedAt {
        uri,
        range,
        version,
        diagnostics,
    } = place;
    let its_own: Vec<Diagnostic> = offer
        .diagnostics
        .iter()
        .filter_map(|index| diagnostics.get(*index).cloned())
        .collect();
    let diagnostics = if its_own.is_empty() {
        diagnostics.to_vec()
    } else {
        its_own.clone()
    };
    let mut action = CodeAction {
        title: offer.title.clone(),
        kind: kind(offer.kind),
        diagnostics: (!its_own.is_empty()).then_some(its_own),
        ..CodeAction::default()
    };
    let explain = |subject| {
        let arguments = ExplainArguments {
            uri: uri.clone(),
            range,
            subject,
            diagnostics: diagnostics.clone(),
        };
        command(&offer.title, EXPLAIN, &arguments)
    };
    let data = || ActionData {
        action: offer.action.clone(),
        uri: uri.clone(),
        range,
        version: Some(version),
        diagnostics: diagnostics.clone(),
    };
    action.command = match &offer.action {
        Action::Explain => Some(explain(Subject::Here)),
        Action::ExplainError => Some(explain(Subject::Error)),
        Action::ExplainFile => Some(explain(Subject::File)),
        Action::ContinueInChat => {
            let arguments = ChatArguments {
                uri: uri.clone(),
                range,
                diagnostics: diagnostics.clone(),
            };
            Some(command(&offer.title, CHAT, &arguments))
        }
        Action::Rewrite { .. } => Some(command(&offer.title, VARIANTS, &data())),
        Action::Refactor { instruction: None } => Some(command(&offer.title, EDIT, &data())),
        _ if features.resolves_edit => {
            action.data = Some(json!(data()));
            None
        }
        _ => Some(command(&offer.title, EDIT, &data())),
    };
    action
}

fn kind(kind: OfferKind) -> Option<CodeActionKind> {
    match kind {
        OfferKind::QuickFix => Some(CodeActionKind::QuickFix),
        OfferKind::Rewrite => Some(CodeActionKind::RefactorRewrite),
        OfferKind::Source => Some(CodeActionKind::Source),
        OfferKind::None => None,
    }
}

fn command(title: &str, command: &str, argument: &impl Serialize) -> Command {
    Command {
        title: title.to_owned(),
        tooltip: None,
        command: command.to_owned(),
        arguments: Some(vec![json!(argument)]),
    }
}

/// Whether actions of `kind` are asked for: kinds are prefixes of their subkinds.
fn wanted(only: Option<&[String]>, kind: &str) -> bool {
    only.is_none_or(|only| {
        only.iter().any(|asked| {
            asked.is_empty()
                || kind == asked
                || kind
                    .strip_prefix(asked.as_str())
                    .is_some_and(|rest| rest.starts_with('.'))
        })
    })
}

#[cfg(test)]
mod tests;
