//! Translating comments and prose.

mod batch;
mod script;
#[cfg(test)]
mod tests;

use ponder_ask::Models;
use ponder_model::{Finish, Message, ModelError};
use ponder_route::Plan;
use ponder_text::Snapshot;

use crate::asking::{Answered, Progress, answered, plan};
use crate::blocking::blocking;
use crate::passage::{self, Passage, pieces};
use crate::rewrite::{Length, cleaned, comments_checked, keeps_pieces, marked, with_room};
use crate::{Action, AssistError, Change, Edit, Part, Proposal, Refusal, Situation};

/// Characters of a language's name.
const NAME: usize = 40;

/// Translates the comments or the prose of the selection, or of the place, to the language of that English name. Code stays
/// as it is. Dropping the future stops the model.
pub(crate) async fn translate(
    models: &Models,
    situation: &Situation,
    to: &str,
    progress: &(dyn Fn(Progress) + Send + Sync),
) -> Result<Proposal, AssistError> {
    let to = language_name(to)?;
    let passages = {
        let (snapshot, bytes, to) = (situation.snapshot.clone(), situation.bytes.clone(), to.clone());
        blocking(move || {
            let found = passage::selected_or_of_symbol(&snapshot, &bytes);
            to_translate(&snapshot, found, &to)
        })
        .await??
    };
    let action = Action::Translate { to: to.clone() };
    let texts: Vec<&str> = passages
        .iter()
        .flat_map(|passage| &passage.paragraphs)
        .map(|paragraph| paragraph.text.as_str())
        .collect();
    let longest = texts.iter().map(|text| text.len()).max().unwrap_or(0);
    let plan = with_room(
        plan(models, &action, situation).await?,
        &" ".repeat(longest.max(3_000)),
    );
    let mut translator = Translator {
        models,
        plan: &plan,
        to: &to,
        last: None,
        reason: None,
    };
    let what = if situation.snapshot.language().is_prose() {
        "paragraphs"
    } else {
        "comments from code"
    };
    let mut translations: Vec<Option<String>> = Vec::with_capacity(texts.len());
    for batch in batch::batches(&texts) {
        progress(Progress {
            done: translations.len(),
            of: texts.len(),
            what: format!("translating to {to}"),
        });
        let batch: Vec<&str> = batch
            .into_iter()
            .filter_map(|index| texts.get(index).copied())
            .collect();
        translations.extend(translator.batch(&batch, what).await?);
    }
    let (last, reason) = (translator.last, translator.reason);
    let Some(answered) = last else {
        return Err(nothing(&to));
    };
    let written = {
        let snapshot = situation.snapshot.clone();
        blocking(move || parts(&snapshot, &passages, &translations)).await?
    };
    match written {
        Ok(parts) if !parts.is_empty() => Ok(answered.proposal(Change::Here(parts), None)),
        Ok(_) => Err(answered.refused(reason.unwrap_or(Refusal::Unchanged))),
        Err(reason) => Err(answered.refused(reason)),
    }
}

/// Who is asked, and what came of it so far.
struct Translator<'a> {
    models: &'a Models,
    plan: &'a Plan,
    to: &'a str,
    /// The last answer, with all requests that went out.
    last: Option<Answered>,
    /// Why a text was left as it is.
    reason: Option<Refusal>,
}

impl Translator<'_> {
    /// The translations of `texts`; `None` for one that is left as it is.
    async fn batch(&mut self, texts: &[&str], what: &str) -> Result<Vec<Option<String>>, AssistError> {
        let mut found = vec![None; texts.len()];
        if texts.len() > 1
            && let Some(answer) = self.ask(&batch::question(texts, self.to, what)).await?
            && let Some(answers) = batch::texts(&answer, texts.len())
        {
            let fit = |(text, answer): (&&str, &String)| translation(text, answer).ok();
            found = texts.iter().zip(&answers).map(fit).collect();
        }
        for (text, found) in texts.iter().zip(&mut found) {
            if found.is_none() {
                *found = self.one(text).await?;
            }
        }
        Ok(found)
    }

    /// The translation of one text: what can be lost is named, where something was.
    async fn one(&mut self, text: &str) -> Result<Option<String>, AssistError> {
        for kept in [Vec::new(), pieces(text)] {
            let asks_again = !kept.is_empty();
            let Some(answer) = self.ask(&batch::question_for_one(text, self.to, &kept)).await? else {
                self.reason = Some(Refusal::BreaksOff);
                continue;
            };
            match translation(text, &answer) {
                Ok(translation) => return Ok(Some(translation)),
                Err(reason) => self.reason = Some(reason),
            }
            if asks_again || pieces(text).is_empty() {
                break;
            }
        }
        Ok(None)
    }

    /// The whole answer; `None` if it breaks off.
    async fn ask(&mut self, messages: &[Message]) -> Result<Option<String>, ModelError> {
        let mut answered = answered(self.models, self.plan, messages).await?;
        if let Some(last) = self.last.take() {
            answered.sent.splice(0..0, last.sent);
            answered.masked += last.masked;
        }
        let is_whole = answered.answer.finished.finish != Finish::Length;
        let text = is_whole.then(|| answered.answer.text.clone());
        self.last = Some(answered);
        Ok(text)
    }
}

