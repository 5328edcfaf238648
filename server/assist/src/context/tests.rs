use ponder_model::Related;
use ponder_text::Language;

use super::{around, complaints, on_one_line};
use crate::target::tests::{complained, situation};
use crate::{Diagnostic, Situation, target};

const RUST: &str = "//! A calculator.\n\nuse std::fmt;\nuse std::io;\n\n/// A point.\nstruct Point {\n    x: u8,\n}\n\n\
    fn helper(a: u8) -> u8 {\n    a\n}\n\nfn unused() {}\n\nimpl Point {\n    /// Adds.\n    fn a|dd(&self) -> u8 {\n        \
    helper(self.x)\n    }\n\n    fn other(&self) -> Point {\n        self.add();\n    }\n}\n";

fn told(situation: &Situation, most: usize) -> String {
    let target = target::code(situation, 10_000).expect("a target");
    around(situation, &target.bytes, most)
}

#[test]
fn what_is_around_is_told_in_sections() {
    let mut here = situation(Language::Rust, RUST);
    here.related.push(Related {
        path: "src/other.rs".to_owned(),
        text: "fn from_there() {}\n".to_owned(),
    });
    insta::assert_snapshot!(told(&here, 4_000), @r"
    ### Comment above the code

    ```rust
        /// Adds.
    ```

    ### Enclosing declarations

    ```rust
    impl Point
    ```

    ### Imports

    ```rust
    use std::fmt;
    use std::io;
    ```

    ### Definitions

    ```rust
    src/other.rs:
    fn from_there() {}
    ```

    ### Neighboring code

    ```rust
    fn helper(a: u8) -> u8
    ```
    ");
}

#[test]
fn the_budget_holds_and_whole_lines_are_left_out() {
    let here = situation(Language::Rust, RUST);
    let all = told(&here, 4_000);
    for most in 0..all.len() + 10 {
        let text = told(&here, most);
        assert!(text.len() <= most);
        let known = |line: &str| line.is_empty() || all.lines().any(|whole| whole == line);
        assert!(text.lines().all(known), "{text}");
        assert_eq!(text.matches("```").count() % 2, 0, "{text}");
    }
}

#[test]
fn where_nothing_is_around_nothing_is_told() {
    assert_eq!(told(&situation(Language::Rust, "fn f|() {}\n"), 1_000), "");
    assert_eq!(told(&situation(Language::PlainText, "wo|rd\n"), 1_000), "");
}

#[test]
fn a_fence_in_the_document_does_not_end_the_section() {
    let here = situation(
        Language::Rust,
        "/// ```\n/// f();\n/// ```\n// ````\nfn f|() {}\n",
    );
    let text = told(&here, 1_000);
    assert!(text.contains("/// ```"), "{text}");
    let here = situation(Language::Markdown, "x|\n");
    let mut fenced = here.clone();
    fenced.related.push(Related {
        path: "a.md".to_owned(),
        text: "````\ncode\n````\n".to_owned(),
    });
    assert!(told(&fenced, 1_000).contains("`````markdown\na.md:\n````\ncode\n````\n`````\n"));
}

#[test]
fn complaints_are_listed_by_the_lines_of_the_code_in_question() {
    let here = complained(
        situation(
            Language::Rust,
            "fn f() {\n    on|e();\n}\n\nfn g() {\n    two();\n}\n",
        ),
        &["two", "one"],
    );
    let target = target::code(&here, 1_000).expect("a target");
    assert_eq!(
        complaints(&here, &target.bytes),
        "- line 2: `one` is wrong (rustc E0308)\n"
    );
    assert_eq!(
        complaints(&here, &(0..here.snapshot.text().len_bytes())),
        "- line 2: `one` is wrong (rustc E0308)\n- line 6: `two` is wrong (rustc E0308)\n"
    );
    assert_eq!(complaints(&situation(Language::Rust, "|"), &(0..0)), "");
}

#[test]
fn complaints_are_cleaned_and_few() {
    let mut here = situation(Language::Rust, "x|\n");
    here.diagnostics = (0..25)
        .map(|_| Diagnostic {
            bytes: 0..1,
            message: format!("bad\r\n\u{202e}\u{1b}[31m thing {}", "x".repeat(5_000)),
            source: None,
            code: None,
        })
        .collect();
    let list = complaints(&here, &(0..1));
    assert_eq!(list.lines().count(), 21);
    assert!(list.lines().all(|line| line.len() < 530), "{list}");
    assert!(list.starts_with("- line 1: bad") && list.ends_with("- and 5 more\n"));
    assert!(!list.contains(['\u{202e}', '\u{1b}', '\r']), "{list:?}");
}

#[test]
fn a_message_is_cut_at_a_character() {
    assert_eq!(on_one_line("a  b\n\tc", 60), "a b c");
    assert_eq!(on_one_line("ééé", 5), "éé…");
}
