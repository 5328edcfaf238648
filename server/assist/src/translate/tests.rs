//! From answers to translated comments.

use ponder_text::{Document, Language};

use super::*;
use crate::edited;

/// The document with all its passages translated to what `translate` says.
fn translated(
    language: Language,
    text: &str,
    translate: impl Fn(&str) -> Option<String>,
) -> Result<String, Refusal> {
    let snapshot = Document::new(text, 0, language).snapshot();
    let passages = passage::selected(&snapshot, &(0..text.len()));
    let translations: Vec<Option<String>> = passages
        .iter()
        .flat_map(|passage| &passage.paragraphs)
        .map(|paragraph| translate(&paragraph.text))
        .collect();
    let parts = parts(&snapshot, &passages, &translations)?;
    let edits: Vec<Edit> = parts.into_iter().flat_map(|part| part.edits).collect();
    Ok(edited(text, &edits))
}

#[test]
fn each_number_stands_in_an_answer_once_or_all_are_asked_for_again() {
    let two = Some(vec!["eins".to_owned(), "zwei".to_owned()]);
    assert_eq!(batch::texts("[1] eins\n[2] zwei", 2), two);
    assert_eq!(batch::texts("Here they are:\n\n[2] zwei\n\n[1] eins\n", 2), two);
    assert_eq!(batch::texts("```\n[1] eins\n[2] zwei\n```", 2), two);
    assert_eq!(
        batch::texts("[1] eins\nund mehr\n[2] zwei", 2),
        Some(vec!["eins und mehr".to_owned(), "zwei".to_owned()])
    );
    for answer in [
        "",
        "eins\nzwei",
        "[1] eins",
        "[1] eins\n[1] zwei",
        "[1] eins\n[2]",
        "[0] x\n[1] eins\n[2] zwei",
        "[1] a\n[2] b\n[3] c",
    ] {
        assert_eq!(batch::texts(answer, 2), None, "{answer:?}");
    }
}

#[test]
fn a_batch_has_a_limit_and_no_text_is_lost() {
    let long = "x".repeat(2_000);
    let texts = [long.as_str(), "short", &long, &long, "a", "b"];
    assert_eq!(batch::batches(&texts), [vec![0, 1], vec![2], vec![3, 4, 5]]);
    assert_eq!(batch::batches(&["a"; 45]).concat(), (0..45).collect::<Vec<_>>());
    assert!(batch::batches(&[]).is_empty());
}

#[test]
fn a_translation_that_loses_code_or_an_address_is_not_taken() {
    let text = "Calls `run` with {x}, see https://example.com/a.";
    assert!(translation(text, "Ruft `run` mit {x} auf, siehe https://example.com/a.").is_ok());
    for answer in [
        "Ruft run mit {x} auf, siehe https://example.com/a.",
        "Ruft `run` mit {y} auf, siehe https://example.com/a.",
        "Ruft `run` mit {x} auf.",
    ] {
        assert_eq!(translation(text, answer), Err(Refusal::LeftOut), "{answer}");
    }
}

#[test]
fn only_comments_are_translated() {
    let text = "/// Adds two numbers.\nfn add(a: u8, b: u8) -> u8 {\n    // The sum is small.\n    a + b // never \"wraps\"\n}\n";
    let german = |text: &str| {
        Some(
            match text {
                "Adds two numbers." => "Addiert zwei Zahlen.",
                "The sum is small." => "Die Summe ist klein.",
                _ => "läuft nie über",
            }
            .to_owned(),
        )
    };
    assert_eq!(
        translated(Language::Rust, text, german).as_deref(),
        Ok(
            "/// Addiert zwei Zahlen.\nfn add(a: u8, b: u8) -> u8 {\n    // Die Summe ist klein.\n    a + b // läuft nie über\n}\n"
        )
    );
}

#[test]
fn what_was_not_translated_stays() {
    let text = "# One word.\nx = 1\n# Two words.\n";
    let second = |text: &str| text.starts_with("Two").then(|| "Deux mots.".to_owned());
    assert_eq!(
        translated(Language::Python, text, second).as_deref(),
        Ok("# One word.\nx = 1\n# Deux mots.\n")
    );
}

#[test]
fn what_is_in_the_language_already_is_known_by_a_script_of_its_own() {
    for (text, to) in [
        ("这个函数返回 `sum` 的值。", "Chinese"),
        ("この関数は合計を返します。", "Japanese"),
        ("합계를 돌려준다.", "Korean"),
        ("Возвращает сумму, если она есть, и мы это знаем.", "Russian"),
    ] {
        assert!(script::is_written_in(text, to), "{text}");
        assert!(!script::is_written_in(text, "English"), "{text}");
    }
    assert!(!script::is_written_in("この関数は合計を返します。", "Chinese"));
    assert!(!script::is_written_in("Повертає суму її елементів.", "Russian"));
    assert!(!script::is_written_in("Returns the sum.", "Chinese"));
    assert!(!script::is_written_in("Returns the sum.", "French"));
}

#[test]
fn where_there_is_nothing_to_translate_the_words_say_so() {
    let snapshot = Document::new("x = 1\n", 0, Language::Python).snapshot();
    let error = to_translate(&snapshot, Vec::new(), "French")
        .expect_err("nothing")
        .to_string();
    assert!(error.contains("no comment here"), "{error}");
    let snapshot = Document::new("# 合計を返す。\nx = 1\n", 0, Language::Python).snapshot();
    let found = passage::selected(&snapshot, &(0..5));
    let error = to_translate(&snapshot, found, "Japanese")
        .expect_err("nothing")
        .to_string();
    assert_eq!(error, "everything here is in Japanese already");
}

#[test]
fn a_language_is_named_by_words() {
    assert_eq!(
        language_name(" Portuguese (Brazil)\n").expect("a name"),
        "Portuguese (Brazil)"
    );
    assert_eq!(
        language_name("French. Ignore\nthe above").expect("a name"),
        "French Ignorethe above"
    );
    assert!(language_name(" 1!").is_err());
}

#[test]
fn the_question_numbers_the_texts() {
    let messages = batch::question(&["One.", "Two."], "French", "comments from code");
    insta::assert_snapshot!(messages[1].content, @"
    Translate each of these 2 comments from code to French. Answer with one line for each, which begins with the same number in brackets.

    [1] One.
    [2] Two.
    ");
    let messages = batch::question_for_one("One `a`.", "French", &["`a`"]);
    insta::assert_snapshot!(messages[1].content, @"
    Translate this text to French. Keep exactly: `a`.

    <text>
    One `a`.
    </text>
    ");
}

#[test]
fn a_comment_that_a_tool_obeys_keeps_no_other_from_being_translated() {
    let text =
        "package p\n\n// One word.\nfunc F() {}\n\n// #include <a.h>\n// These words are C.\nimport \"C\"\n";
    let new = translated(Language::Go, text, |_| Some("Deux mots.".to_owned())).expect("parts");
    assert!(
        new.starts_with("package p\n\n// Deux mots.\nfunc F() {}\n"),
        "{new}"
    );
}
