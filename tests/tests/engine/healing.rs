//! What was typed may end in the middle of a token: the answer goes on from there and never repeats it.

use ponder_model::{Answer, Prompt};

use crate::fixture::{CODER, SMALL, answer, engine, fill, options, typed};

const ADD: &str = "def add(a, b):\n";

async fn first_line(written: &str) -> String {
    let answer = coder(ADD, written, "\n\n\nprint(add(1, 2))\n").await;
    answer.text.lines().next().unwrap_or_default().to_owned()
}

async fn coder(prefix: &str, written: &str, suffix: &str) -> Answer {
    answer(&engine(), &options(CODER), typed(prefix, written, suffix, 16)).await
}

#[tokio::test]
async fn half_a_word_is_ended() {
    assert_eq!(first_line("    retu").await, "rn a + b");
    assert_eq!(first_line("    r").await, "eturn a + b");
    assert_eq!(first_line("    return a +").await, " b");
}

#[tokio::test]
async fn indentation_is_gone_on_from() {
    assert_eq!(first_line("    ").await, "return a + b");
    assert_eq!(first_line("  ").await, "  return a + b");
    assert_eq!(first_line("").await, "    return a + b");
}

#[tokio::test]
async fn an_ended_line_is_not_ended_again() {
    let answer = coder("", "def add(a, b):\n", "\n\n\nprint(add(1, 2))\n").await;
    assert!(answer.text.starts_with("    return a + b"), "{answer:?}");
}

#[tokio::test]
async fn what_no_word_begins_with_is_gone_on_from_too() {
    for written in ["    zqxj", "    naïve_名前", "    \"🤗"] {
        let answer = coder(ADD, written, "\n").await;
        assert!(!answer.text.contains('\u{fffd}'), "{answer:?}");
    }
}

#[tokio::test]
async fn a_stop_text_in_what_was_typed_stops_nothing() {
    let mut request = typed(ADD, "    retu", "\n\n\nprint(add(1, 2))\n", 16);
    request.stop = vec!["ret".to_owned(), "+ b".to_owned()];
    let answer = answer(&engine(), &options(CODER), request).await;
    assert_eq!(answer.text, "rn a ");
}

#[tokio::test]
async fn a_model_without_fill_tokens_goes_on_from_what_was_typed() {
    let mut request = fill("The capital of France is Paris. The capital of Italy is", "", 4);
    if let Prompt::Fill(fill) = &mut request.prompt {
        " Ro".clone_into(&mut fill.written);
    }
    let answer = answer(&engine(), &options(SMALL), request).await;
    assert!(answer.text.starts_with("me"), "{answer:?}");
}

#[tokio::test]
async fn by_chance_too_the_answer_goes_on_from_what_was_typed() {
    let (engine, options) = (engine(), options(CODER));
    for _ in 0..3 {
        let mut request = typed(ADD, "    retu", "\n\n\nprint(add(1, 2))\n", 16);
        request.parameters.temperature = Some(0.8);
        let answer = answer(&engine, &options, request).await;
        assert!(answer.text.starts_with("rn"), "{answer:?}");
    }
}

#[tokio::test]
async fn a_fill_ends_without_a_mark_of_the_model_in_its_text() {
    let answer = answer(
        &engine(),
        &options(CODER),
        typed(ADD, "    return a", "\n\n\nprint(add(1, 2))\n", 200),
    )
    .await;
    assert!(!answer.text.contains("<|"), "{answer:?}");
}
