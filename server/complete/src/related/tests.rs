//! What is shown to a model, and what never is.

use std::collections::BTreeMap;
use std::ops::Range;
use std::time::{Duration, Instant};

use ponder_model::Related;
use ponder_text::{Document, Language, Snapshot};
use proptest::prelude::*;
use tempfile::TempDir;

use super::{OpenFile, Workbench, cost, related};

const BUDGET: usize = 8 * 1024;

/// An editor with files, in a folder of the disk.
struct Editor {
    workbench: Workbench,
    folder: TempDir,
    files: BTreeMap<String, Snapshot>,
}

impl Editor {
    fn with(files: &[(&str, &str)]) -> Self {
        let mut editor = Self {
            workbench: Workbench::default(),
            folder: tempfile::tempdir().expect("a folder"),
            files: BTreeMap::new(),
        };
        for (name, text) in files {
            editor.open(name, text);
        }
        editor
    }

    fn open(&mut self, name: &str, text: &str) {
        let language = Language::from_path(name).unwrap_or(Language::PlainText);
        let snapshot = Document::new(text, 0, language).snapshot();
        self.files.insert(name.to_owned(), snapshot.clone());
        self.workbench.opened(&OpenFile {
            uri: name.to_owned(),
            path: Some(self.folder.path().join(name)),
            name: name.to_owned(),
            snapshot,
        });
    }

    fn replace(&mut self, name: &str, what: &str, with: &str) {
        let before = self.files[name].clone();
        let text = before.text().to_string();
        let start = text.find(what).expect("it is there");
        let text = text.replacen(what, with, 1);
        let after = Document::new(&text, 0, before.language()).snapshot();
        self.workbench
            .changed(name, &before, &after, start..start + with.len());
        self.files.insert(name.to_owned(), after);
    }

    fn ignore(&self, name: &str) {
        std::fs::write(self.folder.path().join(".ponderignore"), format!("{name}\n")).expect("written");
    }

    fn ask(&self, name: &str, offset: usize, definitions: &[Related], deadline: Instant) -> Vec<Related> {
        let snapshot = &self.files[name];
        self.workbench.viewed(name, offset);
        related(
            &self.workbench,
            name,
            snapshot,
            offset,
            definitions,
            BUDGET,
            deadline,
        )
    }

    /// What is shown at the end of a file.
    fn shown(&self, name: &str) -> Vec<Related> {
        self.ask(name, self.files[name].text().len_bytes(), &[], in_time())
    }

    fn names_shown(&self, name: &str) -> Vec<String> {
        self.shown(name).into_iter().map(|piece| piece.path).collect()
    }
}

fn in_time() -> Instant {
    Instant::now() + Duration::from_secs(60)
}

/// Functions about something; each is different, all are alike.
fn functions(topic: &str, numbers: Range<usize>) -> String {
    numbers
        .map(|number| {
            format!(
                "fn {topic}_step_{number}({topic}_reader: &mut Reader) -> Option<usize> {{\n    \
                 let {topic}_length = {topic}_reader.length_of({number})?;\n    \
                 {topic}_reader.skip({topic}_length + {number});\n    \
                 {topic}_reader.finish_{topic}({number})\n}}\n\n"
            )
        })
        .collect::<Vec<_>>()
        .concat()
}

fn definition(path: &str, text: &str) -> Related {
    Related {
        path: path.to_owned(),
        text: text.to_owned(),
    }
}

#[test]
fn a_piece_of_an_open_file_like_the_text_at_the_cursor_is_shown() {
    let editor = Editor::with(&[
        ("weather.rs", "fn rain() { cloud.wind(7) + storm.sun(\"sky\") }\n"),
        ("header.rs", &functions("header", 100..108)),
        ("main.rs", &functions("header", 0..4)),
    ]);
    let shown = editor.shown("main.rs");
    assert!(shown.iter().all(|piece| piece.path == "header.rs"), "{shown:?}");
    assert!(shown[0].text.starts_with("fn header_step_10") && shown[0].text.ends_with("}\n"));
}