/// The translation of `text` in `answer`.
fn translation(text: &str, answer: &str) -> Result<String, Refusal> {
    let translation = cleaned(answer, text, Length::Same)?;
    if keeps_pieces(text, &translation) {
        Ok(translation)
    } else {
        Err(Refusal::LeftOut)
    }
}

/// One part for each passage that is changed.
///
/// CPU work: may parse.
fn parts(
    snapshot: &Snapshot,
    passages: &[Passage],
    translations: &[Option<String>],
) -> Result<Vec<Part>, Refusal> {
    let mut translations = translations.iter();
    let mut parts = Vec::new();
    for passage in passages {
        let mut edits = Vec::new();
        for (paragraph, translation) in passage.paragraphs.iter().zip(&mut translations) {
            // One that can't be written is left as it is.
            let edit = translation
                .as_ref()
                .and_then(|text| passage::written(snapshot, paragraph, text).ok());
            edits.extend(edit.flatten());
        }
        if !edits.is_empty() {
            parts.push(Part {
                label: passage.label(),
                edits,
                from: passage.bytes.clone(),
            });
        }
    }
    let (found, sound) = (parts.len(), sound(snapshot, parts));
    if sound.is_empty() && found > 0 {
        return Err(Refusal::MoreThanComments);
    }
    // Each by itself says nothing about all of them.
    checked(snapshot, &sound)?;
    Ok(sound)
}

/// The parts that change comments only: one comment that somebody obeys is not to keep all others from being translated.
fn sound(snapshot: &Snapshot, mut parts: Vec<Part>) -> Vec<Part> {
    if checked(snapshot, &parts).is_ok() {
        return parts;
    }
    if parts.len() < 2 {
        return Vec::new();
    }
    let second = parts.split_off(parts.len() / 2);
    let mut first = sound(snapshot, parts);
    first.extend(sound(snapshot, second));
    first
}

fn checked(snapshot: &Snapshot, parts: &[Part]) -> Result<(), Refusal> {
    let edits: Vec<Edit> = parts.iter().flat_map(|part| part.edits.clone()).collect();
    if edits.is_empty() {
        return Ok(());
    }
    comments_checked(snapshot, &edits)
}

/// The passages without the paragraphs that are in the language already.
fn to_translate(snapshot: &Snapshot, found: Vec<Passage>, to: &str) -> Result<Vec<Passage>, AssistError> {
    if found.is_empty() {
        return Err(AssistError::NothingHere(
            if snapshot.language().is_prose() {
                "there is no text here to be translated; move into a paragraph, or select some"
            } else {
                "there is no comment here to be translated; move into one, or select code with comments"
            }
            .to_owned(),
        ));
    }
    let foreign = |mut passage: Passage| {
        passage
            .paragraphs
            .retain(|paragraph| !script::is_written_in(&paragraph.text, to));
        (!passage.paragraphs.is_empty()).then_some(passage)
    };
    let left: Vec<Passage> = found.into_iter().filter_map(foreign).collect();
    if left.is_empty() {
        Err(nothing(to))
    } else {
        Ok(left)
    }
}

/// The name of a language, with nothing in it but words.
fn language_name(to: &str) -> Result<String, AssistError> {
    let name: String = to
        .chars()
        .filter(|character| character.is_alphanumeric() || matches!(character, ' ' | '-' | '(' | ')'))
        .take(NAME)
        .collect();
    let name = name.trim();
    if name.chars().any(char::is_alphabetic) {
        Ok(name.to_owned())
    } else {
        Err(AssistError::NothingHere(
            "no language is named to translate to; name one, such as \u{201c}French\u{201d}".to_owned(),
        ))
    }
}

fn nothing(to: &str) -> AssistError {
    AssistError::NothingHere(format!("everything here is in {to} already"))
}
