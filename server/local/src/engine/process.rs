//! Starting the engine process and saying how it ended.

use std::ffi::OsString;
use std::path::Path;
use std::process::{ExitStatus, Stdio};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::io::{AsyncBufReadExt as _, BufReader, Lines};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};

use super::EngineOptions;

/// A running engine process. Dropping it kills the process.
#[derive(Debug)]
pub(super) struct EngineProcess {
    child: Child,
    pub(super) input: ChildStdin,
    pub(super) output: Lines<BufReader<ChildStdout>>,
    last_words: Arc<Mutex<String>>,
}

impl EngineProcess {
    /// Starts `program engine` with these options.
    pub(super) fn start(program: &Path, options: &EngineOptions) -> std::io::Result<Self> {
        let mut child = Command::new(program)
            .args(arguments(options))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()?;
        let (Some(input), Some(output), Some(log)) =
            (child.stdin.take(), child.stdout.take(), child.stderr.take())
        else {
            return Err(std::io::Error::other("the engine process has no pipes"));
        };
        let last_words = Arc::new(Mutex::new(String::new()));
        let heard = Arc::clone(&last_words);
        // Ends with the process: its end of the pipe closes.
        tokio::spawn(async move {
            let mut lines = BufReader::new(log).lines();
            while let Ok(Some(line)) = lines.next_line().await {
                tracing::info!(target: "engine", "{line}");
                if line.contains("GGML_ASSERT") || line.contains("panicked") {
                    *heard.lock().unwrap_or_else(PoisonError::into_inner) = line;
                }
            }
        });
        Ok(Self {
            child,
            input,
            output: BufReader::new(output).lines(),
            last_words,
        })
    }

    /// Waits for the end of the process and says in words how it came.
    pub(super) async fn end(mut self) -> String {
        let how = match self.child.wait().await {
            Ok(status) => describe(status),
            Err(error) => format!("the engine process can't be watched: {error}"),
        };
        let words = self.last_words.lock().unwrap_or_else(PoisonError::into_inner);
        if words.is_empty() {
            how
        } else {
            format!("{how} ({words})")
        }
    }
}

/// The command line of the engine process. Its other end is the `engine` subcommand.
fn arguments(options: &EngineOptions) -> Vec<OsString> {
    let mut arguments: Vec<OsString> = vec![
        "engine".into(),
        "--context-tokens".into(),
        options.context_tokens.to_string().into(),
        "--threads".into(),
        options.threads.to_string().into(),
    ];
    if let Some(limit) = options.memory_limit {
        arguments.extend(["--memory-limit".into(), limit.to_string().into()]);
    }
    if !options.speculation {
        arguments.push("--no-speculation".into());
    }
    arguments.extend(["--".into(), options.model.clone().into()]);
    arguments
}

fn describe(status: ExitStatus) -> String {
    #[cfg(unix)]
    {
        use std::os::unix::process::ExitStatusExt as _;
        match status.signal() {
            Some(9) => {
                return "the engine process was killed; the machine may have run out of memory: \
                        use a smaller model or a shorter `local.context_tokens`"
                    .to_owned();
            }
            Some(6) => return "the engine process stopped on a failed assertion (SIGABRT)".to_owned(),
            Some(11) => return "the engine process crashed (SIGSEGV)".to_owned(),
            Some(signal) => return format!("the engine process ended by signal {signal}"),
            None => {}
        }
    }
    status.code().map_or_else(
        || "the engine process ended".to_owned(),
        |code| format!("the engine process ended with exit code {code}"),
    )
}
