//! Actions of the user's own, from prompt files.

mod question;
#[cfg(test)]
mod tests;

use std::ops::Range;

use ponder_ask::Models;
use ponder_config::{Offered, PromptFile, PromptResult};
use ponder_model::Message;
use ponder_text::Snapshot;

use crate::asking::{Answered, answered, plan_for, window, with_room};
use crate::attempt::{attempt, is_worth_another_try};
use crate::blocking::blocking;
use crate::code::replacement;
use crate::target::{self, whole_lines};
use crate::{AssistError, Change, Edit, Part, Proposal, Refusal, Situation, passage};

/// Bytes of text that a prompt is about, at most: as much as other actions write anew as a whole.
const MOST: usize = 12 * 1024;

/// Tokens of an answer that is shown.
const TOLD: u32 = 1024;

/// What a prompt is about, and what the model is asked.
#[derive(Debug)]
struct Work {
    subject: Subject,
    messages: Vec<Message>,
}

/// What a prompt is about.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Subject {
    /// Whole lines without the last line break, if they are to be replaced.
    bytes: Range<usize>,
    /// What it is, as in "lines 3 to 9".
    name: String,
}

/// Does what the prompt file of that name says: a change, or one without edits whose telling is the answer. Dropping the
/// future stops the model.
pub(crate) async fn prompt(
    models: &Models,
    situation: &Situation,
    file: &str,
) -> Result<Proposal, AssistError> {
    let known = &models.settings().assist.prompts;
    let file = known.get(file).cloned().ok_or_else(|| {
        AssistError::NothingHere(format!(
            "there is no prompt file {file} any more; `ponder doctor` says what is wrong with those that are left out"
        ))
    })?;
    let plan = plan_for(models, file.intent, &file.title, &situation.place).await?;
    let window = window(models, &plan);
    let work = {
        let (file, situation) = (file.clone(), situation.clone());
        blocking(move || work(&file, &situation, window)).await??
    };
    match file.result {
        PromptResult::Show => shown(answered(models, &with_room(plan, TOLD), &work.messages).await?),
        PromptResult::Replace => {
            let plan = with_room(plan, tokens_for(&work.subject.bytes));
            let fit = {
                let (snapshot, bytes) = (situation.snapshot.clone(), work.subject.bytes.clone());
                move |answer: &str| replacement(&snapshot, &bytes, answer).map(|(edits, _)| edits)
            };
            let complaint = |refusal: &Refusal| {
                is_worth_another_try(refusal)
                    .then(|| format!("This can't be used: {refusal}. {}", question::FORM))
            };
            let (answered, edits) = attempt(models, &plan, &work.messages, fit, complaint).await?;
            Ok(proposal(&file, &work.subject, answered, edits))
        }
    }
}

/// What is asked of a model with a window of so many tokens.
fn work(file: &PromptFile, situation: &Situation, window: u32) -> Result<Work, AssistError> {
    let window = usize::try_from(window).unwrap_or(usize::MAX);
    let subject = subject(file, situation, window.min(MOST))?;
    let messages = question::messages(
        file,
        situation,
        &subject.bytes,
        window.min(MOST),
        window.min(MOST) / 2,
    );
    Ok(Work { subject, messages })
}

/// What the prompt is about: what is selected; without a selection the comment or the code at the cursor, or the file where
/// it is offered for files alone, or there is nothing else.
fn subject(file: &PromptFile, situation: &Situation, most: usize) -> Result<Subject, AssistError> {
    let snapshot = &situation.snapshot;
    let is_for = |place: &[Offered]| file.offered.iter().any(|offered| place.contains(offered));
    let is_for_file = is_for(&[Offered::File]);
    let is_for_more = if situation.bytes.is_empty() {
        is_for(&[
            Offered::Symbol,
            Offered::Diagnostic,
            Offered::Comment,
            Offered::Prose,
        ])
    } else {
        file.offered.iter().any(|offered| *offered != Offered::File)
    };
    if is_for_file && !is_for_more {
        return whole_file(snapshot, file.result, most);
    }
    if file.result == PromptResult::Show && !snapshot.slice(situation.bytes.clone()).trim().is_empty() {
        return Ok(Subject {
            bytes: situation.bytes.clone(),
            name: "the selection".to_owned(),
        });
    }
    if situation.bytes.is_empty()
        && is_for(&[Offered::Comment, Offered::Prose])
        && let Some(passage) = passage::selected(snapshot, &situation.bytes).first()
    {
        let bytes = whole_lines(snapshot, &passage.bytes);
        // What is longer is left to what cuts code.
        if file.result == PromptResult::Show || bytes.len() <= most {
            return Ok(Subject {
                bytes,
                name: passage.label(),
            });
        }
    }
    match target::code(situation, most) {
        Ok(target) => Ok(Subject {
            bytes: target.bytes,
            name: target.name,
        }),
        Err(_) if is_for_file && situation.bytes.is_empty() => whole_file(snapshot, file.result, most),
        Err(error) => Err(error),
    }
}

fn whole_file(snapshot: &Snapshot, result: PromptResult, most: usize) -> Result<Subject, AssistError> {
    let bytes = whole_lines(snapshot, &(0..snapshot.text().len_bytes()));
    if snapshot.slice(bytes.clone()).trim().is_empty() {
        return Err(AssistError::NothingHere("the file is empty".to_owned()));
    }
    if result == PromptResult::Replace && bytes.len() > most {
        return Err(AssistError::NothingHere(format!(
            "the file is too long to be written anew ({} KiB, at most {} are): offer the prompt for a selection, and select some",
            bytes.len() / 1024,
            most / 1024
        )));
    }
    Ok(Subject {
        bytes,
        name: "the file".to_owned(),
    })
}

fn shown(answered: Answered) -> Result<Proposal, AssistError> {
    let telling = answered.answer.text.trim().to_owned();
    if telling.is_empty() {
        return Err(answered.refused(Refusal::Nothing));
    }
    Ok(answered.proposal(Change::Here(Vec::new()), Some(telling)))
}

fn proposal(file: &PromptFile, subject: &Subject, answered: Answered, edits: Vec<Edit>) -> Proposal {
    let part = Part {
        label: format!("{}: {}", file.title, subject.name),
        edits,
        from: subject.bytes.clone(),
    };
    answered.proposal(Change::Here(vec![part]), None)
}

/// Tokens for writing so many bytes anew, with some for what is added.
fn tokens_for(bytes: &Range<usize>) -> u32 {
    u32::try_from(bytes.len() / 2 + 512).unwrap_or(u32::MAX)
}
