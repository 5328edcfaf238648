//! A counterpart's process: started, waited for, and ended with its owner.

use std::ffi::OsStr;
use std::fs;
use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::channel;
use std::thread;
use std::time::Duration;

use tempfile::TempDir;

use super::environment::{python, script};

/// How long a counterpart may take until it is ready: the largest is a second of loading on an idle machine.
const PATIENCE: Duration = Duration::from_secs(180);

/// The last bytes of the log that a failed test shows.
const MOST_LOG: usize = 8 * 1024;

/// A running counterpart. It is killed when this is dropped, and it ends by itself when the test's process is killed,
/// since its standard input ends then. A test that fails shows the end of its log.
#[derive(Debug)]
pub(super) struct Process {
    child: Child,
    /// Where it is reached, without a slash at the end.
    pub(super) url: String,
    /// Its home, with its log.
    home: TempDir,
}

impl Process {
    /// Starts a script and waits until it says its URL. It sees nothing of the user's environment but `PATH`.
    ///
    /// # Panics
    ///
    /// If the script can't be started, or ends or stays silent instead.
    pub(super) fn start(script_name: &str, arguments: &[&OsStr], home: TempDir) -> Self {
        let log = fs::File::create(home.path().join("log")).expect("a temporary folder can be written");
        let mut command = Command::new(python());
        command
            .arg(script(script_name))
            .args(arguments)
            .env_clear()
            .envs(std::env::var_os("PATH").map(|path| ("PATH", path)))
            .env("HOME", home.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(log);
        let mut child = command
            .spawn()
            .unwrap_or_else(|error| panic!("{command:?} does not start: {error}"));
        let mut output = BufReader::new(child.stdout.take().expect("the output is a pipe"));
        let mut process = Self {
            child,
            url: String::new(),
            home,
        };
        let (sender, urls) = channel();
        thread::spawn(move || {
            let mut url = String::new();
            // An owner that waits no more needs no URL.
            drop(output.read_line(&mut url).map(|_| sender.send(url)));
        });
        let said = urls.recv_timeout(PATIENCE).unwrap_or_default();
        said.trim().clone_into(&mut process.url);
        assert!(
            process.url.starts_with("http://127.0.0.1:"),
            "{script_name} did not become ready, it said {said:?}"
        );
        process
    }

    /// Kills it and waits for its end.
    pub(super) fn kill(&mut self) {
        // It may have ended already.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

impl Drop for Process {
    #[expect(
        clippy::print_stderr,
        reason = "a failed test says why where it says that it failed"
    )]
    fn drop(&mut self) {
        self.kill();
        if thread::panicking() {
            let log = fs::read(self.home.path().join("log")).unwrap_or_default();
            let end = &log[log.len().saturating_sub(MOST_LOG)..];
            eprintln!("log of {}:\n{}", self.url, String::from_utf8_lossy(end));
        }
    }
}
