//! `ponder doctor` and `ponder/endpoints` with endpoints that are there.

use ponder_tests::counterparts::Gateway;
use serde_json::Value;

use crate::fixture::{CHAT_MODEL, launch, llama, printed, result, server, text, with_gateway, with_llama};

#[test]
fn each_endpoint_is_listed_with_its_models() {
    let llama = llama(CHAT_MODEL);
    let gateway = Gateway::start(&llama);
    let configuration = with_llama(&llama, CHAT_MODEL) + &with_gateway(&gateway);
    let configured = || launch(&configuration).variable("GATEWAY_KEY", Gateway::KEY);

    let report = printed(configured(), &["doctor", "--json"]);
    let mut client = server(configured());
    let listing = result(&mut client, "ponder/endpoints", &Value::Null);
    for (endpoint, model) in [("llama", CHAT_MODEL), ("gateway", Gateway::MODEL)] {
        let name = format!("endpoint {endpoint}");
        let checks = report["checks"].as_array().expect("there are checks");
        let check = checks.iter().find(|check| check["name"] == name);
        let check = check.unwrap_or_else(|| panic!("no {name} in {report}"));
        assert_eq!(check["state"], "good", "{check}");
        assert!(text(check, "/found").contains(model), "{check}");

        let endpoints = listing["endpoints"].as_array().expect("there are endpoints");
        let found = endpoints.iter().find(|found| found["name"] == endpoint);
        let found = found.unwrap_or_else(|| panic!("no {endpoint} in {listing}"));
        assert_eq!(found["models"], serde_json::json!([model]), "{found}");
    }
}
