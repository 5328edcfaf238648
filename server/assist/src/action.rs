//! What can be asked for at a place in a document.

use std::fmt;

use ponder_route::Intent;
use serde::{Deserialize, Serialize};

/// What can be asked for at a place in a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "name", rename_all = "snake_case")]
pub enum Action {
    /// Say what the selection or the symbol does.
    Explain,
    /// Say what a diagnostic means, and what to do about it.
    ExplainError,
    /// Say what the file is for, part by part.
    ExplainFile,
    /// Mend what the diagnostics complain about; without any, what is wrong.
    Fix,
    /// The same, and say what was wrong.
    FixAndTell,
    /// Change code as told.
    Refactor {
        /// What is to be done; `None` until the user has said it.
        instruction: Option<String>,
    },
    /// Write tests.
    Test,
    /// Write a function's body from its comment.
    Complete,
    /// Write the doc comment of a symbol.
    Document,
    /// Write the doc comments that are missing in the file.
    DocumentFile,
    /// Write a comment or a paragraph better.
    Improve,
    /// Translate comments, or prose.
    Translate {
        /// The language to translate to, by its English name.
        to: String,
    },
    /// Write prose or a comment in another way, in variants to choose from.
    Rewrite {
        /// Which way.
        manner: Manner,
    },
    /// Write the message of a commit from what is staged.
    CommitMessage,
    /// Go on in a chat that knows the place.
    ContinueInChat,
    /// What a prompt file of the user says.
    Prompt {
        /// The prompt file's name, without its extension.
        file: String,
    },
}

/// How prose is rewritten.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Manner {
    /// In fewer words.
    Shorter,
    /// In simpler words.
    Plainer,
    /// In a friendlier tone.
    Warmer,
}

impl Manner {
    /// Every manner.
    pub const ALL: [Self; 3] = [Self::Shorter, Self::Plainer, Self::Warmer];

    /// The word for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Shorter => "shorter",
            Self::Plainer => "plainer",
            Self::Warmer => "warmer",
        }
    }
}

impl Action {
    /// What the task is for. That of a prompt file is what the file says.
    pub fn intent(&self) -> Intent {
        match self {
            Self::Explain | Self::ExplainError | Self::ExplainFile => Intent::Explain,
            Self::Fix | Self::FixAndTell => Intent::Fix,
            // A body from its comment is code that is changed as told.
            Self::Refactor { .. } | Self::Complete | Self::Prompt { .. } => Intent::Refactor,
            Self::Test => Intent::Test,
            Self::Document | Self::DocumentFile => Intent::Document,
            Self::Improve => Intent::Comment,
            Self::Translate { .. } => Intent::Translate,
            Self::Rewrite { .. } => Intent::Rewrite,
            Self::CommitMessage => Intent::CommitMessage,
            Self::ContinueInChat => Intent::AskCode,
        }
    }
}

impl fmt::Display for Action {
    /// As a menu shows it.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Explain => formatter.write_str("Explain"),
            Self::ExplainError => formatter.write_str("Explain this error"),
            Self::ExplainFile => formatter.write_str("Explain this file"),
            Self::Fix => formatter.write_str("Fix"),
            Self::FixAndTell => formatter.write_str("Fix and tell why"),
            Self::Refactor { instruction: None } => formatter.write_str("Refactor …"),
            Self::Refactor {
                instruction: Some(instruction),
            } => write!(formatter, "Refactor: {instruction}"),
            Self::Test => formatter.write_str("Write tests"),
            Self::Complete => formatter.write_str("Complete this function from its comment"),
            Self::Document => formatter.write_str("Write doc comment"),
            Self::DocumentFile => formatter.write_str("Document the whole file"),
            Self::Improve => formatter.write_str("Improve the wording"),
            Self::Translate { to } => write!(formatter, "Translate to {to}"),
            Self::Rewrite { manner } => write!(formatter, "Make it {}", manner.name()),
            Self::CommitMessage => formatter.write_str("Write commit message"),
            Self::ContinueInChat => formatter.write_str("Continue in chat"),
            Self::Prompt { file } => formatter.write_str(file),
        }
    }
}
