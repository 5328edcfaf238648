//! Code actions in the terminal: diffs that git takes, files that are written whole or not at all, exit codes for scripts.

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use ponder_tests::Launch;
use ponder_tests::stand_in::Fault;

use crate::editor::fenced;
use crate::provider::Provider;

const WRONG: &str =
    "import os\n\n\ndef area(width, height):\n    return width + height\n\n\nprint(area(2, 3))\n";
const MENDED: &str = "def area(width, height):\n    return width * height";

/// Runs the program in a folder, with this standard input.
fn run<'a>(
    launch: Launch,
    folder: &Path,
    arguments: impl IntoIterator<Item = &'a str>,
    input: &str,
) -> Output {
    let launch = launch.arguments(arguments);
    let mut child = launch
        .command()
        .current_dir(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut stdin = child.stdin.take().expect("its input is a pipe");
    // A program that fails early does not read.
    drop(stdin.write_all(input.as_bytes()));
    drop(stdin);
    child.wait_with_output().expect("the program ends")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("the output is text")
}

/// The standard output of a run that ended with 0.
fn done(output: &Output) -> String {
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    text(&output.stdout)
}

/// Git without the configuration of anybody.
fn git(folder: &Path, arguments: &[&str]) -> Output {
    Command::new("git")
        .args(arguments)
        .current_dir(folder)
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .envs([
            ("GIT_AUTHOR_NAME", "a"),
            ("GIT_AUTHOR_EMAIL", "a@example.com"),
            ("GIT_COMMITTER_NAME", "a"),
            ("GIT_COMMITTER_EMAIL", "a@example.com"),
        ])
        .output()
        .expect("git is installed")
}

/// A repository with something staged.
fn repository() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder can be made");
    git(folder.path(), &["init", "--quiet"]);
    fs::write(folder.path().join("area.py"), WRONG).expect("it can be written");
    git(folder.path(), &["add", "."]);
    git(folder.path(), &["commit", "--quiet", "-m", "first"]);
    fs::write(
        folder.path().join("area.py"),
        WRONG.replace("width + height", "width * height"),
    )
    .expect("it can be written");
    git(folder.path(), &["add", "."]);
    folder
}

#[test]
fn standard_input_comes_out_mended_and_nothing_else() {
    let provider = Provider::saying(&fenced(MENDED));
    let folder = tempfile::tempdir().expect("a folder can be made");
    let arguments = ["fix", "-", "4:5", "--language", "python"];
    let output = run(provider.launch(), folder.path(), arguments, WRONG);
    assert_eq!(done(&output), WRONG.replace("width + height", "width * height"));
}

#[test]
fn standard_input_comes_out_as_it_was_where_no_edit_comes_of_it() {
    let provider = Provider::saying("Multiply, I would say.");
    let folder = tempfile::tempdir().expect("a folder can be made");
    let arguments = ["fix", "-", "4:5", "--language", "python"];
    let output = run(provider.launch(), folder.path(), arguments, WRONG);
    assert_eq!(output.status.code(), Some(4));
    assert_eq!(text(&output.stdout), WRONG);
    assert!(
        text(&output.stderr).contains("Multiply, I would say."),
        "the text is shown"
    );
}

#[test]
fn the_diff_is_taken_by_git() {
    for (what, before) in [
        ("LF", WRONG.to_owned()),
        ("no line end at the end", WRONG.trim_end().to_owned()),
        ("CRLF", WRONG.replace('\n', "\r\n")),
        ("CJK", format!("# 你好 🤗\n{WRONG}")),
    ] {
        let provider = Provider::saying(&fenced(MENDED));
        let folder = tempfile::tempdir().expect("a folder can be made");
        fs::write(folder.path().join("area.py"), &before).expect("it can be written");
        let lines = if what == "CJK" { "5:6" } else { "4:5" };
        let output = run(
            provider.launch(),
            folder.path(),
            ["fix", "area.py", lines, "--diff"],
            "",
        );
        fs::write(folder.path().join("change.diff"), done(&output)).expect("it can be written");
        assert_eq!(
            fs::read_to_string(folder.path().join("area.py")).ok(),
            Some(before.clone())
        );
        let applied = git(folder.path(), &["apply", "--verbose", "change.diff"]);
        assert!(applied.status.success(), "{what}: {}", text(&applied.stderr));
        let after = fs::read_to_string(folder.path().join("area.py")).expect("it is there");
        assert_eq!(
            after,
            before.replace("width + height", "width * height"),
            "{what}"
        );
    }
}

