use ponder_text::Language;

use super::Extent::{Block, Line, Statement};
use super::{Extent, extent};
use crate::trim::fixtures::hole;

fn check(language: Language, cases: &[(&str, Extent)]) {
    for (document, expected) in cases {
        assert_eq!(
            extent(&hole(language, document)),
            *expected,
            "{language:?}: {document:?}"
        );
    }
}

#[test]
fn within_a_line_it_is_the_rest_of_the_line() {
    check(
        Language::Rust,
        &[
            ("fn f() { let x = ␣; }", Line),
            ("fn f() {\n    let x = ␣\n}", Line),
            ("fn f() {\n    foo(␣);\n}", Line),
            ("fn f() {\n    ␣ + 1\n}", Line),
            ("fn f() {\n    foo␣\n}", Line),
        ],
    );
}

#[test]
fn at_the_beginning_of_a_block_it_is_the_block() {
    check(
        Language::Rust,
        &[
            ("fn f() {␣\n}", Block),
            ("fn f() {␣}", Block),
            ("fn f() {\n    ␣\n}", Block),
            ("fn f() {␣", Block),
            ("let x = foo(␣\n);", Line),
            ("let x = foo(\n    ␣\n);", Block),
            ("let x = [␣\n];", Block),
        ],
    );
    check(
        Language::Python,
        &[
            ("def f():␣\n", Block),
            ("def f():\n    ␣\n", Block),
            ("def f():\n    \"\"\"A.\"\"\"\n    ␣\n\n\nx = 1\n", Block),
            ("def f():\n    \"\"\"A.\n\n    B.\n    \"\"\"\n    ␣\n", Block),
            ("x: ␣\n", Line),
        ],
    );
    check(
        Language::Ruby,
        &[
            ("def f␣\nend", Block),
            ("a.each do |b|␣\nend", Block),
            ("a = b␣", Line),
        ],
    );
    check(
        Language::Lua,
        &[
            ("if a then␣\nend", Block),
            ("local function f(a)␣\nend", Block),
            ("f(a)␣", Line),
        ],
    );
    check(
        Language::Bash,
        &[("if a; then␣\nfi", Block), ("while a; do\n  ␣\ndone", Block)],
    );
    check(Language::Yaml, &[("a:␣\n", Block)]);
}

#[test]
fn between_statements_it_is_one_of_them() {
    check(
        Language::Rust,
        &[
            ("fn f() {\n    a();\n    ␣\n}", Statement),
            ("fn f() {\n    ␣\n    a();\n}", Statement),
            ("fn f() {\n    a();␣\n}", Statement),
            ("␣", Statement),
            ("fn f() {}\n\n␣\n\nfn g() {}", Statement),
        ],
    );
    check(
        Language::Python,
        &[
            ("def f():\n    a()\n    ␣\n    b()\n", Statement),
            ("def f():\n␣\n    b()\n", Statement),
            ("a = 1\n␣\n    b()\n", Line),
            ("def f():\n    a()\n    ␣\n        b()\n", Line),
        ],
    );
}

#[test]
fn in_strings_comments_and_prose_it_is_the_line() {
    check(
        Language::Rust,
        &[
            ("// a {␣\n", Line),
            ("let a = \"b {␣\";", Line),
            ("/// a\n/// ␣\nfn f() {}", Line),
        ],
    );
    check(Language::Markdown, &[("a\n\n␣\n", Line)]);
}

#[test]
fn without_a_grammar_indentation_and_brackets_decide() {
    check(
        Language::Other("kotlin"),
        &[
            ("fun f() {␣\n}", Block),
            ("fun f() {\n    a()\n    ␣\n}", Statement),
            ("val a = ␣", Line),
        ],
    );
    check(Language::Other("nim"), &[("proc f() =\n  if a:␣\n", Block)]);
}

#[test]
fn huge_and_empty_documents_have_an_extent_too() {
    let line = "a(b, \"c\") + ".repeat(400_000);
    check(
        Language::JavaScript,
        &[
            (&format!("{line}␣{line}"), Line),
            (&format!("{line}{{␣"), Block),
            ("␣", Statement),
        ],
    );
}
