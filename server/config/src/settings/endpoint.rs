//! Settings of endpoints: which there are, and where each is reached.

use std::collections::BTreeSet;
use std::time::Duration;

use ponder_model::{Binding, Dialect, is_loopback};
use url::Url;

use crate::origin::Origin;
use crate::preset::{self, HOSTED, LOOPBACK, Preset};
use crate::settings::{known, range};
use crate::{ConfigError, EndpointOptions, KeySource, Options};

/// Where models are reached over HTTP.
#[derive(Debug, Clone, PartialEq)]
pub struct EndpointSettings {
    /// What the user calls it.
    pub name: String,
    /// The rules it follows.
    pub dialect: Dialect,
    /// The base URL, without credentials, query or fragment: `https`, or `http` to this machine or where the user
    /// allowed it by name.
    pub url: Url,
    /// Where its key is; `None` where it wants none. Whether there is a key shows when it is read.
    pub key: Option<KeySource>,
    /// Requests that may run at the same time.
    pub concurrency: u32,
    /// How long until a connection must stand.
    pub connect_timeout: Duration,
    /// How long until the first token must come; `None`: what the mode needs.
    pub first_token_timeout: Option<Duration>,
    /// How long nothing may come between tokens; `None`: what the dialect needs.
    pub idle_timeout: Option<Duration>,
}

/// The endpoints that the user has.
pub(super) struct Endpoints {
    /// Those that are used, presets first.
    pub(super) used: Vec<EndpointSettings>,
    /// The names of those that are turned off.
    pub(super) off: BTreeSet<String>,
}

impl Endpoints {
    pub(super) fn get(&self, name: &str) -> Option<&EndpointSettings> {
        self.used.iter().find(|endpoint| endpoint.name == name)
    }

    /// Every name that a binding may give.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.used
            .iter()
            .map(|endpoint| endpoint.name.as_str())
            .chain(self.off.iter().map(String::as_str))
    }
}

/// The user's endpoints, and the presets that have a key in the environment or are named somewhere.
pub(super) fn resolve(options: &Options, is_set: impl Fn(&str) -> bool) -> Result<Endpoints, ConfigError> {
    let origin = &options.origin;
    let mut used = Vec::new();
    let mut off = BTreeSet::new();
    let named = named_presets(options);
    let mut add = |name: &str, given: &EndpointOptions| -> Result<(), ConfigError> {
        // What is turned off is checked too: its errors should not wait for the day it is turned on.
        let endpoint = endpoint(name, given, origin)?;
        if given.enable {
            used.push(endpoint);
        } else {
            off.insert(name.to_owned());
        }
        Ok(())
    };
    for preset in &HOSTED {
        let has_key = preset.key_variable.is_some_and(&is_set);
        match options.endpoints.get(preset.name) {
            Some(given) => add(preset.name, given)?,
            None if has_key || named.contains(preset.name) => add(preset.name, &EndpointOptions::default())?,
            None => {}
        }
    }
    for (name, given) in &options.endpoints {
        let option = format!("endpoints.{name}");
        if name == Binding::LOCAL {
            return Err(origin.error(
                &option,
                "can't be an endpoint: `local` is the embedded engine; its options stand in `[local]`",
            ));
        }
        known::check_name(origin, &option, name)?;
        if !HOSTED.iter().any(|preset| preset.name == name) {
            add(name, given)?;
        }
    }
    for preset in &LOOPBACK {
        if named.contains(preset.name) && !options.endpoints.contains_key(preset.name) {
            add(preset.name, &EndpointOptions::default())?;
        }
    }
    Ok(Endpoints { used, off })
}

