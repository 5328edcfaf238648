//! What is read from answers, and what is not.

use ponder_text::Language;
use proptest::prelude::*;

use super::*;

fn text(answer: &str, language: Language) -> Result<String, Refusal> {
    code(answer, language).map(|code| code.text)
}

fn rust(answer: &str) -> Result<String, Refusal> {
    text(answer, Language::Rust)
}

#[test]
fn the_block_is_the_code_and_the_rest_is_telling() {
    let answer = "It overflowed.\n\n```rust\nfn f() {}\n```\n\nNow it does not.\n";
    assert_eq!(
        code(answer, Language::Rust),
        Ok(Code {
            text: "fn f() {}\n".to_owned(),
            telling: "It overflowed.\n\n\nNow it does not.".to_owned(),
        })
    );
}

#[test]
fn any_form_of_a_fence_is_one() {
    for answer in [
        "```\nf();\n```",
        "~~~rust\nf();\n~~~~",
        "````rs,no_run\nf();\n`````  ",
        "```rust\r\nf();\r\n```\r\n",
        "1. So:\n   ```rust\n   f();\n   ```",
        "```src/main.rs\nf();\n```",
        "```{.rust}\nf();\n```",
    ] {
        assert_eq!(rust(answer).as_deref(), Ok("f();\n"), "{answer}");
    }
}

#[test]
fn a_fence_in_a_comment_does_not_end_the_block() {
    let inside = "/// ```rust\n/// f();\n/// ```\nfn f() {}\n\n/**\n    ```\n    f();\n    ```\n*/\n";
    assert_eq!(rust(&format!("```rust\n{inside}```")).as_deref(), Ok(inside));
}

#[test]
fn a_document_may_have_blocks_in_it() {
    let inside = "# Title\n\n```rust\nf();\n```\n\nText.\n";
    for fence in ["```", "````", "~~~"] {
        let answer = format!("{fence}markdown\n{inside}{fence}\n");
        assert_eq!(
            text(&answer, Language::Markdown).as_deref(),
            Ok(inside),
            "{fence}"
        );
    }
}

#[test]
fn half_a_block_breaks_off() {
    for answer in [
        "```rust\nfn f() {",
        "```rust\nf();\n```\n\n```rust\nf(",
        "````rust\nf();\n```\n",
        "```rust\nf();\n~~~\n",
        "```markdown\n```rust\nf();\n```\n",
    ] {
        assert_eq!(rust(answer), Err(Refusal::BreaksOff), "{answer}");
    }
}

#[test]
fn one_of_several_blocks_is_not_chosen() {
    let ten = "```rust\nf(1);\n```\n".to_owned() + &"```rust\nf();\n```\n".repeat(9);
    assert_eq!(rust(&ten), Err(Refusal::SeveralBlocks(10)));
    let repeated = "```rust\nf();\n```\nAgain:\n```rust\nf();\n```\n";
    assert_eq!(rust(repeated).as_deref(), Ok("f();\n"));
}

#[test]
fn another_language_is_refused_by_its_name() {
    for (info, name) in [
        ("python", "python"),
        ("py", "python"),
        ("C++", "cpp"),
        ("kt", "kotlin"),
        ("diff", "a diff"),
        ("python:main.py", "python"),
    ] {
        assert_eq!(
            rust(&format!("```{info}\nf()\n```")),
            Err(Refusal::OtherLanguage(name.to_owned())),
            "{info}"
        );
    }
    for info in ["", "Rust", "rust title=\"main.rs\"", "text", "code", "none-such"] {
        assert_eq!(
            rust(&format!("```{info}\nf();\n```")).as_deref(),
            Ok("f();\n"),
            "{info}"
        );
    }
    let answer = "```javascript\nf()\n```";
    assert_eq!(text(answer, Language::Tsx).as_deref(), Ok("f()\n"));
}

#[test]
fn nothing_is_nothing() {
    assert_eq!(rust(" \n\n"), Err(Refusal::Nothing));
    assert_eq!(rust("Here:\n```rust\n\n```\n"), Err(Refusal::Nothing));
    assert_eq!(blocks("\n"), Err(Refusal::Nothing));
}

#[test]
fn an_answer_that_is_code_as_a_whole_is_taken() {
    for (language, answer) in [
        (Language::Rust, "fn f(a: u8) -> u8 {\n    a + 1\n}"),
        (Language::Go, "func f(a int) int {\n\treturn a + 1\n}"),
        (Language::Java, "class A {\n    int f() { return 1; }\n}"),
        (Language::C, "int f(int a) {\n    return a + 1;\n}"),
        (Language::Cpp, "int A::f(int a) {\n    return a + 1;\n}"),
        (Language::CSharp, "class A {\n    int F() { return 1; }\n}"),
        (
            Language::TypeScript,
            "function f(a: number): number {\n  return a + 1;\n}",
        ),
        (Language::Tsx, "const A = () => {\n  return <b />;\n};"),
        (Language::JavaScript, "const f = (a) => {\n  return a + 1;\n};"),
    ] {
        assert_eq!(
            text(&format!("\n{answer}\n\n"), language).as_deref(),
            Ok(format!("{answer}\n").as_str()),
            "{}",
            language.name()
        );
    }
    let indented = "    fn f() {\n    }\n";
    assert_eq!(rust(&format!("\n{indented}")).as_deref(), Ok(indented));
}

