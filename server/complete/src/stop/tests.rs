use ponder_text::Language;

use super::{LINE, LINES, Progress, Stop};
use crate::extent::{Extent, extent};
use crate::trim::fixtures::hole;

fn stop(language: Language, document: &str) -> Stop {
    let hole = hole(language, document);
    Stop::new(&hole, extent(&hole))
}

/// What is read of an answer that comes byte by byte, and what is kept of it.
fn read(language: Language, document: &str, answer: &str) -> (String, String) {
    let mut stop = stop(language, document);
    let mut read = String::new();
    for character in answer.chars() {
        read.push(character);
        if stop.push(character.encode_utf8(&mut [0; 4])) == Progress::Enough {
            break;
        }
    }
    (read, stop.kept())
}

#[test]
fn a_line_ends_at_its_end() {
    let (read, kept) = read(
        Language::Rust,
        "fn f() {\n    let x = ␣\n}",
        "1;\n    let y = 2;\n",
    );
    assert_eq!((read.as_str(), kept.as_str()), ("1;\n", "1;"));
}

#[test]
fn a_line_ends_where_the_rest_of_it_begins() {
    let (read, kept) = read(Language::Rust, "fn f() {\n    g(␣)\n}", "a, (b))\n");
    assert_eq!((read.as_str(), kept.as_str()), ("a, (b))", "a, (b)"));
}

#[test]
fn a_block_ends_with_its_bracket_whether_the_document_has_it_or_not() {
    let answer = "\n    g();\n}\n\nfn h() {}\n";
    let (with, _) = read(Language::Rust, "fn f() {␣\n}", answer);
    assert_eq!(with, "\n    g();\n}");
    let (without, kept) = read(Language::Rust, "fn f() {␣\n", answer);
    assert_eq!(
        (without.as_str(), kept.as_str()),
        ("\n    g();\n}\n", "\n    g();\n}")
    );
}

#[test]
fn the_document_owes_the_bracket_of_the_block_that_is_new() {
    // The outer block is closed in the document: what stands there has its indentation.
    let document = "fn f() {\n    if a {␣\n}\n";
    let (_, kept) = read(Language::Rust, document, "\n        g();\n    }\n    h();\n}\n");
    assert_eq!(kept, "\n        g();\n    }");
}

#[test]
fn a_block_by_indentation_ends_at_the_first_word_further_out() {
    let (read, kept) = read(
        Language::Python,
        "def f():␣\n",
        "\n    a()\n    b()\n\ndef g():\n",
    );
    assert_eq!(
        (read.as_str(), kept.as_str()),
        ("\n    a()\n    b()\n\ndef ", "\n    a()\n    b()")
    );
}

#[test]
fn a_statement_ends_where_the_next_begins() {
    let document = "fn f() {\n    ␣\n    z();\n}";
    let (read, kept) = read(Language::Rust, document, "a\n        .b();\n    c();\n");
    assert_eq!(
        (read.as_str(), kept.as_str()),
        ("a\n        .b();\n    c(", "a\n        .b();")
    );
}

#[test]
fn an_answer_ends_where_it_repeats_itself() {
    let (_, kept) = read(
        Language::Rust,
        "fn f() {␣\n}",
        "\n    a();\n    a();\n    a();\n    a();\n",
    );
    assert_eq!(kept, "\n    a();");
    let (_, kept) = read(
        Language::Rust,
        "fn f() {\n    let x = ␣\n}",
        &"ab(), ".repeat(1000),
    );
    assert_eq!(kept, "");
}

#[test]
fn an_answer_ends_after_some_lines() {
    let calls: Vec<String> = (0..100).map(|line| format!("    call_{line}();")).collect();
    let answer = format!(
        "
{}",
        calls.join(
            "
"
        )
    );
    let (_, kept) = read(Language::Rust, "fn f() {␣\n}", &answer);
    assert_eq!(kept.lines().count(), LINES);
}

#[test]
fn no_answer_is_read_for_long() {
    for document in [
        "fn f() {␣\n}",
        "fn f() {\n    let x = ␣\n}",
        "// a ␣\n",
        "f(\"␣\");",
        "␣",
    ] {
        for piece in [
            "a",
            "ab ",
            "字",
            " ",
            "\n",
            "\t\n",
            "{",
            "(\n",
            "}",
            "\"",
            "\\",
            "<think>",
            "```",
            "// ",
            "0123456789abcdef0",
        ] {
            let mut stop = stop(Language::Rust, document);
            let bound = 20 * 1024 / piece.len();
            let read = (0..bound).find(|_| stop.push(piece) == Progress::Enough);
            assert!(read.is_some(), "{document:?} {piece:?}");
            assert!(stop.kept().len() <= LINE * LINES, "{document:?} {piece:?}");
        }
    }
}

#[test]
fn engines_get_few_stop_texts() {
    for (document, first) in [
        ("fn f() {\n    g(␣);\n}", "\n"),
        ("fn f() {\n    let x = ␣\n}", "\n\n"),
        ("fn f() {\n    ␣\n}", "\n\n\n"),
        ("// a ␣\n", "\n\n"),
        ("g(); // a ␣\n", "\n"),
    ] {
        let texts = stop(Language::Rust, document).texts();
        assert_eq!(texts[0], first, "{document:?}");
        assert!(texts.len() <= 4);
    }
}

#[test]
fn the_extent_gives_the_tokens() {
    assert!(Extent::Line.max_tokens() < Extent::Statement.max_tokens());
    assert!(Extent::Statement.max_tokens() < Extent::Block.max_tokens());
}
