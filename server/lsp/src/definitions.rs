//! Definitions of what stands near the cursor, asked of clients that can tell: `ponder/definitions`.
//!
//! A key never waits for them: they are asked for after an answer, and serve from the next placing of the hole on.

use std::sync::Arc;
use std::time::Duration;

use ponder_ask::Place;
use ponder_model::Related;
use serde::{Deserialize, Serialize};
use tower_lsp::gen_lsp_types::{LspRequestMethod, MessageDirection, Position, TextDocumentIdentifier, Uri};

use crate::session::Session;

/// How long a client may look for definitions.
const TIME: Duration = Duration::from_secs(2);

/// Definitions that are taken, and bytes of each, at most: what peers found useful.
const MOST: usize = 5;
const BYTES: usize = 500;

/// The request: definitions of the symbols in the last lines before a position.
#[derive(Debug)]
enum Definitions {}

impl tower_lsp::gen_lsp_types::Request for Definitions {
    type Params = DefinitionsParams;
    type Result = Vec<Definition>;
    const METHOD: LspRequestMethod<'static> = LspRequestMethod::Custom("ponder/definitions");
    const MESSAGE_DIRECTION: MessageDirection = MessageDirection::ServerToClient;
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct DefinitionsParams {
    text_document: TextDocumentIdentifier,
    position: Position,
}

#[derive(Debug, Serialize, Deserialize)]
struct Definition {
    uri: Uri,
    text: String,
}

/// What the client told last of the document.
pub(crate) fn known(session: &Session, uri: &Uri) -> Vec<Related> {
    session
        .definitions
        .get(uri)
        .map(|definitions| definitions.clone())
        .unwrap_or_default()
}

/// Asks for the definitions at a position, if the client can tell and is not looking already. Does not wait.
pub(crate) fn ask(session: &Arc<Session>, uri: &Uri, position: Position) {
    if !session.features().definitions || !session.begin_definitions() {
        return;
    }
    let (session, uri) = (Arc::clone(session), uri.clone());
    tokio::spawn(async move {
        let params = DefinitionsParams {
            text_document: TextDocumentIdentifier { uri: uri.clone() },
            position,
        };
        let answer = tokio::time::timeout(TIME, session.client.send_request::<Definitions>(params)).await;
        if let Ok(Ok(definitions)) = answer
            && let Ok(definitions) = tokio::task::spawn_blocking(|| public(definitions)).await
        {
            let related = definitions.into_iter().map(|Definition { uri, text }| Related {
                path: session.project_path(&uri),
                text: whole_lines(&text).to_owned(),
            });
            let related: Vec<Related> = related.filter(|related| !related.text.is_empty()).collect();
            session.definitions.insert(uri, related);
        }
        session.end_definitions();
    });
}

/// The first of `definitions` that may be shown to a model: where they stand is known here only. Reads ignore files.
fn public(definitions: Vec<Definition>) -> Vec<Definition> {
    let is_public = |definition: &Definition| {
        let path = definition.uri.to_file_path();
        path.is_ok_and(|path| !Place::is_private(&path))
    };
    definitions.into_iter().filter(is_public).take(MOST).collect()
}

/// The first lines of `text`, as many as fit.
fn whole_lines(text: &str) -> &str {
    if text.len() <= BYTES {
        return text;
    }
    let end = (0..=BYTES)
        .rev()
        .find(|end| text.is_char_boundary(*end))
        .unwrap_or(0);
    text[..end].rfind('\n').map_or("", |end| &text[..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_definition_is_cut_at_a_line() {
        let long = "fn a() {}\n".repeat(100);
        assert!(whole_lines(&long).len() <= BYTES && whole_lines(&long).ends_with("{}"));
        assert_eq!(whole_lines("short"), "short");
        assert_eq!(whole_lines(&"é".repeat(BYTES)), "");
    }
}
