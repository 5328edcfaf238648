//! `ponder/status`.

use tower_lsp::jsonrpc::Result;

use crate::errors;
use crate::protocol::status::{EngineState, Status};
use crate::session::Session;

pub(crate) fn status(session: &Session) -> Result<Status> {
    let installed = session.models.store().list().map_err(errors::failed)?;
    Ok(Status {
        engine: EngineState::from(&*session.models.engine().status().borrow()),
        model: session.settings().model.clone(),
        installed: installed
            .into_iter()
            .map(|model| model.id.as_str().to_owned())
            .collect(),
    })
}
