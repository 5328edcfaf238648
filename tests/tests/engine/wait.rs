//! A request that waits is read at once and answered later.

use std::time::{Duration, Instant};

use futures::StreamExt as _;
use ponder_model::{Delta, Request};

use crate::fixture::{CODER, answer, assert_answers, chat, code, engine, fill, options, order, typed};

fn waiting(wait: Duration, max_tokens: u32) -> Request {
    let mut request = typed(
        &format!("{}def add(a, b):\n", code(20)),
        "    retu",
        "\n",
        max_tokens,
    );
    request.wait = wait;
    request
}

#[tokio::test]
async fn an_answer_comes_after_its_wait_and_is_the_same() {
    let (engine, options) = (engine(), options(CODER));
    let plain = answer(&engine, &options, waiting(Duration::ZERO, 8)).await;
    for max_tokens in [8, 1] {
        let wait = Duration::from_millis(700);
        let start = Instant::now();
        let mut stream = engine.answer(options.clone(), waiting(wait, max_tokens));
        let mut text = String::new();
        while let Some(delta) = stream.next().await {
            if let Delta::Content(more) = delta.expect("the engine answers") {
                // Not how fast it is: it must not come before.
                assert!(start.elapsed() >= wait, "{more:?} came early");
                text += &more;
            }
        }
        assert!(!text.is_empty());
        assert!(plain.text.starts_with(&text), "{text:?} of {plain:?}");
    }
}

#[tokio::test]
async fn what_waits_is_read_meanwhile_and_can_be_withdrawn() {
    let (engine, options) = (engine(), options(CODER));
    let for_ever = Duration::from_secs(100_000);
    let withdrawn = engine.answer(options.clone(), waiting(for_ever, 8));
    // Behind it in the queue: it was read when this is answered.
    answer(&engine, &options, chat("Say yes.", 1)).await;
    drop(withdrawn);
    let usage = answer(&engine, &options, waiting(Duration::ZERO, 8))
        .await
        .finished
        .usage;
    assert_eq!(usage.tokens_read(), 1, "{usage:?}");
    assert_answers(&engine, &options).await;
}

#[tokio::test]
async fn what_waits_holds_up_no_other() {
    let (engine, options) = (engine(), options(CODER));
    answer(&engine, &options, fill("a", "", 1)).await;
    let waiting = engine.answer(options.clone(), waiting(Duration::from_secs(5), 8));
    let question = engine.answer(options.clone(), chat("Say yes.", 4));
    let keystroke = engine.answer(options, fill("x = 1\ny = ", "\n", 4));
    let finished = order([
        ("waiting", waiting),
        ("question", question),
        ("keystroke", keystroke),
    ])
    .await;
    assert_eq!(finished.last(), Some(&"waiting"), "{finished:?}");
}

#[tokio::test]
async fn a_request_that_writes_nothing_does_not_wait() {
    let (engine, options) = (engine(), options(CODER));
    let warm_up = answer(&engine, &options, waiting(Duration::from_secs(100_000), 0)).await;
    assert_eq!(warm_up.text, "");
}
