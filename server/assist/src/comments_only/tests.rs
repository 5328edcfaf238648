//! Comments may change, and nothing else, in every language.

use ponder_text::Language;
use proptest::prelude::*;

use super::*;
use crate::tests::CODE;

fn changed(language: Language, before: &str, after: &str) -> Result<(), Refusal> {
    let snapshot = Document::new(before, 0, language).snapshot();
    let edit = Edit {
        bytes: 0..before.len(),
        new_text: after.to_owned(),
    };
    check(&snapshot, &[edit])
}

fn comment(language: Language, text: &str) -> String {
    match language.comment_markers().line.first() {
        Some(marker) => format!("{marker} {text}"),
        None => text.to_owned(),
    }
}

/// Each language with a grammar and comments, with a document in it.
fn documents() -> Vec<(Language, String)> {
    let mut documents: Vec<(Language, String)> = CODE
        .iter()
        .map(|(language, text)| (*language, text.replacen('|', "", 1)))
        .collect();
    documents.extend([
        (Language::Yaml, "a:\n  - b\n  - |\n    c\nd: 1\n".to_owned()),
        (Language::Toml, "[a]\nb = 1\nc = \"d\"\n".to_owned()),
        (Language::Json, "{\n  \"a\": [\n    1\n  ]\n}\n".to_owned()),
    ]);
    documents
}

#[test]
fn a_comment_may_come_change_and_go_between_any_lines() {
    for (language, text) in documents() {
        // What belongs to a string in YAML.
        let lines: Vec<&str> = text.lines().filter(|line| *line != "    c").collect();
        let text = if language == Language::Yaml {
            lines.join("\n").replace("  - |", "  - e") + "\n"
        } else {
            text
        };
        let lines: Vec<&str> = text.lines().collect();
        for place in 0..=lines.len() {
            let with = |words: &str| {
                let (above, below) = lines.split_at(place);
                let next = below.first().map_or("", |line| *line);
                let indentation = &next[..next.len() - next.trim_start().len()];
                let comment = format!("{indentation}{}", comment(language, words));
                [above, &[comment.as_str()], below].concat().join("\n") + "\n"
            };
            let (one, other) = (with("Sums."), with("Adds up,\tas said."));
            let name = language.name();
            assert_eq!(changed(language, &text, &one), Ok(()), "{name}:\n{one}");
            assert_eq!(changed(language, &one, &other), Ok(()), "{name}:\n{one}");
            assert_eq!(changed(language, &other, &text), Ok(()), "{name}:\n{one}");
        }
    }
}

#[test]
fn a_change_of_code_is_refused_in_every_language() {
    for (language, text) in documents() {
        let name = language.name();
        for (index, character) in text
            .char_indices()
            .filter(|(_, character)| !character.is_whitespace())
        {
            let mut after = text.clone();
            after.replace_range(index..index + character.len_utf8(), "");
            assert_eq!(
                changed(language, &text, &after),
                Err(Refusal::MoreThanComments),
                "{name}:\n{after}"
            );
        }
        for (index, line) in text
            .lines()
            .enumerate()
            .filter(|(_, line)| !line.trim().is_empty())
        {
            let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
            lines[index] = comment(language, line.trim());
            let after = lines.join("\n") + "\n";
            assert_eq!(
                changed(language, &text, &after),
                Err(Refusal::MoreThanComments),
                "{name}:\n{after}"
            );
            let back = changed(language, &after, &text);
            assert_eq!(back, Err(Refusal::MoreThanComments), "{name}:\n{after}");
        }
    }
}

#[test]
fn docstrings_are_comments_and_other_strings_are_not() {
    let module = "\"\"\"Old.\"\"\"\n\nclass C:\n    \"\"\"Old.\"\"\"\n\n    def f(self):\n        \"\"\"Old.\"\"\"\n        return 1\n";
    assert_eq!(
        changed(Language::Python, module, &module.replace("Old", "New\n    words")),
        Ok(())
    );
    let bare = "def f():\n    return 1\n";
    let documented = "def f():\n    \"\"\"New.\"\"\"\n    return 1\n";
    assert_eq!(changed(Language::Python, bare, documented), Ok(()));
    assert_eq!(changed(Language::Python, documented, bare), Ok(()));
    for (before, after) in [
        ("x = \"\"\"a\"\"\"\n", "x = \"\"\"b\"\"\"\n"),
        (
            "def f():\n    a\n    \"\"\"b\"\"\"\n",
            "def f():\n    a\n    \"\"\"c\"\"\"\n",
        ),
        ("if a:\n    \"b\"\n", "if a:\n    \"c\"\n"),
        ("def f():\n    f\"{a()}\"\n", "def f():\n    f\"{b()}\"\n"),
        (
            "def f():\n    \"a\"\n    return 1\n",
            "def f():\n    f\"{b()}\"\n    return 1\n",
        ),
        ("def f():\n    \"a\"\n", "def f():\n    \"a\"; b()\n"),
        ("def f():\n    \"a\"\n", "def f():\n    \"a\" + b()\n"),
    ] {
        assert_eq!(
            changed(Language::Python, before, after),
            Err(Refusal::MoreThanComments),
            "{after}"
        );
    }
}

