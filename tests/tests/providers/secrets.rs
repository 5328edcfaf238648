//! Keys are in no log, no message, no output and no file, whatever happens.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::path::Path;

use ponder_tests::Launch;
use ponder_tests::stand_in::{Dialect, Fault, Outcome, Place, StandIn};
use serde_json::{Value, json};

use crate::fixture::{
    KEY_VARIABLE, Pair, binding, chat, configuration, end, launch, start, write_configuration,
};

/// An endpoint that repeats the key in its refusals, in every way that a careless one could.
fn careless() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("loopback has a free port");
    let url = format!("http://{}/v1", listener.local_addr().expect("it is bound"));
    std::thread::spawn(move || {
        while let Ok((mut stream, _)) = listener.accept() {
            let mut request = Vec::new();
            let mut piece = [0; 4096];
            while !request.windows(4).any(|four| four == b"\r\n\r\n") {
                match stream.read(&mut piece) {
                    Ok(length @ 1..) => request.extend_from_slice(&piece[..length]),
                    _ => break,
                }
            }
            let text = String::from_utf8_lossy(&request).into_owned();
            let mut headers = text.lines();
            let key = headers.find_map(|line| line.strip_prefix("authorization: "));
            let key = key.unwrap_or_default();
            let bare = key.trim_start_matches("Bearer ");
            let body = json!({"error": {
                "message": format!("Incorrect API key provided: {bare}. You sent 'Authorization: {key}' (key={bare})"),
                "type": "invalid_request_error",
                "param": bare,
                "code": bare,
            }})
            .to_string();
            // Whoever asked may be gone.
            let _ = write!(
                stream,
                "HTTP/1.1 401 Unauthorized\r\nx-echo: {bare}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
                body.len()
            );
        }
    });
    url
}

/// Every file under `folder` that holds the key.
fn files_with_key(folder: &Path, found: &mut Vec<String>) {
    for entry in std::fs::read_dir(folder).expect("the home can be read") {
        let path = entry.expect("the home can be read").path();
        if path.is_dir() {
            files_with_key(&path, found);
        } else if let Ok(bytes) = std::fs::read(&path) {
            let holds = bytes
                .windows(StandIn::KEY.len())
                .any(|bytes| bytes == StandIn::KEY.as_bytes());
            if holds {
                found.push(path.display().to_string());
            }
        }
    }
}

fn assert_clean(what: &str, text: &str) {
    // A part is too much already.
    let part = &StandIn::KEY[..18];
    if let Some(at) = text.find(part) {
        let start = text[..at].char_indices().rev().nth(120).map_or(0, |(at, _)| at);
        panic!("the key is in {what}: {}", &text[start..at]);
    }
}

fn tables(pair: &Pair) -> String {
    let url = careless();
    [
        pair.tables(""),
        format!(
            "[endpoints.careless]\ndialect = \"openai\"\nurl = \"{url}\"\nkey = {{ env = \"{KEY_VARIABLE}\" }}\n"
        ),
        format!(
            "[endpoints.command]\ndialect = \"openai\"\nurl = \"{}\"\nkey = {{ command = [\"printf\", \"{}\"] }}\n",
            pair.first.url(),
            StandIn::KEY
        ),
        binding("careless", "careless", "gpt-4.1", "non_thinking"),
        binding("by_command", "command", "gpt-4.1", "non_thinking"),
    ]
    .concat()
}

