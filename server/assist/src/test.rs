//! Writing tests, where the language's programmers look for them.

mod class;
mod file;
mod messages;
mod place;
mod reindent;
mod rust_module;
#[cfg(test)]
mod tests;
mod written;

use std::ops::Range;
use std::path::PathBuf;

use ponder_ask::{Models, mask};
use ponder_text::{Document, Snapshot, SymbolKind};

pub use place::{TestPlace, test_place};

use crate::asking::{Answered, answered, plan, with_room};
use crate::code::blocking;
use crate::target::{self, Target};
use crate::{Action, AssistError, Change, Edit, Part, Proposal, Refusal, Situation, answer, soundness};

/// Bytes of code that tests are written for at once.
const MOST: usize = 12 * 1024;

/// Bytes of what stands around it that the model is told.
const CONTEXT: usize = 6 * 1024;

/// Tokens of tests that there is room for, where the engine would set a limit of its own.
const TOKENS: u32 = 2_048;

/// Where tests go, with what stands there.
#[derive(Debug, Clone)]
enum Goal {
    /// Into the document's module of tests, which may have to be made.
    Module,
    /// Into the document, which is one of tests.
    Here,
    /// Into a file that exists.
    Into(PathBuf, String),
    /// Into a file that does not.
    New(PathBuf),
    /// Nowhere: they are shown.
    Shown,
}

/// Writes tests of the selection or the symbol at the cursor. Dropping the future stops the model.
pub(crate) async fn test(models: &Models, situation: &Situation) -> Result<Proposal, AssistError> {
    let (goal, target, messages) = {
        let situation = situation.clone();
        blocking(move || -> Result<_, AssistError> {
            let goal = goal(&situation);
            let target = target::tested(&situation, MOST)?;
            let messages = messages::messages(&situation, &target, &goal);
            Ok((goal, target, messages))
        })
        .await??
    };
    let plan = with_room(plan(models, &Action::Test, situation).await?, TOKENS);
    let first = answered(models, &plan, &messages).await?;
    let refusal = match checked(situation, &goal, &target, &first).await? {
        Ok(change) => return Ok(proposal(first, change)),
        Err(refusal) if is_worth_another_try(&refusal) => refusal,
        Err(reason) => return Err(refused(reason, first)),
    };
    let again = messages::again(&messages, &first.answer.text, &refusal);
    let sent = first.sent;
    let mut second = answered(models, &plan, &again).await?;
    second.sent.splice(0..0, sent);
    match checked(situation, &goal, &target, &second).await? {
        Ok(change) => Ok(proposal(second, change)),
        Err(reason) => Err(refused(reason, second)),
    }
}

fn goal(situation: &Situation) -> Goal {
    if let Some(file) = &situation.test_file {
        return match &file.text {
            Some(text) => Goal::Into(file.path.clone(), text.clone()),
            None => Goal::New(file.path.clone()),
        };
    }
    let path = situation.place.path.as_deref();
    match test_place(&situation.snapshot, path) {
        TestPlace::Here if place::is_of_tests(&situation.snapshot, path) => Goal::Here,
        TestPlace::Here => Goal::Module,
        TestPlace::File(_) | TestPlace::Unknown => Goal::Shown,
    }
}

/// What becomes of an answer, or why nothing does.
async fn checked(
    situation: &Situation,
    goal: &Goal,
    target: &Target,
    answered: &Answered,
) -> Result<Result<Written, Refusal>, AssistError> {
    let (snapshot, goal, target) = (situation.snapshot.clone(), goal.clone(), target.clone());
    let answer = answered.answer.text.clone();
    blocking(move || written(&snapshot, &goal, &target, &answer)).await
}

/// What an answer came to.
#[derive(Debug, PartialEq)]
struct Written {
    change: Change,
    /// The tests, where they go nowhere.
    shown: Option<String>,
}

/// The change that puts the tests in `answer` where they belong.
///
/// CPU work: parses.
fn written(snapshot: &Snapshot, goal: &Goal, target: &Target, answer: &str) -> Result<Written, Refusal> {
    let language = snapshot.language();
    let tested = snapshot.slice(target.bytes.clone());
    let code = answer::code(answer, language)?.text;
    let code =
        mask::restored(&tested, &crate::visible::visible_beside(&code, &tested)).ok_or(Refusal::Masked)?;
    let code = code.replace("\r\n", "\n");
    if code.trim().is_empty() {
        return Err(Refusal::Nothing);
    }
    let change = match goal {
        Goal::Shown => {
            let shown = crate::code::fenced(&code, language.name());
            return Ok(Written {
                change: Change::Here(Vec::new()),
                shown: Some(shown),
            });
        }
        Goal::Module => here(
            snapshot,
            target,
            rust_module::placed(snapshot, &declared(snapshot), &code),
        )?,
        Goal::Here => here(snapshot, target, file::placed(snapshot, &[], &code))?,
        Goal::Into(path, text) => {
            let there = Document::new(text, 0, language).snapshot();
            let (edits, _) = file::placed(&there, &declared(snapshot), &code);
            soundness::check(&there, &edits)?;
            Change::File {
                path: path.clone(),
                text: Some(text.clone()),
                edits,
            }
        }
        Goal::New(path) => {
            let edits = vec![Edit {
                bytes: 0..0,
                new_text: file::new(snapshot, &declared(snapshot), &code),
            }];
            soundness::check(&Document::new("", 0, language).snapshot(), &edits)?;
            Change::File {
                path: path.clone(),
                text: None,
                edits,
            }
        }
    };
    if change.edits().iter().all(|edit| edit.new_text.trim().is_empty()) {
        return Err(Refusal::NoCode);
    }
    Ok(Written { change, shown: None })
}

fn here(
    snapshot: &Snapshot,
    target: &Target,
    (edits, from): (Vec<Edit>, Range<usize>),
) -> Result<Change, Refusal> {
    soundness::check(snapshot, &edits)?;
    Ok(Change::Here(vec![Part {
        label: format!("{}: {}", Action::Test, target.name),
        edits,
        from,
    }]))
}

/// What the document declares: tests have to use it, not to declare it again.
fn declared(snapshot: &Snapshot) -> Vec<String> {
    written::outermost(snapshot)
        .into_iter()
        .filter(|symbol| symbol.kind != SymbolKind::Module)
        .map(|symbol| symbol.name)
        .collect()
}

fn proposal(answered: Answered, written: Written) -> Proposal {
    answered.proposal(written.change, written.shown)
}

fn refused(reason: Refusal, answered: Answered) -> AssistError {
    AssistError::Refused {
        reason,
        answer: answered.answer.text,
    }
}

/// Whether the model may do better if it is told what is wrong.
fn is_worth_another_try(refusal: &Refusal) -> bool {
    matches!(
        refusal,
        Refusal::Breaks | Refusal::NoCode | Refusal::SeveralBlocks(_) | Refusal::OtherLanguage(_)
    )
}
