use ponder_ask::Place;
use ponder_text::{Document, Language};
use proptest::prelude::*;

use super::{Target, code, tested, unwritten_function, whole_lines};
use crate::{AssistError, Diagnostic, Situation};

/// A situation in a document, at the cursor mark `|` in it, or with the text between two such marks selected.
pub(crate) fn situation(language: Language, text: &str) -> Situation {
    let start = text.find('|').expect("a cursor mark");
    let end = text.rfind('|').expect("a cursor mark");
    let end = if start == end { start } else { end - 1 };
    let text = text.replace('|', "");
    Situation {
        snapshot: Document::new(&text, 0, language).snapshot(),
        bytes: start..end,
        diagnostics: Vec::new(),
        path: "src/calc".to_owned(),
        place: Place::default(),
        related: Vec::new(),
        test_file: None,
    }
}

/// The same with complaints about each of these words of the document.
pub(crate) fn complained(mut situation: Situation, words: &[&str]) -> Situation {
    let text = situation.snapshot.text().to_string();
    for word in words {
        let start = text.find(word).expect("a word of the document");
        situation.diagnostics.push(Diagnostic {
            bytes: start..start + word.len(),
            message: format!("`{word}` is wrong"),
            source: Some("rustc".to_owned()),
            code: Some("E0308".to_owned()),
        });
    }
    situation
}

fn text(situation: &Situation, target: Result<Target, AssistError>) -> String {
    let target = target.unwrap_or_else(|error| panic!("{error}"));
    format!("{}: {}", target.name, situation.snapshot.slice(target.bytes))
}

fn taken(language: Language, text_with_mark: &str) -> String {
    let situation = situation(language, text_with_mark);
    text(&situation, code(&situation, 10_000))
}

