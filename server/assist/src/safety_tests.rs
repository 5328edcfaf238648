//! Nothing that was code is lost to a doc comment, and nothing in one is obeyed by a compiler or a tool.

use ponder_text::{Document, Language};

use crate::directive::is_directive;
use crate::tests::{apply, doc_comment, documented, fixture};
use crate::{comments_only, documentable};

/// The document after its symbol was documented, without the line that was written and those that it replaced.
fn with_new_words(language: Language, text: &str) -> String {
    documented(language, text, "New words.")
}

#[test]
fn an_attribute_between_two_doc_comments_stays() {
    assert_eq!(
        with_new_words(Language::Rust, "/// A.\n#[inline]\n/// B.\nfn f|() {}\n"),
        "/// New words.\n#[inline]\n/// B.\nfn f() {}\n"
    );
}

#[test]
fn an_ordinary_comment_between_two_doc_comments_stays() {
    assert_eq!(
        with_new_words(Language::Rust, "/// A.\n// SAFETY: why.\n/// B.\nfn f|() {}\n"),
        "/// New words.\n// SAFETY: why.\n/// B.\nfn f() {}\n"
    );
}

#[test]
fn code_behind_a_doc_comment_on_its_line_stays_code() {
    assert_eq!(
        with_new_words(Language::Rust, "#[inline]\n/** A. */ fn f|() {}\n"),
        "/// New words.\n#[inline]\n/** A. */ fn f() {}\n"
    );
}

#[test]
fn a_directive_of_go_stays() {
    assert_eq!(
        with_new_words(
            Language::Go,
            "package p\n\n// F old.\n//go:noinline\nfunc F|() {}\n"
        ),
        "package p\n\n// F new words.\n//go:noinline\nfunc F() {}\n"
    );
    assert_eq!(
        with_new_words(Language::Go, "package p\n\n//go:noinline\nfunc F|() {}\n"),
        "package p\n\n//go:noinline\n// F new words.\nfunc F() {}\n"
    );
}

#[test]
fn a_shell_scripts_first_line_stays() {
    assert_eq!(
        with_new_words(Language::Bash, "#!/bin/bash\n# Old.\nf|() {\n  true\n}\n"),
        "#!/bin/bash\n# New words.\nf() {\n  true\n}\n"
    );
}

#[test]
fn a_magic_comment_of_ruby_stays() {
    assert_eq!(
        with_new_words(
            Language::Ruby,
            "# frozen_string_literal: true\n# Old.\ndef f|\nend\n"
        ),
        "# frozen_string_literal: true\n# New words.\ndef f\nend\n"
    );
}

#[test]
fn a_long_comment_of_lua_is_replaced_as_a_whole() {
    assert_eq!(
        with_new_words(Language::Lua, "--[==[\n-- Old.\n]==]\nfunction f|()\nend\n"),
        "--- New words.\nfunction f()\nend\n"
    );
}

#[test]
fn javas_escapes_cannot_end_the_comment() {
    for written in [
        r"\u002a/ evil(); /\u002a",
        r"*\u002f evil();",
        r"\uuu002a\u002f evil();",
        r"\\u002a/ C:\users",
    ] {
        let text = documented(
            Language::Java,
            "class C {\n    int f|() { return 1; }\n}\n",
            written,
        );
        assert!(!text.contains(r"\u"), "{text}");
    }
}

#[test]
fn a_rust_doc_comment_has_no_code_that_tests_would_run() {
    for written in [
        "Sum.\n~~~\nevil();\n~~~",
        "Sum.\n> ```\n> evil();\n> ```",
        "Sum.\n- ~~~\n  evil();",
        "Sum.\n1. ````rust\nevil();",
        "Sum.\n-      evil();",
        "Sum.\n\n     evil();",
    ] {
        let text = documented(Language::Rust, "fn f|() {}\n", written);
        assert!(
            !text.contains("~~~") && !text.contains("```") && !text.contains("    "),
            "{text}"
        );
    }
}

#[test]
fn a_docstring_has_no_code_that_doctest_would_run() {
    let text = documented(
        Language::Python,
        "def f|():\n    return 1\n",
        "Sum.\n>>> evil()\n>>>> evil()",
    );
    assert!(!text.contains(">>>"), "{text}");
}

