//! Without a network everything is answered on this machine.

use std::net::TcpListener;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use ponder_local::store::{ModelId, ModelStore};
use ponder_tests::{Client, Launch};
use serde_json::{Value, json};

use crate::fixture::{CHAT, begin, finish, next_of, start, with_local_models, write_configuration};

/// Fills holes, which the smallest model can't.
const CODER: &str = "qwen2.5-coder-0.5b";

/// Hosted presets with keys, and nothing else said.
const KEYS: [&str; 4] = [
    "DEEPSEEK_API_KEY",
    "OPENAI_API_KEY",
    "OPENROUTER_API_KEY",
    "SILICONFLOW_API_KEY",
];

/// The bar is two seconds; a machine that is busy with other tests is slower.
const SOON: Duration = Duration::from_secs(5);

const URI: &str = "file:///offline/area.py";

/// A network that is not there: every connection fails at once, loopback's too.
const NONE: &str = "true";

/// A network that swallows everything, also what name servers are asked: what goes out comes back on the same device, and
/// the system drops it.
const SWALLOWS: &str =
    "ip link set lo up && ip address add 192.0.2.2/24 dev lo && ip route add default dev lo";

/// The program without a network.
#[derive(Debug)]
struct Offline {
    client: Client,
    /// What stands for the network, for the messages of failures.
    instead: &'static str,
}

/// The program with these keys in a namespace of its own, with this network; where the system allows nobody a namespace,
/// with endpoints that refuse every connection.
fn offline(network: &str, keys: &[&str]) -> Offline {
    let store = ModelStore::open_default().expect("the home folder is known");
    let id = ModelId::parse(CODER).expect("the catalogue's ids are valid");
    if let Err(error) = store.find(&id) {
        panic!("{error}; run `make test`, which pulls it");
    }
    let launch = Launch::new();
    let launch = keys.iter().fold(launch, |launch, name| {
        launch.variable(*name, "sk-nobody-takes-this-key-0123")
    });
    let launch = with_local_models(launch);
    let probe = Command::new("unshare")
        .args(["-rn", "sh", "-c", network])
        .stderr(Stdio::null())
        .status();
    let (launch, configuration, instead) = if probe.is_ok_and(|status| status.success()) {
        // The shells that start the program become the program in its namespace.
        let inner = format!("{network} && exec \"$0\" \"$@\"");
        let preparation = format!("exec unshare -rn sh -c '{inner}' \"$0\" \"$@\"");
        (
            launch.prepared_by(preparation),
            String::new(),
            "a namespace of its own",
        )
    } else {
        let instead = "closed ports, since `unshare -rn` is refused here: it needs util-linux, iproute2 and user namespaces";
        (launch, closed_ports(keys), instead)
    };
    write_configuration(
        &launch,
        &format!("routing.discover = false\nlocal.threads = 1\n{configuration}"),
    );
    let mut client = start(launch);
    client.open(
        URI,
        "python",
        "def area(width, height):\n    return width * \n\nprint(area(2, 3))\n",
    );
    Offline { client, instead }
}

/// The presets of these keys at ports where nobody listens.
fn closed_ports(keys: &[&str]) -> String {
    let endpoints: Vec<String> = keys
        .iter()
        .map(|key| {
            let name = key.trim_end_matches("_API_KEY").to_lowercase();
            let listener = TcpListener::bind("127.0.0.1:0").expect("loopback has a free port");
            let address = listener.local_addr().expect("it is bound");
            format!("[endpoints.{name}]\nurl = \"http://{address}\"\nkey = {{ env = \"{key}\" }}\n")
        })
        .collect();
    endpoints.concat()
}

/// The local model is loaded from then on, so that times are those of the way to it.
fn warm(client: &mut Client) {
    let begun = begin(client, "@local Say yes.", &json!({"intent": "title"}));
    assert_eq!(finish(client, &begun).binding(), "local");
}

