//! From the outcome of a subcommand to the exit code, with the failure on standard error.

use std::io::{ErrorKind, Write as _};
use std::process::ExitCode;

use clap::CommandFactory as _;
use clap::error::ErrorKind as WrongCommandLine;
use ponder_assist::AssistError;
use ponder_model::ModelError;

use crate::command_line::CommandLine;
use crate::terminal_text;

/// No model is installed, or none that is large enough; 0, 1 and 2 are what they are for every program.
pub(crate) const NO_MODEL: u8 = 3;

/// The command line was wrong, as clap says it of what it finds itself.
const WRONG_COMMAND_LINE: u8 = 2;

/// A change was asked for, and no edit came of it.
const NO_EDIT: u8 = 4;

/// The failure of a command line that its grammar alone does not tell to be wrong.
pub(crate) fn wrong_command_line(message: &str) -> anyhow::Error {
    CommandLine::command()
        .error(WrongCommandLine::ArgumentConflict, message)
        .into()
}

/// The exit code for `outcome`; says on standard error why it failed.
pub(crate) fn code_of(outcome: anyhow::Result<ExitCode>) -> ExitCode {
    match outcome {
        Ok(code) => code,
        // Who reads the output has seen enough, as `head` does.
        Err(error) if is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            if let Some(wrong) = error.downcast_ref::<clap::Error>() {
                // Nobody is left to be told if standard error is closed.
                let _ = wrong.print();
            } else {
                tell(&error);
            }
            ExitCode::from(failure_code(&error))
        }
    }
}

/// Says on standard error what failed, and shows what a model wrote that was not taken for an edit.
pub(crate) fn tell(error: &anyhow::Error) {
    // Nobody is left to be told if standard error is closed.
    let say = |text: &str| drop(writeln!(std::io::stderr(), "{}", terminal_text::harmless(text)));
    say(&format!("error: {}", in_words(error)));
    if let Some(AssistError::Refused { answer, .. }) = error.downcast_ref()
        && !answer.trim().is_empty()
    {
        say(&format!("\n{}", answer.trim_end()));
    }
}

/// A change was asked for and no edit came of it: there is nothing to change, or the model's answer is not fit to be one.
pub(crate) fn is_no_edit(error: &anyhow::Error) -> bool {
    matches!(
        error.downcast_ref(),
        Some(AssistError::NothingHere(_) | AssistError::Refused { .. })
    )
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
    if error.is::<clap::Error>() {
        return WRONG_COMMAND_LINE;
    }
    let of_model = match error.downcast_ref() {
        Some(AssistError::Model(error)) => Some(error),
        Some(AssistError::TooSmall { .. }) => return NO_MODEL,
        Some(AssistError::NothingHere(_) | AssistError::Refused { .. }) => return NO_EDIT,
        None => error.downcast_ref(),
    };
    match of_model {
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
    use ponder_assist::Refusal;

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
        let missing = ModelError::Missing {
            reason: "none".to_owned(),
        };
        assert_eq!(failure_code(&AssistError::Model(missing).into()), 3);
        let too_small = AssistError::TooSmall {
            action: "Fix".to_owned(),
            model: "tiny".to_owned(),
            size: 0.1,
            least: 1.0,
        };
        assert_eq!(failure_code(&too_small.into()), 3);
    }

    #[test]
    fn no_edit_has_a_code_of_its_own() {
        let nothing = anyhow::Error::from(AssistError::NothingHere("there is no function here".to_owned()));
        assert!(is_no_edit(&nothing));
        assert_eq!(failure_code(&nothing), 4);
        let refused = AssistError::Refused {
            reason: Refusal::NoCode,
            answer: "I can't.".to_owned(),
        };
        assert_eq!(failure_code(&refused.into()), 4);
        assert!(!is_no_edit(&anyhow::anyhow!("broken")));
    }

    #[test]
    fn a_wrong_command_line_is_one_wherever_it_is_found() {
        let wrong = wrong_command_line("--apply does not go with -");
        assert_eq!(failure_code(&wrong), 2);
        assert!(wrong.to_string().contains("--apply does not go with -"));
    }
}
