//! What code actions carry from their offer to what becomes of them, and what their commands take.

use ponder_assist::Action;
use serde::{Deserialize, Serialize};
use tower_lsp::gen_lsp_types::{Diagnostic, Range, Uri};

/// An action at a place: the data of an action that is resolved, and the argument of `ponder.edit` and `ponder.variants`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct ActionData {
    /// What is to be done.
    pub(crate) action: Action,
    /// The document.
    pub(crate) uri: Uri,
    /// What is selected; empty at a cursor.
    pub(crate) range: Range,
    /// The version that the range is of; the present one if it is not said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) version: Option<i32>,
    /// What is to be mended, or what the editor complains about there.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) diagnostics: Vec<Diagnostic>,
}

/// The argument of `ponder.explain`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct ExplainArguments {
    pub(crate) uri: Uri,
    pub(crate) range: Range,
    #[serde(default)]
    pub(crate) subject: Subject,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) diagnostics: Vec<Diagnostic>,
}

/// What is explained.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Subject {
    /// The selection, or the symbol at the cursor.
    #[default]
    Here,
    /// The diagnostics.
    Error,
    /// The whole file.
    File,
}

impl From<Subject> for ponder_assist::Subject {
    fn from(subject: Subject) -> Self {
        match subject {
            Subject::Here => Self::Here,
            Subject::Error => Self::Error,
            Subject::File => Self::File,
        }
    }
}

/// The argument of `ponder.chat`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct ChatArguments {
    pub(crate) uri: Uri,
    pub(crate) range: Range,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) diagnostics: Vec<Diagnostic>,
}

/// The argument of `ponder.show`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ShowArguments {
    /// Markdown.
    pub(crate) text: String,
}
