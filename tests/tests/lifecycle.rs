//! From the start of the program to its end, in order and out of it.

use std::io::{Read as _, Write as _};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use ponder_tests::{Client, Launch, PATIENCE};
use rustix::process::{Pid, Signal, kill_process};
use serde_json::{Value, json};

/// The program should be gone a second after it was asked to; a busy machine gets more.
const SOON: Duration = Duration::from_secs(5);

fn initialized() -> Client {
    let mut client = Launch::new().start();
    client.initialize(&json!({"capabilities": {}}));
    client
}

fn unopened() -> Value {
    json!({"textDocument": {"uri": "file:///lifecycle/a.txt"}})
}

#[test]
fn requests_before_initialize_are_refused_and_notifications_dropped() {
    let mut client = Launch::new().start();
    assert_eq!(client.error_code("ponder/documentText", &unopened()), -32002);
    assert_eq!(client.error_code("shutdown", &Value::Null), -32002);
    client.open("file:///lifecycle/a.txt", "plaintext", "too early");
    client.initialize(&json!({"capabilities": {}}));
    assert_eq!(client.error_code("ponder/documentText", &unopened()), -32602);
}

#[test]
fn an_initialize_that_is_refused_may_be_tried_again() {
    let mut client = Launch::new().start();
    assert_eq!(client.error_code("initialize", &json!("nonsense")), -32602);
    client.initialize(&json!({"capabilities": {}}));
    assert_eq!(client.error_code("ponder/documentText", &unopened()), -32602);
}

#[test]
fn a_second_initialize_is_refused() {
    let mut client = initialized();
    assert_eq!(
        client.error_code("initialize", &json!({"capabilities": {}})),
        -32600
    );
    assert_eq!(client.error_code("ponder/documentText", &unopened()), -32602);
}

#[test]
fn what_is_sent_along_with_initialize_is_served() {
    let mut client = Launch::new().start();
    let initialize = client.begin("initialize", &json!({"capabilities": {}}));
    client.notify("initialized", &json!({}));
    client.open("file:///lifecycle/a.txt", "plaintext", "early");
    let text = client.begin("ponder/documentText", &unopened());
    assert!(client.answer(initialize)["result"]["capabilities"].is_object());
    assert_eq!(client.answer(text)["result"]["text"], "early");
}

#[test]
fn requests_after_shutdown_are_refused_and_exit_is_clean() {
    let mut client = initialized();
    assert_eq!(client.result("shutdown", &Value::Null), Value::Null);
    assert_eq!(client.error_code("ponder/documentText", &unopened()), -32600);
    assert_eq!(client.error_code("shutdown", &Value::Null), -32600);
    assert_eq!(
        client.error_code("initialize", &json!({"capabilities": {}})),
        -32600
    );
    client.notify("exit", &Value::Null);
    assert_eq!(client.wait_exit(SOON).code(), Some(0));
}

#[test]
fn shutdown_and_exit_in_one_write_are_both_heard() {
    let mut client = initialized();
    let shutdown = r#"{"jsonrpc":"2.0","id":"last","method":"shutdown"}"#;
    let exit = r#"{"jsonrpc":"2.0","method":"exit"}"#;
    let both = [shutdown, exit]
        .map(|body| format!("Content-Length: {}\r\n\r\n{body}", body.len()))
        .concat();
    client.send_bytes(both.as_bytes());
    assert_eq!(client.answer("last")["result"], Value::Null);
    assert_eq!(client.wait_exit(SOON).code(), Some(0));
}

#[test]
fn exit_without_shutdown_is_a_failure_also_before_initialize() {
    for mut client in [initialized(), Launch::new().start()] {
        client.notify("exit", &Value::Null);
        assert_eq!(client.wait_exit(SOON).code(), Some(1));
    }
}

#[test]
fn exit_is_prompt_while_requests_run_and_the_input_stays_open() {
    let mut client = initialized();
    client.open("file:///lifecycle/a.rs", "rust", "fn main() {\n    \n}\n");
    for _ in 0..50 {
        let position = json!({"line": 1, "character": 4});
        let params = json!({
            "textDocument": {"uri": "file:///lifecycle/a.rs"},
            "position": position,
            "context": {"triggerKind": 1},
        });
        client.begin("textDocument/inlineCompletion", &params);
    }
    client.notify("exit", &Value::Null);
    assert_eq!(client.wait_exit(SOON).code(), Some(1));
}

