//! Prompt files as they are written, and what is said of those that can't be used.

use std::path::PathBuf;

use tempfile::TempDir;

use super::*;
use crate::{EditorOptions, Settings, read_at, watch_stamp};

/// A folder with a configuration and these prompt files; and the configuration's path.
fn written(files: &[(&str, &[u8])]) -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::create_dir(folder.path().join("prompts")).expect("made");
    for (name, text) in files {
        std::fs::write(folder.path().join("prompts").join(name), text).expect("written");
    }
    let path = folder.path().join("config.toml");
    (folder, path)
}

fn settings(files: &[(&str, &[u8])]) -> crate::AssistSettings {
    let (_folder, path) = written(files);
    let options = read_at(&path).expect("options");
    Settings::resolve_in(&options, &EditorOptions::default(), |_| false)
        .expect("settings")
        .assist
}

fn prompt(text: &str) -> PromptFile {
    let settings = settings(&[("mine.md", text.as_bytes())]);
    assert!(settings.problems.is_empty(), "{:?}", settings.problems);
    settings.prompts["mine"].clone()
}

/// What is wrong with a prompt file of this text.
fn problem(text: &[u8]) -> String {
    let settings = settings(&[("good.md", b"Say hello."), ("mine.md", text)]);
    assert_eq!(
        settings.prompts.keys().collect::<Vec<_>>(),
        ["good"],
        "the others are read"
    );
    let [problem] = settings.problems.as_slice() else {
        panic!("{:?}", settings.problems)
    };
    assert!(
        problem.starts_with("the prompt file ") && problem.contains("mine.md"),
        "{problem}"
    );
    let (_, reason) = problem.split_once(" is left out: ").expect("says so");
    reason.to_owned()
}

#[test]
fn a_text_alone_is_a_question_about_what_is_selected() {
    let file = prompt("Is this safe?\n\n{{ selection }}\n");
    assert_eq!((file.name.as_str(), file.title.as_str()), ("mine", "mine"));
    assert_eq!((file.intent, file.result), (Intent::AskCode, PromptResult::Show));
    assert_eq!(file.offered, [Offered::Selection]);
    assert!(file.languages.is_empty());
    assert_eq!(
        file.pieces(),
        [
            TemplatePiece::Text("Is this safe?\n\n"),
            TemplatePiece::Placeholder(Placeholder::Selection),
        ]
    );
}

#[test]
fn everything_that_can_be_said_is_taken() {
    let text = "\u{feff}+++\r\ntitle = \"Add logging\"\r\nintent = \"fix\"\r\noffered = [\"symbol\", \"file\"]\r\n\
                languages = [\"rust\", \"PYTHON\"]\r\nresult = \"replace\"\r\n+++\r\n\r\nLog in {{file}}:\r\n{{ selection }}";
    let file = prompt(text);
    assert_eq!((file.title.as_str(), file.intent), ("Add logging", Intent::Fix));
    assert_eq!(file.offered, [Offered::Symbol, Offered::File]);
    assert_eq!(file.languages, ["rust", "python"]);
    assert_eq!(file.result, PromptResult::Replace);
    assert_eq!(file.template, "Log in {{file}}:\n{{ selection }}");
}

#[test]
fn what_replaces_code_is_a_refactoring_unless_it_says_otherwise() {
    let file = prompt("+++\nresult = \"replace\"\n+++\n{{ selection }}");
    assert_eq!(file.intent, Intent::Refactor);
}

#[test]
fn braces_after_a_backslash_are_text() {
    let file = prompt("Use \\{{ x }} in {{ language }} \\{{");
    let text: String = file
        .pieces()
        .into_iter()
        .map(|piece| match piece {
            TemplatePiece::Text(text) => text,
            TemplatePiece::Placeholder(_) => "RUST",
        })
        .collect();
    assert_eq!(text, "Use {{ x }} in RUST {{");
}

