//! From an action to the edit that the client is given: asks the model, and fits what it proposes to the text as it is when
//! the answer is there.

use std::sync::Arc;

use ponder_assist::{AssistError, Change, Edit, Part, Proposal, Situation, edited, unified_diff};
use ponder_text::{Document, Language, Since};
use serde_json::{Value, json};
use tower_lsp::gen_lsp_types::{MessageType, Uri, WorkspaceEdit};
use tower_lsp::jsonrpc::{Error, Result};

use crate::file_text::FileText;
use crate::offer::offer_where_missing;
use crate::progress::Reporter;
use crate::protocol::chat::AnswerTiming;
use crate::protocol::code_action::ActionData;
use crate::protocol::edit::{Target, edit, new_file};
use crate::rebase::{can_be_said, rebased};
use crate::session::Session;
use crate::shown::{Shown, show};
use crate::situation::{for_action, is_changeable};
use crate::{edit_place, errors};

/// What an action comes to.
#[derive(Debug)]
pub(crate) struct Proposed {
    /// What is to be changed, if anything.
    pub(crate) edit: Option<WorkspaceEdit>,
    /// What is to be shown besides, in Markdown.
    pub(crate) telling: Option<String>,
    /// Who wrote it, and how.
    pub(crate) data: Value,
}

/// Asks a model for what `data` says, in a situation taken before. Dropping the future stops the model.
pub(crate) async fn proposed(
    session: &Arc<Session>,
    data: &ActionData,
    situation: Situation,
    since: &Since,
    reporter: Reporter,
) -> Result<Proposed> {
    if !is_changeable(&data.uri) {
        return Err(errors::failed(format!(
            "{} can't be changed; ask in the file itself",
            data.uri
        )));
    }
    let situation = for_action(session, &data.action, situation).await?;
    let progress = move |progress: ponder_assist::Progress| {
        reporter.report(progress.done, progress.of, &progress.what);
    };
    let proposal = ponder_assist::propose(&session.models(), &data.action, &situation, &progress).await;
    let proposal = match proposal {
        Ok(proposal) => proposal,
        Err(error) => return Err(failed(session, error).await),
    };
    session.set_last_sent(proposal.sent.clone());
    let told = fitted(session, &data.uri, &situation, since, &proposal).await?;
    Ok(Proposed {
        telling: telling(&proposal, told.instead),
        edit: told.edit,
        data: about(&proposal),
    })
}

/// Who wrote a proposal, and how.
pub(crate) fn about(proposal: &Proposal) -> Value {
    json!({
        "route": proposal.route,
        "masked": proposal.masked,
        "usage": proposal.answer.finished.usage,
        "timing": AnswerTiming::from(&proposal.answer),
    })
}

/// The protocol's error for `error`. What a model wrote for nothing is shown, and a missing model offered.
pub(crate) async fn failed(session: &Arc<Session>, error: AssistError) -> Error {
    if let AssistError::Model(error) = &error {
        return offer_where_missing(session, error);
    }
    let reason = error.to_string();
    if let AssistError::Refused { answer, .. } = &error
        && !answer.trim().is_empty()
    {
        let text = format!("*{reason}*\n\n---\n\n{}\n", answer.trim_end());
        show(session, Shown::Answer, &text).await;
    }
    errors::failed(reason)
}

/// A proposal in the form that the client takes.
#[derive(Debug, Default)]
pub(crate) struct Fitted {
    pub(crate) edit: Option<WorkspaceEdit>,
    /// What is shown since the client can't make such an edit.
    instead: Option<String>,
}

/// Fits `proposal`, which was made in `situation`, to the text as it is now: `since` says what changed. What does not fit
/// any more is shown and not made.
pub(crate) async fn fitted(
    session: &Arc<Session>,
    uri: &Uri,
    situation: &Situation,
    since: &Since,
    proposal: &Proposal,
) -> Result<Fitted> {
    match &proposal.change {
        Change::Here(parts) => {
            let edit = here(session, uri, situation, since, proposal, parts.clone()).await?;
            Ok(Fitted { edit, instead: None })
        }
        Change::File { path, text, edits } => {
            let file = ChangedFile {
                path,
                text: text.as_deref(),
                edits,
            };
            elsewhere(session, uri, proposal, file).await
        }
    }
}

async fn here(
    session: &Arc<Session>,
    uri: &Uri,
    situation: &Situation,
    since: &Since,
    proposal: &Proposal,
    parts: Vec<Part>,
) -> Result<Option<WorkspaceEdit>> {
    if parts.iter().all(|part| part.edits.is_empty()) {
        return Ok(None);
    }
    let features = session.features();
    // In one go, so that no change comes between the text and what is known of its changes.
    let moved = session.documents.get(uri).map(|open| {
        let now = open.document.snapshot();
        (rebased(parts.clone(), since, &now, features.encoding), now)
    });
    let lost = moved
        .as_ref()
        .map_or(parts.as_slice(), |(moved, _)| moved.lost.as_slice());
    let lost_count = lost.len();
    if lost_count > 0 {
        let edits: Vec<Edit> = lost.iter().flat_map(|part| part.edits.clone()).collect();
        let text = situation.snapshot.text().to_string();
        show(session, Shown::Diff, &diff(&situation.path, &text, &edits)).await;
    }
    match moved {
        Some((moved, now)) if !moved.kept.is_empty() => {
            if lost_count > 0 {
                let message = format!(
                    "{lost_count} of {} parts were left out and are shown instead: the text they are for was changed meanwhile",
                    parts.len()
                );
                session.client.show_message(MessageType::Info, message).await;
            }
            let target = Target {
                uri,
                version: Some(now.version()),
                snapshot: &now,
            };
            Ok(Some(edit(features, target, &moved.kept, &proposal.route)))
        }
        _ => Err(errors::outdated(
            "the text was changed where the answer belongs, so that it is shown and not applied; ask for the action again",
        )),
    }
}

