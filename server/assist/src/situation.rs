//! Where an action is asked for, and what is known there.

use std::ops::Range;
use std::path::PathBuf;

use ponder_ask::Place;
use ponder_model::Related;
use ponder_text::Snapshot;

/// Where an action is asked for, and what is known there. Nothing in it was read for the action but what the user has
/// open or the client told.
#[derive(Debug, Clone)]
pub struct Situation {
    /// The document.
    pub snapshot: Snapshot,
    /// What is selected; empty at a cursor.
    pub bytes: Range<usize>,
    /// What the editor complains about there.
    pub diagnostics: Vec<Diagnostic>,
    /// The file as models are told of it: its path within the project, or its name.
    pub path: String,
    /// Where the document stands, for pins and privacy.
    pub place: Place,
    /// Definitions of what is used there, as far as the client could tell. None is private.
    pub related: Vec<Related>,
    /// The file that tests of this one stand in, if that is another file.
    pub test_file: Option<TestFile>,
}

/// A complaint about a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// Where.
    pub bytes: Range<usize>,
    /// What.
    pub message: String,
    /// Who complains, such as `rustc`.
    pub source: Option<String>,
    /// The complaint's code, such as `E0308`.
    pub code: Option<String>,
}

/// A file for tests.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TestFile {
    /// Where it is, or is to be.
    pub path: PathBuf,
    /// What stands in it; `None` if there is no such file yet.
    pub text: Option<String>,
}
