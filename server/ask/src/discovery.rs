//! Model servers on this machine: Ollama, LM Studio and llama-server, at the ports that they use.

use std::sync::Arc;
use std::time::Duration;

use futures::future::join_all;
use ponder_config::preset::LOOPBACK;
use ponder_config::{Discovered, Settings};
use ponder_model::remote::{Endpoint, EndpointSettings, Timeouts};
use url::Url;

/// How long a server on this machine may take to say which models it has.
const TIME: Duration = Duration::from_millis(500);

/// The places where model servers listen on this machine.
#[derive(Debug)]
pub struct Discovery {
    places: Vec<Arc<Endpoint>>,
}

impl Default for Discovery {
    fn default() -> Self {
        let places = LOOPBACK.iter().filter_map(|preset| {
            Some(Endpoint::new(EndpointSettings {
                name: preset.name.to_owned(),
                dialect: preset.dialect,
                url: Url::parse(preset.url).ok()?,
                key: None,
                concurrency: 1,
                timeouts: Timeouts {
                    connect: TIME,
                    ..Timeouts::default()
                },
            }))
        });
        Self {
            places: places.collect(),
        }
    }
}

impl Discovery {
    /// Looks for servers, unless the user does not want that. What does not answer like one of them is left alone.
    pub async fn look(&self, settings: &Settings) -> Vec<Discovered> {
        if !settings.routing.discover {
            return Vec::new();
        }
        let found = join_all(self.places.iter().map(|place| look_at(place))).await;
        found.into_iter().flatten().collect()
    }
}

async fn look_at(place: &Endpoint) -> Option<Discovered> {
    let models = tokio::time::timeout(TIME, place.models()).await.ok()?.ok()?;
    let EndpointSettings {
        name, dialect, url, ..
    } = place.settings().clone();
    Some(Discovered {
        name,
        dialect,
        url,
        models,
    })
}
