//! What was read once is not read again.

use ponder_model::{Finish, Message, Prompt, Related};

use crate::fixture::{CODER, SMALL, answer, chat, code, engine, fill, options, typed};

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

/// The texts around a hole, of about 200 tokens each.
fn around() -> (String, String) {
    (
        format!("{}def total(values):\n", code(20)),
        format!("\n\n{}", code(20)),
    )
}

#[tokio::test]
async fn what_is_typed_into_a_hole_is_all_that_is_read() {
    let (engine, options) = (engine(), options(CODER));
    let (prefix, suffix) = around();
    let first = answer(&engine, &options, typed(&prefix, "", &suffix, 8)).await;
    assert!(first.finished.usage.prompt_tokens > 350, "{first:?}");

    // Typed on, and a part of it deleted again.
    for written in [
        "    re",
        "    return",
        "    return sum(va",
        "    return su",
        "    x",
    ] {
        let usage = answer(&engine, &options, typed(&prefix, written, &suffix, 8))
            .await
            .finished
            .usage;
        assert!(usage.tokens_read() <= 8, "{written:?}: {usage:?}");
    }
}

#[tokio::test]
async fn a_request_that_writes_nothing_reads_for_the_next_one() {
    let (engine, options) = (engine(), options(CODER));
    let (prefix, suffix) = around();
    let warm_up = answer(&engine, &options, typed(&prefix, "", &suffix, 0)).await;
    assert_eq!(warm_up.text, "");
    assert_eq!(warm_up.finished.finish, Finish::Length);
    let usage = &warm_up.finished.usage;
    assert!(usage.prompt_tokens > 350, "{usage:?}");
    assert_eq!(
        (usage.tokens_read(), usage.completion_tokens),
        (usage.prompt_tokens, 0)
    );

    let request = answer(&engine, &options, typed(&prefix, "", &suffix, 8)).await;
    assert_eq!(request.finished.usage.tokens_read(), 1, "{request:?}");
    assert!(!request.text.is_empty());
}

#[tokio::test]
async fn other_files_are_read_first_and_once() {
    let (engine, options) = (engine(), options(CODER));
    let request = |written: &str| {
        let mut request = typed("from prices import ", written, "\n", 8);
        let Prompt::Fill(fill) = &mut request.prompt else {
            unreachable!("a fill was made");
        };
        "shop/order.py".clone_into(&mut fill.path);
        fill.related = vec![Related {
            path: "shop/prices.py".to_owned(),
            text: "def cheapest_of_all(prices):\n    return min(prices)\n".to_owned(),
        }];
        request
    };
    let first = answer(&engine, &options, request("")).await;
    assert!(first.text.starts_with("cheapest_of_all"), "{first:?}");
    let second = answer(&engine, &options, request("cheap")).await;
    assert!(second.text.starts_with("est_of_all"), "{second:?}");
    assert!(second.finished.usage.tokens_read() <= 2, "{second:?}");
}

#[tokio::test]
async fn a_model_that_knows_one_file_only_reads_no_other() {
    let (engine, options) = (engine(), options(SMALL));
    let mut request = fill("The sun", "", 1);
    let plain = answer(&engine, &options, request.clone()).await.finished.usage;
    if let Prompt::Fill(fill) = &mut request.prompt {
        fill.related = vec![Related {
            path: "other.md".to_owned(),
            text: "The moon\n".to_owned(),
        }];
    }
    let related = answer(&engine, &options, request).await.finished.usage;
    assert_eq!(plain.prompt_tokens, related.prompt_tokens);
}
