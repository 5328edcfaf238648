//! `ponder/status`.

use tower_lsp::jsonrpc::Result;

use crate::errors;
use crate::protocol::status::{EngineState, Status};
use crate::session::Session;

pub(crate) fn status(session: &Session) -> Result<Status> {
    let models = session.models();
    let installed = models.local().store().list().map_err(errors::failed)?;
    Ok(Status {
        engine: EngineState::from(&*models.local().engine().status().borrow()),
        model: models.settings().local.model.clone(),
        pin: models.pins().all.as_ref().map(ToString::to_string),
        installed: installed
            .into_iter()
            .map(|model| model.id.as_str().to_owned())
            .collect(),
    })
}