#[test]
fn a_session_of_chats_and_errors_leaves_the_key_nowhere() {
    let pair = Pair::new(Dialect::Openai);
    let launch = launch(&tables(&pair));
    let home = launch.home().expect("it has one").to_owned();
    // It holds a key as the argument of a command, as a user may have it.
    let config = crate::fixture::configuration_path(&launch);
    let log = home.join("state/trace.log");
    let mut client = start(launch.variable("RUST_BACKTRACE", "full").arguments([
        "lsp".to_owned(),
        "--log".to_owned(),
        "trace".to_owned(),
        "--log-file".to_owned(),
        log.display().to_string(),
    ]));
    let mut heard = String::new();
    let mut hear = |chat: &crate::fixture::Chat| {
        heard.push_str(&chat.text);
        heard.push_str(&chat.reasoning);
        heard += &chat.answer.to_string();
    };
    for question in [
        "Hello?",
        "@careless Hello?",
        "@by_command Hello?",
        "@nobody Hello?",
    ] {
        hear(&chat(&mut client, question));
    }
    // The last one makes the endpoint rest.
    let faults = [
        Fault::Redirect(format!("{}/?key={}", pair.second.url(), StandIn::KEY)),
        Fault::Status(500),
        Fault::Html(502),
        Fault::Cut(Place::AfterFirstToken),
        Fault::ErrorInStream,
        Fault::Parameter("temperature".to_owned()),
        Fault::Status(401),
    ];
    for fault in faults {
        pair.first.fail_next(1, fault.clone());
        hear(&chat(&mut client, "Hello?"));
        let requests = pair.first.requests();
        let failed = Outcome::Failed(fault);
        assert!(
            requests.iter().any(|request| request.outcome == failed),
            "it came to {failed:?}"
        );
    }
    let question = format!("Is {} my key?", StandIn::KEY);
    hear(&chat(&mut client, &question));
    for method in ["ponder/lastSent", "ponder/endpoints", "ponder/status"] {
        heard += &client.result(method, &Value::Null).to_string();
    }
    heard += &client.request("ponder/pin", &json!({"use": 1})).to_string();
    for message in end(&mut client) {
        heard += &message.to_string();
    }
    assert!(heard.len() > 2000, "something was heard");
    assert_clean("what the client heard", &heard);
    assert_clean("standard error", &client.stderr());
    let log = std::fs::read_to_string(&log).expect("there is a log");
    assert!(log.len() > 1000, "the log at trace level says much");
    assert_clean("the log", &log);
    for request in pair.first.requests().into_iter().chain(pair.second.requests()) {
        assert_clean("a body", &String::from_utf8_lossy(&request.body));
    }
    std::fs::remove_file(config).expect("it is there");
    let mut found = Vec::new();
    files_with_key(&home, &mut found);
    assert_eq!(found, [""; 0]);
}

#[test]
fn no_command_prints_the_key() {
    let pair = Pair::new(Dialect::Openai);
    let text = configuration(&tables(&pair));
    let commands: [&[&str]; 10] = [
        &["chat", "--json", "Hello?"],
        &["chat", "--show-sent", "Hello?"],
        &["chat", "--json", "@careless Hello?"],
        &["chat", "--show-sent", "--log", "trace", "@careless Hello?"],
        &["chat", "--json", "--show-sent", "@by_command Hello?"],
        &["route", "--json", "Hello?"],
        &["doctor", "--json"],
        &["doctor", "--log", "trace"],
        &["config", "show", "--json"],
        &["config", "show"],
    ];
    for arguments in commands {
        let launch = Launch::new()
            .variable(KEY_VARIABLE, StandIn::KEY)
            .arguments(arguments);
        write_configuration(&launch, &text);
        let output = launch.command().output().expect("the program starts");
        let [out, error] =
            [&output.stdout, &output.stderr].map(|bytes| String::from_utf8_lossy(bytes).into_owned());
        assert!(!out.is_empty() || !error.is_empty(), "{arguments:?}");
        assert_clean(&format!("the output of {arguments:?}"), &out);
        assert_clean(&format!("the errors of {arguments:?}"), &error);
        let home = launch.home().expect("it has one");
        std::fs::remove_file(crate::fixture::configuration_path(&launch)).expect("it is there");
        let mut found = Vec::new();
        files_with_key(home, &mut found);
        assert_eq!(found, [""; 0], "{arguments:?}");
    }
}
