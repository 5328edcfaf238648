//! What is found in a document, and what is not.

use ponder_text::{Document, Language};

use super::*;
use crate::edited;

fn located_in(text: &str, blocks: &[(&str, &str)]) -> Result<String, Refusal> {
    let snapshot = Document::new(text, 0, Language::Python).snapshot();
    let blocks: Vec<Block> = blocks
        .iter()
        .map(|(search, replace)| Block {
            search: (*search).to_owned(),
            replace: (*replace).to_owned(),
        })
        .collect();
    let edits = located(&snapshot, &(0..text.len()), &blocks)?;
    Ok(edited(text, &edits))
}

#[test]
fn lines_that_stand_there_once_are_replaced() {
    assert_eq!(
        located_in("a\nb\nc\n", &[("c\n", "C\n"), ("a\n", "A\nA\n")]).as_deref(),
        Ok("A\nA\nb\nC\n")
    );
    assert_eq!(located_in("a\nb", &[("b\n", "c\n")]).as_deref(), Ok("a\nc"));
    assert_eq!(
        located_in("\u{feff}a\nb\n", &[("a\n", "c\n")]).as_deref(),
        Ok("\u{feff}c\nb\n")
    );
}

#[test]
fn lines_that_are_deleted_leave_no_empty_line() {
    assert_eq!(located_in("a\nb\nc\n", &[("b\n", "")]).as_deref(), Ok("a\nc\n"));
    assert_eq!(located_in("a\r\nb", &[("b\n", "")]).as_deref(), Ok("a"));
}

#[test]
fn what_stands_there_several_times_is_not_chosen_from() {
    assert_eq!(
        located_in("a\nb\na\n", &[("a\n", "c\n")]),
        Err(Refusal::Ambiguous(2))
    );
    assert_eq!(
        located_in("  a\nb\n\ta\n", &[("a\n", "c\n")]),
        Err(Refusal::Ambiguous(2))
    );
}

#[test]
fn the_exact_text_goes_before_what_is_like_it() {
    assert_eq!(
        located_in("if b:\n    a\na\n", &[("    a\n", "    c\n")]).as_deref(),
        Ok("if b:\n    c\na\n")
    );
}

#[test]
fn whitespace_that_is_another_one_all_over_is_no_difference() {
    for (text, search, replace, after) in [
        // Without the indentation.
        (
            "class A:\n    def f():\n        a\n",
            "def f():\n    a\n",
            "def f():\n    b\n",
            "class A:\n    def f():\n        b\n",
        ),
        // With whitespace at the end of lines, and blank ones that are none.
        ("a  \n\t\nb\n", "a\n\nb \n", "a\n\nc\n", "a\n\t\nc\n"),
        // With other line endings.
        ("a\r\nb\r\nc\r\n", "a\nb\n", "a\nB\n", "a\r\nB\r\nc\r\n"),
        // With spaces for tabs.
        (
            "\tif a:\n\t\tb\n\t\tc\n",
            "    if a:\n        b\n",
            "    if a:\n        d\n",
            "\tif a:\n\t\td\n\t\tc\n",
        ),
    ] {
        assert_eq!(
            located_in(text, &[(search, replace)]).as_deref(),
            Ok(after),
            "{search}"
        );
    }
}

#[test]
fn anything_else_is_a_difference() {
    for (text, search) in [
        ("if a:\n    b\n", "if a:\nb\n"),
        ("a = 1\n", "a  = 1\n"),
        ("a\nb\n", "a\n\nb\n"),
        ("a\nb\n", "a b\n"),
        ("A\n", "a\n"),
        ("a\n", "\n"),
        ("a\n", ""),
        ("", "a\n"),
    ] {
        assert_eq!(
            located_in(text, &[(search, "x\n")]),
            Err(Refusal::NotThere),
            "{search}"
        );
    }
}

#[test]
fn the_same_lines_are_not_changed_twice() {
    assert_eq!(
        located_in("a\nb\nc\n", &[("a\nb\n", "x\n"), ("b\nc\n", "y\n")]),
        Err(Refusal::Overlap)
    );
    assert_eq!(
        located_in("a\n", &[("a\n", "x\n"), ("a\n", "x\n")]),
        Err(Refusal::Overlap)
    );
}

#[test]
fn a_new_indentation_is_that_of_the_model() {
    assert_eq!(
        located_in("if a:\n    b\n    c\n", &[("    b\n    c\n", "b\nc\n")]).as_deref(),
        Ok("if a:\nb\nc\n")
    );
}

#[test]
fn nothing_outside_of_the_range_is_found() {
    let snapshot = Document::new("a\nb\n", 0, Language::Python).snapshot();
    let block = Block {
        search: "a\n".to_owned(),
        replace: "c\n".to_owned(),
    };
    assert_eq!(located(&snapshot, &(2..4), &[block]), Err(Refusal::NotThere));
}
