//! The engine process dies or finds no memory: one answer is lost, never the server.

use std::fs;
use std::time::Duration;

use ponder_tests::{Client, Unit};
use rustix::process::{Pid, Signal, kill_process};
use serde_json::{Value, json};

use crate::editor::{answer, ask, delta, launch, result, server, start};

fn question(text: &str) -> Value {
    json!({
        "messages": [{"role": "user", "content": text}],
        "intent": "ask_code",
        "partialResultToken": text,
    })
}

#[test]
fn the_server_outlives_an_engine_that_is_killed_during_a_chat() {
    let mut client = server();
    let long = "Write a program of 300 lines that plays chess. Do not shorten it.";
    let id = client.begin("ponder/chat", &question(long));
    delta(&mut client, long);
    let engines = children(&client);
    assert_eq!(engines.len(), 1, "one engine runs");
    kill_process(engines[0], Signal::KILL).expect("the engine can be killed");

    let failed = answer(&mut client, id);
    let reason = failed["error"]["message"].as_str().expect("an error");
    assert!(reason.contains("the engine process was killed"), "{reason}");
    let next = result(&mut client, "ponder/chat", &question("Say yes."));
    assert_eq!(next["route"]["endpoint"], "local", "{next}");
    assert!(client.shut_down().success());
}

#[test]
fn an_engine_without_memory_costs_the_answer_only() {
    // Enough for the server, too little to map the model.
    let mut client = start(launch().prepared_by("ulimit -v 450000"), Unit::Utf16);
    let uri = "file:///features/add.py";
    client.open(uri, "python", "def add(a, b):\n    return a + b\n");
    for _ in 0..2 {
        let failed = ask(&mut client, "ponder/chat", &question("Say yes."));
        let reason = failed["error"]["message"].as_str().expect("an error");
        assert!(!reason.trim().is_empty(), "{failed}");
        assert_eq!(client.document(uri).1, 1);
    }
    let status = result(&mut client, "ponder/status", &json!({}));
    assert_eq!(status["engine"]["state"], "failed", "{status}");
    assert!(client.shut_down().success());
}

#[test]
fn exit_is_obeyed_while_a_model_streams_and_the_input_stays_open() {
    let mut client = server();
    let long = "Write a program of 300 lines that plays chess. Do not shorten it.";
    client.begin("ponder/chat", &question(long));
    delta(&mut client, long);
    client.notify("exit", &Value::Null);
    assert_eq!(
        client.wait_exit(Duration::from_secs(5)).code(),
        Some(1),
        "there was no shutdown"
    );
}

#[test]
fn the_engine_ends_with_the_server() {
    let mut client = server();
    result(&mut client, "ponder/chat", &question("Say yes."));
    let engines = children(&client);
    assert_eq!(engines.len(), 1, "one engine runs");
    assert!(client.shut_down().success());
    while is_running(engines[0]) {
        std::thread::yield_now();
    }
}

/// The children of the server.
fn children(client: &Client) -> Vec<Pid> {
    let threads =
        fs::read_dir(format!("/proc/{}/task", client.process_id())).expect("the server has threads");
    threads
        .filter_map(|thread| fs::read_to_string(thread.ok()?.path().join("children")).ok())
        .flat_map(|children| {
            children
                .split_whitespace()
                .filter_map(|child| Pid::from_raw(child.parse().ok()?))
                .collect::<Vec<_>>()
        })
        .collect()
}

/// Whether the process is there and has not ended.
fn is_running(process: Pid) -> bool {
    let stat = fs::read_to_string(format!("/proc/{}/stat", process.as_raw_nonzero()));
    stat.is_ok_and(|stat| {
        stat.rsplit(") ")
            .next()
            .is_some_and(|state| !state.starts_with('Z'))
    })
}