#[test]
fn a_file_of_the_same_language_goes_before_another() {
    let editor = Editor::with(&[
        ("one.py", &functions("header", 200..204)),
        ("one.rs", &functions("header", 300..304)),
        ("two.py", &functions("header", 400..404)),
        ("main.rs", &functions("header", 0..4)),
    ]);
    assert_eq!(editor.names_shown("main.rs")[0], "one.rs");
}

#[test]
fn a_file_without_a_path_may_be_shown() {
    let mut editor = Editor::with(&[("main.rs", &functions("header", 0..4))]);
    editor.workbench.opened(&OpenFile {
        uri: "untitled:1".to_owned(),
        path: None,
        name: "untitled".to_owned(),
        snapshot: Document::new(&functions("header", 10..14), 0, Language::Rust).snapshot(),
    });
    assert_eq!(editor.names_shown("main.rs"), ["untitled"]);
    editor.open("main.rs", "");
    assert_eq!(
        editor.names_shown("main.rs"),
        [""; 0],
        "nothing is like an empty file"
    );
}

#[test]
fn ignored_and_secret_files_are_never_shown() {
    let mut editor = Editor::with(&[("main.rs", &functions("header", 0..4))]);
    editor.ignore("private.rs\ngenerated/");
    for name in ["private.rs", "generated/a.rs", ".env", ".env.local", "server.pem"] {
        editor.open(name, &functions("header", 100..104));
        editor.replace(name, "header_length", "edited_length");
    }
    let definitions =
        ["private.rs", "generated/b.rs", ".env"].map(|name| definition(name, "PASSWORD = 1;\n"));
    let end = editor.files["main.rs"].text().len_bytes();
    assert_eq!(editor.ask("main.rs", end, &definitions, in_time()), []);
}

#[test]
fn a_file_that_becomes_ignored_is_shown_no_more_once_it_is_opened_again() {
    let mut editor = Editor::with(&[
        ("notes.rs", &functions("header", 100..104)),
        ("main.rs", &functions("header", 0..4)),
    ]);
    assert_eq!(editor.names_shown("main.rs"), ["notes.rs"]);
    editor.ignore("notes.rs");
    editor.open("notes.rs", &functions("header", 100..104));
    assert_eq!(editor.names_shown("main.rs"), [""; 0]);
}

#[test]
fn after_the_deadline_only_what_is_known_is_shown() {
    let editor = Editor::with(&[
        ("header.rs", &functions("header", 100..104)),
        ("main.rs", &functions("header", 0..4)),
    ]);
    let late = Instant::now();
    assert_eq!(editor.ask("main.rs", 300, &[], late), []);
    let known = editor.ask("main.rs", 300, &[], in_time());
    assert_eq!(known.len(), 1);
    assert_eq!(editor.ask("main.rs", 300, &[], late), known);
}

#[test]
fn what_is_shown_stays_while_somebody_types() {
    let mut editor = Editor::with(&[
        ("header.rs", &functions("header", 100..120)),
        ("footer.rs", &functions("footer", 200..220)),
        ("main.rs", &functions("header", 0..4)),
    ]);
    let first = editor.shown("main.rs");
    assert!(!first.is_empty());
    for number in 4..12 {
        let end = editor.files["main.rs"].text().to_string();
        let last = end
            .rfind("fn ")
            .map(|at| end[at..].to_owned())
            .expect("a function");
        let more = [last.as_str(), &functions("header", number..number + 1)].concat();
        editor.replace("main.rs", &last, &more);
        let now = editor.shown("main.rs");
        assert_eq!(now[..first.len()], first, "at {number}");
    }
}

