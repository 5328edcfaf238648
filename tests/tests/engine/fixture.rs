//! What the tests of the engine stand on: installed models, requests and whole answers.

use std::sync::Mutex;
use std::time::Duration;

use futures::StreamExt as _;
use ponder_local::engine::{Engine, EngineOptions};
use ponder_local::store::{ModelId, ModelStore};
use ponder_model::{
    Answer, AnswerStream, Delta, Fill, Message, ModelError, Parameters, Priority, Prompt, Request,
};

/// Fills holes and chats.
pub(crate) const CODER: &str = "qwen2.5-coder-0.5b";

/// The fastest; it can chat, and continue a text.
pub(crate) const SMALL: &str = "smollm2-135m";

/// An engine that runs the program under test.
pub(crate) fn engine() -> Engine {
    Engine::new(ponder_tests::program())
}

/// Options for an installed model.
pub(crate) fn options(id: &str) -> EngineOptions {
    let id = ModelId::parse(id).expect("the catalogue's ids are valid");
    let model = ModelStore::open_default()
        .and_then(|store| store.find(&id))
        .unwrap_or_else(|error| panic!("{error}; run `make test`, which pulls it"));
    EngineOptions {
        model: model.path,
        context_tokens: 4096,
        // Threads of one answer wait for each other by spinning: with more, tests side by side crawl.
        threads: 1,
        memory_limit: None,
        speculation: true,
        unload_after: None,
    }
}

/// A greedy question.
pub(crate) fn chat(question: &str, max_tokens: u32) -> Request {
    Request {
        prompt: Prompt::Chat(vec![Message::user(question)]),
        parameters: greedy(max_tokens),
        stop: Vec::new(),
        priority: Priority::Question,
        wait: Duration::ZERO,
    }
}

/// A greedy completion between two texts, as for somebody who types.
pub(crate) fn fill(prefix: &str, suffix: &str, max_tokens: u32) -> Request {
    Request {
        prompt: Prompt::Fill(Fill::between(prefix, suffix)),
        parameters: greedy(max_tokens),
        stop: Vec::new(),
        priority: Priority::Keystroke,
        wait: Duration::ZERO,
    }
}

/// A greedy completion in a hole where `written` was typed, as for somebody who types.
pub(crate) fn typed(prefix: &str, written: &str, suffix: &str, max_tokens: u32) -> Request {
    let mut request = fill(prefix, suffix, max_tokens);
    if let Prompt::Fill(fill) = &mut request.prompt {
        written.clone_into(&mut fill.written);
    }
    request
}

fn greedy(max_tokens: u32) -> Parameters {
    Parameters {
        temperature: Some(0.0),
        top_p: None,
        max_tokens: Some(max_tokens),
    }
}

/// The whole answer.
pub(crate) async fn answer(engine: &Engine, options: &EngineOptions, request: Request) -> Answer {
    try_answer(engine, options, request)
        .await
        .unwrap_or_else(|error| panic!("no answer: {error}"))
}

/// The whole answer, or why there is none.
pub(crate) async fn try_answer(
    engine: &Engine,
    options: &EngineOptions,
    request: Request,
) -> Result<Answer, ModelError> {
    Answer::collect(engine.answer(options.clone(), request), |_| {}).await
}

/// A running answer of which the first text came.
pub(crate) async fn running(engine: &Engine, options: &EngineOptions, request: Request) -> AnswerStream {
    let mut stream = engine.answer(options.clone(), request);
    loop {
        match stream.next().await {
            Some(Ok(Delta::Read(_))) => {}
            Some(Ok(Delta::Content(_))) => return stream,
            other => panic!("{other:?} is no text"),
        }
    }
}

/// The names of these answers in the order of their ends.
pub(crate) async fn order<const COUNT: usize>(
    answers: [(&'static str, AnswerStream); COUNT],
) -> Vec<&'static str> {
    let finished = Mutex::new(Vec::new());
    let ends = answers.map(async |(name, stream)| {
        let answer = Answer::collect(stream, |_| {}).await;
        assert!(answer.is_ok(), "{name}: {answer:?}");
        finished
            .lock()
            .expect("no test panicked while it held this")
            .push(name);
    });
    futures::future::join_all(ends).await;
    finished
        .into_inner()
        .expect("no test panicked while it held this")
}

/// Python of about 10 tokens a line that never repeats itself.
pub(crate) fn code(lines: u32) -> String {
    (0..lines).fold(String::new(), |text, line| {
        text + &format!("value_{line} = read({})\n", line * 7)
    })
}

/// Asserts that the engine answers a plain question.
pub(crate) async fn assert_answers(engine: &Engine, options: &EngineOptions) {
    let answer = answer(engine, options, chat("Say yes.", 4)).await;
    assert!(!answer.text.is_empty(), "{answer:?}");
}
