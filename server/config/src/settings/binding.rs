//! Bindings: the presets', the user's own, and the embedded engine's.

use std::collections::BTreeSet;
use std::sync::Arc;

use ponder_model::{Binding, Parameters, Prices, remote};
use ponder_route::Role;

use crate::nearest::suggestion;
use crate::origin::Origin;
use crate::preset::{self, HOSTED};
use crate::settings::endpoint::Endpoints;
use crate::settings::known::{Known, ROLES, check_name};
use crate::settings::{LocalSettings, range};
use crate::{BindingOptions, ConfigError, Options};

/// Every binding: the presets' in their order, the user's own by name, the embedded engine's.
pub(super) fn resolve(
    options: &Options,
    endpoints: &Endpoints,
    local: &LocalSettings,
) -> Result<Known, ConfigError> {
    let mut bindings = Vec::new();
    let mut off = BTreeSet::new();
    for preset in &HOSTED {
        for binding in preset.bindings {
            let is_own = options.bindings.contains_key(binding.name);
            match endpoints.get(preset.name) {
                // At an endpoint of another kind the preset's models are not to be expected.
                Some(endpoint) if !is_own && endpoint.dialect == preset.dialect => {
                    bindings.push(binding.at(preset));
                }
                None if !is_own && endpoints.off.contains(preset.name) => {
                    off.insert(binding.name.to_owned());
                }
                _ => {}
            }
        }
    }
    for (name, given) in &options.bindings {
        match binding(name, given, endpoints, &options.origin)? {
            Some(binding) => bindings.push(Arc::new(binding)),
            None => {
                off.insert(name.clone());
            }
        }
    }
    bindings.push(local.binding());
    Ok(Known { bindings, off })
}

/// One binding of the user's; `None` where its endpoint is turned off.
fn binding(
    name: &str,
    given: &BindingOptions,
    endpoints: &Endpoints,
    origin: &Origin,
) -> Result<Option<Binding>, ConfigError> {
    let whole = format!("bindings.{name}");
    let option = |key: &str| format!("{whole}.{key}");
    if name == Binding::LOCAL || ROLES.into_iter().map(Role::name).any(|role| role == name) {
        return Err(origin.error(
            &whole,
            "can't be a binding: the name means a role, or the embedded engine",
        ));
    }
    check_name(origin, &whole, name)?;
    let preset = preset::find_binding(name);
    let lacks = |key: &str| origin.error(&whole, &format!("lacks the key `{key}`"));
    let endpoint_name = given
        .endpoint
        .as_deref()
        .or(preset.map(|(preset, _)| preset.name))
        .ok_or_else(|| lacks("endpoint"))?;
    let model = given
        .model
        .as_deref()
        .or(preset.map(|(_, binding)| binding.model))
        .ok_or_else(|| lacks("model"))?;
    if model.trim().is_empty() {
        return Err(origin.error(&option("model"), "must be the model's id at the endpoint"));
    }
    check_numbers(given, origin, &option)?;
    let Some(endpoint) = endpoints.get(endpoint_name) else {
        if endpoints.off.contains(endpoint_name) {
            return Ok(None);
        }
        let reason = if endpoint_name == Binding::LOCAL {
            "names `local`, which has its one binding already; its options stand in `[local]`".to_owned()
        } else {
            let meant = suggestion(endpoint_name, endpoints.names());
            format!("names `{endpoint_name}`, but there is no such endpoint{meant}")
        };
        return Err(origin.error(&option("endpoint"), &reason));
    };
    // Another model than the preset's has a mode and an effort of its own.
    let preset = preset
        .filter(|(_, binding)| binding.model == model)
        .map(|(_, binding)| binding);
    let mode = given
        .mode
        .or(preset.map(|binding| binding.mode))
        .unwrap_or_else(|| remote::mode_hint(model));
    Ok(Some(Binding {
        name: name.to_owned(),
        endpoint: endpoint.name.clone(),
        dialect: endpoint.dialect,
        model: model.to_owned(),
        mode,
        effort: given
            .effort
            .or_else(|| preset.filter(|binding| binding.mode == mode)?.effort),
        parameters: Parameters {
            temperature: given.temperature,
            top_p: given.top_p,
            max_tokens: given.max_tokens,
        },
        instructions: given.instructions,
        fills: given.fills,
        fill_template: given.fill_template,
        window: given.window,
        prices: given.prices,
    }))
}

fn check_numbers(
    given: &BindingOptions,
    origin: &Origin,
    option: &impl Fn(&str) -> String,
) -> Result<(), ConfigError> {
    if let Some(temperature) = given.temperature {
        range::within(origin, &option("temperature"), temperature, 0.0..=2.0)?;
    }
    if let Some(top_p) = given.top_p {
        range::within(origin, &option("top_p"), top_p, f32::MIN_POSITIVE..=1.0).map_err(|_| {
            origin.error(
                &option("top_p"),
                &format!("is {top_p}, but must be above 0 and at most 1"),
            )
        })?;
    }
    if let Some(max_tokens) = given.max_tokens {
        range::within(origin, &option("max_tokens"), max_tokens, 1..=1_048_576)?;
    }
    if let Some(window) = given.window {
        range::within(origin, &option("window"), window, 512..=16_777_216)?;
    }
    if let Some(Prices {
        input,
        cached_input,
        output,
    }) = given.prices
    {
        let prices = [Some(input), cached_input, Some(output)];
        if prices
            .into_iter()
            .flatten()
            .any(|price| !price.is_finite() || price < 0.0)
        {
            return Err(origin.error(&option("prices"), "must be numbers from 0 up"));
        }
    }
    Ok(())
}