#[test]
fn a_file_is_written_and_every_byte_outside_stays() {
    let before = format!("\u{feff}# 你好\r\n\tx = 1  \n{}", WRONG.replace('\n', "\r\n"));
    let provider = Provider::saying(&fenced(MENDED));
    let folder = tempfile::tempdir().expect("a folder can be made");
    let path = folder.path().join("area.py");
    fs::write(&path, before.trim_end()).expect("it can be written");
    let output = run(
        provider.launch(),
        folder.path(),
        ["fix", "area.py", "6:7", "--apply"],
        "",
    );
    done(&output);
    assert_eq!(
        fs::read_to_string(&path).expect("it is there"),
        before.trim_end().replace("width + height", "width * height")
    );
}

#[test]
fn exit_codes_tell_apart_what_failed() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    fs::write(folder.path().join("area.py"), WRONG).expect("it can be written");
    let code = |provider: &Provider, arguments: &[&str]| {
        let output = run(provider.launch(), folder.path(), arguments.iter().copied(), "");
        let stderr = text(&output.stderr);
        assert_eq!(output.status.success(), output.status.code() == Some(0));
        assert!(
            output.status.success() || !stderr.trim().is_empty(),
            "{arguments:?} says why"
        );
        output.status.code()
    };
    let good = Provider::saying(&fenced(MENDED));
    assert_eq!(code(&good, &["fix", "area.py", "4:5"]), Some(0));
    assert_eq!(code(&good, &["fix", "nowhere.py"]), Some(1));
    assert_eq!(code(&good, &["fix"]), Some(2));
    assert_eq!(code(&good, &["fix", "-", "--apply"]), Some(2));
    assert_eq!(code(&good, &["refactor", "area.py", "4:5"]), Some(2));

    let silent = Provider::saying("I don't know.");
    assert_eq!(code(&silent, &["fix", "area.py", "4:5"]), Some(4));
    assert_eq!(code(&silent, &["fix", "area.py", "4:5", "--apply"]), Some(4));
    let failing = Provider::saying("");
    failing.stand_in().fail_with(Fault::Status(401));
    assert!(matches!(code(&failing, &["fix", "area.py", "4:5"]), Some(1 | 3)));
    assert_eq!(
        fs::read_to_string(folder.path().join("area.py")).ok().as_deref(),
        Some(WRONG)
    );

    let alone = Launch::new();
    let output = run(alone, folder.path(), ["fix", "area.py", "4:5"], "");
    assert_eq!(output.status.code(), Some(3), "{}", text(&output.stderr));
}

#[test]
fn a_document_and_a_translation_change_comments_only() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let code = "def produkt(a, b):\n    return a * b\n";
    fs::write(folder.path().join("a.py"), code).expect("it can be written");
    let provider = Provider::saying("Returns the product of a and b.");
    done(&run(
        provider.launch(),
        folder.path(),
        ["document", "a.py", "1", "--apply"],
        "",
    ));
    let after = fs::read_to_string(folder.path().join("a.py")).expect("it is there");
    let kept: Vec<&str> = after
        .lines()
        .filter(|line| code.lines().any(|kept| kept == *line))
        .collect();
    assert_eq!(kept, code.lines().collect::<Vec<_>>(), "{after}");
    assert!(
        after.contains("\"\"\"Returns the product of a and b.\"\"\""),
        "{after}"
    );
}

