//! Chat with a llama.cpp server: answered, streamed, taken back.

use ponder_tests::counterparts::Ended;
use serde_json::json;

use crate::fixture::{
    CHAT_MODEL, STORY, answer, ask, begin_chat, delta, launch, llama, printed, server, text, with_llama,
};

#[test]
fn the_command_line_is_answered_by_the_server_that_was_named() {
    let llama = llama(CHAT_MODEL);
    let launch = launch(&with_llama(&llama, CHAT_MODEL));
    let answer = printed(
        launch,
        &["chat", "--json", "@llama Say hello in one short sentence."],
    );
    assert!(!text(&answer, "/text").is_empty(), "{answer}");
    assert_eq!(answer["route"]["endpoint"], "llama", "{answer}");
    assert_eq!(answer["route"]["model"], CHAT_MODEL, "{answer}");
    for count in ["promptTokens", "completionTokens"] {
        assert!(answer["usage"][count].as_u64() > Some(0), "{count}: {answer}");
    }
}

#[test]
fn an_answer_is_streamed_as_it_is_generated() {
    let llama = llama(CHAT_MODEL);
    let mut client = server(launch(&with_llama(&llama, CHAT_MODEL)));
    let id = begin_chat(&mut client, "@llama Describe a lighthouse in five sentences.");
    for _ in 0..2 {
        assert!(!delta(&mut client).is_empty());
    }
    let end = answer(&mut client, id);
    assert_eq!(end["result"]["route"]["endpoint"], "llama", "{end}");
    assert!(
        end["result"]["usage"]["completionTokens"].as_u64() > Some(2),
        "{end}"
    );
}

#[test]
fn a_chat_that_is_taken_back_stops_the_server() {
    let llama = llama(CHAT_MODEL);
    let mut client = server(launch(&with_llama(&llama, CHAT_MODEL)));
    let id = begin_chat(&mut client, &format!("@llama {STORY}"));
    delta(&mut client);
    client.cancel(id);
    assert_eq!(answer(&mut client, id)["error"]["code"], json!(-32800));
    assert_eq!(llama.wait_until_idle(), Ended::Stopped);
    let next = ask(&mut client, "@llama Say yes.");
    assert_eq!(next["route"]["endpoint"], "llama", "{next}");
}
