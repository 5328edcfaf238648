//! What a task is for.

use ponder_text::Region;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What a task is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Intent {
    /// Continue code at the cursor.
    CompleteCode,
    /// Continue prose or a comment at the cursor.
    CompleteProse,
    /// Say what code does.
    Explain,
    /// Mend code.
    Fix,
    /// Change code without changing what it does.
    Refactor,
    /// Write tests.
    Test,
    /// Write a doc comment.
    Document,
    /// Write or improve a comment.
    Comment,
    /// Rewrite prose.
    Rewrite,
    /// Translate.
    Translate,
    /// Write a commit message.
    CommitMessage,
    /// Name something in a few words.
    Title,
    /// Answer a question about code.
    AskCode,
    /// Answer a question of logic or mathematics.
    AskLogic,
    /// Answer any other question.
    AskGeneral,
    /// Write freely.
    Create,
}

/// The two kinds of work that models differ in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// An answer is right or wrong.
    Code,
    /// An answer is better or worse.
    Prose,
}

impl Kind {
    /// The word for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Code => "code",
            Self::Prose => "prose",
        }
    }
}

impl Intent {
    /// Every intent.
    pub const ALL: [Self; 16] = [
        Self::CompleteCode,
        Self::CompleteProse,
        Self::Explain,
        Self::Fix,
        Self::Refactor,
        Self::Test,
        Self::Document,
        Self::Comment,
        Self::Rewrite,
        Self::Translate,
        Self::CommitMessage,
        Self::Title,
        Self::AskCode,
        Self::AskLogic,
        Self::AskGeneral,
        Self::Create,
    ];

    /// The intent of this name.
    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|intent| intent.name() == name)
    }

    /// Whether it serves somebody who is typing.
    pub fn is_keystroke(self) -> bool {
        matches!(self, Self::CompleteCode | Self::CompleteProse)
    }

    /// The intent of a completion at a place in this region.
    pub fn of_completion(region: Region) -> Self {
        match region {
            // What stands in a string is more often data for code than prose.
            Region::Code | Region::String => Self::CompleteCode,
            Region::Comment | Region::DocComment | Region::Prose => Self::CompleteProse,
        }
    }

    /// Code or prose.
    pub fn kind(self) -> Kind {
        match self {
            Self::CompleteCode
            | Self::Explain
            | Self::Fix
            | Self::Refactor
            | Self::Test
            | Self::AskCode
            | Self::AskLogic => Kind::Code,
            Self::CompleteProse
            | Self::Document
            | Self::Comment
            | Self::Rewrite
            | Self::Translate
            | Self::CommitMessage
            | Self::Title
            | Self::AskGeneral
            | Self::Create => Kind::Prose,
        }
    }

    /// The name in configuration and on the wire.
    pub fn name(self) -> &'static str {
        match self {
            Self::CompleteCode => "complete_code",
            Self::CompleteProse => "complete_prose",
            Self::Explain => "explain",
            Self::Fix => "fix",
            Self::Refactor => "refactor",
            Self::Test => "test",
            Self::Document => "document",
            Self::Comment => "comment",
            Self::Rewrite => "rewrite",
            Self::Translate => "translate",
            Self::CommitMessage => "commit_message",
            Self::Title => "title",
            Self::AskCode => "ask_code",
            Self::AskLogic => "ask_logic",
            Self::AskGeneral => "ask_general",
            Self::Create => "create",
        }
    }
}
