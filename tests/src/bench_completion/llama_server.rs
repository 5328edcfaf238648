//! llama.cpp's own server, asked as llama.vim does.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdin};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

use ponder_tests::start_prebuilt_server;
use serde_json::{Value, json};

/// How long one answer may take on a slow machine.
const PATIENCE: Duration = Duration::from_secs(300);

/// A running server with one slot. It ends when it is dropped.
#[derive(Debug)]
pub(crate) struct LlamaServer {
    child: Child,
    input: ChildStdin,
    answers: Receiver<String>,
}

impl LlamaServer {
    /// Starts it for llama.vim, with room for all the text that it sends.
    ///
    /// # Panics
    ///
    /// If the package cannot be installed or the server does not start.
    pub(crate) fn start(model: &Path, window: u32, threads: u32) -> Self {
        let mut child = start_prebuilt_server(model, window, threads, &["llama.vim"]);
        let input = child.stdin.take().expect("the input is a pipe");
        let output = BufReader::new(child.stdout.take().expect("the output is a pipe"));
        let (sender, answers) = channel();
        thread::spawn(move || {
            for line in output.lines() {
                let Ok(line) = line else { return };
                if sender.send(line).is_err() {
                    return;
                }
            }
        });
        Self {
            child,
            input,
            answers,
        }
    }

    /// Sends a request without waiting; one at a time.
    ///
    /// # Panics
    ///
    /// If the server is gone.
    pub(crate) fn begin(&mut self, path: &str, body: &Value) {
        let request = json!({"path": path, "body": body});
        writeln!(self.input, "{request}").expect("llama.cpp's server reads");
    }

    /// The answer to the request, if it comes until then.
    ///
    /// # Panics
    ///
    /// If the server is gone or answers with an error.
    pub(crate) fn answer_until(&mut self, deadline: Instant) -> Option<Value> {
        let left = deadline.saturating_duration_since(Instant::now());
        match self.answers.recv_timeout(left) {
            Ok(line) => Some(
                serde_json::from_str(&line)
                    .unwrap_or_else(|error| panic!("llama.cpp's server answered {line:?}: {error}")),
            ),
            Err(RecvTimeoutError::Timeout) => None,
            Err(RecvTimeoutError::Disconnected) => panic!("llama.cpp's server ended"),
        }
    }

    /// The answer to the request.
    ///
    /// # Panics
    ///
    /// If none comes.
    pub(crate) fn answer(&mut self) -> Value {
        self.answer_until(Instant::now() + PATIENCE)
            .unwrap_or_else(|| panic!("llama.cpp's server did not answer within {PATIENCE:?}"))
    }
}

impl Drop for LlamaServer {
    fn drop(&mut self) {
        // It may have ended already.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}
