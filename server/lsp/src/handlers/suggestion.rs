//! `ponder/suggestion`: what became of a suggestion, from clients that can tell.

use ponder_figures::Accepted;

use crate::protocol::suggestion::{SuggestionEvent, SuggestionParams};
use crate::session::Session;

pub(crate) fn suggestion(session: &Session, params: &SuggestionParams) {
    let (figures, id) = (session.completer.figures(), params.id);
    match params.event {
        SuggestionEvent::Accepted => figures.accepted(id, Accepted::Whole),
        SuggestionEvent::PartlyAccepted { bytes } => session.completer.told(id, Accepted::Part { bytes }),
        SuggestionEvent::Rejected => figures.rejected(id),
    }
}
