//! `ponder commit`: the message of a commit, for what is staged. Nothing is committed by it.

use std::ffi::OsString;
use std::path::Path;

use anyhow::Context as _;
use ponder_ask::Place;
use ponder_assist::{CommitMessage, commit_message, staged};
use ponder_text::Language;

use crate::answer_report::AnswerReport;
use crate::replace_file::replace_file;
use crate::{output, proposing, source};

/// Where the message goes.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Write the message into this file, above what stands in it, unless there is a message already: with what git tells its
    /// hook prepare-commit-msg, --hook "$@"
    #[arg(long, num_args = 1..=3, value_names = ["FILE", "SOURCE", "COMMIT"], conflicts_with = "json")]
    hook: Vec<OsString>,
    /// Print a JSON object: text, route, finish, usage, timing in milliseconds
    #[arg(long)]
    json: bool,
    /// Show on standard error what was sent: each request, with keys masked
    #[arg(long)]
    show_sent: bool,
}

/// Writes the message.
pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let mut hook = arguments.hook.iter();
    match hook.next() {
        Some(file) => into_file(arguments, Path::new(file), hook.next()),
        None => print(arguments),
    }
}

fn print(arguments: &Arguments) -> anyhow::Result<()> {
    let message = message(arguments)?;
    if arguments.json {
        let report = AnswerReport::new(Some(&message.text), &message.route, &message.answer);
        return output::json(&report.with_masked(message.masked));
    }
    output::text(&message.text)
}

/// Writes the message into the file that git is about to show; `origin` is what git says its text is from.
fn into_file(arguments: &Arguments, file: &Path, origin: Option<&OsString>) -> anyhow::Result<()> {
    let text = source::text_of_file(file)?;
    // `message`, `merge`, `squash` or `commit`: somebody wrote it, or git did.
    let is_told = origin.is_some_and(|origin| origin != "template");
    if is_told || has_message(&text) {
        return Ok(());
    }
    let message = message(arguments)?;
    replace_file(file, &text, &with_message(&text, &message.text))
}

fn message(arguments: &Arguments) -> anyhow::Result<CommitMessage> {
    let folder =
        std::env::current_dir().context("can't find the present folder; change into one that exists")?;
    let diff = staged(&folder)?;
    let place = Place {
        path: Some(folder),
        language: Some(Language::GitCommit.name()),
    };
    let message = proposing::answered(async |models, _| commit_message(models, &diff, &place).await)?;
    if arguments.show_sent {
        output::sent(&message.sent);
    }
    if !arguments.json {
        output::route(&message.route);
    }
    Ok(message)
}

/// Whether something stands above git's own lines: those of comments, whose character the user may have chosen, and what is
/// below the scissors.
fn has_message(text: &str) -> bool {
    let is_git_s = |line: &str| {
        let mut characters = line.chars();
        let marker = characters.next();
        marker == Some('#') || (marker == Some(';') && matches!(characters.next(), None | Some(' ' | '\t')))
    };
    text.lines()
        .take_while(|line| !line.contains(">8"))
        .any(|line| !line.trim().is_empty() && !is_git_s(line))
}

/// `text` with the message above it, and an empty line between.
fn with_message(text: &str, message: &str) -> String {
    let below = text.trim_start_matches(['\r', '\n']);
    let message = message.trim_end();
    if below.is_empty() {
        format!("{message}\n")
    } else {
        format!("{message}\n\n{below}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const COMMENTS: &str = "\n# Please enter the commit message for your changes.\n#\n# On branch main\n";

    #[test]
    fn a_message_stands_above_the_comments() {
        assert_eq!(
            with_message(COMMENTS, "Mend it\n\nSo that it works.\n"),
            format!("Mend it\n\nSo that it works.\n{COMMENTS}")
        );
        assert_eq!(with_message("\n", "Mend it\n"), "Mend it\n");
        assert_eq!(with_message("", "Mend it"), "Mend it\n");
    }

    #[test]
    fn comments_and_what_is_below_the_scissors_are_no_message() {
        let scissors = "\n# ------------------------ >8 ------------------------\n# Do not modify.\ndiff --git a/x b/x\n";
        for text in ["", "\n\n", COMMENTS, scissors, "\n; On branch main\n;\n"] {
            assert!(!has_message(text), "{text:?}");
        }
        for text in ["Mend it\n", &format!("Merge branch 'x'\n{COMMENTS}")] {
            assert!(has_message(text), "{text:?}");
        }
    }

    #[test]
    fn a_message_that_is_there_is_left_alone_and_no_model_is_asked() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("COMMIT_EDITMSG");
        let arguments = Arguments {
            hook: Vec::new(),
            json: false,
            show_sent: false,
        };
        for (text, origin) in [
            (COMMENTS, Some("message")),
            (COMMENTS, Some("merge")),
            (COMMENTS, Some("squash")),
            (COMMENTS, Some("commit")),
            ("Of mine\n", None),
            ("Ticket: \n# help\n", Some("template")),
        ] {
            std::fs::write(&file, text).unwrap();
            into_file(&arguments, &file, origin.map(OsString::from).as_ref()).unwrap();
            assert_eq!(std::fs::read_to_string(&file).unwrap(), text);
        }
    }
}
