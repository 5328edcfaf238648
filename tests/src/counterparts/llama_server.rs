//! llama.cpp's own server.

use std::ffi::OsStr;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;
use tempfile::TempDir;

use super::http::get;
use super::process::Process;

/// How long the server may take until a request that was taken back has ended.
const PATIENCE: Duration = Duration::from_secs(60);

/// How often the server is asked whether it computes.
const POLL: Duration = Duration::from_millis(20);

/// How an answer of the server ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// By itself: the model said so, or a limit was reached.
    Finished,
    /// Before its end: who had asked hung up.
    Stopped,
}

/// A running llama.cpp server. It answers one request at a time, without a key; a model is named as its file, without the
/// extension. It ends when this is dropped.
#[derive(Debug)]
pub struct LlamaServer {
    process: Process,
}

impl LlamaServer {
    /// Starts a server with this GGUF file on a free port, and waits until it is loaded. A request and its answer can take
    /// `window` tokens together.
    ///
    /// # Panics
    ///
    /// If the server is not installed, or does not start.
    pub fn start(model: &Path, window: u32) -> Self {
        let home = TempDir::with_prefix("ponder-llama-").expect("a temporary folder can be made");
        let window = window.to_string();
        let arguments = [model.as_os_str(), OsStr::new(&window)];
        Self {
            process: Process::start("llama_server.py", &arguments, home),
        }
    }

    /// Where it is reached, without a path.
    pub fn url(&self) -> &str {
        &self.process.url
    }

    /// Whether it computes an answer now.
    pub fn is_computing(&self) -> bool {
        self.slot()["is_processing"] == true
    }

    /// Waits until it computes nothing, and says how its last answer ended.
    ///
    /// # Panics
    ///
    /// If it goes on.
    pub fn wait_until_idle(&self) -> Ended {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let slot = self.slot();
            if slot["is_processing"] == false {
                // It would have gone on, had it not been stopped.
                return if slot["next_token"][0]["has_next_token"] == true {
                    Ended::Stopped
                } else {
                    Ended::Finished
                };
            }
            assert!(Instant::now() < deadline, "the llama.cpp server computes on");
            thread::sleep(POLL);
        }
    }

    /// What it says of the one request that it can work on.
    fn slot(&self) -> Value {
        let (status, mut slots) = get(&format!("{}/slots", self.url()), None);
        assert_eq!(status, 200, "{slots}");
        slots[0].take()
    }

    /// Kills it, as a crash would end it.
    pub fn kill(&mut self) {
        self.process.kill();
    }
}
