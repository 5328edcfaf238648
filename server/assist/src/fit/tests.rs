//! What a model does not change stays as it is, and what it changes fits where it stands.

use ponder_text::{Document, Language};
use proptest::prelude::*;

use super::*;
use crate::answer::Block;
use crate::{edited, locate};

/// A document with the range between the marks `«` and `»`.
fn fixture(text: &str) -> (Snapshot, Range<usize>) {
    let start = text.find('«').expect("a mark");
    let text = text.replacen('«', "", 1);
    let end = text.find('»').expect("a mark");
    let text = text.replacen('»', "", 1);
    (Document::new(&text, 0, Language::Python).snapshot(), start..end)
}

/// The document after the marked text became `code`.
fn after(text: &str, code: &str) -> String {
    let (snapshot, bytes) = fixture(text);
    let new_text = fitted(&snapshot, &bytes, code);
    edited(&snapshot.text().to_string(), &[Edit { bytes, new_text }])
}

#[test]
fn code_is_indented_as_what_it_replaces() {
    let before = "class A:\n«    def f(self):\n        return 1»\n";
    let expected = "class A:\n    def f(self):\n        if a:\n            return 2\n";
    for code in [
        "def f(self):\n    if a:\n        return 2\n",
        "    def f(self):\n        if a:\n            return 2\n",
        "  def f(self):\n      if a:\n          return 2\n",
        "\n    def f(self):\n        if a:\n            return 2\n\n",
    ] {
        assert_eq!(after(before, code), expected, "{code}");
    }
}

#[test]
fn a_first_line_that_alone_lost_its_indentation_gets_it_back() {
    assert_eq!(
        after(
            "class A:\n«    def f(self):\n        a\n        return 1»\n",
            "def f(self):\n        a\n        return 2\n"
        ),
        "class A:\n    def f(self):\n        a\n        return 2\n"
    );
    // Here it is the others that were moved in.
    assert_eq!(
        after(
            "def f():\n«    for b in c:\n        a\n»",
            "for b in c:\n    if b:\n        a\n"
        ),
        "def f():\n    for b in c:\n        if b:\n            a\n"
    );
}

#[test]
fn the_documents_unit_of_indentation_is_used_where_it_shows() {
    assert_eq!(
        after("«if a:\n\tif b:\n\t\tc\n»", "if a:\n    if b:\n        d\n"),
        "if a:\n\tif b:\n\t\td\n"
    );
    assert_eq!(
        after(
            "«if a:\n    b\n    if c:\n        d\n»",
            "if a:\n  b\n  if c:\n    d\n    e\n"
        ),
        "if a:\n    b\n    if c:\n        d\n        e\n"
    );
    // Lines that were moved are no other unit.
    assert_eq!(
        after(
            "«for a in b:\n    c\n    d\n»",
            "for a in b:\n    if a:\n        c\n        d\n"
        ),
        "for a in b:\n    if a:\n        c\n        d\n"
    );
}

#[test]
fn strings_of_several_lines_are_not_moved() {
    let before = "class A:\n«    text = \"\"\"a\nb\n  c\n\"\"\"\n    d = 1\n»";
    assert_eq!(
        after(before, "text = \"\"\"a\nbb\n  c\n\"\"\"\nd = 2\n"),
        "class A:\n    text = \"\"\"a\nbb\n  c\n\"\"\"\n    d = 2\n"
    );
    let docstring = "class A:\n«    def f():\n        \"\"\"A.\n\n        B.\n        \"\"\"\n»";
    assert_eq!(
        after(
            docstring,
            "def f():\n    \"\"\"A.\n\n    C.\n    \"\"\"\n    return 1\n"
        ),
        "class A:\n    def f():\n        \"\"\"A.\n\n        C.\n        \"\"\"\n        return 1\n"
    );
}

#[test]
fn line_ends_are_those_of_the_document() {
    assert_eq!(after("«a\r\nb»\r\nc\r\n", "a\nx\ny\n"), "a\r\nx\r\ny\r\nc\r\n");
    assert_eq!(after("«a\rb»\rc\r", "a\nx\n"), "a\rx\rc\r");
    // Mixed: as the first line that is replaced.
    assert_eq!(after("a\n«b\r\n»c\nd\n", "x\ny\n"), "a\nx\r\ny\r\nc\nd\n");
    assert_eq!(
        after("a\n«b\nc\r\n»d\r\ne\r\n", "b\nc\n"),
        "a\nb\nc\r\nd\r\ne\r\n"
    );
}

