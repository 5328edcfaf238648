//! `ponder/pin`: the user's word on who answers in this session.

use serde::Deserialize;

#[derive(Debug, Deserialize)]
pub(crate) struct PinParams {
    /// A role, `local`, or a binding; nothing to follow the configuration again.
    #[serde(rename = "use", default)]
    pub(crate) choice: Option<String>,
}
