//! The stand-in as a program: its first line, and its orders over HTTP.

use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};

use ponder_tests::stand_in::{Answer, Dialect, Fault, Place};
use serde_json::{Value, json};

use crate::client::{ask, chat, post, start, with};

#[test]
fn orders_over_http_do_what_the_library_does() {
    let stand_in = start(Dialect::LlamaServer);
    let order = |path: &str, body: Value| {
        ask(&stand_in, "POST", &format!("/stand-in/{path}"), &body.to_string()).status
    };
    let status = || post(&stand_in, "/chat/completions", &chat("x")).status;
    assert_eq!(order("fault", json!({"fault": {"status": 503}, "count": 1})), 200);
    assert_eq!([status(), status()], [503, 200]);
    assert_eq!(
        order(
            "fault",
            json!({"fault": {"keep_alive": {"count": 1, "every": 1}}})
        ),
        200
    );
    assert_eq!(
        order("fault", json!({"fault": {"status": 500}, "reach": "everything"})),
        200
    );
    assert_eq!(ask(&stand_in, "GET", "/health", "").status, 500);
    assert_eq!(order("fault", json!({"fault": null})), 200);
    assert_eq!(order("fault", json!({"fault": "no such fault"})), 400);
    assert_eq!(order("answer", json!({"content": "as told"})), 200);
    let answer = post(&stand_in, "/chat/completions", &chat("x")).json();
    assert_eq!(answer["choices"][0]["message"]["content"], "as told");
    assert_eq!(order("load", json!("llama-3.2-3b")), 200);
    assert_eq!(
        ask(&stand_in, "GET", "/props", "").json()["model_path"],
        "/models/llama-3.2-3b.gguf"
    );
    post(
        &stand_in,
        "/chat/completions",
        &with(chat("x"), &json!({"temperature": "hot"})),
    );
    let requests = ask(&stand_in, "GET", "/stand-in/requests", "").json();
    assert_eq!(
        requests.as_array().map(Vec::len),
        Some(stand_in.requests().len()),
        "orders are not among them"
    );
    assert_eq!(requests[0]["outcome"], json!({"failed": {"status": 503}}));
    assert_eq!(requests[5]["outcome"]["rejected"], 400);
    assert_eq!(order("no-such-order", json!({})), 404);
}

#[test]
fn every_fault_survives_the_way_through_json() {
    let url = "http://127.0.0.1:9/".to_owned();
    for fault in [
        Fault::Cut(Place::AfterFirstContent),
        Fault::Redirect(url),
        Fault::NoDone,
        Fault::RetryAfterDate(3),
    ] {
        let written = serde_json::to_string(&fault).expect("a fault is JSON");
        assert_eq!(serde_json::from_str::<Fault>(&written).expect("and back"), fault);
    }
    let answer = Answer::reasoned("r", "c");
    let written = serde_json::to_string(&answer).expect("an answer is JSON");
    assert_eq!(
        serde_json::from_str::<Answer>(&written).expect("and back"),
        answer
    );
}

#[test]
fn the_program_says_where_it_listens_and_refuses_unknown_dialects() {
    let program = env!("CARGO_BIN_EXE_stand-in");
    let mut child = Command::new(program)
        .args(["ollama", "0"])
        .stdout(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut line = String::new();
    let output = child.stdout.take().expect("a pipe");
    BufReader::new(output).read_line(&mut line).expect("a line");
    child.kill().expect("the program runs");
    child.wait().expect("the program ends");
    let port = line
        .trim_end()
        .strip_prefix("listening on http://127.0.0.1:")
        .map(str::parse::<u16>);
    assert!(matches!(port, Some(Ok(1..))), "{line}");
    let refused = Command::new(program)
        .arg("gopher")
        .output()
        .expect("the program starts");
    assert!(!refused.status.success());
    assert!(String::from_utf8_lossy(&refused.stderr).contains("unknown dialect `gopher`"));
}
