//! Endpoints that keep one waiting, and answers that end in the middle.

use std::time::{Duration, Instant};

use ponder_tests::stand_in::{Answer, Dialect, Fault, Place};

use crate::fixture::{Pair, chat, side_by_side};

/// Far more than the timeouts of these tests, far less than those that hold without them.
const IN_TIME: Duration = Duration::from_secs(15);

fn keep_alive(count: usize, milliseconds: u64) -> Fault {
    Fault::KeepAlive {
        count,
        every: Duration::from_millis(milliseconds),
    }
}

#[test]
fn keep_alives_hold_a_connection_until_the_answer_comes() {
    let dialects = [Dialect::Deepseek, Dialect::Openai, Dialect::Openrouter];
    side_by_side(dialects, |dialect| {
        let pair = Pair::new(dialect);
        pair.first.fail_with(keep_alive(12, 250));
        // Together they take longer than nothing at all may.
        let mut client = pair.start("idle_timeout_seconds = 1.5");
        let chat = chat(&mut client, "Hello?");
        assert_eq!(chat.binding(), "one", "{dialect}: {}", chat.reason());
        assert_eq!(pair.first.requests().len(), 1, "{dialect}");
    });
}

#[test]
fn keep_alives_without_an_answer_do_not_hold_for_ever() {
    let pair = Pair::new(Dialect::Openrouter);
    pair.first.fail_with(keep_alive(1000, 100));
    let mut client = pair.start("first_token_timeout_seconds = 1");
    let begun = Instant::now();
    let chat = chat(&mut client, "Hello?");
    chat.assert_handed_over("nothing but keep-alives");
    assert!(
        chat.reason().contains("no token came within 1 s"),
        "{}",
        chat.reason()
    );
    assert!(begun.elapsed() < IN_TIME, "{:?}", begun.elapsed());
}

#[test]
fn silence_before_the_first_token_is_handed_over_in_time() {
    side_by_side([Place::BeforeHead, Place::BeforeFirstToken], |place| {
        let pair = Pair::new(Dialect::Openai);
        pair.first.fail_with(Fault::Silence(place));
        let mut client = pair.start("first_token_timeout_seconds = 1");
        let begun = Instant::now();
        let chat = chat(&mut client, "Hello?");
        chat.assert_handed_over(&format!("{place:?}"));
        assert!(
            chat.reason().contains("no token came within 1 s"),
            "{}",
            chat.reason()
        );
        assert!(begun.elapsed() < IN_TIME, "{place:?}: {:?}", begun.elapsed());
        assert_eq!(
            pair.first.requests().len(),
            1,
            "{place:?}: there is no time for another"
        );
    });
}

#[test]
fn a_connection_that_does_not_come_about_is_handed_over_in_time() {
    // Nobody takes what comes to this port, so TLS never gets to its end.
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("loopback has a free port");
    let address = listener.local_addr().expect("it is bound");
    let pair = Pair::new(Dialect::Openai);
    let tables = pair
        .tables("")
        .replacen(&pair.first.url(), &format!("https://{address}/v1"), 1);
    let mut client = crate::fixture::start(crate::fixture::launch(&tables));
    for what in ["the first time", "while it rests"] {
        let begun = Instant::now();
        chat(&mut client, "Hello?").assert_handed_over(what);
        assert!(begun.elapsed() < IN_TIME, "{what}: {:?}", begun.elapsed());
    }
}

#[test]
fn silence_within_an_answer_ends_it_and_what_had_come_stays() {
    let pair = Pair::new(Dialect::Openai);
    pair.first.answer_with(Answer::text("first words of many"));
    pair.first.fail_with(Fault::Silence(Place::AfterFirstToken));
    let mut client = pair.start("idle_timeout_seconds = 1");
    let begun = Instant::now();
    let chat = chat(&mut client, "Hello?");
    let error = chat.error();
    assert!(
        error.contains("broke off") && error.contains("silent for 1 s"),
        "{error}"
    );
    assert!(begun.elapsed() < IN_TIME, "{:?}", begun.elapsed());
    assert_eq!(chat.text.trim(), "first");
    assert_eq!(
        (pair.first.requests().len(), pair.second.requests().len()),
        (1, 0)
    );
}

#[test]
fn an_answer_that_breaks_in_the_middle_is_never_asked_for_again() {
    let place = Place::AfterFirstToken;
    let faults = [
        Fault::Cut(place),
        Fault::Close(place),
        Fault::End(place),
        Fault::DoneAfterCut,
        Fault::ErrorInStream,
    ];
    side_by_side(faults, |fault| {
        let pair = Pair::new(Dialect::Openai);
        pair.first.answer_with(Answer::text("first words of many"));
        pair.first.fail_with(fault.clone());
        let mut client = pair.start("");
        let chat = chat(&mut client, "Hello?");
        let error = chat.error();
        assert!(error.contains("broke off"), "{fault:?}: {error}");
        assert_eq!(chat.text.trim(), "first", "{fault:?}");
        assert_eq!(
            (pair.first.requests().len(), pair.second.requests().len()),
            (1, 0),
            "{fault:?}"
        );
    });
}

#[test]
fn an_answer_that_breaks_within_its_reasoning_is_not_taken_for_an_answer() {
    let pair = Pair::new(Dialect::Ollama);
    pair.first
        .answer_with(Answer::reasoned("let me think about it", "the answer"));
    pair.first.fail_with(Fault::Close(Place::AfterFirstToken));
    let tables = pair.tables("").replace(
        "model = \"qwen2.5-coder:1.5b\"\nmode = \"non_thinking\"",
        "model = \"qwen3:8b\"\nmode = \"thinking\"",
    );
    let mut client = crate::fixture::start(crate::fixture::launch(&tables));
    let chat = chat(&mut client, "Hello?");
    assert!(chat.error().contains("broke off"), "{}", chat.error());
    assert_eq!(chat.text, "");
    assert!(!chat.reasoning.is_empty());
}

#[test]
fn one_answer_that_broke_off_does_not_keep_the_next_from_its_endpoint() {
    let place = Place::AfterFirstToken;
    side_by_side(
        [Fault::Cut(place), Fault::End(place), Fault::ErrorInStream],
        |fault| {
            let pair = Pair::new(Dialect::Openai);
            pair.first.fail_next(1, fault.clone());
            let mut client = pair.start("");
            assert!(
                chat(&mut client, "Hello?").error().contains("broke off"),
                "{fault:?}"
            );
            let next = chat(&mut client, "Hello?");
            assert_eq!(next.binding(), "one", "{fault:?}: {}", next.reason());
        },
    );
}