/// What is to be changed in a file that is not the document.
#[derive(Debug, Clone, Copy)]
struct ChangedFile<'a> {
    path: &'a std::path::Path,
    /// What it must still hold; `None` if it must not exist.
    text: Option<&'a str>,
    edits: &'a [Edit],
}

async fn elsewhere(
    session: &Arc<Session>,
    asked_in: &Uri,
    proposal: &Proposal,
    file: ChangedFile<'_>,
) -> Result<Fitted> {
    let ChangedFile { path, text, edits } = file;
    let uri = Uri::from_file_path(path)
        .map_err(|()| errors::failed(format!("{} is no file on this machine", path.display())))?;
    // The user is in the one and has not named the other.
    let is_named = uri == *asked_in;
    let (of_file, in_session) = (path.to_owned(), Arc::clone(session));
    let (refusal, now) = tokio::task::spawn_blocking(move || {
        let refusal = edit_place::refusal(&of_file, in_session.folders());
        (refusal, FileText::of(&in_session, &of_file))
    })
    .await
    .map_err(|_| Error::internal_error())?;

    let name = session.project_path(&uri);
    let diff = || diff(&name, text.unwrap_or_default(), edits);
    if let Some(reason) = refusal.filter(|_| !is_named) {
        show(session, Shown::Diff, &diff()).await;
        return Err(errors::failed(reason));
    }
    if !now.holds(text) {
        show(session, Shown::Diff, &diff()).await;
        return Err(errors::outdated(format!(
            "{name} was changed meanwhile, so that what is written for it is shown and not applied; ask for the action again"
        )));
    }
    if edits.is_empty() {
        return Ok(Fitted::default());
    }
    let features = session.features();
    let label = format!("Write {name}");
    let Some(text) = text else {
        let new_text = edited("", edits);
        let edit = new_file(features, &uri, &new_text, &label, &proposal.route);
        let instead = edit
            .is_none()
            .then(|| format!("For `{name}`:\n\n{}", fenced(&new_text)));
        return Ok(Fitted { edit, instead });
    };
    let (snapshot, version) = match now {
        FileText::Open(snapshot) => {
            let version = snapshot.version();
            (snapshot, Some(version))
        }
        // Only its positions are asked for, and those are the same in every language.
        _ => (Document::new(text, 0, Language::PlainText).snapshot(), None),
    };
    let part = Part {
        label,
        edits: edits.to_vec(),
        from: 0..text.len(),
    };
    if !can_be_said(&part, &snapshot, features.encoding) {
        show(session, Shown::Diff, &diff()).await;
        return Err(errors::failed(format!(
            "what is written for {name} fits between none of its characters; it is shown instead"
        )));
    }
    let target = Target {
        uri: &uri,
        version,
        snapshot: &snapshot,
    };
    Ok(Fitted {
        edit: Some(edit(features, target, &[part], &proposal.route)),
        instead: None,
    })
}

/// What is shown beside an edit, or instead of one, with who says so.
fn telling(proposal: &Proposal, instead: Option<String>) -> Option<String> {
    let texts = [proposal.telling.clone(), instead];
    let texts: Vec<String> = texts.into_iter().flatten().collect();
    if texts.is_empty() {
        return None;
    }
    Some(signed(&texts.join("\n\n"), &proposal.route.reason))
}

/// A text in Markdown with who wrote it.
pub(crate) fn signed(text: &str, reason: &str) -> String {
    format!("{}\n\n---\n\n*{reason}*\n", text.trim_end())
}

/// `code` in a fence that is longer than any in it.
fn fenced(code: &str) -> String {
    let longest = code
        .lines()
        .map(|line| line.trim_start().chars().take_while(|mark| *mark == '`').count())
        .max()
        .unwrap_or_default();
    let fence = "`".repeat(longest.max(2) + 1);
    let end = if code.ends_with('\n') { "" } else { "\n" };
    format!("{fence}\n{code}{end}{fence}")
}

/// What `edits` would change in the file of that name, to be read.
fn diff(name: &str, text: &str, edits: &[Edit]) -> String {
    unified_diff(name, name, text, &edited(text, edits))
}
#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fence_is_longer_than_those_in_the_code() {
        assert_eq!(fenced("a\n"), "```\na\n```");
        assert_eq!(fenced("  ````\na"), "`````\n  ````\na\n`````");
    }
}
