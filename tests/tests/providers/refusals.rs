//! What an endpoint refuses: learned from where it names a parameter, handed over at once where it does not.

use ponder_tests::stand_in::{Dialect, Fault, Outcome};

use crate::fixture::{Pair, chat, side_by_side};

#[test]
fn a_refused_parameter_is_left_out_from_then_on() {
    let dialects = [
        Dialect::Deepseek,
        Dialect::Openai,
        Dialect::Openrouter,
        Dialect::Siliconflow,
        Dialect::Ollama,
        Dialect::Vllm,
        Dialect::Generic,
    ];
    side_by_side(dialects, |dialect| {
        let pair = Pair::new(dialect);
        let mut client = pair.start("");
        let fault = Fault::Parameter("temperature".to_owned());
        pair.first.fail_next(1, fault.clone());
        for _ in 0..2 {
            let chat = chat(&mut client, "Hello?");
            assert_eq!(chat.binding(), "one", "{dialect}: {}", chat.answer);
        }
        let requests = pair.first.requests();
        let seen: Vec<_> = requests
            .iter()
            .map(|request| {
                (
                    request.outcome.clone(),
                    request.parameter("temperature").is_some(),
                )
            })
            .collect();
        let expected = [
            (Outcome::Failed(fault), true),
            (Outcome::Accepted, false),
            (Outcome::Accepted, false),
        ];
        assert_eq!(seen, expected, "{dialect}");
    });
}

#[test]
fn a_parameter_that_is_refused_again_and_again_is_handed_over() {
    let pair = Pair::new(Dialect::Openai);
    let mut client = pair.start("");
    pair.first.fail_with(Fault::Parameter("temperature".to_owned()));
    let chat = chat(&mut client, "Hello?");
    chat.assert_handed_over("refused twice");
    assert_eq!(pair.first.requests().len(), 2, "once more, without it");
}

#[test]
fn what_can_not_pass_is_asked_once_and_handed_over() {
    let statuses = [400, 401, 402, 403, 404, 413, 422].map(Fault::Status);
    let others = [
        Fault::InsufficientQuota,
        Fault::BareText,
        Fault::OctetStream,
        Fault::Html(403),
        Fault::Empty(401),
        Fault::Html(200),
    ];
    side_by_side(statuses.into_iter().chain(others), |fault| {
        let pair = Pair::new(Dialect::Openai);
        let mut client = pair.start("");
        pair.first.fail_with(fault.clone());
        let what = format!("{fault:?}");
        let chat = chat(&mut client, "Hello?");
        chat.assert_handed_over(&what);
        assert_eq!(pair.first.requests().len(), 1, "{what}: it is not asked again");
        let reason = chat.reason();
        assert!(!reason.contains("<html>"), "{what}: no page is shown: {reason}");
    });
}

#[test]
fn a_redirect_to_another_host_is_not_followed() {
    let pair = Pair::new(Dialect::Openai);
    let elsewhere = Pair::new(Dialect::Openai).first;
    let mut client = pair.start("");
    pair.first
        .fail_with(Fault::Redirect(format!("{}/chat/completions", elsewhere.url())));
    let chat = chat(&mut client, "Hello?");
    chat.assert_handed_over("redirected");
    assert!(chat.reason().contains("redirects"), "{}", chat.reason());
    assert_eq!((elsewhere.connections(), elsewhere.requests().len()), (0, 0));
}
