//! The document that git has somebody write a commit's message in.

use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};

use ponder_ask::{Models, Place};
use ponder_text::Snapshot;

use super::{Commit, MOST_DIFF, diff, folder_of, git, recent_subjects, staged, written};
use crate::blocking::blocking;
use crate::{AssistError, Change, Edit, Part, Proposal, Refusal, Situation, start_of};

/// What stands in the line below which git keeps nothing, as `git commit -v` writes it.
const SCISSORS: &str = "------------------------ >8 ------------------------";

/// What git marks comments by, of itself.
const COMMENT_MARKS: &str = "#;@!$%^&|:";

/// Bytes of what is written so far that the model is shown.
const MOST_DRAFT: usize = 1024;

/// Writes the message of the commit that the document is the message of, above what stands in it. Dropping the future stops
/// the model.
pub(crate) async fn in_document(models: &Models, situation: &Situation) -> Result<Proposal, AssistError> {
    let snapshot = situation.snapshot.clone();
    let path = situation.place.path.clone();
    let commit = {
        let snapshot = snapshot.clone();
        blocking(move || commit(&snapshot, path.as_deref())).await??
    };
    let (message, answered) = written(models, &commit, &situation.place).await?;
    match part(&snapshot, &message) {
        Some(part) => Ok(answered.proposal(Change::Here(vec![part]), None)),
        None => Err(answered.refused(Refusal::Unchanged)),
    }
}

/// What is known about the commit whose message is in the document at `path`. Reads files, and runs git.
pub(super) fn commit(snapshot: &Snapshot, path: Option<&Path>) -> Result<Commit, AssistError> {
    let folder = path.map(work_tree);
    let text = snapshot.text().to_string();
    let diff = match (below_scissors(&text), &folder) {
        (Some(shown), folder) => {
            let root = folder
                .as_deref()
                .and_then(|folder| git::Repository::around(folder).ok())
                .map(|repository| repository.root().to_owned());
            // Without a repository nothing says what is ignored, but names tell too.
            let whole = |path: &str| root.as_deref().unwrap_or(Path::new("/")).join(path);
            diff::condensed(shown, |path| Place::is_private(&whole(path)), MOST_DIFF)?
        }
        (None, Some(folder)) => staged(folder)?,
        (None, None) => {
            return Err(AssistError::NothingHere(
                "which commit this is the message of can't be told: the document is no file".to_owned(),
            ));
        }
    };
    let draft = snapshot.slice(own_text(snapshot));
    Ok(Commit {
        diff,
        subjects: folder.as_deref().map(recent_subjects).unwrap_or_default(),
        draft: start_of(draft.trim(), MOST_DRAFT).0.to_owned(),
    })
}

/// The differences that git shows in the document.
fn below_scissors(text: &str) -> Option<&str> {
    let (_, below) = text.split_once(SCISSORS)?;
    let at = below.find("\ndiff --git ")?;
    Some(&below[at + 1..])
}

/// A folder in the work tree of the commit that the document at `path` is the message of.
pub(super) fn work_tree(path: &Path) -> PathBuf {
    let folder = folder_of(path);
    if folder.file_name().is_some_and(|name| name == ".git")
        && let Some(work_tree) = folder.parent()
    {
        return work_tree.to_owned();
    }
    // The folder of git's for another work tree says where that is.
    let of_work_tree = fs::read_to_string(folder.join("gitdir"))
        .ok()
        .map(|link| folder.join(link.trim_end()))
        .filter(|link| link.file_name().is_some_and(|name| name == ".git"))
        .and_then(|link| Some(link.parent()?.to_owned()))
        .filter(|work_tree| work_tree.is_dir());
    of_work_tree.unwrap_or(folder)
}

/// The bytes of the message: what stands before the first line that git takes for a comment, without the lines at its end by
/// which somebody answers for the change.
pub(super) fn own_text(snapshot: &Snapshot) -> Range<usize> {
    let lines: Vec<String> = (0..snapshot.line_count())
        .map(|line| snapshot.line_text(line))
        .collect();
    let end = first_comment(&lines);
    let last = lines[..end].iter().rposition(|line| !line.trim().is_empty());
    let first_of_last = last.map(|last| {
        let empty = lines[..last].iter().rposition(|line| line.trim().is_empty());
        (empty.map_or(0, |empty| empty + 1), last)
    });
    let end = match first_of_last {
        // The first paragraph is the subject, whatever it looks like.
        Some((first, last)) if first > 0 && are_trailers(&lines[first..=last]) => first,
        _ => end,
    };
    0..snapshot.line_start(end)
}

/// The first line that git takes for a comment; the number of lines if there is none. Git may be told to mark comments by
/// another character: then all lines up to the end, or to where it keeps nothing, begin with it.
fn first_comment(lines: &[String]) -> usize {
    let kept = lines
        .iter()
        .position(|line| line.contains(SCISSORS))
        .map_or(lines.len(), |scissors| scissors + 1);
    let is_comment = |(at, line): (usize, &String)| {
        let Some(mark) = line.chars().next().filter(|mark| COMMENT_MARKS.contains(*mark)) else {
            return false;
        };
        let mut rest = lines[at..kept.max(at)].iter().filter(|line| !line.is_empty());
        mark == '#' || rest.all(|line| line.starts_with(mark))
    };
    lines
        .iter()
        .enumerate()
        .position(is_comment)
        .unwrap_or(lines.len())
}

/// Whether lines are all like `Signed-off-by: …`, and one of them at least has such a word with a hyphen.
fn are_trailers(lines: &[String]) -> bool {
    let token = |line: &str| -> Option<String> {
        let (token, _) = line.split_once(": ")?;
        let is_token = !token.is_empty()
            && token
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        is_token.then(|| token.to_owned())
    };
    lines.iter().all(|line| token(line).is_some())
        && lines
            .iter()
            .any(|line| token(line).is_some_and(|token| token.contains('-')))
}

/// The change of the document that puts `message` into the place of what is written so far; `None` where it is that.
pub(super) fn part(snapshot: &Snapshot, message: &str) -> Option<Part> {
    let bytes = own_text(snapshot);
    let mut new_text = message.to_owned();
    if bytes.end < snapshot.text().len_bytes() {
        // An empty line before what follows, as git itself leaves one.
        new_text.push('\n');
    }
    if snapshot.text().to_string().contains("\r\n") {
        new_text = new_text.replace('\n', "\r\n");
    }
    (snapshot.slice(bytes.clone()) != new_text).then(|| Part {
        label: "Commit message".to_owned(),
        edits: vec![Edit {
            bytes: bytes.clone(),
            new_text,
        }],
        from: bytes,
    })
}
