//! A proposal as `--json` prints it.

use ponder_assist::Proposal;
use serde::Serialize;

use crate::answer_report::AnswerReport;
use crate::changed_file::ChangedFile;

/// A proposal with what is known about how it came.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ProposalReport<'a> {
    /// Its text is that of the file with the change; `null` where nothing changes.
    #[serde(flatten)]
    answer: AnswerReport<'a>,
    /// What the model says about it, where it was asked to.
    #[serde(skip_serializing_if = "Option::is_none")]
    telling: Option<&'a str>,
    /// The file that is changed; `null` if it is standard input of which no name is told.
    file: Option<String>,
    /// Whether the file exists.
    exists: bool,
    /// What is changed in it, in order.
    edits: Vec<EditReport<'a>>,
    /// Whether the file was written.
    written: bool,
}

/// A range of bytes, the end not included, and what takes its place.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct EditReport<'a> {
    start: usize,
    end: usize,
    new_text: &'a str,
}

/// What became of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Written {
    /// It was written.
    Yes,
    /// It is as it was.
    No,
}

impl<'a> ProposalReport<'a> {
    /// The report about `proposal`, which makes `changed` of the file.
    pub(crate) fn new(proposal: &'a Proposal, changed: &'a ChangedFile, written: Written) -> Self {
        let text = (!changed.is_unchanged()).then_some(changed.new.as_str());
        let edits = changed.edits.iter().map(|edit| EditReport {
            start: edit.bytes.start,
            end: edit.bytes.end,
            new_text: &edit.new_text,
        });
        Self {
            answer: AnswerReport::new(text, &proposal.route, &proposal.answer).with_masked(proposal.masked),
            telling: proposal.telling.as_deref(),
            file: changed.path.as_ref().map(|path| path.display().to_string()),
            exists: changed.old.is_some(),
            edits: edits.collect(),
            written: written == Written::Yes,
        }
    }
}
