//! From the outcome of a subcommand to the exit code, with the failure on standard error.

use std::io::{ErrorKind, Write as _};
use std::process::ExitCode;

use ponder_model::ModelError;

use crate::terminal_text;

/// No model is installed; 0, 1 and 2 are what they are for every program.
pub(crate) const NO_MODEL: u8 = 3;

/// The exit code for `outcome`; says on standard error why it failed.
pub(crate) fn code_of(outcome: anyhow::Result<ExitCode>) -> ExitCode {
    match outcome {
        Ok(code) => code,
        // Who reads the output has seen enough, as `head` does.
        Err(error) if is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            tell(&error);
            ExitCode::from(failure_code(&error))
        }
    }
}

/// Says on standard error what failed.
pub(crate) fn tell(error: &anyhow::Error) {
    // Nobody is left to be told if standard error is closed.
    let _ = writeln!(
        std::io::stderr(),
        "error: {}",
        terminal_text::harmless(&in_words(error))
    );
}

/// The error with its causes, each once: many messages include their cause.
fn in_words(error: &anyhow::Error) -> String {
    let mut words = error.to_string();
    for cause in error.chain().skip(1) {
        let cause = cause.to_string();
        if !words.contains(&cause) {
            words = format!("{words}: {cause}");
        }
    }
    words
}

fn failure_code(error: &anyhow::Error) -> u8 {
    match error.downcast_ref() {
        Some(ModelError::Missing { .. }) => NO_MODEL,
        _ => 1,
    }
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error
        .downcast_ref::<std::io::Error>()
        .is_some_and(|error| error.kind() == ErrorKind::BrokenPipe)
}

#[cfg(test)]
mod tests {
    use anyhow::Context as _;

    use super::*;

    #[test]
    fn a_cause_is_told_once() {
        let cause = || anyhow::anyhow!("no such file");
        assert_eq!(
            in_words(&cause().context("can't read a.rs: no such file")),
            "can't read a.rs: no such file"
        );
        assert_eq!(
            in_words(&cause().context("can't read a.rs")),
            "can't read a.rs: no such file"
        );
    }

    #[test]
    fn a_missing_model_has_a_code_of_its_own() {
        let missing = ModelError::Missing {
            reason: "none".to_owned(),
        };
        assert_eq!(failure_code(&missing.into()), 3);
        let broken = ModelError::Unavailable {
            reason: "broken".to_owned(),
        };
        assert_eq!(failure_code(&broken.into()), 1);
        let missing = Err::<(), _>(ModelError::Missing {
            reason: "none".to_owned(),
        });
        assert_eq!(failure_code(&missing.context("can't ask").unwrap_err()), 3);
    }
}
