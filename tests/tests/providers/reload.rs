//! The configuration file is taken anew while the server runs.

use std::time::{Duration, Instant};

use ponder_tests::Client;
use ponder_tests::stand_in::Dialect;
use serde_json::json;

use crate::fixture::{Pair, chat, configuration, configuration_path, launch, start};

/// Many times the second after which the file is looked at.
const LONG: Duration = Duration::from_secs(20);

/// Waits until the route of a question goes to this binding.
fn wait_for_route_to(client: &mut Client, binding: &str) {
    let begun = Instant::now();
    loop {
        let route = client.result("ponder/route", &json!({"intent": "ask_general"}));
        if route["binding"] == binding {
            return;
        }
        assert!(begun.elapsed() < LONG, "the route still is {route}");
        std::thread::sleep(Duration::from_millis(50));
    }
}

#[test]
fn an_edited_file_takes_effect_and_a_broken_one_does_not() {
    let pair = Pair::new(Dialect::Openai);
    let launch = launch(&pair.tables(""));
    let path = configuration_path(&launch);
    let mut client = start(launch);
    assert_eq!(chat(&mut client, "Hello?").binding(), "one");

    let swapped = configuration(&pair.tables("")).replace("[\"one\", \"two\"]", "[\"two\", \"one\"]");
    std::fs::write(&path, &swapped).expect("written");
    wait_for_route_to(&mut client, "two");
    assert_eq!(chat(&mut client, "Hello?").binding(), "two");

    let broken = swapped.replacen("[roles]", "[rolls]", 1);
    std::fs::write(&path, &broken).expect("written");
    let warning = client.call("window/showMessage");
    let text = warning["params"]["message"].as_str().unwrap_or_default();
    let line = broken
        .lines()
        .position(|line| line == "[rolls]")
        .expect("it is there")
        + 1;
    assert!(
        text.contains("config.toml") && text.contains(&format!("line {line}")) && text.contains("`roles`"),
        "{text}"
    );
    assert!(text.contains("still holds"), "{text}");
    assert_eq!(
        chat(&mut client, "Hello?").binding(),
        "two",
        "what was there still holds"
    );

    std::fs::write(&path, configuration(&pair.tables(""))).expect("written");
    wait_for_route_to(&mut client, "one");
    assert_eq!(chat(&mut client, "Hello?").binding(), "one");
    assert_eq!(
        pair.first.connections(),
        1,
        "an endpoint that did not change keeps its connection"
    );
}

#[test]
fn an_endpoint_that_is_added_while_the_server_runs_is_asked() {
    let pair = Pair::new(Dialect::Openai);
    let launch = launch("");
    let path = configuration_path(&launch);
    let mut client = start(launch);
    let nobody = chat(&mut client, "Hello?");
    assert!(
        nobody.error().contains("ponder models pull"),
        "{}",
        nobody.error()
    );
    std::fs::write(&path, configuration(&pair.tables(""))).expect("written");
    wait_for_route_to(&mut client, "one");
    assert_eq!(chat(&mut client, "Hello?").binding(), "one");
}
