//! Keys from the output of a command, such as that of a password store.

use std::io::{BufRead as _, BufReader, Read as _};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use crate::KeyError;

/// How long a command may take.
pub(super) const LIMIT: Duration = Duration::from_secs(10);

/// How often an ended command is looked for.
const TICK: Duration = Duration::from_millis(5);

/// More than this is not read: no key is as long.
const MOST_OUTPUT: u64 = 64 * 1024;

/// What is wrong with a command as it was written.
pub(super) fn fault(words: &[String]) -> Option<&'static str> {
    let program = words.first().map_or("", String::as_str);
    if program.trim().is_empty() {
        Some("must begin with a program, as in { command = [\"pass\", \"show\", \"x\"] }")
    } else if program.contains('/') && !Path::new(program).is_absolute() {
        // It would be looked for in the folder an editor was started in, which may be somebody else's repository.
        Some("must name its program alone, or by a whole path")
    } else {
        None
    }
}

/// The first line that the command writes, once it has ended well within `limit`. Nobody else reads its output or its
/// errors; it has no input.
pub(super) fn first_line(words: &[String], limit: Duration) -> Result<String, KeyError> {
    let (program, arguments) = words
        .split_first()
        .ok_or_else(|| failed("", "no program is named"))?;
    if fault(words).is_some() {
        return Err(failed(
            program,
            "it must be a program's name alone, or a whole path",
        ));
    }
    let deadline = Instant::now() + limit;
    let mut child = Command::new(program)
        .args(arguments)
        // Not the folder the editor was started in: see `fault`.
        .current_dir("/")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|error| failed(program, &format!("it can't be started: {}", error.kind())))?;
    let line = line_of(&mut child, deadline);
    let status = ended(&mut child, deadline);
    match (line, status) {
        (_, None) => Err(failed(
            program,
            &format!(
                "it took longer than {} seconds; run it in a terminal to see what it waits for",
                limit.as_secs()
            ),
        )),
        (_, Some(status)) if !status.success() => Err(failed(
            program,
            &format!("it failed ({status}); run it in a terminal to see why"),
        )),
        (Some(line), _) if !line.trim().is_empty() => Ok(line),
        _ => Err(failed(
            program,
            "it wrote nothing; run it in a terminal to see why",
        )),
    }
}

/// The first line of `child`'s output, if it comes in time. The rest is read too, so that the child can end.
fn line_of(child: &mut Child, deadline: Instant) -> Option<String> {
    let output = child.stdout.take()?;
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        let mut reader = BufReader::new(output);
        let mut line = Vec::new();
        let read = reader.by_ref().take(MOST_OUTPUT).read_until(b'\n', &mut line);
        // Nobody waits any more: then it is not needed.
        let _ = sender.send(read.ok().and_then(|_| String::from_utf8(line).ok()));
        let _ = std::io::copy(&mut reader, &mut std::io::sink());
    });
    receiver
        .recv_timeout(deadline.saturating_duration_since(Instant::now()))
        .ok()
        .flatten()
}

/// How `child` ended; `None`, and it is killed, where it has not by `deadline`.
fn ended(child: &mut Child, deadline: Instant) -> Option<ExitStatus> {
    loop {
        match child.try_wait() {
            Ok(Some(status)) => return Some(status),
            Ok(None) if Instant::now() < deadline => thread::sleep(TICK),
            _ => {
                // It may have ended just now: all the same.
                let _ = child.kill();
                let _ = child.wait();
                return None;
            }
        }
    }
}

fn failed(program: &str, reason: &str) -> KeyError {
    KeyError::Command {
        program: program.to_owned(),
        reason: reason.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(words: &[&str]) -> Result<String, String> {
        run_within(words, LIMIT)
    }

    fn run_within(words: &[&str], limit: Duration) -> Result<String, String> {
        let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
        first_line(&words, limit).map_err(|error| error.to_string())
    }

    #[test]
    fn the_first_line_is_the_key() {
        assert_eq!(
            run(&["printf", "sk-secret\nuser: me\n"]),
            Ok("sk-secret\n".to_owned())
        );
        assert_eq!(run(&["printf", "sk-secret"]), Ok("sk-secret".to_owned()));
    }

    #[test]
    fn no_shell_reads_the_words() {
        assert_eq!(run(&["printf", "%s", "$HOME;id"]), Ok("$HOME;id".to_owned()));
    }

    #[test]
    fn a_command_that_fails_gives_no_key_and_what_it_wrote_is_not_repeated() {
        let error = run(&["sh", "-c", "echo sk-secret; echo sk-other >&2; exit 3"]).expect_err("failed");
        assert!(
            error.contains("exit status: 3") && !error.contains("sk-"),
            "{error}"
        );
    }

    #[test]
    fn a_command_that_is_not_there_is_named() {
        let error = run(&["no-such-program-anywhere"]).expect_err("failed");
        assert!(error.contains("no-such-program-anywhere"), "{error}");
    }

    #[test]
    fn a_command_that_does_not_end_is_given_up() {
        let error = run_within(&["sleep", "600"], Duration::from_millis(50)).expect_err("failed");
        assert!(error.contains("took longer"), "{error}");
    }

    #[test]
    fn a_command_that_writes_without_end_is_given_up() {
        let error = run_within(&["yes", "sk-secret"], Duration::from_millis(50)).expect_err("failed");
        assert!(error.contains("took longer") && !error.contains("sk-"), "{error}");
    }

    #[test]
    fn a_program_is_never_looked_for_in_the_folder_of_the_workspace() {
        let words = |program: &str| vec![program.to_owned()];
        assert!(fault(&words("./steal")).is_some());
        assert!(fault(&words("tools/steal")).is_some());
        assert_eq!(fault(&words("/usr/bin/pass")), None);
        assert_eq!(run(&["pwd"]), Ok("/\n".to_owned()));
    }
}
