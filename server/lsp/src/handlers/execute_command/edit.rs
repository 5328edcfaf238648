//! `ponder.edit`: does an action and has the client apply what comes of it.

use std::sync::Arc;

use ponder_assist::Action;
use tower_lsp::gen_lsp_types::{LspAny, ProgressToken};
use tower_lsp::jsonrpc::{Error, Result};

use super::{EDIT, USER_TIME, apply, asked, extent};
use crate::errors;
use crate::progress::Progress;
use crate::proposed::{Proposed, proposed};
use crate::protocol::code_action::ActionData;
use crate::protocol::instruction::{Instruction, InstructionParams};
use crate::session::Session;
use crate::shown::{Shown, show};
use crate::situation::situation;

pub(super) async fn edit(
    session: &Arc<Session>,
    mut data: ActionData,
    token: Option<ProgressToken>,
) -> Result<LspAny> {
    // Before the first `.await`: what changes while the user says what is to be done counts, too.
    let (situation, since) = situation(session, asked(&data))?;
    if data.action == (Action::Refactor { instruction: None }) {
        let Some(instruction) = instruction(session, &data).await? else {
            return Ok(LspAny::Null);
        };
        data.action = Action::Refactor {
            instruction: Some(instruction),
        };
    }
    let title = data.action.to_string();
    let progress = Progress::begin(session, &title, extent(&data.action), token);
    let work = proposed(session, &data, situation, &since, progress.reporter());
    let Proposed { edit, telling, data } = progress.of(work).await?;
    if edit.is_none() && telling.is_none() {
        return Err(errors::failed("the model would change nothing"));
    }
    if let Some(text) = telling {
        show(session, Shown::Explanation, &text).await;
    }
    if let Some(edit) = edit {
        apply(session, &title, edit).await?;
    }
    Ok(data)
}

/// What the user wants done; `None` if nothing.
async fn instruction(session: &Session, data: &ActionData) -> Result<Option<String>> {
    if !session.features().instruction {
        return Err(Error::invalid_params(format!(
            "{EDIT}: the action is to say what is to be done, in `instruction`"
        )));
    }
    let params = InstructionParams {
        uri: data.uri.clone(),
        range: data.range,
        title: data.action.to_string(),
    };
    let asking = session.client.send_request::<Instruction>(params);
    let said = match tokio::time::timeout(USER_TIME, asking).await {
        Ok(said) => said?,
        Err(_) => None,
    };
    let said = said.map(|said| said.trim().to_owned());
    Ok(said.filter(|said| !said.is_empty()))
}
