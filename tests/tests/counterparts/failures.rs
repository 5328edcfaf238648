//! A llama.cpp server that refuses, and one that dies.

use crate::fixture::{
    CHAT_MODEL, STORY, answer, ask, begin_chat, delta, launch, llama, printed, route, server, text,
    with_llama,
};

/// More than the window of the server, less than that of the local model.
fn long_question() -> String {
    format!("@llama What is this? {}", "lighthouse ".repeat(1100))
}

#[test]
fn a_question_beyond_the_window_goes_to_the_local_model() {
    let llama = llama(CHAT_MODEL);
    let mut client = server(launch(&with_llama(&llama, CHAT_MODEL)));
    let id = begin_chat(&mut client, &long_question());
    let route = route(&mut client);
    assert_eq!(route["endpoint"], "local", "{route}");
    let reason = text(&route, "/reason");
    assert!(
        reason.contains("llama gave no answer") && reason.contains("window holds 1024"),
        "{reason}"
    );
    client.cancel(id);
    answer(&mut client, id);
}

#[test]
fn a_question_beyond_every_window_is_told_as_that() {
    let llama = llama(CHAT_MODEL);
    let configuration =
        with_llama(&llama, CHAT_MODEL).replacen("[local]", "[local]\ncontext_tokens = 1024", 1);
    let mut client = server(launch(&configuration));
    let id = begin_chat(&mut client, &long_question());
    let answer = answer(&mut client, id);
    let message = text(&answer, "/error/message");
    assert!(message.contains("window holds 1024"), "{message}");
}

#[test]
fn a_server_that_dies_ends_its_answer_with_an_error_and_the_local_model_goes_on() {
    let mut llama = llama(CHAT_MODEL);
    let mut client = server(launch(&with_llama(&llama, CHAT_MODEL)));
    let id = begin_chat(&mut client, &format!("@llama {STORY}"));
    delta(&mut client);
    llama.kill();
    let broken = answer(&mut client, id);
    let message = text(&broken, "/error/message");
    assert!(
        message.contains("broke off") && message.contains("llama"),
        "{message}"
    );

    let next = ask(&mut client, "Say hello in one short sentence.");
    assert_eq!(next["route"]["endpoint"], "local", "{next}");
    assert!(!text(&next, "/text").is_empty(), "{next}");
    assert!(text(&next, "/route/reason").contains("llama"), "{next}");
}

#[test]
fn a_server_that_is_gone_is_answered_for_by_the_local_model() {
    let mut llama = llama(CHAT_MODEL);
    let launch = launch(&with_llama(&llama, CHAT_MODEL));
    llama.kill();
    let answer = printed(launch, &["chat", "--json", "Say hello in one short sentence."]);
    assert_eq!(answer["route"]["endpoint"], "local", "{answer}");
    let reason = text(&answer, "/route/reason");
    assert!(
        reason.contains("llama") && reason.contains("no connection"),
        "{reason}"
    );
}