#[test]
fn blank_lines_around_stay_and_those_within_are_empty() {
    assert_eq!(after("«\n  \na\n\n»b\n", "x\n   \ny\n"), "\n  \nx\n\ny\n\nb\n");
    assert_eq!(after("«a»", "x\n\n\n"), "x");
}

#[test]
fn a_byte_order_mark_stays() {
    assert_eq!(after("«\u{feff}a\nb»\n", "x\nb\n"), "\u{feff}x\nb\n");
    assert_eq!(after("«\u{feff}a\nb»\n", "\u{feff}x\nb\n"), "\u{feff}x\nb\n");
}

#[test]
fn what_is_written_where_nothing_was_is_indented_as_its_line() {
    assert_eq!(
        after("def f():\n«    \n»b\n", "x\nif y:\n    z\n"),
        "def f():\n    x\n    if y:\n        z\nb\n"
    );
    assert_eq!(after("a\n«»b\n", "x\n"), "a\nx\nb\n");
    assert_eq!(
        after("if a:\n    «b»\n", "if c:\n    d\n"),
        "if a:\n    if c:\n        d\n"
    );
}

#[test]
fn narrowed_edits_leave_out_lines_that_stay() {
    let (snapshot, bytes) = fixture("«a\nb\nc\nd\n»");
    let edit = Edit {
        bytes,
        new_text: "a\nB\nc\nd\ne\n".to_owned(),
    };
    assert_eq!(
        narrowed(&snapshot, &edit),
        [
            Edit {
                bytes: 2..4,
                new_text: "B\n".to_owned()
            },
            Edit {
                bytes: 8..8,
                new_text: "e\n".to_owned()
            }
        ]
    );
}

/// Lines of code and of what only looks like it, in any order.
fn line() -> impl Strategy<Value = String> {
    let indentation = prop_oneof![
        3 => Just(""), 3 => Just("    "), 2 => Just("        "), 2 => Just("\t"), 1 => Just("\t\t"), 1 => Just("  "), 1 => Just("\t  "),
    ];
    let content = prop_oneof![
        4 => prop_oneof![Just("def f():"), Just("if a:"), Just("return 1"), Just("}"), Just("x = 1")].prop_map(str::to_owned),
        2 => Just("\"\"\"".to_owned()),
        1 => Just("s = \"\"\"文字".to_owned()),
        1 => Just("`${a}".to_owned()),
        2 => Just("名前 = \"漢字\" # 注釈".to_owned()),
        2 => Just(String::new()),
        1 => "[ -~]{0,10}",
        1 => "\\PC{0,4}",
    ];
    (indentation, content).prop_map(|(indentation, content)| format!("{indentation}{content}"))
}

#[derive(Debug, Clone)]
struct File {
    text: String,
    bytes: Range<usize>,
    language: Language,
}

/// Documents with every kind of line end, and a range of whole lines in them, with or without the last line break.
fn file() -> impl Strategy<Value = File> {
    let endings = prop_oneof![
        3 => Just(vec!["\n"]),
        3 => Just(vec!["\r\n"]),
        1 => Just(vec!["\r"]),
        1 => Just(vec!["\n", "\r\n"]),
        1 => Just(vec!["\r\n", "\r\n", "\n", "\r"]),
    ];
    let language = prop_oneof![
        Just(Language::Python),
        Just(Language::TypeScript),
        Just(Language::Rust),
        Just(Language::Other("unknown"))
    ];
    (
        proptest::collection::vec(line(), 1..14),
        endings,
        any::<[bool; 3]>(),
        any::<[prop::sample::Index; 2]>(),
        language,
    )
        .prop_map(
            |(contents, endings, [has_mark, has_end, has_break], [one, other], language)| {
                let mut text = if has_mark {
                    "\u{feff}".to_owned()
                } else {
                    String::new()
                };
                let mut starts = vec![0];
                let mut ends = Vec::new();
                for (index, content) in contents.iter().enumerate() {
                    text += content;
                    ends.push(text.len());
                    if has_end || index + 1 < contents.len() {
                        text += endings[index % endings.len()];
                    }
                    starts.push(text.len());
                }
                let (one, other) = (one.index(contents.len()), other.index(contents.len()));
                let (first, last) = (one.min(other), one.max(other));
                let end = if has_break { starts[last + 1] } else { ends[last] };
                File {
                    bytes: starts[first]..end,
                    text,
                    language,
                }
            },
        )
}

