//! Model servers on this machine: Ollama, LM Studio and llama-server, at the ports that they use.

use std::time::Duration;

use futures::future::join_all;
use ponder_config::preset::LOOPBACK;
use ponder_config::{Discovered, Settings};
use ponder_model::remote::{Endpoint, EndpointSettings, Timeouts};
use url::Url;

/// How long a server on this machine may take to say which models it has.
const TIME: Duration = Duration::from_millis(500);

/// Looks for servers, unless the user does not want that. What does not answer like one of them is left alone.
pub async fn discover(settings: &Settings) -> Vec<Discovered> {
    if !settings.routing.discover {
        return Vec::new();
    }
    let found = join_all(LOOPBACK.iter().map(|preset| async {
        let url = Url::parse(preset.url).ok()?;
        let endpoint = Endpoint::new(EndpointSettings {
            name: preset.name.to_owned(),
            dialect: preset.dialect,
            url: url.clone(),
            key: None,
            concurrency: 1,
            timeouts: Timeouts {
                connect: TIME,
                ..Timeouts::default()
            },
        });
        let models = tokio::time::timeout(TIME, endpoint.models()).await.ok()?.ok()?;
        Some(Discovered {
            name: preset.name.to_owned(),
            dialect: preset.dialect,
            url,
            models,
        })
    }))
    .await;
    found.into_iter().flatten().collect()
}
