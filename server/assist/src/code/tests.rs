//! From answers to edits of code.

use ponder_ask::Place;
use ponder_text::{Document, Language, Snapshot};

use super::*;
use crate::attempt::again;
use crate::{Diagnostic, edited};

/// A document, with the range between the marks `«` and `»`.
fn fixture(language: Language, text: &str) -> (Snapshot, Range<usize>) {
    let start = text.find('«').expect("a mark");
    let text = text.replacen('«', "", 1);
    let end = text.find('»').expect("a mark");
    let text = text.replacen('»', "", 1);
    (Document::new(&text, 0, language).snapshot(), start..end)
}

fn outcome(
    action: &Action,
    language: Language,
    text: &str,
    form: Form,
    answer: &str,
) -> Result<String, Refusal> {
    let (snapshot, bytes) = fixture(language, text);
    let Written { edits, .. } = written(action, &snapshot, &bytes, form, answer)?;
    assert!(
        edits
            .iter()
            .all(|edit| bytes.start <= edit.bytes.start && edit.bytes.end <= bytes.end),
        "an edit leaves its range"
    );
    Ok(edited(&snapshot.text().to_string(), &edits))
}

fn fixed(text: &str, answer: &str) -> Result<String, Refusal> {
    outcome(&Action::Fix, Language::Python, text, Form::Whole, answer)
}

const SUM: &str = "class Sum:\n«    def add(self, a, b):\n        return a - b»\n\nprint(1)\n";

#[test]
fn an_answer_takes_the_place_of_its_lines_and_of_nothing_else() {
    let answer = "```python\n    def add(self, a, b):\n        return a + b\n```";
    assert_eq!(
        fixed(SUM, answer).as_deref(),
        Ok("class Sum:\n    def add(self, a, b):\n        return a + b\n\nprint(1)\n")
    );
}

#[test]
fn an_answer_without_the_indentation_of_its_place_gets_it() {
    let answer = "Sure:\n```python\ndef add(self, a, b):\n    return a + b\n```\nIt added nothing.";
    assert_eq!(
        fixed(SUM, answer).as_deref(),
        Ok("class Sum:\n    def add(self, a, b):\n        return a + b\n\nprint(1)\n")
    );
}

#[test]
fn only_the_lines_that_change_are_in_the_edit() {
    let (snapshot, bytes) = fixture(Language::Python, SUM);
    let answer = "```\n    def add(self, a, b):\n        return a + b\n```";
    let Written { edits, .. } =
        written(&Action::Fix, &snapshot, &bytes, Form::Whole, answer).expect("an edit");
    let [edit] = edits.as_slice() else {
        panic!("one edit: {edits:?}")
    };
    assert!(!snapshot.slice(edit.bytes.clone()).contains("def"));
}

#[test]
fn what_is_not_fit_is_refused_with_its_reason() {
    let cases = [
        ("", Refusal::Nothing),
        ("The code is fine as it is.", Refusal::NoCode),
        (
            "```python\ndef add(self, a, b):\n    return a",
            Refusal::BreaksOff,
        ),
        (
            "```python\ndef add(self, a, b):\n    return a + b\n```\n```python\nadd(1, 2)\n```",
            Refusal::SeveralBlocks(2),
        ),
        (
            "```python\n    def add(self, a, b):\n        return a - b\n```",
            Refusal::Unchanged,
        ),
        (
            "```python\ndef add(self, a, b):\n    return (a + b\n```",
            Refusal::Breaks,
        ),
        (
            "```python\ndef sum(self, a, b):\n    return a + b\n```",
            Refusal::LeftOut,
        ),
        (
            "```python\ndef add(self, a, b):\n    # ... rest of the code\n    pass\n```",
            Refusal::LeftOut,
        ),
    ];
    for (answer, refusal) in cases {
        assert_eq!(fixed(SUM, answer), Err(refusal), "{answer}");
    }
}

#[test]
fn a_refactoring_may_rename() {
    let answer = "```python\ndef plus(self, a, b):\n    return a - b\n```";
    let action = Action::Refactor {
        instruction: Some("rename it to plus".to_owned()),
    };
    let text = outcome(&action, Language::Python, SUM, Form::Whole, answer).expect("an edit");
    assert!(text.contains("    def plus(self, a, b):\n        return a - b\n"));
}

#[test]
fn hidden_characters_of_an_answer_do_not_get_into_the_file() {
    let answer = "```python\ndef add(self, a, b):\n    return a + b  # \u{202e}x\u{200b}\u{e0041}\n```";
    let text = fixed(SUM, answer).expect("an edit");
    assert!(text.contains("return a + b  # x\n"), "{text:?}");
}

#[test]
fn blocks_change_what_they_name() {
    let answer = "<<<<<<< SEARCH\n        return a - b\n=======\n        return a + b\n>>>>>>> REPLACE";
    assert_eq!(
        outcome(&Action::Fix, Language::Python, SUM, Form::Blocks, answer).as_deref(),
        Ok("class Sum:\n    def add(self, a, b):\n        return a + b\n\nprint(1)\n")
    );
    let elsewhere = "<<<<<<< SEARCH\nprint(1)\n=======\nprint(2)\n>>>>>>> REPLACE";
    assert_eq!(
        outcome(&Action::Fix, Language::Python, SUM, Form::Blocks, elsewhere),
        Err(Refusal::NotThere)
    );
}

#[test]
fn masked_secrets_are_put_back() {
    let text = "«password = \"correct-horse\"\ncount = 1»\n";
    let answer = "```python\npassword = \"[masked by ponder]\"\ncount = 2\n```";
    assert_eq!(
        fixed(text, answer).as_deref(),
        Ok("password = \"correct-horse\"\ncount = 2\n")
    );
}

#[test]
fn the_question_holds_the_code_its_problems_and_the_task() {
    let (snapshot, bytes) = fixture(Language::Python, SUM);
    let situation = Situation {
        diagnostics: vec![Diagnostic {
            bytes: bytes.clone(),
            message: "it subtracts".to_owned(),
            source: Some("pytest".to_owned()),
            code: None,
        }],
        snapshot,
        bytes: bytes.clone(),
        path: "sum.py".to_owned(),
        place: Place::default(),
        related: Vec::new(),
        test_file: None,
    };
    let target = Target {
        bytes,
        name: "`add`".to_owned(),
    };
    let messages = messages::messages(&Action::Fix, &situation, &target, Form::Whole, 0);
    let question = &messages[1].content;
    for part in [
        "File sum.py, language python.",
        "```python\n    def add(self, a, b):\n        return a - b\n```",
        "it subtracts",
        "Fix these problems.",
    ] {
        assert!(question.contains(part), "{part} in {question}");
    }
    let complaint = messages::complaint(&Refusal::NoCode, Form::Whole);
    let again = again(&messages, "no", complaint);
    assert_eq!(again.len(), messages.len() + 2);
    assert!(again[3].content.starts_with("There is no code block"));
}

#[test]
fn nothing_in_the_code_ends_its_fence() {
    assert_eq!(fenced("a", "rust"), "```rust\na\n```");
    assert_eq!(fenced("/// ```\n```\n", "rust"), "````rust\n/// ```\n```\n````");
}

#[test]
fn a_larger_window_has_more_room_up_to_a_limit() {
    assert_eq!(room(8192).code, 8192);
    assert!(room(8192).context < room(128_000).context);
    assert_eq!(
        room(u32::MAX),
        Room {
            code: MOST,
            context: WHOLE
        }
    );
}
