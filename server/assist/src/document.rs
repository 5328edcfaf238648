//! Writing the doc comment of a symbol.

pub(crate) mod convention;
pub(crate) mod description;
pub(crate) mod parameters;
pub(crate) mod request;

use std::ops::Range;

use ponder_ask::Models;
use ponder_model::{Answer, Finish};
use ponder_text::{DocumentationPlace, Snapshot, Symbol, SymbolKind, document_placement, symbol_at, symbols};

use crate::blocking::blocking;
use crate::doc_comment::doc_comment;
use crate::replaced::replaced;
use crate::{Action, AssistError, Change, Edit, Part, Proposal, Refusal, Situation, asking, comments_only};
use convention::{Convention, convention};

/// A symbol and the place of its documentation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentTarget {
    /// What is documented.
    pub symbol: Symbol,
    pub(crate) place: DocumentationPlace,
    /// The documentation whose place the new one takes.
    pub(crate) replaced: Option<Range<usize>>,
}

/// The symbol that a doc comment can be written for at `offset`.
///
/// `None` where there is no symbol, or no line of its own for a comment. May parse the document.
pub fn documentable(snapshot: &Snapshot, offset: usize) -> Option<DocumentTarget> {
    target_of(snapshot, symbol_at(snapshot, offset)?)
}

/// `symbol` with the place of its documentation, if there can be any.
pub(crate) fn target_of(snapshot: &Snapshot, symbol: Symbol) -> Option<DocumentTarget> {
    let place = document_placement(snapshot, &symbol)?;
    let replaced = replaced(snapshot, &symbol);
    Some(DocumentTarget {
        symbol,
        place,
        replaced,
    })
}

/// Writes the doc comment of the symbol at the place. Dropping the future stops the model.
pub(crate) async fn document_here(models: &Models, situation: &Situation) -> Result<Proposal, AssistError> {
    let (snapshot, bytes) = (situation.snapshot.clone(), situation.bytes.clone());
    let found = blocking(move || {
        let target = selected(&snapshot, &bytes)?;
        let convention = convention(&snapshot);
        let messages = request::messages(&snapshot, &target, convention);
        Some((target, convention, messages))
    })
    .await?;
    let (target, convention, messages) = found.ok_or_else(|| {
        AssistError::NothingHere(
            "there is nothing here that can have a doc comment; move the cursor to a function, a type or another symbol"
                .to_owned(),
        )
    })?;
    let plan = asking::plan(models, &Action::Document, situation).await?;
    let answered = asking::answered(models, &plan, &messages).await?;
    let (snapshot, answer) = (situation.snapshot.clone(), answered.answer.clone());
    let written = blocking(move || part(&snapshot, &target, convention, &answer)).await?;
    match written {
        Ok(part) => Ok(answered.proposal(Change::Here(vec![part]), None)),
        Err(reason) => Err(answered.refused(reason)),
    }
}

/// The first symbol that begins in the selection, or the one at the cursor.
fn selected(snapshot: &Snapshot, bytes: &Range<usize>) -> Option<DocumentTarget> {
    let first = symbols(snapshot)
        .into_iter()
        .filter(|symbol| bytes.contains(&symbol.signature.start))
        .find_map(|symbol| target_of(snapshot, symbol));
    first.or_else(|| documentable(snapshot, bytes.start))
}

/// The change that documents `target` with a model's answer: comments only.
pub(crate) fn part(
    snapshot: &Snapshot,
    target: &DocumentTarget,
    convention: Convention,
    answer: &Answer,
) -> Result<Part, Refusal> {
    let edit = doc_comment(finished(answer)?, snapshot, target, convention).ok_or(Refusal::Nothing)?;
    comments_only::check(snapshot, std::slice::from_ref(&edit))?;
    Ok(labelled(target, edit))
}

fn labelled(target: &DocumentTarget, edit: Edit) -> Part {
    let symbol = &target.symbol;
    Part {
        label: format!("Document `{}`", symbol.name),
        from: symbol.range.start.min(edit.bytes.start)..symbol.range.end.max(edit.bytes.end),
        edits: vec![edit],
    }
}

/// The answer's text, without the line that breaks off where the model was stopped.
fn finished(answer: &Answer) -> Result<&str, Refusal> {
    if answer.finished.finish == Finish::Stop {
        return Ok(&answer.text);
    }
    let whole = answer.text.trim_end().rsplit_once('\n');
    whole.map(|(whole, _)| whole).ok_or(Refusal::BreaksOff)
}

/// Whether a symbol is something that is called.
pub(crate) fn is_function(symbol: &Symbol) -> bool {
    matches!(
        symbol.kind,
        SymbolKind::Function | SymbolKind::Method | SymbolKind::Constructor | SymbolKind::Macro
    )
}

#[cfg(test)]
mod tests {
    use ponder_text::Language;

    use super::*;
    use crate::tests::fixture;

    fn name_of(snapshot: &Snapshot, bytes: Range<usize>) -> Option<String> {
        Some(selected(snapshot, &bytes)?.symbol.name)
    }

    #[test]
    fn a_selection_means_its_first_symbol_and_a_cursor_the_one_around_it() {
        let text = "impl S {\n    fn one(&self) {}\n\n    fn two(&self) {\n        wo|rk();\n    }\n}\n\nconst A: u8 = 1;\n";
        let (snapshot, offset) = fixture(Language::Rust, text);
        let length = snapshot.text().len_bytes();
        assert_eq!(name_of(&snapshot, offset..offset).as_deref(), Some("two"));
        assert_eq!(name_of(&snapshot, offset..offset + 2).as_deref(), Some("two"));
        assert_eq!(name_of(&snapshot, 9..length).as_deref(), Some("one"));
        assert_eq!(name_of(&snapshot, 70..length).as_deref(), Some("A"));
    }

    #[test]
    fn where_there_is_no_symbol_there_is_nothing() {
        let (snapshot, offset) = fixture(Language::Rust, "fn f() {}\n\n|\n// Words.\n");
        assert_eq!(name_of(&snapshot, offset..offset), None);
        let (snapshot, offset) = fixture(Language::Markdown, "# Ti|tle\n");
        assert_eq!(name_of(&snapshot, offset..offset), None);
    }
}
