//! Who is answered first, and what cancelling does. Nothing here looks at a clock: order and tokens tell.

use ponder_local::engine::EngineStatus;

use crate::fixture::{
    CODER, SMALL, answer, assert_answers, chat, code, engine, fill, options, order, running,
};

const LONG_QUESTION: &str = "Write a long story about a lighthouse, with many details.";

#[tokio::test]
async fn a_keystroke_overtakes_a_question_that_is_being_answered() {
    let (engine, options) = (engine(), options(CODER));
    let question = running(&engine, &options, chat(LONG_QUESTION, 100)).await;
    let keystroke = engine.answer(options, fill("def add(a, b):\n    return ", "\n", 8));
    assert_eq!(
        order([("question", question), ("keystroke", keystroke)]).await,
        ["keystroke", "question"]
    );
}

#[tokio::test]
async fn a_keystroke_overtakes_a_question_that_is_being_read() {
    let (engine, options) = (engine(), options(CODER));
    // The model is loaded, so that both are there before the question is read.
    answer(&engine, &options, fill("a", "", 1)).await;
    let question = engine.answer(options.clone(), chat(&code(200), 1));
    let keystroke = engine.answer(options, fill("def add(a, b):\n    return ", "\n", 8));
    assert_eq!(
        order([("question", question), ("keystroke", keystroke)]).await,
        ["keystroke", "question"]
    );
}

#[tokio::test]
async fn requests_at_once_are_all_answered() {
    let (engine, options) = (engine(), options(CODER));
    let requests = [
        chat("Say yes.", 4),
        fill("x = 1\ny = ", "\n", 4),
        chat("Say no.", 4),
        fill("for i in ", "\n", 4),
    ];
    let answers = requests.map(|request| answer(&engine, &options, request));
    for answer in futures::future::join_all(answers).await {
        assert!(!answer.text.is_empty());
    }
}

/// Dropping the stream stops the generation: what was not generated is not in the cache.
#[tokio::test]
async fn a_dropped_answer_is_not_generated_further() {
    let (engine, options) = (engine(), options(SMALL));
    // The small model has no tokens for filling: it continues the prefix, so that its own text can be asked again.
    let count = (1..60).fold(String::new(), |text, number| text + &format!("{number}, "));
    let request = fill(count.trim_end(), "", 200);
    let whole = answer(&engine, &options, request.clone()).await;
    let generated = whole.finished.usage.completion_tokens;
    assert!(generated > 100, "{whole:?}");

    let continued = fill(&format!("{}{}", count.trim_end(), whole.text), "", 1);
    let after_all = answer(&engine, &options, continued.clone()).await.finished.usage;
    let prompt = whole.finished.usage.prompt_tokens;
    assert!(
        after_all.cached_tokens > prompt + generated * 3 / 4,
        "the text is in the cache: {after_all:?}"
    );

    // Another text goes into the cache, then the same answer is begun and dropped.
    answer(&engine, &options, fill("Once upon a time", "", 1)).await;
    drop(running(&engine, &options, request).await);
    let after_some = answer(&engine, &options, continued).await.finished.usage;
    assert!(
        after_some.cached_tokens < prompt + generated / 2,
        "the generation went on: {after_some:?}"
    );
}

#[tokio::test]
async fn after_a_dropped_question_the_next_one_is_answered() {
    let (engine, options) = (engine(), options(SMALL));
    for _ in 0..5 {
        drop(running(&engine, &options, chat(LONG_QUESTION, 2000)).await);
        // This one is dropped while it waits or while it is read.
        drop(engine.answer(options.clone(), chat(&code(100), 2000)));
        assert_answers(&engine, &options).await;
    }
}

#[tokio::test]
async fn an_idle_engine_gives_its_memory_back_and_is_loaded_again_when_asked() {
    let engine = engine();
    let mut options = options(SMALL);
    options.unload_after = Some(std::time::Duration::from_secs(1));
    let mut status = engine.status();
    assert_eq!(*status.borrow(), EngineStatus::Stopped);
    for _ in 0..2 {
        answer(&engine, &options, chat("Say yes.", 4)).await;
        let ready = status
            .wait_for(|status| matches!(status, EngineStatus::Ready(_)))
            .await;
        ready.expect("the engine is there");
        let stopped = status.wait_for(|status| *status == EngineStatus::Stopped).await;
        stopped.expect("the engine is there");
    }
}

#[tokio::test]
async fn another_model_replaces_the_loaded_one() {
    let engine = engine();
    for id in [SMALL, CODER, SMALL] {
        let answer = answer(&engine, &options(id), chat("Say yes.", 4)).await;
        assert!(!answer.text.is_empty(), "{id}");
    }
}
