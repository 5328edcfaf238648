//! What is a passage in each language, and the promise that no text leaves it.

use ponder_text::{Document, Language, Tree};
use proptest::prelude::*;

use super::*;
use crate::{Edit, edited};

/// The text of each paragraph of the document.
fn texts(language: Language, text: &str) -> Vec<String> {
    let snapshot = Document::new(text, 0, language).snapshot();
    all(&snapshot)
        .into_iter()
        .flat_map(|passage| passage.paragraphs)
        .map(|paragraph| paragraph.text)
        .collect()
}

/// The document with each paragraph written anew.
fn rewritten_with(language: Language, text: &str, new: impl Fn(&str) -> String) -> String {
    let snapshot = Document::new(text, 0, language).snapshot();
    let edits: Vec<Edit> = all(&snapshot)
        .iter()
        .flat_map(|passage| &passage.paragraphs)
        .filter_map(|paragraph| {
            written(&snapshot, paragraph, &new(&paragraph.text))
                .ok()
                .flatten()
        })
        .collect();
    edited(text, &edits)
}

const RUST: &str = "/// Adds `a` and `b`,\n/// which are small.\n///\n/// - the first\n///   item\n/// - the second\n///\n/// # Errors\n///\n/// If it is too large.\n///\n/// ```\n/// add(1, 2);\n/// ```\nfn add(a: u8, b: u8) -> u8 {\n    // let x = a;\n    // TODO: check the range\n    a + b // the sum\n}\n";

#[test]
fn paragraphs_of_a_comment_are_read_without_its_code() {
    assert_eq!(
        texts(Language::Rust, RUST),
        [
            "Adds `a` and `b`, which are small.",
            "the first item",
            "the second",
            "If it is too large.",
            "check the range",
            "the sum"
        ]
    );
}