#[test]
fn control_characters_of_an_answer_that_is_shown_do_not_reach_the_terminal() {
    let provider = Provider::saying("\u{1b}]0;owned\u{7}\u{1b}[2J Multiply \u{202e}it.");
    let folder = tempfile::tempdir().expect("a folder can be made");
    fs::write(folder.path().join("area.py"), WRONG).expect("it can be written");
    let output = run(provider.launch(), folder.path(), ["fix", "area.py", "4:5"], "");
    let stderr = text(&output.stderr);
    assert!(stderr.contains("Multiply"), "{stderr:?}");
    assert!(!stderr.contains(['\u{1b}', '\u{7}', '\u{202e}']), "{stderr:?}");
}

#[test]
fn a_commit_message_is_written_from_what_is_staged() {
    let provider = Provider::saying("Multiply width and height\n\nAn area is no sum.");
    let folder = repository();
    let message = done(&run(provider.launch(), folder.path(), ["commit"], ""));
    assert!(message.starts_with("Multiply width and height\n"), "{message:?}");
    assert!(message.ends_with('\n'), "{message:?}");
    let asked = provider.asked().concat();
    assert!(asked.contains("width * height"), "{asked}");
}

#[test]
fn secrets_that_are_staged_are_not_sent() {
    let provider = Provider::saying("Add settings");
    let folder = repository();
    fs::write(
        folder.path().join(".env"),
        "TOKEN=ghp_abcdefghijklmnopqrstuvwxyz0123456789\n",
    )
    .expect("it can be written");
    git(folder.path(), &["add", "--force", ".env"]);
    done(&run(provider.launch(), folder.path(), ["commit"], ""));
    let asked = provider.asked().concat();
    assert!(!asked.contains("ghp_"), "{asked}");
}

/// Programs that a repository's own configuration names are not run.
#[test]
fn a_hostile_repository_runs_nothing() {
    let provider = Provider::saying("Multiply width and height");
    let folder = repository();
    let witness = folder.path().join("witness");
    let command = format!("touch {}", witness.display());
    let script = folder.path().join("evil.sh");
    fs::write(&script, format!("#!/bin/sh\n{command}\n")).expect("it can be written");
    Command::new("chmod")
        .arg("+x")
        .arg(&script)
        .status()
        .expect("chmod runs");
    let path = script.display().to_string();
    for (name, value) in [
        ("diff.external", path.as_str()),
        ("diff.evil.command", &path),
        ("diff.evil.textconv", &path),
        ("core.fsmonitor", &path),
        ("core.pager", &path),
        ("core.sshCommand", &path),
        ("core.editor", &path),
        ("core.hooksPath", &folder.path().display().to_string()),
        ("filter.evil.clean", &path),
        ("filter.evil.smudge", &path),
        ("filter.evil.process", &path),
        ("pager.diff", &path),
        ("alias.diff", &format!("!{path}")),
    ] {
        git(folder.path(), &["config", name, value]);
    }
    fs::write(
        folder.path().join(".git/info/attributes"),
        "* diff=evil filter=evil\n",
    )
    .expect("it can be written");
    fs::write(folder.path().join(".gitattributes"), "* diff=evil filter=evil\n").expect("it can be written");
    let message = done(&run(provider.launch(), folder.path(), ["commit"], ""));
    assert!(message.starts_with("Multiply"), "{message:?}");
    assert!(!witness.exists(), "a program of the repository was run");
    assert!(provider.asked().concat().contains("width * height"));
}

#[test]
fn nothing_staged_and_no_repository_are_said_to_be() {
    let provider = Provider::saying("Say nothing");
    let folder = tempfile::tempdir().expect("a folder can be made");
    let output = run(provider.launch(), folder.path(), ["commit"], "");
    assert!(
        matches!(output.status.code(), Some(1 | 4)),
        "{}",
        text(&output.stderr)
    );
    assert!(!output.stderr.is_empty());
    git(folder.path(), &["init", "--quiet"]);
    let output = run(provider.launch(), folder.path(), ["commit"], "");
    assert!(
        matches!(output.status.code(), Some(1 | 4)),
        "{}",
        text(&output.stderr)
    );
    assert!(
        text(&output.stderr).contains("staged"),
        "{}",
        text(&output.stderr)
    );
    assert!(provider.asked().is_empty());
}