/// The time from a question to the first text of its answer.
fn time_to_first_text(client: &mut Client, question: &str) -> Duration {
    let asked = Instant::now();
    let begun = begin(client, question, &json!({"intent": "title"}));
    let time = loop {
        let message = next_of(client, &begun);
        assert_eq!(message["method"], "$/progress", "{message}");
        if message["params"]["value"]["kind"] == "delta" {
            break asked.elapsed();
        }
    };
    let chat = finish_rest(client, &begun);
    assert_eq!(chat["result"]["route"]["binding"], "local", "{chat}");
    time
}

fn finish_rest(client: &mut Client, begun: &crate::fixture::Begun) -> Value {
    loop {
        let message = next_of(client, begun);
        if message.get("method").is_none() {
            return message;
        }
    }
}

/// The whole answer to a request that may take the model's time.
fn answer(client: &mut Client, method: &str, params: &Value) -> Value {
    let id = client.begin(method, params);
    let answer = client.wait_for(CHAT, |message| {
        message.get("method").is_none() && message["id"] == id
    });
    assert!(answer.get("error").is_none(), "{method}: {answer}");
    answer["result"].clone()
}

#[test]
fn without_a_network_everything_is_answered_on_this_machine() {
    assert_answers(offline(NONE, &KEYS));
}

#[test]
fn with_a_network_that_swallows_everything_everything_is_answered_on_this_machine() {
    assert_answers(offline(SWALLOWS, &KEYS));
}

/// Asserts that a completion, an explanation and a chat are answered by the local model.
fn assert_answers(Offline { mut client, instead }: Offline) {
    let client = &mut client;
    let completion = json!({
        "textDocument": {"uri": URI},
        "position": {"line": 1, "character": 19},
        "context": {"triggerKind": 1},
    });
    let suggested = answer(client, "textDocument/inlineCompletion", &completion);
    assert!(suggested["items"][0]["insertText"].is_string(), "{suggested}");

    let range = json!({"start": {"line": 0, "character": 0}, "end": {"line": 1, "character": 19}});
    let explained = answer(
        client,
        "workspace/executeCommand",
        &json!({"command": "ponder.explain", "arguments": [{"uri": URI, "range": range}]}),
    );
    assert!(
        explained["text"].as_str().is_some_and(|text| !text.is_empty()),
        "{explained}"
    );
    assert_eq!(explained["route"]["binding"], "local", "{explained}");

    let begun = begin(client, "What is a parrot?", &json!({"intent": "title"}));
    let chat = finish(client, &begun);
    assert_eq!(chat.binding(), "local");
    assert!(!chat.text.is_empty());
    for name in ["deepseek", "openai", "openrouter", "siliconflow"] {
        let told = format!("{name} gave no answer");
        assert!(
            chat.reason().contains(&told),
            "{told} ({instead}): {}",
            chat.reason()
        );
    }
}

#[test]
fn without_a_network_the_local_model_takes_over_at_once() {
    println!("no network: {}", hand_over(NONE));
}

#[test]
fn with_a_network_that_swallows_everything_the_local_model_takes_over_soon() {
    println!("a network that swallows everything: {}", hand_over(SWALLOWS));
}

/// How much later than without endpoints the first text comes, in words; asserts that it comes soon.
fn hand_over(network: &str) -> String {
    let mut alone = offline(network, &[]);
    warm(&mut alone.client);
    let alone_time = time_to_first_text(&mut alone.client, "Name a parrot.");
    drop(alone);

    let Offline { mut client, instead } = offline(network, &KEYS);
    warm(&mut client);
    let first = time_to_first_text(&mut client, "Name a parrot.");
    let next = time_to_first_text(&mut client, "Name a parrot.");
    for (what, time) in [("the first", first), ("the next", next)] {
        assert!(
            time.saturating_sub(alone_time) < SOON,
            "{what} question ({instead}): {time:?} against {alone_time:?}"
        );
    }
    format!(
        "{instead}: until the first text {alone_time:?} without endpoints, {first:?} with {} that can't be reached, then {next:?}: \
         the hand-over took {:?}",
        KEYS.len(),
        first.saturating_sub(alone_time)
    )
}