#[test]
fn a_new_text_stands_behind_the_same_markers() {
    let text = rewritten_with(Language::Rust, RUST, |text| {
        format!("{text} And more words {}", "word ".repeat(8))
    });
    insta::assert_snapshot!(text, @"
    /// Adds `a` and `b`, which are small. And more words word
    /// word word word word word word word
    ///
    /// - the first item And more words word word word word word
    ///   word word word
    /// - the second And more words word word word word word
    ///   word word word
    ///
    /// # Errors
    ///
    /// If it is too large. And more words word word word word
    /// word word word word
    ///
    /// ```
    /// add(1, 2);
    /// ```
    fn add(a: u8, b: u8) -> u8 {
        // let x = a;
        // TODO: check the range And more words word word word
        // word word word word word
        a + b // the sum And more words word word word word word word word word
    }
    ");
}

const TYPESCRIPT: &str = "/**\n * Adds numbers.\n *\n * @param {number} a - the first\n *   of them\n * @param b the second\n * @returns {number} their sum\n * @example\n * add(1, 2)\n * @see other\n */\nfunction add(a, b) {\n  /* one line */\n  // @ts-ignore\n  return a + b;\n}\n";

#[test]
fn tags_stay_and_what_they_say_is_text() {
    assert_eq!(
        texts(Language::TypeScript, TYPESCRIPT)[..5],
        [
            "Adds numbers.",
            "the first of them",
            "the second",
            "their sum",
            "one line"
        ]
    );
    let text = rewritten_with(Language::TypeScript, TYPESCRIPT, |_| "NEW".to_owned());
    assert!(
        text.starts_with("/**\n * NEW\n *\n * @param {number} a - NEW\n * @param b NEW\n * @returns {number} NEW\n * @example\n * add(1, 2)\n * @see other\n */\n"),
        "{text}"
    );
    assert!(text.contains("  /* NEW */\n"), "{text}");
}

const PYTHON: &str = "#!/usr/bin/env python\n\"\"\"What the module does.\"\"\"\n\ndef add(a, b):\n    \"\"\"Add two\n    numbers.\n\n    Args:\n        a (int): the first\n            of them\n        b: the second\n\n    Returns:\n        Their sum.\n\n    >>> add(1, 2)\n    3\n    \"\"\"\n    # x = a + b\n    return a + b  # the sum\n\n\"not documentation\"\n";

#[test]
fn docstrings_are_read_by_their_sections() {
    assert_eq!(
        texts(Language::Python, PYTHON),
        [
            "What the module does.",
            "Add two numbers.",
            "the first of them",
            "the second",
            "Their sum.",
            "the sum"
        ]
    );
    let text = rewritten_with(Language::Python, PYTHON, |_| "NEW \"\"\"\\".to_owned());
    assert!(
        text.contains("\"\"\"NEW \"''\\\\\"\"\"") || !text.contains("NEW \"\"\"\\"),
        "{text}"
    );
    assert!(text.contains("        a (int): NEW"), "{text}");
}

#[test]
fn xml_tags_stay_and_nothing_becomes_one() {
    let text = "class C {\n    /// <summary>\n    /// Adds <c>a</c> to\n    /// it.\n    /// </summary>\n    /// <param name=\"a\">The number.</param>\n    int Add(int a) { return a; }\n}\n";
    assert_eq!(
        texts(Language::CSharp, text),
        ["Adds <c>a</c> to it.", "The number."]
    );
    let new = rewritten_with(Language::CSharp, text, |text| {
        format!("N <c>a</c> <b> & {}", text.len())
    });
    assert!(
        new.contains("/// <summary>\n    /// N <c>a</c> &lt;b&gt; &amp; 20\n    /// </summary>\n"),
        "{new}"
    );
    assert!(
        new.contains("/// <param name=\"a\">N &lt;c&gt;a&lt;/c&gt; &lt;b&gt;\n    /// &amp; 11</param>\n"),
        "{new}"
    );
}

#[test]
fn what_is_not_for_people_is_no_passage() {
    for (language, text) in [
        (Language::Go, "package p\n\n//go:noinline\nfunc F() {}\n"),
        (
            Language::Rust,
            "// Copyright 2024 The Authors.\n// Licensed under MIT.\n\nfn f() {}\n",
        ),
        (Language::Python, "#!/usr/bin/python\n# x = f(1)\n# y = 2\n"),
        (Language::C, "// return f(x);\n/* int a = 1; */\nint b;\n"),
        (Language::Rust, "// ------------------\n// 1 2 3\nfn f() {}\n"),
        (Language::Bash, "#!/bin/bash\ntrue\n"),
        (
            Language::Bash,
            "# Provides: clock\n# Required-Start:\n# Default-Start: S\ntrue\n",
        ),
        (Language::C, "#ifdef A_H\n#endif // A_H\n"),
        (Language::Yaml, "a: 1 # v7.0.1\n"),
        (Language::Json, "{\"a\": \"words in a string\"}\n"),
    ] {
        assert_eq!(texts(language, text), Vec::<String>::new(), "{text}");
    }
}

const MARKDOWN: &str = "---\ntitle: front matter\n---\n\n# A heading\n\nA paragraph with `code`\nand a [link](https://example.com).\n\n> Quoted words\n> go on.\n\n- [ ] an item\n  goes on\n- another\n  1. nested\n\n| a | b |\n|---|---|\n| c | d |\n\n<div>html</div>\n\n```\ncode\n```\n\n    indented code\n";

#[test]
fn markdown_is_read_by_paragraphs() {
    assert_eq!(
        texts(Language::Markdown, MARKDOWN),
        [
            "A heading",
            "A paragraph with `code` and a [link](https://example.com).",
            "Quoted words go on.",
            "an item goes on",
            "another",
            "nested"
        ]
    );
    let text = rewritten_with(Language::Markdown, MARKDOWN, |_| "word ".repeat(14));
    let eleven = format!("word{}", " word".repeat(10));
    for wrapped in [("> ", "> "), ("- [ ] ", "  "), ("  1. ", "     ")] {
        let lines = format!("\n{}{eleven}\n{}word word word\n", wrapped.0, wrapped.1);
        assert!(text.contains(&lines), "{lines}{text}");
    }
    assert!(
        text.contains(&format!("\n# word{}\n", " word".repeat(13))),
        "{text}"
    );
}

#[test]
fn of_a_commit_message_only_the_message_is_text() {
    let text = "Add a retry\n\nIt was needed\nsince it is slow.\n\nSigned-off-by: Me <me@example.com>\n# On branch main\n# ------------------------ >8 ------------------------\ndiff words\n";
    assert_eq!(
        texts(Language::GitCommit, text),
        ["Add a retry", "It was needed since it is slow."]
    );
}

#[test]
fn text_without_spaces_is_broken_anywhere_and_joined_without_any() {
    let text = "# 这个函数返回两个数字的和，如果它们不太大的话\n# 否则返回零。\nx = 1\n";
    assert_eq!(
        texts(Language::Python, text),
        ["这个函数返回两个数字的和，如果它们不太大的话否则返回零。"]
    );
    let new = rewritten_with(Language::Python, text, |text| text.repeat(3));
    assert!(new.lines().all(|line| wrap::columns(line) <= 60), "{new}");
    assert_eq!(texts(Language::Python, &new).concat().chars().count(), 28 * 3);
}

#[test]
fn the_documents_line_ends_are_kept() {
    let text = rewritten_with(Language::Rust, "// One.\r\n// Two.\r\nfn f() {}\r\n", |_| {
        "word ".repeat(20)
    });
    assert!(
        text.lines().count() > 2 && text.matches('\n').count() == text.matches("\r\n").count(),
        "{text:?}"
    );
}

#[test]
fn a_cursor_means_its_passage_or_those_of_its_symbol() {
    let snapshot = Document::new(RUST, 0, Language::Rust).snapshot();
    let at = |needle: &str| RUST.find(needle).map(|at| at..at).expect("it is there");
    let count = |found: Vec<Passage>| {
        found
            .iter()
            .map(|passage| passage.paragraphs.len())
            .sum::<usize>()
    };
    assert_eq!(count(selected(&snapshot, &at("which are"))), 4);
    assert_eq!(count(selected(&snapshot, &at("a + b"))), 0);
    assert_eq!(count(selected_or_of_symbol(&snapshot, &at("a + b"))), 6);
    let second = RUST.find("- the second").expect("it is there");
    assert_eq!(count(selected(&snapshot, &(second..second + 5))), 1);
}

#[test]
fn a_line_never_begins_with_what_makes_it_something_else() {
    let text = "Some words stand here.\n";
    let hazards = "- one # two 1. three > four + five * six | seven === eight ".repeat(6);
    let new = rewritten_with(Language::Markdown, text, |_| format!("# - {hazards}"));
    assert!(new.starts_with("one # two"), "{new}");
    let short = rewritten_with(Language::Markdown, "Some\nwords.\n", |_| {
        format!("Start {hazards}")
    });
    let bad = ["- ", "# ", "1. ", "> ", "+ ", "* ", "| ", "==="];
    assert!(short.lines().count() > 3, "{short}");
    assert!(
        short
            .lines()
            .all(|line| !bad.iter().any(|start| line.starts_with(start))),
        "{short}"
    );
}

const DOCUMENTS: [(Language, &str); 15] = [
    (Language::Rust, RUST),
    (Language::TypeScript, TYPESCRIPT),
    (Language::Python, PYTHON),
    (
        Language::Python,
        "def f():\n    r'''Raw words.'''\n    # one\n    return 1\n\ndef g():\n    \"Short words.\"\n",
    ),
    (
        Language::JavaScript,
        "//no space\nf(); /* block */ g();\n/*tight*/\n",
    ),
    (Language::Tsx, "const a = <a>{/* in braces */}</a>; // behind\n"),
    (
        Language::Go,
        "package p\n\n// F does it.\n// It is fast.\nfunc F() {} // behind\n/* A block\n   of words. */\n",
    ),
    (
        Language::C,
        "/* A block\n * of words.\n */\nint a; // behind\n// Some words\nint b;\n",
    ),
    (
        Language::Cpp,
        "/// Words here.\n//! More words.\nint a; ///< a member\n",
    ),
    (
        Language::Java,
        "class C {\n    /** Adds. <p>More. */\n    int a; // behind\n    /**\n     * <p>Words.\n     */\n    int b;\n}\n",
    ),
    (
        Language::CSharp,
        "class C {\n    /// <summary>Words.</summary>\n    int a; // behind\n}\n",
    ),
    (
        Language::Ruby,
        "# Some words.\nclass C\n  a = 1 # behind\nend\n=begin\nA block.\n=end\n",
    ),
    (
        Language::Lua,
        "-- Some words.\n--tight\nlocal a = 1 --[[ inside ]] + 2\n--[==[\nA block.\n]==]\n",
    ),
    (
        Language::Bash,
        "#!/bin/bash\n# Some words\nf() { # behind\n  true\n}\n",
    ),
    (Language::Yaml, "# Some words.\na: 1 # behind\n"),
];

/// The tokens of a document without its comments and docstrings.
fn code(tree: &Tree, text: &str) -> Vec<String> {
    let mut tokens = Vec::new();
    let mut pending = vec![tree.root_node()];
    while let Some(node) = pending.pop() {
        let is_docstring = node.kind() == "string"
            && node
                .parent()
                .is_some_and(|parent| parent.kind() == "expression_statement");
        if node.kind().contains("comment") && node.is_named() || is_docstring {
            continue;
        }
        if node.child_count() == 0 {
            tokens.push(format!("{} {}", node.kind(), text[node.byte_range()].trim()));
        }
        let mut cursor = node.walk();
        let children: Vec<_> = node.children(&mut cursor).collect();
        pending.extend(children.into_iter().rev());
    }
    tokens
}

#[test]
fn a_text_that_stays_changes_nothing() {
    for (language, text) in DOCUMENTS.into_iter().chain([(Language::Markdown, MARKDOWN)]) {
        assert!(!texts(language, text).is_empty(), "{}", language.name());
        assert_eq!(
            rewritten_with(language, text, str::to_owned),
            text,
            "{}",
            language.name()
        );
    }
}

proptest! {
    /// The promise: whatever a model writes, the code stays as it was and nothing of the text becomes code.
    #[test]
    fn no_text_leaves_its_passage(
        parts in proptest::collection::vec(
            prop_oneof![
                Just("*/".to_owned()), Just("/*".to_owned()), Just("\"\"\"".to_owned()), Just("'''".to_owned()),
                Just("\\".to_owned()), Just("\\u002a".to_owned()), Just("??/".to_owned()), Just("]]".to_owned()),
                Just("]==]".to_owned()), Just("[[".to_owned()), Just("\n".to_owned()), Just("\r".to_owned()),
                Just("\u{2028}".to_owned()), Just("\u{202e}".to_owned()), Just("*".to_owned()), Just("/".to_owned()),
                Just("\"".to_owned()), Just("'".to_owned()), Just("-->".to_owned()), Just("=end".to_owned()),
                Just("\n=end\n".to_owned()), Just("}".to_owned()), Just(" ".to_owned()), Just("!".to_owned()),
                Just("evil()".to_owned()), "[ -~]{0,8}", "\\PC{0,4}", "[a-z ]{0,80}",
            ],
            0..12,
        )
    ) {
        let new = parts.concat();
        for (language, text) in DOCUMENTS {
            let before = Document::new(text, 0, language).snapshot();
            let after = rewritten_with(language, text, |_| new.clone());
            let snapshot = Document::new(&after, 1, language).snapshot();
            prop_assert_eq!(before.error_count(), snapshot.error_count(), "{}: {}", language.name(), &after);
            let (before, tree) = (before.tree().expect("a tree"), snapshot.tree().expect("a tree"));
            prop_assert_eq!(code(before, text), code(tree, &after), "{}: {}", language.name(), &after);
            let is_hidden = after.contains(['\u{202e}', '\u{2028}']);
            prop_assert!(!is_hidden);
        }
    }
}
