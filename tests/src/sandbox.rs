//! Runs a program that a model had a hand in: in a process of its own in an empty folder, isolated from the user's
//! Python, without network where the system allows that, with limits on time, memory, files and processes.

use std::fs::File;
use std::io::{self, Read as _, Write as _};
use std::os::unix::process::CommandExt as _;
use std::process::{Command, Stdio};
use std::sync::OnceLock;
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process_group};
use tempfile::TempDir;

/// Processor seconds.
const MOST_PROCESSOR: u32 = 5;

/// The time in which a program must be done.
const MOST_TIME: Duration = Duration::from_secs(8);

/// Address space, in KiB.
const MOST_MEMORY: u32 = 1_048_576;

/// The largest file it may write, in blocks of 512 bytes or 1 KiB, as the shell has it.
const LARGEST_FILE: u32 = 1024;

/// So much of what a program writes to its standard error is read, in bytes.
const MOST_ERRORS: u64 = 64 * 1024;

/// How often the end is looked for.
const POLL: Duration = Duration::from_millis(4);

/// How a program ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// With 0.
    Passed,
    /// With an error, or killed by a limit other than the time.
    Failed,
    /// It was killed after its time.
    TimedOut,
}

/// A program that was run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// How it ended.
    pub ended: Ended,
    /// What it wrote to its standard error, at most 64 KiB.
    pub errors: String,
}

/// Runs a Python program.
///
/// # Errors
///
/// If it cannot be started.
pub fn run_python(program: &str) -> io::Result<Ended> {
    Ok(run_within(program, MOST_TIME)?.ended)
}

/// Runs a Python program, and says what it complained of.
///
/// # Errors
///
/// If it cannot be started.
pub fn run_python_told(program: &str) -> io::Result<Run> {
    run_within(program, MOST_TIME)
}

fn run_within(program: &str, most_time: Duration) -> io::Result<Run> {
    let folder = TempDir::with_prefix("ponder-program-")?;
    let path = folder.path().join("program.py");
    File::create(&path)?.write_all(program.as_bytes())?;
    // A file, not a pipe: nobody has to read along, and the limit on files holds.
    let complaints = folder.path().join("errors.txt");
    let isolation = if has_no_network() { "unshare -rn " } else { "" };
    let limits = format!(
        "ulimit -t {MOST_PROCESSOR} -v {MOST_MEMORY} -f {LARGEST_FILE} -n 64 -c 0 2>/dev/null || {{ \
         ulimit -t {MOST_PROCESSOR}; ulimit -v {MOST_MEMORY}; ulimit -f {LARGEST_FILE}; ulimit -n 64; ulimit -c 0; }}"
    );
    let mut child = Command::new("sh")
        .arg("-c")
        .arg(format!("{limits}; exec {isolation}\"$0\" -I -B program.py"))
        .arg(interpreter())
        .current_dir(folder.path())
        .env_clear()
        .env("PATH", "/usr/bin:/bin")
        .env("HOME", folder.path())
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(File::create(&complaints)?)
        .process_group(0)
        .spawn()?;
    let deadline = Instant::now() + most_time;
    let ended = loop {
        if let Some(status) = child.try_wait()? {
            break if status.success() {
                Ended::Passed
            } else {
                Ended::Failed
            };
        }
        if Instant::now() > deadline {
            break Ended::TimedOut;
        }
        thread::sleep(POLL);
    };
    // What it started may still run.
    if let Some(group) = i32::try_from(child.id()).ok().and_then(Pid::from_raw) {
        let _ = kill_process_group(group, Signal::KILL);
    }
    child.wait()?;
    let mut errors = Vec::new();
    File::open(&complaints)?
        .take(MOST_ERRORS)
        .read_to_end(&mut errors)?;
    Ok(Run {
        ended,
        errors: String::from_utf8_lossy(&errors).into_owned(),
    })
}

/// Python itself: what the path names may be a script that looks for it each time.
fn interpreter() -> &'static str {
    static PATH: OnceLock<String> = OnceLock::new();
    PATH.get_or_init(|| {
        let output = Command::new("python3")
            .args(["-I", "-c", "import sys; print(sys.executable)"])
            .output();
        let path = output
            .ok()
            .and_then(|output| String::from_utf8(output.stdout).ok())
            .unwrap_or_default();
        let path = path.trim();
        if path.is_empty() {
            "python3".to_owned()
        } else {
            path.to_owned()
        }
    })
}

/// Whether a process can be cut off from the network here.
fn has_no_network() -> bool {
    static POSSIBLE: OnceLock<bool> = OnceLock::new();
    *POSSIBLE.get_or_init(|| {
        Command::new("unshare")
            .args(["-rn", "true"])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .is_ok_and(|status| status.success())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(program: &str) -> Ended {
        run_python(program).expect("python3 starts")
    }

    #[test]
    fn a_program_passes_or_fails_by_its_end() {
        assert_eq!(run("assert 1 + 1 == 2"), Ended::Passed);
        assert_eq!(run("assert 1 + 1 == 3"), Ended::Failed);
        assert_eq!(run("def f(:\n"), Ended::Failed);
    }

    #[test]
    fn an_endless_loop_is_killed() {
        let run = |program| {
            let run = run_within(program, Duration::from_secs(1));
            run.expect("python3 starts").ended
        };
        assert_eq!(run("while True:\n    pass"), Ended::TimedOut);
        assert_eq!(
            run("import time\nwhile True:\n    time.sleep(1)"),
            Ended::TimedOut
        );
    }

    #[test]
    fn what_a_program_complains_of_is_told() {
        let run = run_python_told("assert 1 + 1 == 3, 'not three'").expect("python3 starts");
        assert!(
            run.errors.trim_end().ends_with("AssertionError: not three"),
            "{}",
            run.errors
        );
    }

    #[test]
    fn limits_hold_memory_and_files() {
        assert_eq!(run("x = bytearray(2 << 30)"), Ended::Failed);
        assert_eq!(run("open('a', 'wb').write(bytes(8 << 20))"), Ended::Failed);
        assert_eq!(run("open('a', 'wb').write(b'small')"), Ended::Passed);
    }

    #[test]
    fn nothing_of_the_environment_is_seen() {
        assert_eq!(
            run(
                "import os\nassert set(os.environ) <= {'PATH', 'HOME', 'PWD', 'LC_CTYPE', 'SHLVL', '_', 'OLDPWD'}"
            ),
            Ended::Passed
        );
    }

    #[test]
    fn there_is_no_network_where_the_system_allows_that() {
        if !has_no_network() {
            return;
        }
        assert_eq!(
            run(
                "import socket\nassert len(socket.if_nameindex()) <= 1\ntry:\n    socket.create_connection(('1.1.1.1', 80), 1)\nexcept OSError:\n    pass\nelse:\n    raise SystemExit(1)"
            ),
            Ended::Passed
        );
    }
}
