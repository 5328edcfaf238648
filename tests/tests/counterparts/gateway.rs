//! Chat through a gateway, by the dialect of which nothing is known.

use ponder_tests::counterparts::{Ended, Gateway};

use crate::fixture::{
    CHAT_MODEL, STORY, answer, ask, begin_chat, delta, launch, llama, printed, server, text, with_gateway,
    with_llama,
};

#[test]
fn the_gateway_answers_with_the_key_from_the_environment() {
    let llama = llama(CHAT_MODEL);
    let gateway = Gateway::start(&llama);
    let launch = launch(&(with_llama(&llama, CHAT_MODEL) + &with_gateway(&gateway)))
        .variable("GATEWAY_KEY", Gateway::KEY);
    let answer = printed(
        launch,
        &["chat", "--json", "@gateway Say hello in one short sentence."],
    );
    assert!(!text(&answer, "/text").is_empty(), "{answer}");
    assert_eq!(answer["route"]["endpoint"], "gateway", "{answer}");
    assert_eq!(answer["route"]["model"], Gateway::MODEL, "{answer}");
    for count in ["promptTokens", "completionTokens"] {
        assert!(answer["usage"][count].as_u64() > Some(0), "{count}: {answer}");
    }
    assert!(!answer.to_string().contains(Gateway::KEY));
}

#[test]
fn a_key_that_the_gateway_refuses_leaves_the_answer_to_the_local_model() {
    let llama = llama(CHAT_MODEL);
    let gateway = Gateway::start(&llama);
    let configuration = with_llama(&llama, CHAT_MODEL) + &with_gateway(&gateway);
    let without = configuration.replace("key = { env = \"GATEWAY_KEY\" }", "");
    for (configuration, refusal) in [(configuration, "No connected db"), (without, "refused the key")] {
        let launch = launch(&configuration).variable("GATEWAY_KEY", "sk-wrong-0123456789abcdef");
        let answer = printed(
            launch,
            &["chat", "--json", "@gateway Say hello in one short sentence."],
        );
        assert_eq!(answer["route"]["endpoint"], "local", "{answer}");
        assert!(!text(&answer, "/text").is_empty(), "{answer}");
        let reason = text(&answer, "/route/reason");
        assert!(
            reason.contains("gateway gave no answer") && reason.contains(refusal),
            "{reason}"
        );
        assert!(!answer.to_string().contains("sk-wrong"), "{answer}");
    }
}

#[test]
fn a_chat_that_is_taken_back_stops_the_model_behind_the_gateway() {
    let llama = llama(CHAT_MODEL);
    let gateway = Gateway::start(&llama);
    let configuration = with_llama(&llama, CHAT_MODEL) + &with_gateway(&gateway);
    let mut client = server(launch(&configuration).variable("GATEWAY_KEY", Gateway::KEY));
    let id = begin_chat(&mut client, &format!("@gateway {STORY}"));
    delta(&mut client);
    client.cancel(id);
    answer(&mut client, id);
    assert_eq!(llama.wait_until_idle(), Ended::Stopped);
}

#[test]
fn a_gateway_that_loses_its_model_ends_the_answer_with_an_error() {
    let mut llama = llama(CHAT_MODEL);
    let gateway = Gateway::start(&llama);
    let configuration = with_llama(&llama, CHAT_MODEL) + &with_gateway(&gateway);
    let mut client = server(launch(&configuration).variable("GATEWAY_KEY", Gateway::KEY));
    let id = begin_chat(&mut client, &format!("@gateway {STORY}"));
    delta(&mut client);
    llama.kill();
    let broken = answer(&mut client, id);
    let message = text(&broken, "/error/message");
    assert!(
        message.contains("broke off") && message.contains("gateway"),
        "{message}"
    );

    let next = ask(&mut client, "@gateway Say hello in one short sentence.");
    assert_eq!(next["route"]["endpoint"], "local", "{next}");
    assert!(
        text(&next, "/route/reason").contains("gateway gave no answer"),
        "{next}"
    );
}