#[test]
fn tools_find_no_directive_in_what_was_written() {
    for written in [
        "@jsxImportSource evil",
        "Sum. @JSX h",
        "@ts-nocheck",
        "@__NO_SIDE_EFFECTS__",
        "//# sourceMappingURL=evil.map",
    ] {
        let text = documented(Language::TypeScript, "function f|() {}\n", written);
        let text = text.to_lowercase();
        let obeyed = ["@jsx", "@ts-", "@__", "sourcemappingurl="];
        assert!(obeyed.iter().all(|directive| !text.contains(directive)), "{text}");
    }
    for written in [
        "coding: utf-7",
        "-*- coding=x -*-",
        "frozen_string_literal: false",
    ] {
        let text = documented(Language::Ruby, "def f|\nend\n", written);
        let obeyed = ["coding:", "coding=", "-*-", "# frozen"];
        assert!(obeyed.iter().all(|directive| !text.contains(directive)), "{text}");
    }
}

#[test]
fn checkers_find_no_instruction_in_what_was_written() {
    for (language, text, obeyed) in [
        (Language::Cpp, "int f|() { return 1; }\n", "NOLINT(all) it."),
        (Language::Ruby, "def f|\nend\n", ": (Integer) -> void"),
        (Language::Go, "package p\n\nfunc f|() {}\n", "nolint:all"),
        (
            Language::Java,
            "class C {\n    int f|() { return 1; }\n}\n",
            "CHECKSTYLE:OFF",
        ),
    ] {
        let (snapshot, offset) = fixture(language, text);
        let target = documentable(&snapshot, offset).expect("a symbol");
        let answer = format!("Summary: Sums.\nDetails: More.\n{obeyed}");
        let edit = doc_comment(&answer, &snapshot, &target).expect("a comment");
        let check = comments_only::check(&snapshot, std::slice::from_ref(&edit));
        assert_eq!(check, Ok(()), "{}", edit.new_text);
        assert!(edit.new_text.contains("More."), "{}", edit.new_text);
        let is_obeyed = |line: &str| is_directive(language, line.trim_start());
        assert!(!edit.new_text.lines().any(is_obeyed), "{}", edit.new_text);
    }
}

#[test]
fn nothing_but_an_instruction_is_no_comment() {
    let (snapshot, offset) = fixture(Language::Cpp, "int f|() { return 1; }\n");
    let target = documentable(&snapshot, offset).expect("a symbol");
    assert_eq!(doc_comment("NOLINT", &snapshot, &target), None);
    assert_eq!(doc_comment("@@ \\", &snapshot, &target), None);
}

#[test]
fn what_cannot_be_seen_is_left_out() {
    let hidden =
        "\u{61c}\u{ad}\u{180e}\u{200b}\u{202e}\u{2066}\u{fe01}\u{feff}\u{e0041}\u{e0100}\u{3164}\u{1b}";
    let text = documented(Language::Rust, "fn f|() {}\n", &format!("S{hidden}um."));
    assert_eq!(text, "/// Sum.\nfn f() {}\n");
}

#[test]
fn removing_what_was_inserted_gives_the_document_back() {
    for (language, text) in crate::tests::CODE {
        let (snapshot, offset) = fixture(language, text);
        let target = documentable(&snapshot, offset).expect("a symbol");
        let edit = doc_comment("*/ \"\"\" word \\", &snapshot, &target).expect("a comment");
        assert!(
            edit.bytes.is_empty(),
            "nothing is replaced in {}",
            language.name()
        );
        let mut after = apply(&snapshot, &edit);
        after.replace_range(edit.bytes.start..edit.bytes.start + edit.new_text.len(), "");
        assert_eq!(after, snapshot.text().to_string());
    }
}

#[test]
fn only_a_documents_own_symbols_are_documentable() {
    let snapshot = Document::new("{\"a\": 1}\n", 0, Language::Json).snapshot();
    assert_eq!(documentable(&snapshot, 2), None);
    let (snapshot, offset) = fixture(Language::Python, "def f|(): return 1\n");
    assert_eq!(documentable(&snapshot, offset), None);
}
