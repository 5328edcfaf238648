//! The engine process dies in the middle of an answer: that answer fails in words, the next one comes.

use std::fs;
use std::sync::atomic::{AtomicU32, Ordering};

use futures::StreamExt as _;
use ponder_local::engine::{EngineOptions, EngineStatus};
use ponder_model::{Answer, Delta, ModelError};
use rustix::process::{Pid, Signal, kill_process};

use crate::fixture::{SMALL, answer, assert_answers, chat, engine, options, running};

#[tokio::test]
async fn a_killed_process_costs_one_answer() {
    let reason = reason_after(Signal::KILL).await;
    assert!(
        reason.contains("the engine process was killed") && reason.contains("memory"),
        "{reason}"
    );
}

#[tokio::test]
async fn a_process_that_aborts_costs_one_answer() {
    let reason = reason_after(Signal::ABORT).await;
    assert!(reason.contains("failed assertion"), "{reason}");
}

#[tokio::test]
async fn a_process_that_crashes_costs_one_answer() {
    let reason = reason_after(Signal::SEGV).await;
    assert!(reason.contains("the engine process crashed"), "{reason}");
}

#[tokio::test]
async fn a_process_that_stops_for_no_reason_costs_one_answer() {
    let reason = reason_after(Signal::TERM).await;
    assert!(reason.contains("signal 15"), "{reason}");
}

#[tokio::test]
async fn all_that_wait_for_a_killed_process_hear_of_it() {
    let engine = engine();
    let options = own_options();
    let first = running(&engine, &options, chat("Write a long story.", 2000)).await;
    let second = engine.answer(options.clone(), chat("Write another long story.", 2000));
    kill_process(process(&options), Signal::KILL).expect("the process can be killed");
    for stream in [first, second] {
        let error = Answer::collect(stream, |_| {}).await.expect_err("nobody answers");
        assert!(matches!(error, ModelError::Interrupted { .. }), "{error:?}");
    }
    assert_answers(&engine, &options).await;
}

#[tokio::test]
async fn a_process_killed_while_it_is_idle_is_started_again() {
    let engine = engine();
    let options = own_options();
    answer(&engine, &options, chat("Say yes.", 4)).await;
    kill_process(process(&options), Signal::KILL).expect("the process can be killed");
    let mut status = engine.status();
    let failed = status
        .wait_for(|status| matches!(status, EngineStatus::Failed(_)))
        .await;
    failed.expect("the engine is there");
    assert_answers(&engine, &options).await;
}

/// Ends the process during an answer, asks again, and returns why the first answer failed.
async fn reason_after(signal: Signal) -> String {
    let engine = engine();
    let options = own_options();
    let mut stream = engine.answer(
        options.clone(),
        chat("Write a long story about a lighthouse.", 2000),
    );
    let mut found = None;
    let reason = loop {
        match stream.next().await {
            // Again with every text: the first SIGSEGV from outside only ends the runtime's own watch for it.
            Some(Ok(Delta::Read(_))) => {}
            Some(Ok(Delta::Content(_))) => {
                let process = *found.get_or_insert_with(|| process(&options));
                // It may be gone by now.
                let _ = kill_process(process, signal);
            }
            Some(Err(ModelError::Interrupted { reason })) => break reason,
            other => panic!("the process should have ended: {other:?}"),
        }
    };
    assert_answers(&engine, &options).await;
    reason
}

/// Options that no other test of this process has, so that the process can be found by them.
fn own_options() -> EngineOptions {
    static NEXT: AtomicU32 = AtomicU32::new(3001);
    EngineOptions {
        context_tokens: NEXT.fetch_add(1, Ordering::Relaxed),
        ..options(SMALL)
    }
}

/// The child of this process that runs with these options.
fn process(options: &EngineOptions) -> Pid {
    let window = options.context_tokens.to_string();
    let threads = fs::read_dir("/proc/self/task").expect("/proc is there");
    threads
        .filter_map(|thread| fs::read_to_string(thread.ok()?.path().join("children")).ok())
        .flat_map(|children| children.split_whitespace().map(str::to_owned).collect::<Vec<_>>())
        .find(|child| {
            let line = fs::read(format!("/proc/{child}/cmdline")).unwrap_or_default();
            line.split(|byte| *byte == 0)
                .any(|argument| argument == window.as_bytes())
        })
        .and_then(|child| Pid::from_raw(child.parse().ok()?))
        .expect("the engine process runs")
}