/// The presets whose endpoint or bindings the user names without having written the endpoint down: they are
/// meant, even if their key is not there yet.
fn named_presets(options: &Options) -> BTreeSet<&'static str> {
    let roles = &options.roles;
    let in_roles = [&roles.reasoning, &roles.general, &roles.completion]
        .into_iter()
        .flatten()
        .flatten();
    let names = in_roles
        .chain(options.routing.intents.values())
        .chain(options.pins.iter().filter_map(|pin| pin.choice.as_ref()))
        .map(String::as_str)
        // A binding of this name that is the user's own is not the preset's.
        .filter(|name| !options.bindings.contains_key(*name))
        .filter_map(|name| preset::find_binding(name).map(|(preset, _)| preset.name));
    let in_bindings = options.bindings.iter().filter_map(|(name, binding)| {
        match &binding.endpoint {
            Some(endpoint) => preset::find(endpoint),
            None => preset::find_binding(name).map(|(preset, _)| preset),
        }
        .map(|preset| preset.name)
    });
    names.chain(in_bindings).collect()
}

fn endpoint(name: &str, given: &EndpointOptions, origin: &Origin) -> Result<EndpointSettings, ConfigError> {
    let option = |key: &str| format!("endpoints.{name}.{key}");
    let preset = preset::find(name);
    let lacks = |key: &str| {
        origin.error(
            &format!("endpoints.{name}"),
            &format!("lacks the key `{key}`; only the endpoints of presets can do without"),
        )
    };
    let dialect = given
        .dialect
        .or(preset.map(|preset| preset.dialect))
        .ok_or_else(|| lacks("dialect"))?;
    let written = given
        .url
        .as_deref()
        .or(preset.map(|preset| preset.url))
        .ok_or_else(|| lacks("url"))?;
    let url =
        base_url(written, given.allow_plain_http).map_err(|reason| origin.error(&option("url"), reason))?;
    if let Some(fault) = given.key.as_ref().and_then(KeySource::fault) {
        return Err(origin.error(&option("key"), fault));
    }
    range::within(origin, &option("concurrency"), given.concurrency, 1..=64)?;
    let seconds = |key: &str, value: f64| range::seconds(origin, &option(key), value);
    Ok(EndpointSettings {
        name: name.to_owned(),
        dialect,
        key: given.key.clone().or_else(|| preset_key(preset?, &url)),
        url,
        concurrency: given.concurrency,
        connect_timeout: seconds("connect_timeout_seconds", given.connect_timeout_seconds)?,
        first_token_timeout: given
            .first_token_timeout_seconds
            .map(|value| seconds("first_token_timeout_seconds", value))
            .transpose()?,
        idle_timeout: given
            .idle_timeout_seconds
            .map(|value| seconds("idle_timeout_seconds", value))
            .transpose()?,
    })
}

/// The key that a preset knows of: only for its own host, since a key goes where it was given for and nowhere else.
fn preset_key(preset: &Preset, url: &Url) -> Option<KeySource> {
    let variable = preset.key_variable?;
    let own = Url::parse(preset.url).ok()?;
    (own.origin() == url.origin()).then(|| KeySource::Environment(variable.to_owned()))
}

/// The URL, or what is wrong with it. It may hold a secret, so nothing of it is repeated.
pub(super) fn base_url(written: &str, allow_plain_http: bool) -> Result<Url, &'static str> {
    let url = Url::parse(written)
        .map_err(|_| "is not a URL; it must be one such as `https://api.example.com/v1`")?;
    if !url.username().is_empty() || url.password().is_some() {
        return Err("holds credentials: keys don't belong in this file: use key = { env = \"NAME\" }");
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err("must end with its path: what follows `?` or `#` is not sent");
    }
    match url.scheme() {
        "https" => Ok(url),
        "http" if allow_plain_http || is_loopback(&url) => Ok(url),
        "http" => Err(
            "is plain http to another machine: everybody on the way could read code and key; \
             use https, or set `allow_plain_http = true` for this endpoint",
        ),
        _ => Err("must begin with `https://` or `http://`"),
    }
}

/// Whether both lead to the same server; the names of this machine are one.
pub(super) fn is_same_place(one: &Url, other: &Url) -> bool {
    let is_same_host = one.host() == other.host() || (is_loopback(one) && is_loopback(other));
    is_same_host && one.port_or_known_default() == other.port_or_known_default()
}
