//! `ponder/endpoints`: every endpoint with its state and its models.

use ponder_model::remote::EndpointReport;
use serde::Serialize;

#[derive(Debug, Serialize)]
pub(crate) struct Endpoints {
    pub(crate) endpoints: Vec<EndpointWithModels>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct EndpointWithModels {
    #[serde(flatten)]
    pub(crate) report: EndpointReport,
    /// The ids of the models it offers; null where it does not say.
    pub(crate) models: Option<Vec<String>>,
    /// Why it does not say.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) models_error: Option<String>,
}