#[test]
fn the_end_of_the_input_ends_the_program() {
    for mut client in [initialized(), Launch::new().start()] {
        client.close_input();
        client.wait_exit(SOON);
    }
}

#[test]
fn the_end_of_the_input_within_a_message_ends_the_program() {
    let mut client = initialized();
    client.send_bytes(b"Content-Length: 1000\r\n\r\n{\"jsonrpc\"");
    client.close_input();
    client.wait_exit(SOON);
    assert_eq!(client.rest(), [Value::Null; 0]);
}

#[test]
fn the_end_of_the_editor_ends_the_program() {
    let mut editor = Command::new("sleep").arg("1000").spawn().unwrap();
    let mut client = Launch::new().start();
    client.initialize(&json!({"processId": editor.id(), "capabilities": {}}));
    assert_eq!(client.error_code("ponder/documentText", &unopened()), -32602);
    editor.kill().unwrap();
    editor.wait().unwrap();
    // The bar is 5 seconds.
    client.wait_exit(Duration::from_secs(10));
}

#[test]
fn an_editor_without_a_process_is_served() {
    for process_id in [Value::Null, json!(0)] {
        let mut client = Launch::new().start();
        client.initialize(&json!({"processId": process_id, "capabilities": {}}));
        assert_eq!(client.error_code("ponder/documentText", &unopened()), -32602);
        assert_eq!(client.shut_down().code(), Some(0));
    }
}

#[test]
fn a_client_that_stops_reading_for_good_ends_the_program_quietly() {
    let launch = Launch::new();
    let mut child = launch
        .command()
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let mut input = child.stdin.take().unwrap();
    let body = r#"{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"capabilities":{}}}"#;
    write!(input, "Content-Length: {}\r\n\r\n{body}", body.len()).unwrap();
    let deadline = Instant::now() + SOON;
    let status = loop {
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
        assert!(Instant::now() < deadline, "the program still runs");
        std::thread::sleep(Duration::from_millis(5));
    };
    let mut errors = String::new();
    child.stderr.take().unwrap().read_to_string(&mut errors).unwrap();
    assert!(status.code().is_some(), "{status}");
    assert!(!errors.contains("panicked"), "{errors}");
}

#[test]
fn a_termination_signal_ends_the_program_while_the_input_stays_open() {
    let mut client = initialized();
    let process = Pid::from_raw(i32::try_from(client.process_id()).unwrap()).unwrap();
    kill_process(process, Signal::TERM).unwrap();
    client.wait_exit(SOON);
}

#[test]
fn nothing_but_messages_is_written_to_the_output() {
    // The client fails on anything else, so all tests check this; here with a log as talkative as it gets.
    let mut client = Launch::new()
        .variable("RUST_LOG", "trace")
        .variable("PONDER_LOG", "trace")
        .start();
    client.initialize(&json!({"capabilities": {}, "trace": "verbose"}));
    client.notify("$/setTrace", &json!({"value": "verbose"}));
    client.open("file:///lifecycle/a.txt", "plaintext", "text");
    client.send_body("nonsense");
    client.document("file:///lifecycle/a.txt");
    assert_eq!(client.shut_down().code(), Some(0));
    for message in client.rest() {
        assert_eq!(message["jsonrpc"], "2.0");
    }
}

#[test]
fn help_is_no_message_and_the_flag_of_editors_is_taken() {
    let mut client = Launch::new().arguments(["lsp", "--stdio"]).start();
    client.initialize(&json!({"capabilities": {}}));
    assert_eq!(client.shut_down().code(), Some(0));
    // No subcommand means the same when the input is no terminal.
    let mut client = Launch::new().arguments(["--stdio"]).start();
    client.initialize(&json!({"capabilities": {}}));
    client.notify("exit", &Value::Null);
    client.wait_exit(PATIENCE);
}
