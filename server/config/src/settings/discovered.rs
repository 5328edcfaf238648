//! Servers that were found on this machine.

use std::sync::Arc;
use std::time::Duration;

use ponder_model::{Binding, Dialect, Mode, Parameters, remote};
use url::Url;

use crate::settings::{EndpointSettings, Settings};
use crate::{EndpointOptions, settings::endpoint::is_same_place};

/// A server that answered on this machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Discovered {
    /// The name for its endpoint, and for its binding: that of [`LOOPBACK`](crate::preset::LOOPBACK).
    pub name: String,
    /// The rules it follows.
    pub dialect: Dialect,
    /// Its base URL.
    pub url: Url,
    /// The models that it lists. The first one is used.
    pub models: Vec<String>,
}

impl Settings {
    /// These settings with the servers of `found`, in their order, after what there is.
    ///
    /// Each gives an endpoint and a binding of its name. It is left out where it lists no model, where the user turned
    /// off or defined an endpoint of its name or URL, or has a binding of its name. Lists that the user, or the editor,
    /// has given stay as they are.
    #[must_use]
    pub fn with_discovered(&self, found: &[Discovered]) -> Self {
        let mut settings = self.clone();
        for server in found {
            settings.add(server);
        }
        settings
    }

    fn add(&mut self, server: &Discovered) {
        let Some(model) = server.models.first() else {
            return;
        };
        let is_there = self
            .endpoints
            .iter()
            .any(|endpoint| endpoint.name == server.name || is_same_place(&endpoint.url, &server.url));
        let is_taken = self.binding(&server.name).is_some() || self.said.off.contains(&server.name);
        if is_there || is_taken {
            return;
        }
        let defaults = EndpointOptions::default();
        self.endpoints.push(EndpointSettings {
            name: server.name.clone(),
            dialect: server.dialect,
            url: server.url.clone(),
            key: None,
            concurrency: defaults.concurrency,
            connect_timeout: Duration::from_secs_f64(defaults.connect_timeout_seconds),
            first_token_timeout: None,
            idle_timeout: None,
        });
        let binding = Arc::new(Binding {
            name: server.name.clone(),
            endpoint: server.name.clone(),
            dialect: server.dialect,
            model: model.clone(),
            mode: remote::mode_hint(model),
            effort: None,
            parameters: Parameters::default(),
            instructions: None,
            fills: None,
            fill_template: None,
            window: None,
            prices: None,
        });
        if binding.mode == Mode::Thinking && !self.said.reasoning {
            self.roles.reasoning.push(Arc::clone(&binding));
        }
        if !self.said.general {
            self.roles.general.push(Arc::clone(&binding));
        }
        // `local` stays the last.
        let at = self.bindings.len().saturating_sub(1);
        self.bindings.insert(at, binding);
    }
}
