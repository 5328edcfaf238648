//! What was read once is not read again.

use ponder_model::{Message, Prompt};

use crate::fixture::{CODER, SMALL, answer, chat, code, engine, fill, options};

#[tokio::test]
async fn a_fill_that_shares_its_start_reads_only_the_rest() {
    let (engine, options) = (engine(), options(CODER));
    let prefix = code(100);
    let first = answer(&engine, &options, fill(&prefix, "", 1))
        .await
        .finished
        .usage;
    assert!(first.prompt_tokens > 500, "{first:?}");
    assert_eq!(first.cached_tokens, 0);

    let typed = format!("{prefix}total = value_");
    let second = answer(&engine, &options, fill(&typed, "", 1))
        .await
        .finished
        .usage;
    assert!(second.prompt_tokens > first.prompt_tokens);
    assert!(second.tokens_read() > 0);
    assert!(second.tokens_read() <= second.prompt_tokens / 20, "{second:?}");
}

#[tokio::test]
async fn the_next_turn_of_a_chat_reads_only_what_is_new() {
    let (engine, options) = (engine(), options(SMALL));
    let question = format!("What does this do?\n{}", code(60));
    let mut request = chat(&question, 24);
    let first = answer(&engine, &options, request.clone()).await;
    let read = first.finished.usage;

    let Prompt::Chat(messages) = &mut request.prompt else {
        unreachable!("a chat was made");
    };
    messages.extend([Message::assistant(first.text), Message::user("Shorter?")]);
    let second = answer(&engine, &options, request).await.finished.usage;
    assert!(
        second.cached_tokens >= read.prompt_tokens - 1,
        "{read:?} {second:?}"
    );
    assert!(
        second.tokens_read() < read.prompt_tokens / 5,
        "{read:?} {second:?}"
    );
}

#[tokio::test]
async fn fills_and_chats_keep_caches_of_their_own() {
    let (engine, options) = (engine(), options(CODER));
    let (fill, chat) = (fill(&code(40), "", 1), chat(&code(40), 1));
    for (round, cached) in [(1, false), (2, true)] {
        for request in [&fill, &chat] {
            let usage = answer(&engine, &options, request.clone()).await.finished.usage;
            let expected = if cached { 1 } else { usage.prompt_tokens };
            assert_eq!(usage.tokens_read(), expected, "round {round} of {request:?}");
        }
    }
}

#[tokio::test]
async fn another_start_is_read_anew() {
    let (engine, options) = (engine(), options(SMALL));
    answer(&engine, &options, chat(&code(20), 1)).await;
    let other = answer(&engine, &options, chat(&format!("# new\n{}", code(20)), 1))
        .await
        .finished
        .usage;
    assert!(other.tokens_read() > other.prompt_tokens / 2, "{other:?}");
}