#[test]
fn what_is_clearly_better_takes_the_place_of_the_least_alike_and_comes_after_those_that_stay() {
    let mut editor = Editor::with(&[("main.rs", &functions("header", 0..4))]);
    // Four pieces, of which `weak.rs` has least to do with the cursor.
    for name in ["a.rs", "b.rs", "c.rs"] {
        editor.open(
            name,
            &functions("header", 0..4).replace("_step_", &format!("_{name}_")),
        );
    }
    let topics = ["header", "footer", "weather", "garden", "kitchen", "harbor"];
    let weak: String = topics.map(|topic| functions(topic, 50..51)).concat();
    editor.open("weak.rs", &weak);
    let first = editor.names_shown("main.rs");
    assert_eq!(first.len(), 4, "{first:?}");
    editor.open("new.rs", &functions("header", 1000..1005));
    let kept = first.iter().filter(|name| *name != "weak.rs").cloned();
    let expected: Vec<_> = kept.chain(["new.rs".to_owned()]).collect();
    assert_eq!(editor.names_shown("main.rs"), expected);
}

#[test]
fn a_piece_that_its_file_no_longer_has_is_shown_no_more() {
    let mut editor = Editor::with(&[
        ("header.rs", &functions("header", 100..103)),
        ("main.rs", &functions("header", 0..4)),
    ]);
    assert!(
        editor.shown("main.rs")[0]
            .text
            .contains("skip(header_length + 101)")
    );
    editor.replace(
        "header.rs",
        "skip(header_length + 101)",
        "leap(header_length + 101)",
    );
    let shown = editor.shown("main.rs");
    assert!(!shown.is_empty());
    assert!(
        shown
            .iter()
            .all(|piece| !piece.text.contains("skip(header_length + 101)"))
    );
    assert!(shown[0].text.contains("leap(header_length + 101)"));
}

#[test]
fn the_same_text_is_shown_once() {
    let text = functions("header", 100..104);
    let editor = Editor::with(&[
        ("one.rs", &text),
        ("copy.rs", &text),
        ("main.rs", &functions("header", 0..4)),
    ]);
    assert_eq!(editor.shown("main.rs").len(), 1);
}

#[test]
fn what_stands_at_the_cursor_is_not_shown_again() {
    let text = functions("header", 0..4);
    let editor = Editor::with(&[("copy.rs", &text), ("main.rs", &text)]);
    assert_eq!(editor.shown("main.rs"), []);
    let definitions = [definition("main.rs", text.lines().next().expect("a line"))];
    assert_eq!(editor.ask("main.rs", 300, &definitions, in_time()), []);
}

#[test]
fn definitions_come_first_and_keep_their_places() {
    let editor = Editor::with(&[
        ("header.rs", &functions("header", 100..104)),
        ("main.rs", &functions("header", 0..4)),
    ]);
    let one = definition("reader.rs", "struct Reader { position: usize }\n");
    let two = definition("writer.rs", "struct Writer { capacity: usize }\n");
    let names = |definitions: &[Related]| -> Vec<String> {
        let shown = editor.ask("main.rs", 300, definitions, in_time());
        shown.into_iter().map(|piece| piece.path).collect()
    };
    assert_eq!(names(std::slice::from_ref(&one)), ["reader.rs", "header.rs"]);
    assert_eq!(
        names(&[two.clone(), one]),
        ["reader.rs", "writer.rs", "header.rs"]
    );
    assert_eq!(names(&[two]), ["writer.rs", "header.rs"]);
}

#[test]
fn edits_elsewhere_come_last_the_newest_at_the_end() {
    let far = "// nothing of interest here\n".repeat(1000);
    let mut editor = Editor::with(&[
        ("other.rs", "mod a;\nconst LIMIT: usize = 10;\nmod b;\n"),
        ("main.rs", &format!("struct Top;\n{far}fn bottom() {{}}\n")),
    ]);
    editor.replace("main.rs", "struct Top;", "struct Highest;");
    editor.replace("other.rs", "10", "20");
    let shown = editor.shown("main.rs");
    assert_eq!(shown.len(), 2);
    assert!(shown[0].path == "main.rs" && shown[0].text.starts_with("struct Highest;\n"));
    assert_eq!(
        shown[1],
        definition("other.rs", "mod a;\nconst LIMIT: usize = 20;\nmod b;\n")
    );
    editor.replace("main.rs", "fn bottom()", "fn lowest()");
    assert_eq!(
        editor.shown("main.rs"),
        shown,
        "what is edited at the cursor is seen anyway"
    );
}

