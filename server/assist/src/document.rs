//! Writing the doc comment of a symbol.

use std::ops::Range;

use ponder_ask::{Models, Place};
use ponder_model::{Answer, Message, ModelError, Sent};
use ponder_route::{Intent, Route, Task};
use ponder_text::{DocumentationPlace, Language, Snapshot, Symbol, document_placement, symbol_at};
use thiserror::Error;

use crate::doc_comment::doc_comment;
use crate::replaced::replaced;
use crate::{Edit, asked, start_of};

/// Bytes of a declaration that the model is shown: some 2,500 tokens.
const MOST: usize = 8 * 1024;

const INSTRUCTIONS: &str = "You write the documentation of code. Answer with plain sentences only: one sentence that says \
    what the code does, and, only where it helps, up to three more on arguments, result and errors. \
    No code, no headings, no lists, no introduction.";

/// A symbol and the place of its documentation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentTarget {
    /// What is documented.
    pub symbol: Symbol,
    pub(crate) place: DocumentationPlace,
    /// The documentation whose place the new one takes.
    pub(crate) replaced: Option<Range<usize>>,
}

/// A doc comment that was written.
#[derive(Debug, Clone)]
pub struct Documentation {
    /// Who wrote it, and how.
    pub route: Route,
    /// The requests that went out for it.
    pub sent: Vec<Sent>,
    /// Secrets that were masked in what went out.
    pub masked: usize,
    /// The edit that puts it into the document.
    pub edit: Edit,
    /// What the model wrote, before it was cleaned and put into the form of the language.
    pub answer: Answer,
}

/// Why there is no doc comment.
#[derive(Debug, Error)]
pub enum DocumentError {
    /// The model gave no answer.
    #[error(transparent)]
    Model(#[from] ModelError),
    /// Nothing was left of the answer.
    #[error("the model wrote no documentation for `{0}`; try again, or use a larger model")]
    NothingWritten(String),
}

/// The symbol that a doc comment can be written for at `offset`.
///
/// `None` where there is no symbol, or no line of its own for a comment. May parse the document.
pub fn documentable(snapshot: &Snapshot, offset: usize) -> Option<DocumentTarget> {
    let symbol = symbol_at(snapshot, offset)?;
    let place = document_placement(snapshot, &symbol)?;
    let replaced = replaced(snapshot, &symbol);
    Some(DocumentTarget {
        symbol,
        place,
        replaced,
    })
}

/// Writes the doc comment of `target`, in the form of its language. Dropping the future stops the model.
pub async fn document(
    models: &Models,
    snapshot: &Snapshot,
    target: &DocumentTarget,
    place: Place,
) -> Result<Documentation, DocumentError> {
    let plan = models.plan(Task::new(Intent::Document), &place).await;
    let messages = messages(snapshot, target);
    let reply = models.ask(&plan, |_, _| asked(messages.clone())).await?;
    let (route, sent, masked) = (reply.route.clone(), reply.sent.clone(), reply.masked);
    let answer = reply.collect().await?;
    let edit = doc_comment(&answer.text, snapshot, target)
        .ok_or_else(|| DocumentError::NothingWritten(target.symbol.name.clone()))?;
    Ok(Documentation {
        route,
        sent,
        masked,
        edit,
        answer,
    })
}

pub(crate) fn messages(snapshot: &Snapshot, target: &DocumentTarget) -> Vec<Message> {
    let declaration = snapshot.slice(target.symbol.range.clone());
    let (declaration, is_cut) = start_of(&declaration, MOST);
    let cut = if is_cut {
        ", of which only the beginning is shown"
    } else {
        ""
    };
    let question = format!(
        "Write the text of {} for `{}` in this {} code{cut}:\n\n{declaration}",
        convention(snapshot.language()),
        target.symbol.name,
        snapshot.language().name()
    );
    vec![Message::system(INSTRUCTIONS), Message::user(question)]
}

/// What programmers of a language call its documentation.
fn convention(language: Language) -> &'static str {
    match language {
        Language::Rust => "a rustdoc comment",
        Language::Python => "a docstring (PEP 257)",
        Language::JavaScript | Language::TypeScript | Language::Tsx => "a JSDoc comment",
        Language::Go => "a Go doc comment",
        Language::Java => "a Javadoc comment",
        Language::CSharp => "an XML summary",
        Language::C | Language::Cpp => "a Doxygen comment",
        _ => "a documentation comment",
    }
}