fn refused(situation: &Situation, most: usize) -> String {
    match code(situation, most) {
        Err(AssistError::NothingHere(reason)) => reason,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_selection_is_taken_by_whole_lines() {
    assert_eq!(
        taken(Language::Rust, "fn f() {\n    let a| = 1;\n    let |b = 2;\n}\n"),
        "lines 2 to 3:     let a = 1;\n    let b = 2;"
    );
    assert_eq!(taken(Language::Rust, "|a();\r\n|b();\r\n"), "line 1: a();");
    assert_eq!(taken(Language::PlainText, "a\nb|b|"), "line 2: bb");
}

#[test]
fn a_cursor_takes_the_symbol_around_with_its_attributes() {
    assert_eq!(
        taken(
            Language::Rust,
            "impl S {\n    #[inline]\n    fn f(&self) {\n        wo|rk();\n    }\n}\n"
        ),
        "the method `f`:     #[inline]\n    fn f(&self) {\n        work();\n    }"
    );
    assert_eq!(
        taken(Language::Python, "@cached\ndef f():\n    ret|urn 1\n\nx = 1\n"),
        "the function `f`: @cached\ndef f():\n    return 1"
    );
}

#[test]
fn a_cursor_in_the_comment_above_takes_what_is_documented() {
    assert_eq!(
        taken(Language::Rust, "/// Ad|ds.\n/// More.\n#[inline]\nfn f() {}\n"),
        "the function `f`: #[inline]\nfn f() {}"
    );
}

#[test]
fn without_a_symbol_the_lines_up_to_the_next_blank_ones_are_taken() {
    assert_eq!(
        taken(Language::Python, "a = 1\n\nb =| 2\nc = 3\n\nd = 4\n"),
        "lines 3 to 4: b = 2\nc = 3"
    );
    assert_eq!(taken(Language::PlainText, "one\ntw|o"), "lines 1 to 2: one\ntwo");
    let module = "mod m {\n    use a;\n    us|e b;\n\n    fn f() {}\n}\n";
    assert_eq!(
        taken(Language::Rust, module),
        "lines 1 to 3: mod m {\n    use a;\n    use b;"
    );
}

#[test]
fn diagnostics_take_the_innermost_symbol_that_covers_them() {
    let text_with_mark = "fn f() {\n    fn g() {\n        on|e(two);\n    }\n}\n";
    let inner = complained(situation(Language::Rust, text_with_mark), &["one", "two"]);
    assert!(text(&inner, code(&inner, 1_000)).starts_with("the function `g`"));
    let mut outer = inner.clone();
    outer.diagnostics[1].bytes.start = 3;
    assert!(text(&outer, code(&outer, 1_000)).starts_with("the function `f`"));
}

#[test]
fn a_diagnostic_on_another_line_is_not_about_the_cursor() {
    let elsewhere = complained(
        situation(
            Language::Rust,
            "fn f() {\n    wo|rk();\n}\n\nfn g() {\n    bad();\n}\n",
        ),
        &["bad"],
    );
    assert!(text(&elsewhere, code(&elsewhere, 1_000)).starts_with("the function `f`"));
}

#[test]
fn of_a_long_symbol_the_statements_around_the_cursor_are_taken() {
    let statement = |number: usize| format!("    if a({number}) {{\n        work({number});\n    }}\n");
    let body: String = (0..1_000).map(statement).collect();
    let marked = format!("fn f() {{\n{body}}}\n").replace("work(500)", "wo|rk(500)");
    let long = situation(Language::Rust, &marked);
    let target = code(&long, 400).expect("a target");
    let lines = long.snapshot.slice(target.bytes.clone());
    assert!(lines.len() <= 400 && lines.contains("work(500);"));
    assert!(
        lines.starts_with("    if a(") && lines.ends_with("    }"),
        "{lines}"
    );
    assert!(lines.len() > 300, "more than one fits: {lines}");
    assert!(target.name.starts_with("lines "), "{}", target.name);
}

#[test]
fn in_long_text_without_a_tree_lines_around_the_cursor_are_taken() {
    let text_with_mark = "word word\n"
        .repeat(50_000)
        .replacen("word word", "wo|rd word", 1);
    let long = situation(Language::PlainText, &text_with_mark);
    let target = code(&long, 400).expect("a target");
    assert_eq!(target.bytes, 0..399);
}

#[test]
fn a_selection_or_a_line_that_is_too_long_is_refused_with_what_would_fit() {
    let all = format!("|{}|", "let a = 1;\n".repeat(50_000));
    let reason = refused(&situation(Language::Rust, &all), 1_100);
    assert_eq!(reason, "the selection is too long: select less than 100 lines");
    let line = format!("x = [|{}]", "1, ".repeat(1_700_000));
    let reason = refused(&situation(Language::Python, &line), 8_000);
    assert_eq!(
        reason,
        "line 1 is too long: there is more text on a line than a model can write anew; break the line"
    );
}

#[test]
fn where_nothing_stands_nothing_is_taken() {
    for empty in ["|", "\n|\n\n", "a\n\n|  \n\nb\n"] {
        let reason = refused(&situation(Language::Other("unknown"), empty), 100);
        assert_eq!(
            reason,
            "there is no code at the cursor; select some, or move to it"
        );
    }
    let reason = refused(&situation(Language::Rust, "a\n| \n |\nb"), 100);
    assert_eq!(reason, "nothing but whitespace is selected; select some code");
}

#[test]
fn places_outside_of_the_document_are_its_end() {
    let mut past = situation(Language::PlainText, "a\nb|");
    past.bytes = 500..600;
    assert_eq!(text(&past, code(&past, 100)), "lines 1 to 2: a\nb");
}

#[test]
fn tests_are_for_the_function_or_type_around() {
    let inside = situation(
        Language::Rust,
        "struct S;\nimpl S {\n    fn f() {\n        |\n    }\n}\n",
    );
    assert!(text(&inside, tested(&inside, 1_000)).starts_with("the method `f`"));
    let outside = situation(Language::Rust, "const A: u8 =| 1;\n");
    assert!(matches!(
        tested(&outside, 1_000),
        Err(AssistError::NothingHere(_))
    ));
}

#[track_caller]
fn waits(language: Language, text_with_mark: &str) {
    let situation = situation(language, text_with_mark);
    let target = unwritten_function(&situation);
    assert!(
        target.is_ok(),
        "{}: {text_with_mark}: {target:?}",
        language.name()
    );
}

#[test]
fn a_function_with_a_comment_and_no_body_waits_to_be_written() {
    for body in [
        "{}",
        "{\n}",
        "{ todo!() }",
        "{ unimplemented!(\"later\"); }",
        "{\n    // Nothing yet.\n}",
    ] {
        waits(Language::Rust, &format!("/// Adds.\nfn a|dd() -> u8 {body}\n"));
        waits(
            Language::Rust,
            &format!("/// Ad|ds.\n#[inline]\nfn add() -> u8 {body}\n"),
        );
    }
    waits(
        Language::Rust,
        "fn a|dd() -> u8 {\n    // Adds up.\n    todo!()\n}\n",
    );
    for body in [
        "pass",
        "...",
        "raise NotImplementedError",
        "raise NotImplementedError(\"x\")",
        "pass  # later",
    ] {
        waits(
            Language::Python,
            &format!("def f|():\n    \"\"\"Adds.\"\"\"\n    {body}\n"),
        );
        waits(Language::Python, &format!("# Adds.\ndef f|():\n    {body}\n"));
    }
    waits(Language::Python, "def f|():\n    \"\"\"Adds.\"\"\"\n");
    waits(
        Language::Go,
        "package p\n\n// F adds.\nfunc F|() int {\n\tpanic(\"not implemented\")\n}\n",
    );
    for language in [Language::TypeScript, Language::JavaScript, Language::Tsx] {
        waits(
            language,
            "/** Adds. */\nexport function f|() {\n  throw new Error(\"not implemented\");\n}\n",
        );
        waits(language, "/** Adds. */\nconst f| = () => {};\n");
        waits(language, "// Adds.\nfunction f|() {\n  // TODO\n}\n");
    }
    waits(
        Language::Java,
        "class C {\n    /** Adds. */\n    int f|() {\n        throw new UnsupportedOperationException();\n    }\n}\n",
    );
    waits(
        Language::CSharp,
        "class C {\n    /// Adds.\n    int F|() => throw new NotImplementedException();\n}\n",
    );
    waits(Language::C, "/** Adds. */\nint f|(int a) {\n}\n");
    waits(Language::Cpp, "// Adds.\nint f|(int a) {\n}\n");
    waits(Language::Ruby, "# Adds.\ndef f|(a)\nend\n");
    waits(Language::Lua, "-- Adds.\nfunction f|(a)\nend\n");
    waits(Language::Bash, "# Adds.\nf|() {\n  :\n}\n");
}

#[track_caller]
fn is_refused(language: Language, text_with_mark: &str, because: &str) {
    match unwritten_function(&situation(language, text_with_mark)) {
        Err(AssistError::NothingHere(reason)) => assert!(reason.contains(because), "{reason}"),
        other => panic!("{text_with_mark}: {other:?}"),
    }
}

#[test]
fn a_function_with_a_body_or_without_a_comment_does_not_wait() {
    let written = "has a body already";
    is_refused(Language::Rust, "/// Adds.\nfn f|() -> u8 { 1 }\n", written);
    is_refused(
        Language::Rust,
        "/// Adds.\nfn f|() { work(); todo!() }\n",
        written,
    );
    is_refused(
        Language::Rust,
        "/// Fails.\nfn f|() { panic!(\"no file\") }\n",
        written,
    );
    is_refused(
        Language::Python,
        "def f|():\n    \"\"\"Adds.\"\"\"\n    return None\n",
        written,
    );
    is_refused(Language::C, "/** Adds. */\nint f|(int a);\n", written);
    is_refused(
        Language::Rust,
        "trait T {\n    /// Adds.\n    fn f|();\n}\n",
        written,
    );
    is_refused(
        Language::Rust,
        "fn f|() { todo!() }\n",
        "no comment says what the function `f` is to do",
    );
    is_refused(Language::Python, "def f|():\n    pass\n", "no comment says");
    is_refused(
        Language::Rust,
        "/// A.\nstruct S|;\n",
        "there is no function at the cursor",
    );
}

proptest! {
    #[test]
    fn a_target_is_whole_lines_that_fit(
        parts in proptest::collection::vec(
            prop_oneof![
                Just("fn f() {\n"), Just("}\n"), Just("/// Words.\n"), Just("    work();\r\n"), Just("\n"), Just("\r"),
                Just("#[a]\n"), Just("impl S {\n"), Just("字字"), Just("mod m {\n"), Just("/* "), Just(" */"), Just("todo!()"),
            ],
            0..40,
        ),
        start in 0_usize..300,
        length in prop_oneof![Just(0_usize), 0_usize..200],
        most in 0_usize..200,
    ) {
        for language in [Language::Rust, Language::Python, Language::PlainText] {
            let snapshot = Document::new(&parts.concat(), 0, language).snapshot();
            let mut here = situation(language, "|");
            here.bytes = start..start + length;
            here.snapshot = snapshot.clone();
            for target in [code(&here, most), tested(&here, most)].into_iter().flatten() {
                prop_assert!(target.bytes.len() <= most);
                prop_assert_eq!(&target.bytes, &whole_lines(&snapshot, &target.bytes));
                prop_assert!(!snapshot.slice(target.bytes).trim().is_empty());
            }
            if let Ok(target) = unwritten_function(&here) {
                prop_assert_eq!(&target.bytes, &whole_lines(&snapshot, &target.bytes));
            }
        }
    }
}
