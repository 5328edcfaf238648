//! What `ponder doctor` finds at endpoints: it asks each for its models, which costs nothing.

use std::sync::Arc;

use futures::future::join_all;
use ponder_ask::{Discovery, Models};
use ponder_config::Settings;
use ponder_model::remote::Endpoint;

use super::{Check, State};
use crate::asking;

/// A check for each endpoint, those that are found on this machine included.
pub(super) fn endpoints(settings: Settings) -> Vec<Check> {
    let looking = asking::runtime().and_then(|runtime| runtime.block_on(look(settings)));
    looking.unwrap_or_else(|error| vec![Check::new("endpoints", State::Bad, format!("{error:#}"))])
}

async fn look(settings: Settings) -> anyhow::Result<Vec<Check>> {
    let discovered = Discovery::default().look(&settings).await;
    let models = Models::new(asking::local_models()?, settings.with_discovered(&discovered));
    let endpoints: Vec<Arc<Endpoint>> = models.endpoints().cloned().collect();
    if endpoints.is_empty() {
        let check = Check::new(
            "endpoints",
            State::Note,
            "none; everything is answered on this machine",
        );
        return Ok(vec![check.advise(
            "put a key into DEEPSEEK_API_KEY, OPENAI_API_KEY, OPENROUTER_API_KEY or SILICONFLOW_API_KEY, or start a \
             model server, to have larger models answer",
        )]);
    }
    Ok(join_all(endpoints.iter().map(|endpoint| check(endpoint))).await)
}

async fn check(endpoint: &Endpoint) -> Check {
    let name = format!("endpoint {}", endpoint.name());
    match endpoint.models().await {
        Ok(models) => {
            let named: Vec<_> = models.iter().take(3).map(String::as_str).collect();
            let more = match models.len().saturating_sub(named.len()) {
                0 => String::new(),
                more => format!(" and {more} more"),
            };
            Check::new(
                name,
                State::Good,
                format!("answers with {}{more}", named.join(", ")),
            )
        }
        Err(error) => Check::new(name, State::Bad, error.to_string())
            .advise("until it answers, the next binding of each role does, and at last the local model"),
    }
}
