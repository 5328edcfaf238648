//! What is said where models give no answer.

use ponder_model::{EndpointFailure, ModelError};

/// A binding that gave no answer, by name, and why.
pub(crate) type Failure = (String, ModelError);

/// Why a binding was passed over.
pub(crate) fn not_asked() -> ModelError {
    ModelError::Endpoint {
        failure: EndpointFailure::Unreachable,
        reason: "it was not asked, since the network seems to be gone".to_owned(),
    }
}

/// What became of those who were asked before.
pub(crate) fn story(failures: &[Failure]) -> Option<String> {
    let failed: Vec<String> = failures
        .iter()
        .map(|(name, error)| format!("{name} gave no answer ({error})"))
        .collect();
    (!failed.is_empty()).then(|| failed.join(", and "))
}

/// The failure of all. What an endpoint says is of more use than that there is no local model either.
pub(crate) fn total(failures: Vec<Failure>) -> ModelError {
    let mut failures = failures.into_iter().map(|(_, error)| error);
    let Some(first) = failures.next() else {
        return ModelError::Unavailable {
            reason: "there is no model to ask; `ponder doctor` says why".to_owned(),
        };
    };
    let Some(last) = failures.next_back() else {
        return first;
    };
    match first {
        ModelError::Endpoint { failure, reason } => ModelError::Endpoint {
            failure,
            reason: format!("{reason}; and the local model gave no answer either: {last}"),
        },
        first => first,
    }
}

/// Whether nobody was reached: who rests was not even asked.
pub(crate) fn are_unreachable(failures: &[Failure]) -> bool {
    failures.iter().all(|(_, error)| {
        matches!(
            error,
            ModelError::Endpoint {
                failure: EndpointFailure::Unreachable | EndpointFailure::Resting,
                ..
            }
        )
    })
}
