//! What the server tells about a completion, and what it is asked in return.

use std::time::Duration;

use serde::{Deserialize, Serialize};

/// Where an answer came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// The shown suggestion, which the user types through.
    Reuse,
    /// The cache.
    Cache,
    /// A generation that ran already and still fits.
    Joined,
    /// A generation of its own.
    Model,
}

/// A part of the time that an answer takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Waiting for the user to pause.
    Wait,
    /// Gathering the text around the cursor and what belongs to it.
    Context,
    /// Making the prompt.
    Prompt,
    /// From the request to the model to its first token.
    FirstToken,
    /// From the first token to the last.
    Writing,
    /// Cutting what the model wrote to what is shown.
    Trim,
    /// The server's work besides waiting and the model.
    Own,
    /// From the request to the answer.
    Total,
}

/// An answer that went to the editor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answered {
    /// The model that wrote it, now or when it went into the cache.
    pub model: String,
    /// Where it came from.
    pub source: Source,
    /// How long each stage took. Stages that were not needed are left out.
    pub stages: Vec<(Stage, Duration)>,
}

/// What happens to a generation. Each is started once, and then finished or abandoned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Generation {
    /// A model was asked.
    Started,
    /// The model wrote to its end.
    Finished,
    /// It was stopped, or it failed: nothing of it is of use.
    Abandoned,
}

/// A suggestion that the editor shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    /// Names it. A suggestion that is shown again, such as its rest after typing, keeps its id and counts once.
    pub id: u64,
    /// The document's address. Handed back in [`Check`], never saved.
    pub document: String,
    /// Where the text goes, in bytes from the document's start.
    pub offset: usize,
    /// What is inserted if all of it is accepted. Never saved. Of a longer text, the first 8 KiB count.
    pub text: String,
}

/// How much the user took.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Accepted {
    /// All, or all that was left.
    Whole,
    /// A part, such as a word or a line.
    Part {
        /// The bytes of this step, after those of the steps before.
        bytes: usize,
    },
}

/// How long accepted text has to stay.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Survival {
    /// 30 seconds.
    HalfMinute,
    /// 5 minutes.
    FiveMinutes,
}

/// An accepted suggestion that is to be looked for in its document now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// The suggestion.
    pub id: u64,
    /// The address of the document.
    pub document: String,
    /// What was accepted.
    pub text: String,
    /// Which look it is.
    pub after: Survival,
}