#[test]
fn a_broken_file_is_left_out_with_its_line_and_a_reason() {
    for (text, expected) in [
        (
            "Do:\n\n{{ selektion }}",
            "line 3 has a placeholder that is not known; did you mean `selection`?",
        ),
        (
            "+++\n+++\nx\n{{ env }}",
            "line 4 has a placeholder that is not known; there are `selection`, `language`",
        ),
        ("a {{ selection", "line 1 has {{ without }}"),
        ("{{ a\n}}", "line 1 has {{ without }}"),
        (
            "+++\ntitle = \"x\"\nHello",
            "the options after line 1 (+++) have no end",
        ),
        ("+++\ntitle = \n+++\nHello", "line 2 is not TOML"),
        (
            "+++\ntilte = \"x\"\n+++\nHello",
            "unknown key `tilte` (line 2); did you mean `title`?",
        ),
        (
            "+++\n\nintent = \"fxi\"\n+++\nHello",
            "`intent` (line 3) must be one of",
        ),
        (
            "+++\nintent = \"complete_code\"\n+++\nHello",
            "`intent` (line 2) must be that of an action",
        ),
        (
            "+++\noffered = []\n+++\nHello",
            "`offered` (line 2) must name a place",
        ),
        (
            "+++\noffered = [\"here\"]\n+++\nHello",
            "must be one of `selection`",
        ),
        (
            "+++\nlanguages = [\"klingon\"]\n+++\nHello",
            "`languages[0]` (line 2) is no language that ponder knows",
        ),
        (
            "+++\nresult = \"replace\"\n+++\nHello",
            "`result` (line 2) is `replace`, so the text must have {{ selection }}",
        ),
        (
            "+++\ntitle = \"a\\nb\"\n+++\nHello",
            "`title` (line 2) must be one line of text",
        ),
        ("+++\n+++\n \n", "it asks nothing"),
        ("", "it asks nothing"),
    ] {
        let reason = problem(text.as_bytes());
        assert!(
            reason.starts_with(expected) || reason.contains(expected),
            "{text:?}: {reason}"
        );
    }
}

#[test]
fn what_is_no_text_or_too_long_is_left_out() {
    assert_eq!(problem(b"Hello \xff"), "it is not UTF-8; save it so");
    assert_eq!(problem(&vec![b'a'; 64 * 1024 + 1]), "it is longer than 64 KiB");
}

#[test]
fn a_name_that_no_menu_could_show_is_refused() {
    let settings = settings(&[
        ("My Prompt.md", b"Hello"),
        (".hidden.md", b"Hello"),
        ("notes.txt", b"Hello"),
    ]);
    assert!(settings.prompts.is_empty());
    assert_eq!(settings.problems.len(), 1);
    assert!(
        settings.problems[0].contains("My Prompt.md"),
        "{:?}",
        settings.problems
    );
}

#[test]
fn there_may_be_two_hundred_and_no_more() {
    let (folder, path) = written(&[]);
    for index in 0..201 {
        let name = format!("p{index:03}.md");
        std::fs::write(folder.path().join("prompts").join(name), "Hello").expect("written");
    }
    let prompts = read_at(&path).expect("options").prompts;
    assert_eq!(prompts.files.len(), 200);
    assert!(
        prompts.problems[0].contains("more than 200 prompt files") && prompts.problems[0].contains("p200.md"),
        "{:?}",
        prompts.problems
    );
}

#[cfg(unix)]
#[test]
fn a_folder_in_the_place_of_a_file_is_left_out_and_a_link_is_followed() {
    let (folder, path) = written(&[]);
    let prompts = folder.path().join("prompts");
    std::fs::create_dir(prompts.join("folder.md")).expect("made");
    std::fs::write(folder.path().join("elsewhere"), "Hello").expect("written");
    std::os::unix::fs::symlink(folder.path().join("elsewhere"), prompts.join("link.md")).expect("linked");
    let read = read_at(&path).expect("options").prompts;
    assert_eq!(read.files.keys().collect::<Vec<_>>(), ["link"]);
    assert!(read.problems[0].ends_with("it is no file"), "{:?}", read.problems);
}

#[test]
fn the_stamp_differs_once_a_prompt_file_does() {
    let (folder, path) = written(&[("a.md", b"Hello")]);
    let first = watch_stamp(&path);
    assert_eq!(watch_stamp(&path), first);
    let file = folder.path().join("prompts/a.md");
    std::fs::write(&file, "Hello there").expect("written");
    let longer = watch_stamp(&path);
    assert_ne!(longer, first);
    std::fs::remove_file(&file).expect("removed");
    let gone = watch_stamp(&path);
    assert_ne!(gone, longer);
    assert_ne!(gone, first);
}
