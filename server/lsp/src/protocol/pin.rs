//! `ponder/pin`: the user's word on who answers in this session.

use serde::Deserialize;
use tower_lsp::gen_lsp_types::Uri;

#[derive(Debug, Deserialize)]
pub(crate) struct PinParams {
    /// A role, `local`, or a binding; nothing to follow the configuration again.
    #[serde(rename = "use", default)]
    pub(crate) choice: Option<String>,
    /// Only for what is in this folder.
    #[serde(default)]
    pub(crate) folder: Option<Uri>,
    /// Only for documents of this language.
    #[serde(default)]
    pub(crate) language: Option<String>,
}