#[test]
fn whitespace_counts_where_it_means_something() {
    for (language, before, after) in [
        (Language::Python, "if a:\n    b\n    c\n", "if a:\n    b\nc\n"),
        (Language::Python, "x = 'a  b'\n", "x = 'a b'\n"),
        (
            Language::JavaScript,
            "function f() {\n  return /* a */ 1;\n}\n",
            "function f() {\n  return /*\n*/ 1;\n}\n",
        ),
        (Language::JavaScript, "x = `a  b`;\n", "x = `a b`;\n"),
        (Language::TypeScript, "x = a // b\n(c)\n", "x = a /* b */ (c)\n"),
        (Language::Bash, "a # b\nc\n", "a \\\n# b\nc\n"),
        (Language::Bash, "cat <<E\na  b\nE\n", "cat <<E\na b\nE\n"),
        (Language::Yaml, "a: |\n  b\n  c\n", "a: |\n  b\n   c\n"),
        (
            Language::Go,
            "package p\n\nvar a = `b  c`\n",
            "package p\n\nvar a = `b c`\n",
        ),
    ] {
        assert_eq!(
            changed(language, before, after),
            Err(Refusal::MoreThanComments),
            "{}: {after}",
            language.name()
        );
    }
    assert_eq!(
        changed(Language::Rust, "/* a */ fn f() {}\n", "// a\nfn f() {}\n"),
        Ok(())
    );
}

#[test]
fn comments_that_are_obeyed_are_code() {
    for (language, directive) in [
        (Language::Go, "//go:build linux"),
        (Language::Go, "// +build linux"),
        (Language::Go, "//nolint:all"),
        (Language::Go, "// Output: 1"),
        (Language::Rust, "// @generated"),
        (Language::Python, "# type: ignore"),
        (Language::Python, "# why # noqa: E501"),
        (Language::Python, "# pylint: disable=all"),
        (Language::Python, "# -*- coding: utf-8 -*-"),
        (Language::Python, "# pragma: no cover"),
        (Language::Python, "# fmt: off"),
        (Language::TypeScript, "// @ts-ignore"),
        (Language::TypeScript, "// prettier-ignore"),
        (Language::JavaScript, "/* eslint-disable no-console */"),
        (Language::JavaScript, "/* istanbul ignore next */"),
        (Language::JavaScript, "/*\n * eslint no-x: 2\n */"),
        (Language::JavaScript, "/** @jsx h */"),
        (Language::Tsx, "/// <reference types=\"a\" />"),
        (Language::C, "// NOLINTNEXTLINE(all)"),
        (Language::C, "/* fallthrough */"),
        (Language::Cpp, "// clang-format off"),
        (Language::Cpp, "// a ??/"),
        (Language::Java, "// \\u000a f();"),
        (Language::Java, "// CHECKSTYLE:OFF"),
        (Language::CSharp, "// ReSharper disable All"),
        (Language::Ruby, "# frozen_string_literal: true"),
        (Language::Ruby, "# rubocop:disable all"),
        (Language::Lua, "-- luacheck: ignore"),
        (Language::Bash, "# shellcheck disable=SC1000"),
        (Language::Yaml, "# yamllint disable"),
        (Language::Toml, "#:schema a.json"),
    ] {
        let (_, text) = documents()
            .into_iter()
            .find(|(own, _)| *own == language)
            .expect("a document");
        let (first, rest) = text.split_once('\n').expect("lines");
        let with = |comment: &str| format!("{first}\n{comment}\n{rest}");
        let plain = with(&comment(language, "plain"));
        let obeyed = with(directive);
        let refused = Err(Refusal::MoreThanComments);
        assert_eq!(changed(language, &plain, &obeyed), refused, "made: {directive}");
        assert_eq!(changed(language, &obeyed, &plain), refused, "lost: {directive}");
        let below = obeyed.clone() + &comment(language, "plain") + "\n";
        assert_eq!(changed(language, &obeyed, &below), Ok(()), "kept: {directive}");
    }
}

