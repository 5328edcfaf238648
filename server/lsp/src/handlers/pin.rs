//! `ponder/pin`.

use ponder_route::Choice;
use tower_lsp::jsonrpc::{Error, Result};

use crate::protocol::pin::PinParams;
use crate::session::Session;

pub(crate) fn pin(session: &Session, params: PinParams) -> Result<()> {
    let choice = params.choice.as_deref().map(Choice::of_name);
    if let Some(Choice::Binding(name)) = &choice
        && session.models().rules().binding(name).is_none()
    {
        return Err(Error::invalid_params(format!(
            "there is no binding {name:?}; name one of the configuration, a role, or local"
        )));
    }
    session.configuration.pin(choice);
    Ok(())
}
