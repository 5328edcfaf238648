//! Tokens that were guessed and checked at once make the same answer as one token after the other.
//!
//! The prompts are such that the model is sure of its next token: how many tokens are computed at once changes the last
//! digits of what it computes.

use ponder_model::Request;

use crate::fixture::{CODER, SMALL, answer, chat, code, engine, options};

/// So cold that chance is left no choice; nothing is guessed for it.
const COLD: f32 = 0.000_1;

async fn assert_same(model: &str, requests: impl IntoIterator<Item = Request>) {
    let (engine, options) = (engine(), options(model));
    for request in requests {
        let guessed = answer(&engine, &options, request.clone()).await;
        let again = answer(&engine, &options, request.clone()).await;
        let mut plain = request.clone();
        plain.parameters.temperature = Some(COLD);
        let plain = answer(&engine, &options, plain).await;
        assert_eq!(guessed.text, plain.text, "{request:?}");
        // The second time all of it stands in what the sequence held before.
        assert_eq!(again.text, plain.text, "{request:?}");
        assert_eq!(guessed.finished.finish, plain.finished.finish);
        assert_eq!(
            guessed.finished.usage.completion_tokens,
            plain.finished.usage.completion_tokens
        );
    }
}

#[tokio::test]
async fn an_answer_that_stops_in_the_middle_of_a_guess_is_the_same() {
    let question = "Repeat: one two three four five six seven, one two three four five six seven.";
    let mut request = chat(question, 60);
    request.stop = vec![" five".to_owned()];
    assert_same(CODER, [request]).await;
    assert_same(CODER, (1..12).map(|tokens| chat(question, tokens))).await;
}

#[tokio::test]
async fn a_rewrite_is_the_same() {
    let question = format!(
        "Repeat this with every `read` renamed to `load`:\n```python\n{}```",
        code(12)
    );
    assert_same(CODER, [chat(&question, 150)]).await;
}

#[tokio::test]
async fn a_text_is_the_same() {
    assert_same(
        SMALL,
        [
            chat("Count from 1 to 30.", 100),
            chat("Say this five times: 1, 2, 3, 1, 2, 3.", 60),
        ],
    )
    .await;
}