#[test]
fn a_directive_stays_where_it_is() {
    for (language, before, after) in [
        (
            Language::TypeScript,
            "// @ts-ignore\na();\n",
            "// @ts-ignore\n// b\na();\n",
        ),
        (
            Language::Python,
            "#!/bin/python\na()\n",
            "# b\n#!/bin/python\na()\n",
        ),
        (
            Language::Python,
            "# coding: utf-8\na()\n",
            "# b\n# coding: utf-8\na()\n",
        ),
        (Language::Python, "a()  # noqa\nb()\n", "a()\n# noqa\nb()\n"),
        (
            Language::Go,
            "package p\n\n// int a;\nimport \"C\"\n",
            "package p\n\n// int b;\nimport \"C\"\n",
        ),
        (
            Language::Go,
            "package p\n\n// Output:\n// a\n",
            "package p\n\n// Output:\n// b\n",
        ),
        (
            Language::Python,
            "# /// script\n# a = 1\n# ///\n\nb()\n",
            "# /// script\n# a = 2\n# ///\n\nb()\n",
        ),
    ] {
        assert_eq!(
            changed(language, before, after),
            Err(Refusal::MoreThanComments),
            "{after}"
        );
    }
}

#[test]
fn without_a_tree_only_whole_lines_of_comments_are_taken() {
    let kotlin = Language::from_id("kotlin").expect("a language");
    let text = "// Old.\nfun f() {\n    g() // Old.\n}\n";
    assert_eq!(
        changed(kotlin, text, &text.replacen("Old.", "New.\n// Words.", 1)),
        Ok(())
    );
    assert_eq!(changed(kotlin, text, &format!("{text}// New.\n")), Ok(()));
    assert_eq!(
        changed(kotlin, text, &text.replacen("fun", "// New.\nfun", 1)),
        Ok(())
    );
    for after in [
        text.replace("g() // Old.", "g() // New."),
        text.replace("    g()", "    // g()"),
        text.replacen("Old.", "@generated", 1),
        text.replacen("// Old.", "Old.", 1),
    ] {
        assert_eq!(
            changed(kotlin, text, &after),
            Err(Refusal::MoreThanComments),
            "{after}"
        );
    }
    assert_eq!(
        changed(Language::PlainText, "# a\n", "# b\n"),
        Err(Refusal::MoreThanComments)
    );
}

#[test]
fn a_document_that_breaks_is_refused() {
    assert_eq!(
        changed(Language::Java, "class C {\n}\n", "class C {\n/* a\n}\n"),
        Err(Refusal::MoreThanComments)
    );
    assert_eq!(
        changed(Language::Rust, "/* a */\nfn f() {}\n", "/* a\nfn f() {}\n"),
        Err(Refusal::MoreThanComments)
    );
}

proptest! {
    /// The promise: what is taken leaves the code as it was. Here that code has no comments, and is told by its text.
    #[test]
    fn whatever_is_taken_has_the_same_code(
        parts in proptest::collection::vec(
            prop_oneof![
                Just("//".to_owned()), Just("#".to_owned()), Just("--".to_owned()), Just("/*".to_owned()), Just("*/".to_owned()),
                Just("\"\"\"".to_owned()), Just("\n".to_owned()), Just(" ".to_owned()), Just("a".to_owned()), Just(";".to_owned()),
                "[ -~]{0,3}",
            ],
            0..8,
        ),
        place in any::<prop::sample::Index>(),
    ) {
        let written = parts.concat();
        for (language, text) in documents() {
            let offset = place.index(text.len() + 1);
            let snapshot = Document::new(&text, 0, language).snapshot();
            let edit = Edit { bytes: offset..offset, new_text: written.clone() };
            if check(&snapshot, std::slice::from_ref(&edit)).is_ok() {
                let is_comment = written.trim().is_empty()
                    || ["//", "#", "--", "/*", "\"", "'"].iter().any(|mark| written.contains(mark));
                prop_assert!(is_comment, "{}: {written:?} at {offset}", language.name());
            }
        }
    }
}