#[test]
fn prose_is_no_code() {
    let prose = [
        "The code is fine as it is.",
        "Sure",
        "Sure!",
        "Good job;",
        "Yes (really)",
        "done",
        "The function `f` returns 1; nothing is wrong (I think).",
        "I can't help with that; please ask {somebody} else.",
        "Here is the code:\n\nfn f() { g(); }",
        "Use f(); then g();",
        "Call f(a);\nThat is all.",
        "It is fine (see f()); leave it.",
    ];
    for answer in prose {
        for (language, _) in crate::tests::CODE {
            assert_eq!(
                text(answer, language),
                Err(Refusal::NoCode),
                "{}: {answer}",
                language.name()
            );
        }
    }
}

#[test]
fn blocks_say_what_they_replace() {
    let answer = "Two changes:\n```rust\n<<<<<<< SEARCH\na\nb\n=======\nc\n>>>>>>> REPLACE  \n```\nand\n\
        <<<<<<< SEARCH\nd\n=======\n>>>>>>> REPLACE\n";
    let block = |search: &str, replace: &str| Block {
        search: search.to_owned(),
        replace: replace.to_owned(),
    };
    assert_eq!(
        blocks(answer),
        Ok((
            vec![block("a\nb\n", "c\n"), block("d\n", "")],
            "Two changes:\nand".to_owned()
        ))
    );
}

#[test]
fn blocks_that_are_not_whole_are_refused() {
    for (answer, refusal) in [
        ("no", Refusal::NoCode),
        ("```rust\na\n```", Refusal::NoCode),
        ("<<<<<<< SEARCH\na", Refusal::BreaksOff),
        ("<<<<<<< SEARCH\na\n=======\nb", Refusal::BreaksOff),
        ("<<<<<<< SEARCH\na\n>>>>>>> REPLACE", Refusal::Unclear),
        ("a\n=======\nb\n>>>>>>> REPLACE", Refusal::Unclear),
        (
            "<<<<<<< SEARCH\na\n=======\nb\n=======\nc\n>>>>>>> REPLACE",
            Refusal::Unclear,
        ),
        (
            "<<<<<<< SEARCH\na\n<<<<<<< SEARCH\n=======\nb\n>>>>>>> REPLACE",
            Refusal::Unclear,
        ),
        ("<<<<<<< SEARCH\n=======\nb\n>>>>>>> REPLACE", Refusal::NotThere),
        ("<<<<<< SEARCH\na\n=======\nb\n>>>>>> REPLACE", Refusal::NoCode),
    ] {
        assert_eq!(blocks(answer), Err(refusal), "{answer}");
    }
    let many = "<<<<<<< SEARCH\na\n=======\nb\n>>>>>>> REPLACE\n".repeat(51);
    assert_eq!(blocks(&many), Err(Refusal::SeveralBlocks(51)));
}

#[test]
fn marks_of_a_conflict_in_a_block_are_not_guessed_at() {
    let answer = "<<<<<<< SEARCH\n<<<<<<< HEAD\na\n=======\nb\n>>>>>>> topic\n=======\na\n>>>>>>> REPLACE";
    assert_eq!(blocks(answer), Err(Refusal::Unclear));
}

proptest! {
    #[test]
    fn code_in_a_fence_that_it_does_not_hold_is_read_as_it_is(
        lines in proptest::collection::vec("[^`~\r\n]{0,12}", 1..8),
    ) {
        let inside = lines.join("\n") + "\n";
        prop_assume!(!inside.trim().is_empty());
        prop_assert_eq!(rust(&format!("```rust\n{inside}```\n")), Ok(inside));
    }

    #[test]
    fn no_answer_is_too_strange_to_be_read(
        parts in proptest::collection::vec(
            prop_oneof![
                Just("```".to_owned()), Just("~~~~".to_owned()), Just("```rust\n".to_owned()), Just("\n".to_owned()),
                Just("<<<<<<< SEARCH\n".to_owned()), Just("=======\n".to_owned()), Just(">>>>>>> REPLACE\n".to_owned()),
                "\\PC{0,5}",
            ],
            0..16,
        ),
    ) {
        let answer = parts.concat();
        if let Ok(code) = rust(&answer) {
            prop_assert!(is_from(&code, &answer));
        }
        if let Ok((blocks, _)) = blocks(&answer) {
            prop_assert!(blocks.iter().all(|block| is_from(&block.search, &answer)));
        }
    }
}

/// Whether each line of a text stands in the answer.
fn is_from(text: &str, answer: &str) -> bool {
    text.lines().all(|line| answer.contains(line))
}
