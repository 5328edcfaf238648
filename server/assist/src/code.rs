//! Changing code: fix, refactor, complete.
//!
//! A short text is written anew as a whole, a long one changed by blocks that say what they replace. What comes of the
//! answer is checked before anybody sees it, and one that is not fit is sent back once, with the reason.

mod messages;
mod replacement;
#[cfg(test)]
mod tests;

use std::ops::Range;

use ponder_ask::Models;
use ponder_model::Message;
use ponder_text::Snapshot;

pub(crate) use messages::fenced;
pub(crate) use replacement::replacement;

use crate::asking::{Answered, plan, window, with_room};
use crate::attempt::{attempt, is_worth_another_try};
use crate::blocking::blocking;
use crate::target::{self, Target};
use crate::{Action, AssistError, Change, Edit, Part, Proposal, Refusal, Situation};

/// Bytes of code that are written anew as a whole; what is longer is changed by blocks.
const WHOLE: usize = 12 * 1024;

/// Bytes of code that are changed at once, at most, however large the model's window is.
const MOST: usize = 64 * 1024;

/// Bytes that a token stands for at least: code has short ones.
const BYTES_PER_TOKEN: usize = 3;

/// In what form the change is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// The whole text again, in one block of code.
    Whole,
    /// Search/replace blocks.
    Blocks,
}

/// How many bytes of a window go to what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Room {
    /// The code that is changed.
    code: usize,
    /// What stands around it.
    context: usize,
}

/// What is to be done, ready to be asked.
#[derive(Debug)]
struct Work {
    target: Target,
    form: Form,
    messages: Vec<Message>,
}

/// Changes the code at the place as `action` says. Dropping the future stops the model.
pub(crate) async fn change(
    models: &Models,
    action: &Action,
    situation: &Situation,
) -> Result<Proposal, AssistError> {
    let plan = plan(models, action, situation).await?;
    let room = room(window(models, &plan));
    let Work {
        target,
        form,
        messages,
    } = {
        let (action, situation) = (action.clone(), situation.clone());
        blocking(move || work(&action, &situation, room)).await??
    };
    let plan = with_room(plan, tokens_for(&target.bytes));
    let fit = {
        let (action, snapshot, bytes) = (action.clone(), situation.snapshot.clone(), target.bytes.clone());
        move |answer: &str| written(&action, &snapshot, &bytes, form, answer)
    };
    let complaint =
        |refusal: &Refusal| is_worth_another_try(refusal).then(|| messages::complaint(refusal, form));
    let (answered, written) = attempt(models, &plan, &messages, fit, complaint).await?;
    Ok(proposal(action, &target, answered, written))
}

/// What an answer came to.
#[derive(Debug)]
struct Written {
    edits: Vec<Edit>,
    telling: String,
}

fn work(action: &Action, situation: &Situation, room: Room) -> Result<Work, AssistError> {
    let target = match action {
        Action::Complete => target::unwritten_function(situation)?,
        _ => target::code(situation, room.code)?,
    };
    let form = if target.bytes.len() <= WHOLE {
        Form::Whole
    } else {
        Form::Blocks
    };
    let messages = messages::messages(action, situation, &target, form, room.context);
    Ok(Work {
        target,
        form,
        messages,
    })
}

fn written(
    action: &Action,
    snapshot: &Snapshot,
    bytes: &Range<usize>,
    form: Form,
    answer: &str,
) -> Result<Written, Refusal> {
    let (edits, telling) = match form {
        Form::Whole => replacement(snapshot, bytes, answer)?,
        Form::Blocks => replacement::by_blocks(snapshot, bytes, answer)?,
    };
    // A refactoring may rename and take out; what is mended or completed keeps its names.
    if !matches!(action, Action::Refactor { .. }) {
        replacement::keeps_declarations(snapshot, bytes, &edits)?;
    }
    Ok(Written { edits, telling })
}

fn proposal(action: &Action, target: &Target, answered: Answered, written: Written) -> Proposal {
    let part = Part {
        label: format!("{}: {}", label(action), target.name),
        edits: written.edits,
        from: target.bytes.clone(),
    };
    let telling = matches!(action, Action::FixAndTell).then_some(written.telling);
    answered.proposal(
        Change::Here(vec![part]),
        telling.filter(|telling| !telling.is_empty()),
    )
}

fn label(action: &Action) -> &'static str {
    match action {
        Action::Fix | Action::FixAndTell => "Fix",
        Action::Complete => "Complete",
        _ => "Refactor",
    }
}

/// How a window of `tokens` is shared out: the code is read and written again.
fn room(tokens: u32) -> Room {
    let bytes = usize::try_from(tokens)
        .unwrap_or(usize::MAX)
        .saturating_mul(BYTES_PER_TOKEN);
    Room {
        code: (bytes / 3).min(MOST),
        context: (bytes / 6).min(WHOLE),
    }
}

/// Tokens for writing code of that many bytes anew, with some for what is added and said.
fn tokens_for(bytes: &Range<usize>) -> u32 {
    let tokens = bytes.len() / BYTES_PER_TOKEN + bytes.len() / (2 * BYTES_PER_TOKEN) + 512;
    u32::try_from(tokens).unwrap_or(u32::MAX)
}
