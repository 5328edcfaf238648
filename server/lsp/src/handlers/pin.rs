//! `ponder/pin`.

use ponder_config::PinScope;
use ponder_route::Choice;
use ponder_text::Language;
use tower_lsp::jsonrpc::{Error, Result};

use crate::protocol::pin::PinParams;
use crate::session::Session;

pub(crate) fn pin(session: &Session, params: &PinParams) -> Result<()> {
    let scope = scope(params)?;
    let choice = params.choice.as_deref().map(Choice::of_name);
    if let Some(Choice::Binding(name)) = &choice
        && session.models().rules().binding(name).is_none()
    {
        return Err(Error::invalid_params(format!(
            "there is no binding {name:?}; name one of the configuration, a role, or local"
        )));
    }
    session.configuration.pin(scope, choice);
    Ok(())
}

fn scope(params: &PinParams) -> Result<Option<PinScope>> {
    match (&params.folder, &params.language) {
        (None, None) => Ok(None),
        (Some(folder), None) => match folder.to_file_path() {
            Ok(path) => Ok(Some(PinScope::Folder(path))),
            Err(()) => Err(Error::invalid_params(format!(
                "{folder} is no folder on this machine"
            ))),
        },
        (None, Some(name)) => match Language::from_id(name) {
            Some(language) => Ok(Some(PinScope::Language(language.name().to_owned()))),
            None => Err(Error::invalid_params(format!("there is no language {name:?}"))),
        },
        (Some(_), Some(_)) => Err(Error::invalid_params(
            "a pin is for a folder or a language, not for both",
        )),
    }
}
