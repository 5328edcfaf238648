//! `ponder.explain`: what a place, an error or a file is about.

use std::sync::Arc;

use ponder_assist::{Explanation, Situation};
use ponder_text::{PositionEncoding, Snapshot, Symbol};
use serde_json::{Value, json};
use tower_lsp::gen_lsp_types::{LspAny, ProgressToken, SymbolKind};
use tower_lsp::jsonrpc::Result;

use crate::errors;
use crate::progress::{Extent, Progress};
use crate::proposed::{failed, signed};
use crate::protocol::chat::AnswerTiming;
use crate::protocol::code_action::{ExplainArguments, Subject};
use crate::protocol::convert;
use crate::session::Session;
use crate::shown::{Shown, show};
use crate::situation::{Asked, situation};

pub(super) async fn explain(
    session: &Arc<Session>,
    arguments: ExplainArguments,
    token: Option<ProgressToken>,
) -> Result<LspAny> {
    let ExplainArguments {
        uri,
        range,
        subject,
        diagnostics,
    } = arguments;
    let asked = Asked {
        uri: &uri,
        range,
        version: None,
        diagnostics: &diagnostics,
    };
    let (situation, _) = situation(session, asked)?;
    let progress = Progress::begin(session, "Ponder explains", Extent::Unknown, token);
    progress.of(explained(session, &situation, subject)).await
}

async fn explained(session: &Arc<Session>, situation: &Situation, subject: Subject) -> Result<LspAny> {
    let explanation = ponder_assist::explain(&session.models(), situation, subject.into()).await;
    let Explanation { reply, symbols } = match explanation {
        Ok(explanation) => explanation,
        Err(error) => return Err(failed(session, error).await),
    };
    session.set_last_sent(reply.sent.clone());
    let (route, masked) = (reply.route.clone(), reply.masked);
    let answer = reply.collect().await.map_err(|error| errors::model(&error))?;
    let features = session.features();
    if !features.explanations {
        let text = signed(&answer.text, &route.reason);
        show(session, Shown::Explanation, &text).await;
    }
    let mut result = json!({
        "text": answer.text,
        "route": route,
        "masked": masked,
        "finish": answer.finished.finish,
        "usage": answer.finished.usage,
        "timing": AnswerTiming::from(&answer),
    });
    if subject == Subject::File {
        result["symbols"] = symbols
            .into_iter()
            .map(|symbol| listed(&situation.snapshot, symbol, features.encoding))
            .collect();
    }
    Ok(result)
}

/// A symbol to go into.
fn listed(snapshot: &Snapshot, symbol: Symbol, encoding: PositionEncoding) -> Value {
    json!({
        "name": symbol.name,
        "kind": kind(symbol.kind),
        "range": convert::range(snapshot, symbol.range, encoding),
    })
}

/// The protocol has no word for some: the nearest one is taken, as most language servers do.
fn kind(kind: ponder_text::SymbolKind) -> SymbolKind {
    use ponder_text::SymbolKind as Kind;
    match kind {
        Kind::Function | Kind::Macro => SymbolKind::Function,
        Kind::Method => SymbolKind::Method,
        Kind::Constructor => SymbolKind::Constructor,
        Kind::Class | Kind::Type => SymbolKind::Class,
        Kind::Struct => SymbolKind::Struct,
        Kind::Enum => SymbolKind::Enum,
        Kind::Interface | Kind::Trait => SymbolKind::Interface,
        Kind::Implementation => SymbolKind::Object,
        Kind::Module => SymbolKind::Module,
        Kind::Constant => SymbolKind::Constant,
        Kind::Property => SymbolKind::Property,
    }
}
