//! The endpoints of the settings, connected: each is made once and kept as long as its settings stay the same.

use std::collections::HashMap;
use std::sync::Arc;

use ponder_config::Settings;
use ponder_model::remote::{Endpoint, EndpointSettings, EndpointState, ReadKey, Timeouts};

/// An endpoint with the settings it was made from.
#[derive(Debug, Clone)]
pub(crate) struct Connected {
    settings: ponder_config::EndpointSettings,
    pub(crate) endpoint: Arc<Endpoint>,
}

impl Connected {
    /// Whether its last request was answered.
    pub(crate) fn is_answering(&self) -> bool {
        *self.endpoint.state().borrow() == EndpointState::Answering
    }

    /// Whether it needs no network.
    pub(crate) fn is_on_this_machine(&self) -> bool {
        self.endpoint.is_on_this_machine()
    }
}

/// The endpoints of `settings`; those that were there before and are the same are kept.
pub(crate) fn connect(
    settings: &Settings,
    before: &HashMap<String, Connected>,
) -> HashMap<String, Connected> {
    settings
        .endpoints
        .iter()
        .map(|settings| {
            let connected = match before.get(&settings.name) {
                Some(connected) if connected.settings == *settings => connected.clone(),
                _ => Connected {
                    endpoint: Endpoint::new(of_remote(settings)),
                    settings: settings.clone(),
                },
            };
            (settings.name.clone(), connected)
        })
        .collect()
}

fn of_remote(settings: &ponder_config::EndpointSettings) -> EndpointSettings {
    let key = settings
        .key
        .clone()
        .map(|source| -> ReadKey { Arc::new(move || source.read().map_err(|error| error.to_string())) });
    EndpointSettings {
        name: settings.name.clone(),
        dialect: settings.dialect,
        url: settings.url.clone(),
        key,
        concurrency: settings.concurrency as usize,
        timeouts: Timeouts {
            connect: settings.connect_timeout,
            first_token: settings.first_token_timeout,
            idle: settings.idle_timeout,
        },
    }
}
