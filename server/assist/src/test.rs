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

use crate::asking::{plan, with_room};
use crate::attempt::attempt;
use crate::blocking::blocking;
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
    let snapshot = situation.snapshot.clone();
    let fit = move |answer: &str| written(&snapshot, &goal, &target, answer);
    let (answered, written) = attempt(models, &plan, &messages, fit, messages::complaint).await?;
    Ok(answered.proposal(written.change, written.shown))
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
