//! `ponder.variants`: writes a text in several ways, lets the user choose, and has the client apply the chosen one.

use std::fmt::Write as _;
use std::sync::Arc;

use ponder_assist::{Action, Change, Edit, Proposal, Situation, edited};
use serde_json::json;
use tower_lsp::gen_lsp_types::{LspAny, MessageActionItem, MessageType, ProgressToken};
use tower_lsp::jsonrpc::{Error, Result};

use super::{USER_TIME, VARIANTS, apply, asked};
use crate::errors;
use crate::progress::{Extent, Progress};
use crate::proposed::{about, failed, fitted};
use crate::protocol::choose::{Choose, ChooseParams};
use crate::protocol::code_action::ActionData;
use crate::session::Session;
use crate::shown::visible;
use crate::situation::situation;

/// Characters of a variant that a message shows.
const SHOWN: usize = 300;

pub(super) async fn variants(
    session: &Arc<Session>,
    data: ActionData,
    token: Option<ProgressToken>,
) -> Result<LspAny> {
    let (situation, since) = situation(session, asked(&data))?;
    let Action::Rewrite { manner } = data.action else {
        return Err(Error::invalid_params(format!(
            "{VARIANTS}: there are no variants of {:?}",
            data.action.to_string()
        )));
    };
    let title = data.action.to_string();
    let progress = Progress::begin(session, &title, Extent::Unknown, token);
    let work = async {
        match ponder_assist::variants(&session.models(), &situation, manner).await {
            Ok(proposals) => Ok(proposals),
            Err(error) => Err(failed(session, error).await),
        }
    };
    let proposals = progress.of(work).await?;
    if let Some(last) = proposals.last() {
        let sent = proposals.iter().flat_map(|proposal| proposal.sent.clone());
        session.set_last_sent(sent.collect());
        let texts: Vec<String> = proposals
            .iter()
            .map(|proposal| text_of(&situation, proposal))
            .collect();
        let chosen = choose(session, &title, texts, last).await?;
        let Some(proposal) = chosen.and_then(|chosen| proposals.get(chosen)) else {
            return Ok(LspAny::Null);
        };
        // The user took their time: what is fitted is the text as it is now.
        let fitted = fitted(session, &data.uri, &situation, &since, proposal).await?;
        let edit = fitted
            .edit
            .ok_or_else(|| errors::failed("the model would change nothing"))?;
        apply(session, &title, edit).await?;
        return Ok(about(proposal));
    }
    Err(errors::failed("the model would change nothing"))
}

/// What would stand in the document.
fn text_of(situation: &Situation, proposal: &Proposal) -> String {
    let Change::Here(parts) = &proposal.change else {
        return proposal.answer.text.clone();
    };
    let texts = parts.iter().map(|part| {
        let text = situation.snapshot.slice(part.from.clone());
        let edits: Vec<Edit> = part
            .edits
            .iter()
            .map(|edit| Edit {
                bytes: edit.bytes.start - part.from.start..edit.bytes.end - part.from.start,
                new_text: edit.new_text.clone(),
            })
            .collect();
        edited(&text, &edits)
    });
    texts.collect::<Vec<_>>().join("\n")
}

/// The place in the list of the text that the user chooses; `None` if none.
async fn choose(
    session: &Session,
    title: &str,
    variants: Vec<String>,
    proposal: &Proposal,
) -> Result<Option<usize>> {
    if session.features().choose {
        let params = ChooseParams {
            title: title.to_owned(),
            variants,
            route: json!(proposal.route),
        };
        let choosing = session.client.send_request::<Choose>(params);
        return tokio::time::timeout(USER_TIME, choosing)
            .await
            .unwrap_or(Ok(None));
    }
    let actions = (1..=variants.len())
        .map(|number| MessageActionItem {
            title: number.to_string(),
            ..MessageActionItem::default()
        })
        .collect();
    let choosing =
        session
            .client
            .show_message_request(MessageType::Info, message(title, &variants), Some(actions));
    let chosen = tokio::time::timeout(USER_TIME, choosing)
        .await
        .unwrap_or(Ok(None))?;
    let number = chosen.and_then(|chosen| chosen.title.parse::<usize>().ok());
    Ok(number.and_then(|number| number.checked_sub(1)))
}

/// The variants with their numbers.
fn message(title: &str, variants: &[String]) -> String {
    let mut message = format!("{title}:");
    for (number, variant) in (1..).zip(variants) {
        let text = visible(variant.trim());
        let (text, rest) = match text.char_indices().nth(SHOWN) {
            Some((end, _)) => (text[..end].trim_end(), " …"),
            None => (text.as_str(), ""),
        };
        // Writing to a string does not fail.
        let _ = write!(message, "\n\n{number}. {text}{rest}");
    }
    message
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variants_are_numbered_and_long_ones_cut() {
        let variants = ["short\n".to_owned(), "字".repeat(400)];
        assert_eq!(
            message("Make it shorter", &variants),
            format!("Make it shorter:\n\n1. short\n\n2. {} …", "字".repeat(300))
        );
    }
}
