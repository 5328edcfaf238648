//! From one endpoint to the next, and at last to the local model; what is said of it, and to whom.

use ponder_tests::Client;
use ponder_tests::stand_in::{Answer, Dialect, Fault, StandIn};
use serde_json::{Value, json};

use crate::fixture::{
    FROM_SECOND, LOCAL, Pair, begin, chat, chat_of, end, finish, launch, shown, start, with_local_models,
};

/// What `ponder/endpoints` says of the first of the pair.
fn first_endpoint(client: &mut Client) -> Value {
    let endpoints = client.result("ponder/endpoints", &Value::Null);
    let all = endpoints["endpoints"].as_array().expect("a list");
    let first = all.iter().find(|endpoint| endpoint["name"] == "first");
    first.expect("it is listed").clone()
}

/// How often the first of the pair was asked for an answer.
fn asked(pair: &Pair) -> usize {
    let requests = pair.first.requests();
    requests.iter().filter(|request| request.method == "POST").count()
}

#[test]
fn the_list_of_the_role_is_the_order_and_the_local_model_the_last() {
    let pair = Pair::new(Dialect::Openai);
    pair.first.answer_with(Answer::text("from the first"));
    let mut client = start(with_local_models(launch(&pair.tables(""))));
    let intent = json!({"intent": "title"});

    let well = chat_of(&mut client, "Name a program that adds numbers.", &intent);
    assert_eq!((well.binding(), well.text.as_str()), ("one", "from the first"));
    assert_eq!(pair.second.requests().len(), 0);

    pair.first.fail_with(Fault::Status(401));
    let handed_over = chat_of(&mut client, "Name a program that adds numbers.", &intent);
    handed_over.assert_handed_over("the first refuses the key");

    pair.second.fail_with(Fault::Status(402));
    let local = chat_of(&mut client, "Name a program that adds numbers.", &intent);
    assert_eq!(local.binding(), "local");
    assert_eq!(local.result()["route"]["model"], LOCAL);
    assert!(!local.text.is_empty());
    let reason = local.reason();
    assert!(
        reason.contains("one gave no answer") && reason.contains("two gave no answer"),
        "{reason}"
    );
}

#[test]
fn where_nobody_answers_the_first_failure_is_the_error() {
    let pair = Pair::new(Dialect::Openai);
    pair.first.fail_with(Fault::Status(401));
    pair.second.fail_with(Fault::Status(402));
    let mut client = pair.start("");
    let chat = chat(&mut client, "Hello?");
    let error = chat.error();
    assert!(error.contains("`first` refused the key"), "{error}");
    assert!(
        error.contains("ponder models pull"),
        "it says how to have a local model: {error}"
    );
    assert_eq!(chat.text, "");
}

#[test]
fn after_five_failures_in_a_row_an_endpoint_is_left_alone() {
    let pair = Pair::new(Dialect::Openai);
    pair.first.fail_with(Fault::Status(503));
    let mut client = pair.start("");
    for _ in 0..4 {
        let chat = chat(&mut client, "Hello?");
        chat.assert_handed_over("the first is busy");
    }
    assert_eq!(asked(&pair), 5);
    let first = first_endpoint(&mut client);
    assert_eq!(first["state"], "resting", "{first}");
    assert_eq!(first["seconds"], 30, "{first}");
    for name in ["reason", "lastError"] {
        let text = first[name].as_str().unwrap_or_default();
        assert!(!text.is_empty(), "{name}: {first}");
    }
    let notices = shown(&end(&mut client));
    assert_eq!(notices.len(), 1, "one for the change: {notices:?}");
    assert!(notices[0].starts_with("first gives no answers"), "{notices:?}");
}

