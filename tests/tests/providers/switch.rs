//! The user's word on who answers: mentions, pins, intents; and what was sent.

use ponder_tests::Client;
use ponder_tests::stand_in::{Dialect, StandIn};
use serde_json::{Value, json};

use crate::fixture::{Pair, binding, chat, chat_of, endpoint, launch, stand_in, start};

/// The question as the stand-in last heard it.
fn last_question(stand_in: &StandIn) -> String {
    let requests = stand_in.requests();
    let body = requests
        .last()
        .and_then(|request| request.json.clone())
        .expect("a body");
    let last = body["messages"]
        .as_array()
        .and_then(|messages| messages.last().cloned());
    last.expect("a message")["content"]
        .as_str()
        .unwrap_or_default()
        .to_owned()
}

/// A thinking model at `thinker`, a quick one at `writer`.
fn two_roles(thinker: &StandIn, writer: &StandIn, more: &str) -> String {
    [
        "[roles]\nreasoning = [\"deep\"]\ngeneral = [\"quick\"]\n".to_owned(),
        endpoint("thinker", thinker, ""),
        endpoint("writer", writer, ""),
        binding("deep", "thinker", "deepseek-flash", "thinking"),
        binding("quick", "writer", "gpt-4.1", "non_thinking"),
        more.to_owned(),
    ]
    .concat()
}

#[test]
fn a_mention_says_who_answers_and_is_not_sent() {
    let (thinker, writer) = (stand_in(Dialect::Deepseek), stand_in(Dialect::Openai));
    let mut client = start(launch(&two_roles(&thinker, &writer, "")));
    for (question, expected, stand_in) in [
        ("@deep What is it?", "deep", &thinker),
        ("@quick What is it?", "quick", &writer),
        ("@reasoning: What is it?", "deep", &thinker),
        ("@general, What is it?", "quick", &writer),
    ] {
        let chat = chat_of(&mut client, question, &Value::Null);
        assert_eq!(chat.binding(), expected, "{question}");
        assert!(chat.reason().contains("you wrote @"), "{}", chat.reason());
        assert_eq!(last_question(stand_in), "What is it?", "{question}");
    }
    let before = (thinker.requests().len(), writer.requests().len());
    let local = chat_of(&mut client, "@local What is it?", &Value::Null);
    assert!(local.error().contains("ponder models pull"), "{}", local.error());
    assert_eq!((thinker.requests().len(), writer.requests().len()), before);
}

#[test]
fn intents_find_their_role_and_can_be_given_to_another() {
    let (thinker, writer) = (stand_in(Dialect::Deepseek), stand_in(Dialect::Openai));
    let more = "[routing.intents]\ndocument = \"reasoning\"\nfix = \"quick\"\n";
    let mut client = start(launch(&two_roles(&thinker, &writer, more)));
    for (intent, expected) in [
        ("document", "deep"),
        ("fix", "quick"),
        ("explain", "deep"),
        ("translate", "quick"),
    ] {
        let chat = chat_of(&mut client, "Do it.", &json!({"intent": intent}));
        assert_eq!(chat.binding(), expected, "{intent}: {}", chat.reason());
    }
}

#[test]
fn a_pin_holds_for_the_session_until_it_is_taken_away() {
    let pair = Pair::new(Dialect::Openai);
    let mut client = pair.start("");
    for (pin, expected) in [
        (json!("two"), "two"),
        (Value::Null, "one"),
        (json!("general"), "one"),
    ] {
        client.result("ponder/pin", &json!({"use": pin}));
        assert_eq!(client.result("ponder/status", &Value::Null)["pin"], pin);
        assert_eq!(chat(&mut client, "Hello?").binding(), expected);
    }
    assert_eq!(client.error_code("ponder/pin", &json!({"use": "nobody"})), -32602);
    client.result("ponder/pin", &json!({"use": "two"}));
    assert_eq!(
        chat(&mut client, "@one Hello?").binding(),
        "one",
        "a mention goes before a pin"
    );
}

/// Who would answer a question about a new document.
fn answers(client: &mut Client, uri: &str, language: &str) -> String {
    client.open(uri, language, "some text\n");
    let more = json!({"intent": "ask_general", "textDocument": {"uri": uri}});
    chat_of(client, "Hello?", &more).binding().to_owned()
}

#[test]
fn folders_and_languages_are_pinned_in_the_configuration() {
    let (thinker, writer) = (stand_in(Dialect::Deepseek), stand_in(Dialect::Openai));
    let pins = "[[pins]]\nlanguage = \"markdown\"\nuse = \"reasoning\"\n\
                [[pins]]\nfolder = \"/pinned\"\nuse = \"deep\"\n\
                [[pins]]\nfolder = \"/pinned/open\"\nuse = \"quick\"\n";
    let mut client = start(launch(&two_roles(&thinker, &writer, pins)));
    assert_eq!(answers(&mut client, "file:///elsewhere/a.py", "python"), "quick");
    assert_eq!(answers(&mut client, "file:///elsewhere/a.md", "markdown"), "deep");
    assert_eq!(answers(&mut client, "file:///pinned/a.py", "python"), "deep");
    assert_eq!(
        answers(&mut client, "file:///pinned/open/a.py", "python"),
        "quick"
    );
    assert_eq!(
        answers(&mut client, "file:///pinned/open/a.md", "markdown"),
        "quick",
        "a folder goes first"
    );
    client.result("ponder/pin", &json!({"use": "quick"}));
    assert_eq!(
        answers(&mut client, "file:///elsewhere/b.md", "markdown"),
        "quick",
        "a session goes before a language"
    );
    assert_eq!(
        answers(&mut client, "file:///pinned/b.py", "python"),
        "deep",
        "a folder goes before a session"
    );
}

#[test]
fn what_was_sent_is_shown_byte_for_byte_with_the_key_masked() {
    let pair = Pair::new(Dialect::Openai);
    pair.first.fail_with(ponder_tests::stand_in::Fault::Status(401));
    let mut client = pair.start("");
    assert_eq!(chat(&mut client, "Grüße?").binding(), "two");
    let shown = client.result("ponder/lastSent", &Value::Null);
    assert!(!shown.to_string().contains(StandIn::KEY), "{shown}");
    let requests: Vec<_> = pair
        .first
        .requests()
        .into_iter()
        .chain(pair.second.requests())
        .collect();
    let shown = shown.as_array().expect("a list");
    assert_eq!(shown.len(), requests.len(), "those that failed are shown, too");
    for (shown, request) in shown.iter().zip(&requests) {
        assert_eq!(
            shown["body"].as_str().map(str::as_bytes),
            Some(request.body.as_slice())
        );
        let url = shown["url"].as_str().unwrap_or_default();
        assert!(url.ends_with(&request.path), "{url} and {}", request.path);
        assert_eq!(shown["headers"], json!([["authorization", "Bearer ***"]]));
    }
    let endpoints = [&shown[0]["endpoint"], &shown[1]["endpoint"]];
    assert_eq!(endpoints, [&json!("first"), &json!("second")]);
}
