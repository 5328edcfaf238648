//! Why an action comes to nothing. Every reason is for the user, and says what to do next.

use ponder_model::ModelError;
use thiserror::Error;

/// Why an action comes to nothing.
#[derive(Debug, Error)]
pub enum AssistError {
    /// No model gave an answer.
    #[error(transparent)]
    Model(#[from] ModelError),
    /// There is nothing at the place that the action could be done to.
    #[error("{0}")]
    NothingHere(String),
    /// Only models that are too small for the action would answer.
    #[error(
        "{action:?} is beyond {model} ({size:.1} billion parameters, {least:.1} or more are wanted): pull a larger model, set \
         up an endpoint, or lower assist.least_parameters"
    )]
    TooSmall {
        /// What was asked for, as menus show it.
        action: String,
        /// The model.
        model: String,
        /// Its size in billions of parameters.
        size: f64,
        /// The size from which on the action is tried, likewise.
        least: f64,
    },
    /// The model's answer was not made an edit.
    #[error("{reason}; nothing was changed")]
    Refused {
        /// Why.
        reason: Refusal,
        /// What the model wrote, to be shown.
        answer: String,
    },
}

/// Why a model's answer is not made an edit.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Refusal {
    /// It is empty.
    #[error("the model wrote nothing; try again, or use a larger model")]
    Nothing,
    /// There is no block of code in it.
    #[error("the model answered without code; try again, or say more exactly what is to be done")]
    NoCode,
    /// Its block of code does not end.
    #[error("the model's answer breaks off; select less, or raise the limit of tokens")]
    BreaksOff,
    /// There is more than one block of code.
    #[error("the model wrote {0} blocks of code where one was asked for; try again")]
    SeveralBlocks(usize),
    /// It is in another language.
    #[error("the model answered in {0}; try again")]
    OtherLanguage(String),
    /// It can be read in several ways.
    #[error("the model's answer can't be read as one change for certain; try again, or select less")]
    Unclear,
    /// What it wants replaced does not stand there.
    #[error("the model changes text that is not there; try again, or select less")]
    NotThere,
    /// What it wants replaced stands there several times.
    #[error("the model changes text that stands there {0} times; select less")]
    Ambiguous(usize),
    /// Two of its changes are in the same place.
    #[error("the model changes the same text twice; try again")]
    Overlap,
    /// The document parsed before, and would not afterwards.
    #[error("with the model's answer the file would not parse any more; the answer is shown instead")]
    Breaks,
    /// It is the text as it was.
    #[error("the model would change nothing")]
    Unchanged,
    /// It would change more than comments.
    #[error("the model's answer would change more than comments; try again")]
    MoreThanComments,
    /// Secrets were masked in what it was given, and where they stand in the answer can't be told.
    #[error(
        "secrets were masked in what the model was sent, and can't be put back; select less, or ask a local model"
    )]
    Masked,
    /// It left out much of what it was given.
    #[error("the model left out a part of the text; select less, or use a larger model")]
    LeftOut,
    /// It is far longer than what it is to take the place of.
    #[error("the model wrote far more than was asked for; try again, or select less")]
    TooLong,
}