#[test]
fn a_refused_connection_is_handed_over_at_once_and_said_once() {
    let pair = Pair::new(Dialect::Openai);
    let tables = pair.tables("");
    let Pair { first, second } = pair;
    drop(first);
    let mut client = start(launch(&tables));
    for _ in 0..3 {
        let chat = chat(&mut client, "Hello?");
        assert_eq!((chat.binding(), chat.text.as_str()), ("two", FROM_SECOND));
        assert!(chat.reason().contains("one gave no answer"), "{}", chat.reason());
    }
    assert_eq!(second.requests().len(), 3);
    let first = first_endpoint(&mut client);
    assert_eq!(first["state"], "resting", "{first}");
    assert!(
        first["lastError"]
            .as_str()
            .is_some_and(|error| error.contains("no connection")),
        "{first}"
    );
    assert_eq!(first["models"], Value::Null, "{first}");
    assert!(first["modelsError"].is_string(), "{first}");
    let notices = shown(&end(&mut client));
    assert_eq!(notices.len(), 1, "{notices:?}");
}

#[test]
fn endpoints_that_answer_say_so_and_list_their_models() {
    let pair = Pair::new(Dialect::Openai);
    let mut client = pair.start("");
    assert_eq!(first_endpoint(&mut client)["state"], "untried");
    assert_eq!(chat(&mut client, "Hello?").binding(), "one");
    let first = first_endpoint(&mut client);
    assert_eq!(
        (&first["state"], &first["dialect"]),
        (&json!("answering"), &json!("openai"))
    );
    assert_eq!(first["url"], json!(pair.first.url()));
    let models = first["models"].as_array().expect("a list");
    assert!(models.contains(&json!("gpt-4.1")), "{first}");
    assert_eq!(shown(&end(&mut client)), [""; 0], "nothing changed");
}

#[test]
fn chats_one_after_the_other_share_one_connection() {
    for dialect in Dialect::ALL {
        let pair = Pair::new(dialect);
        let mut client = pair.start("");
        for _ in 0..5 {
            let chat = chat(&mut client, "Hello?");
            assert_eq!(chat.binding(), "one", "{dialect}: {}", chat.reason());
        }
        assert_eq!(pair.first.connections(), 1, "{dialect}");
    }
}

#[test]
fn an_endpoint_for_one_request_at_a_time_gets_one_at_a_time() {
    let pair = Pair::new(Dialect::Openai);
    pair.first
        .answer_with(Answer::text("a few words that take their time"));
    pair.first
        .fail_with(Fault::Drip(std::time::Duration::from_millis(50)));
    let mut client = pair.start("concurrency = 1");
    let intent = json!({"intent": "ask_general"});
    let begun = ["one?", "two?", "three?"].map(|question| begin(&mut client, question, &intent));
    for begun in &begun {
        assert_eq!(finish(&mut client, begun).binding(), "one");
    }
    let requests = pair.first.requests();
    assert_eq!(requests.len(), 3);
    for pair in requests.windows(2) {
        let finished = pair[0].finished.expect("it was answered");
        assert!(pair[1].received >= finished, "the next one waits for its end");
    }
}

#[test]
fn a_link_that_comes_and_goes_is_switched_once_in_a_cool_down() {
    let pair = Pair::new(Dialect::Openai);
    let tables = pair.tables("");
    let mut client = start(launch(&tables));
    assert_eq!(chat(&mut client, "Hello?").binding(), "one");
    let Pair { first, second } = pair;
    let port = first.root().rsplit(':').next().and_then(|port| port.parse().ok());
    let port = port.expect("the address has a port");
    drop(first);
    assert_eq!(chat(&mut client, "Hello?").binding(), "two");
    for _ in 0..3 {
        let back = StandIn::start_on(Dialect::Openai, port).expect("the port is free again");
        assert_eq!(
            chat(&mut client, "Hello?").binding(),
            "two",
            "not before the cool-down is over"
        );
        assert_eq!(back.connections(), 0);
    }
    assert_eq!(second.requests().len(), 4);
    let notices = shown(&end(&mut client));
    assert_eq!(notices.len(), 1, "{notices:?}");
}
