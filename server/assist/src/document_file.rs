//! Writing the doc comments that are missing in a file.

mod missing;
#[cfg(test)]
mod tests;

use ponder_ask::Models;
use ponder_model::Usage;
use ponder_text::Snapshot;

use crate::asking::{Answered, Progress};
use crate::blocking::blocking;
use crate::document::convention::convention;
use crate::document::{DocumentTarget, part, request};
use crate::{Action, AssistError, Change, Edit, Part, Proposal, Refusal, Situation, asking, comments_only};
use missing::missing;

/// Symbols that are documented at once; the local model takes some seconds for each.
const MOST: usize = 100;

/// Writes the doc comments of all symbols that have none, each a part of the change. Dropping the future stops the model.
///
/// Which symbols those are is said at [`missing()`]. One of which the model says nothing is left out. Where the model fails
/// on the way, what is written until then is proposed, and the telling says what is missing; a further run goes on there.
pub(crate) async fn document_file(
    models: &Models,
    situation: &Situation,
    progress: &(dyn Fn(Progress) + Send + Sync),
) -> Result<Proposal, AssistError> {
    let snapshot = situation.snapshot.clone();
    let (targets, convention) = blocking(move || (missing(&snapshot), convention(&snapshot))).await?;
    if targets.is_empty() {
        return Err(AssistError::NothingHere(
            "everything here is documented already".to_owned(),
        ));
    }
    let plan = asking::plan(models, &Action::DocumentFile, situation).await?;
    let asked = targets.len().min(MOST);
    let mut telling = (asked < targets.len()).then(|| {
        format!(
            "Of {} symbols without documentation, the first {asked} were looked at: ask again for more.",
            targets.len()
        )
    });
    let mut so_far: Option<Answered> = None;
    let mut parts = Vec::new();
    for (done, target) in targets[..asked].iter().enumerate() {
        progress(Progress {
            done,
            of: asked,
            what: format!("`{}`", target.symbol.name),
        });
        let (of_target, snapshot) = (target.clone(), situation.snapshot.clone());
        let messages = blocking(move || request::messages(&snapshot, &of_target, convention)).await?;
        let answered = match asking::answered(models, &plan, &messages).await {
            Ok(answered) => answered,
            Err(error) if parts.is_empty() => return Err(error.into()),
            Err(error) => {
                telling = Some(format!(
                    "The first {done} of {asked} symbols were looked at: {error}."
                ));
                break;
            }
        };
        let (of_target, snapshot, answer) = (
            target.clone(),
            situation.snapshot.clone(),
            answered.answer.clone(),
        );
        let written = blocking(move || part(&snapshot, &of_target, convention, &answer)).await?;
        parts.extend(written.ok().map(|part| narrowed(part, target, &targets)));
        so_far = Some(match so_far {
            Some(before) => with(before, answered),
            None => answered,
        });
    }
    progress(Progress {
        done: asked,
        of: asked,
        what: "checking".to_owned(),
    });
    let snapshot = situation.snapshot.clone();
    let checked = blocking(move || checked(&snapshot, parts)).await?;
    // One is asked at least, and is answered or an error.
    let answered =
        so_far.ok_or_else(|| AssistError::NothingHere("everything here is documented already".to_owned()))?;
    match checked {
        Ok(parts) => Ok(answered.proposal(Change::Here(parts), telling)),
        Err(reason) => Err(answered.refused(reason)),
    }
}

/// The parts in their order, if there are some and together they change comments only.
fn checked(snapshot: &Snapshot, mut parts: Vec<Part>) -> Result<Vec<Part>, Refusal> {
    if parts.is_empty() {
        return Err(Refusal::Nothing);
    }
    parts.sort_by_key(|part| part.edits.first().map(|edit| edit.bytes.start));
    let edits: Vec<Edit> = parts.iter().flat_map(|part| part.edits.clone()).collect();
    comments_only::check(snapshot, &edits)?;
    Ok(parts)
}

/// `part` as computed from the signature alone where other symbols that are documented stand in its own: so each can be
/// accepted without the others.
fn narrowed(mut part: Part, target: &DocumentTarget, all: &[DocumentTarget]) -> Part {
    let symbol = &target.symbol;
    let is_around = |other: &DocumentTarget| {
        symbol.range.start < other.symbol.range.start && other.symbol.range.end <= symbol.range.end
    };
    if all.iter().any(is_around) {
        let edits_end = part.edits.iter().map(|edit| edit.bytes.end).max();
        part.from.end = symbol.signature.end.max(edits_end.unwrap_or(0));
    }
    part
}

/// An answer after another: all that was sent and used for both.
fn with(before: Answered, mut answered: Answered) -> Answered {
    let mut sent = before.sent;
    sent.append(&mut answered.sent);
    answered.sent = sent;
    answered.masked += before.masked;
    let (one, other) = (before.answer.finished, &mut answered.answer.finished);
    other.usage = Usage {
        prompt_tokens: one.usage.prompt_tokens + other.usage.prompt_tokens,
        cached_tokens: one.usage.cached_tokens + other.usage.cached_tokens,
        completion_tokens: one.usage.completion_tokens + other.usage.completion_tokens,
        reasoning_tokens: one.usage.reasoning_tokens + other.usage.reasoning_tokens,
    };
    other.timing.prompt_ms += one.timing.prompt_ms;
    other.timing.generation_ms += one.timing.generation_ms;
    answered.answer.first_token = before.answer.first_token.or(answered.answer.first_token);
    answered.answer.total += before.answer.total;
    answered
}