#[test]
fn an_edit_at_the_border_of_what_is_seen_does_not_come_and_go() {
    let line = "// nothing of interest here\n";
    let mut editor = Editor::with(&[("main.rs", &format!("struct Top;\n{}", line.repeat(1000)))]);
    editor.replace("main.rs", "struct Top;", "struct Highest;");
    let is_shown = |at: usize| !editor.ask("main.rs", at, &[], in_time()).is_empty();
    assert!(!is_shown(7 * 1024), "seen from near it, and not yet far");
    assert!(is_shown(9 * 1024));
    assert!(is_shown(7 * 1024));
    assert!(!is_shown(5 * 1024));
    assert!(!is_shown(7 * 1024));
}

#[test]
fn closed_files_still_serve() {
    let editor = Editor::with(&[
        ("header.rs", &functions("header", 100..104)),
        ("main.rs", &functions("header", 0..4)),
    ]);
    editor.workbench.closed("header.rs");
    assert_eq!(editor.names_shown("main.rs"), ["header.rs"]);
}

#[test]
fn line_ends_are_line_feeds_and_characters_stay_whole() {
    let wide = functions("設定", 100..104).replace('\n', "\r\n");
    let mut editor = Editor::with(&[
        ("wide.rs", &wide),
        ("main.rs", &functions("設定", 0..4)),
        ("edited.rs", "一行\r\n二行\r\n三行"),
    ]);
    editor.replace("edited.rs", "二行", "新しい行");
    let shown = editor.shown("main.rs");
    assert_eq!(shown[0].path, "wide.rs");
    assert!(shown[0].text.contains("設定_step_101"));
    assert_eq!(shown[1], definition("edited.rs", "一行\n新しい行\n三行\n"));
    assert!(shown.iter().all(|piece| !piece.text.contains('\r')));
    assert_eq!(editor.shown("main.rs"), shown, "and found again");
}

#[test]
fn minified_and_binary_files_are_never_shown() {
    let minified = functions("header", 100..140).replace('\n', " ");
    let binary = functions("header", 100..104) + "\0";
    let mut editor = Editor::with(&[
        ("minified.rs", &minified),
        ("binary.rs", &binary),
        ("main.rs", &functions("header", 0..4)),
    ]);
    editor.replace("minified.rs", "header_length", "edited_length");
    editor.replace("binary.rs", "\0", "x\0");
    assert_eq!(editor.shown("main.rs"), []);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn the_budget_holds_and_lines_are_whole(
        budget in 0usize..6000,
        counts in prop::collection::vec(1usize..30, 1..6),
        texts in prop::collection::vec("([a-z é字]{0,60}\r?\n){0,30}", 0..5),
        edits in prop::collection::vec((0usize..6, "[a-z字\n]{1,30}"), 0..8),
        at in 0usize..3000,
    ) {
        let mut editor = Editor::with(&[]);
        for (index, count) in counts.iter().enumerate() {
            let start = index * 100;
            editor.open(&format!("file_{index}.rs"), &functions("header", start..start + count));
        }
        for (file, with) in edits {
            editor.replace(&format!("file_{}.rs", file % counts.len()), "header", &with);
        }
        let definitions: Vec<_> = texts.iter().map(|text| definition("given.rs", text)).collect();
        let snapshot = &editor.files["file_0.rs"];
        let shown = related(
            &editor.workbench, "file_0.rs", snapshot, at, &definitions, budget, in_time(),
        );
        prop_assert!(shown.iter().map(cost).sum::<usize>() <= budget);
        let lines: Vec<String> = texts.iter().cloned()
            .chain(editor.files.values().map(|file| file.text().to_string()))
            .flat_map(|text| text.lines().map(str::to_owned).collect::<Vec<_>>())
            .collect();
        for piece in shown {
            prop_assert!(piece.text.ends_with('\n'));
            for line in piece.text.lines() {
                prop_assert!(lines.iter().any(|whole| whole == line), "{line:?}");
            }
        }
    }
}
