//! `ponder/endpoints`.

use std::sync::Arc;

use futures::future::join_all;
use ponder_model::remote::Endpoint;
use tower_lsp::jsonrpc::Result;

use crate::protocol::endpoints::{EndpointWithModels, Endpoints};
use crate::session::Session;

pub(crate) async fn endpoints(session: &Session) -> Result<Endpoints> {
    let endpoints: Vec<Arc<Endpoint>> = session.models().endpoints().cloned().collect();
    Ok(Endpoints {
        endpoints: join_all(endpoints.iter().map(|endpoint| with_models(endpoint))).await,
    })
}

async fn with_models(endpoint: &Endpoint) -> EndpointWithModels {
    let (models, models_error) = match endpoint.models().await {
        Ok(models) => (Some(models), None),
        Err(error) => (None, Some(error.to_string())),
    };
    EndpointWithModels {
        report: endpoint.report(),
        models,
        models_error,
    }
}