/// `text` as models are given it and write it: line feeds only.
fn with_line_feeds(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n")
}

/// `text` without as much indentation as its first line has.
fn dedented(text: &str) -> String {
    let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or("");
    let indentation = &first[..first.len() - first.trim_start_matches([' ', '\t']).len()];
    text.split_inclusive('\n')
        .map(|line| line.strip_prefix(indentation).unwrap_or(line))
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn an_answer_that_changes_nothing_changes_no_byte(file in file()) {
        let snapshot = Document::new(&file.text, 0, file.language).snapshot();
        let old = &file.text[file.bytes.clone()];
        let written = with_line_feeds(old.strip_prefix('\u{feff}').unwrap_or(old));
        prop_assert_eq!(fitted(&snapshot, &file.bytes, &with_line_feeds(old)), old);
        prop_assert_eq!(fitted(&snapshot, &file.bytes, &written), old);
        prop_assert_eq!(fitted(&snapshot, &file.bytes, &dedented(&written)), old);
        if !written.trim().is_empty() {
            let in_fence = format!("{}\n", written.trim_end_matches('\n'));
            prop_assert_eq!(fitted(&snapshot, &file.bytes, &in_fence), old);
        }
    }

    #[test]
    fn bytes_outside_of_the_range_are_identical(file in file(), lines in proptest::collection::vec(line(), 0..10)) {
        let snapshot = Document::new(&file.text, 0, file.language).snapshot();
        let edit = Edit {
            bytes: file.bytes.clone(),
            new_text: fitted(&snapshot, &file.bytes, &(lines.join("\n") + "\n")),
        };
        let whole = edited(&file.text, std::slice::from_ref(&edit));
        let edits = narrowed(&snapshot, &edit);
        for edit in &edits {
            prop_assert!(file.bytes.start <= edit.bytes.start && edit.bytes.end <= file.bytes.end);
        }
        let text = edited(&file.text, &edits);
        prop_assert_eq!(&text, &whole);
        prop_assert!(text.starts_with(&file.text[..file.bytes.start]));
        prop_assert!(text.ends_with(&file.text[file.bytes.end..]));
        prop_assert!(text.len() >= file.text.len() - file.bytes.len());
        // The range ends as it did, unless nothing is left of it.
        let old = file.text[file.bytes.clone()].trim_start_matches('\u{feff}');
        if !edit.new_text.trim_start_matches('\u{feff}').trim().is_empty() && !old.is_empty() {
            prop_assert_eq!(old.ends_with(['\r', '\n']), edit.new_text.ends_with(['\r', '\n']));
        }
    }

    #[test]
    fn blocks_change_nothing_outside_of_the_lines_that_they_name(
        file in file(),
        lines in proptest::collection::vec(line(), 0..5),
        from in any::<prop::sample::Index>(),
        count in 1..4_usize,
    ) {
        let snapshot = Document::new(&file.text, 0, file.language).snapshot();
        let old = with_line_feeds(&file.text[file.bytes.clone()]);
        let old: Vec<&str> = old.lines().collect();
        prop_assume!(!old.is_empty());
        let first = from.index(old.len());
        let search = old[first..(first + count).min(old.len())].join("\n") + "\n";
        let search = search.strip_prefix('\u{feff}').unwrap_or(&search);
        let unchanged = Block { search: search.to_owned(), replace: search.to_owned() };
        if let Ok(edits) = locate::located(&snapshot, &file.bytes, &[unchanged]) {
            prop_assert_eq!(edited(&file.text, &edits), file.text.clone());
        }
        let replace = lines.iter().flat_map(|line| [line.as_str(), "\n"]).collect();
        let changed = Block { search: search.to_owned(), replace };
        if let Ok(edits) = locate::located(&snapshot, &file.bytes, &[changed]) {
            prop_assert!(edits.iter().all(|edit| file.bytes.start <= edit.bytes.start && edit.bytes.end <= file.bytes.end));
            let text = edited(&file.text, &edits);
            prop_assert!(text.starts_with(&file.text[..file.bytes.start]));
            prop_assert!(text.ends_with(&file.text[file.bytes.end..]));
        }
    }
}
