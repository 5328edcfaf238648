//! From an action at a place to a proposal: the one way by which text of a model comes to change a file.

use ponder_ask::Models;

use crate::asking::Progress;
use crate::{
    Action, AssistError, Proposal, Situation, code, commit_message, document, document_file, prompt_file,
    rewrite, test, translate,
};

/// Asks for what `action` does at `situation`. Nothing is changed by it. Dropping the future stops the model.
///
/// Fails with words for the user where there is nothing to do it to, no model answers, or the answer is not fit to be an
/// edit. Actions that only tell something, and those that offer variants, have functions of their own.
pub async fn propose(
    models: &Models,
    action: &Action,
    situation: &Situation,
    progress: &(dyn Fn(Progress) + Send + Sync),
) -> Result<Proposal, AssistError> {
    match action {
        Action::Fix | Action::FixAndTell | Action::Refactor { .. } | Action::Complete => {
            code::change(models, action, situation).await
        }
        Action::Test => test::test(models, situation).await,
        Action::Document => document::document_here(models, situation).await,
        Action::DocumentFile => document_file::document_file(models, situation, progress).await,
        Action::Improve => rewrite::improve(models, situation).await,
        Action::Rewrite { manner } => {
            let variants = rewrite::variants(models, situation, *manner).await?;
            let first = variants.into_iter().next();
            first.ok_or_else(|| AssistError::NothingHere("there is nothing to rewrite here".to_owned()))
        }
        Action::Translate { to } => translate::translate(models, situation, to, progress).await,
        Action::CommitMessage => commit_message::in_document(models, situation).await,
        Action::Prompt { file } => prompt_file::prompt(models, situation, file).await,
        Action::Explain | Action::ExplainError | Action::ExplainFile | Action::ContinueInChat => {
            Err(AssistError::NothingHere(format!(
                "\u{201c}{action}\u{201d} changes nothing; it tells something"
            )))
        }
    }
}
