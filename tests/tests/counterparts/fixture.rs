//! What these tests stand on: installed models, a program that is configured to ask counterparts, and its answers.

use std::path::PathBuf;
use std::time::Duration;

use ponder_local::store::{ModelId, ModelStore};
use ponder_tests::counterparts::{Gateway, LlamaServer};
use ponder_tests::{Client, Launch};
use serde_json::{Value, json};

/// How long an answer may take on a machine that is busy with other things.
pub(crate) const ANSWER: Duration = Duration::from_secs(300);

/// The smallest model, which only chats.
pub(crate) const CHAT_MODEL: &str = "smollm2-135m";

/// A model that also fills holes in code.
pub(crate) const CODE_MODEL: &str = "qwen2.5-coder-0.5b";

/// Tokens that a request and its answer can take together at the llama.cpp server.
pub(crate) const WINDOW: u32 = 1024;

/// What keeps a model busy.
pub(crate) const STORY: &str = "Write a very long story about a lighthouse and its keeper.";

fn store() -> ModelStore {
    ModelStore::open_default().expect("the home folder is known")
}

fn file(id: &str) -> PathBuf {
    let id = ModelId::parse(id).expect("the catalogue's ids are valid");
    match store().find(&id) {
        Ok(_) => store().folder().join(format!("{id}.gguf")),
        Err(error) => panic!("{error}; run `make test`, which pulls it"),
    }
}

/// A llama.cpp server with an installed model.
pub(crate) fn llama(id: &str) -> LlamaServer {
    llama_with_window(id, WINDOW)
}

/// The same with a window of so many tokens.
pub(crate) fn llama_with_window(id: &str, window: u32) -> LlamaServer {
    LlamaServer::start(&file(id), window)
}

/// The configuration for a llama.cpp server as endpoint and binding `llama`, which serves every role. No other endpoint
/// is there, and the embedded engine has the smallest model.
pub(crate) fn with_llama(server: &LlamaServer, model: &str) -> String {
    format!(
        r#"
[local]
model = "{CHAT_MODEL}"
threads = 1

[routing]
discover = false

[roles]
reasoning = ["llama"]
general = ["llama"]
completion = ["llama"]

[endpoints.llama]
dialect = "llama_server"
url = "{}"

[bindings.llama]
endpoint = "llama"
model = "{model}"
"#,
        server.url()
    )
}

/// More configuration, behind [`with_llama`]: a gateway as endpoint and binding `gateway`, whose key is in `GATEWAY_KEY`.
pub(crate) fn with_gateway(gateway: &Gateway) -> String {
    format!(
        r#"
[endpoints.gateway]
dialect = "generic"
url = "{}"
key = {{ env = "GATEWAY_KEY" }}

[bindings.gateway]
endpoint = "gateway"
model = "{}"
"#,
        gateway.url(),
        Gateway::MODEL
    )
}

/// The program with this configuration, the user's models, and neither the user's configuration nor keys.
pub(crate) fn launch(configuration: &str) -> Launch {
    // The embedded engine is asked where nobody else answers.
    file(CHAT_MODEL);
    // The store is `ponder/models` in the data folder.
    let store = store();
    let data = store
        .folder()
        .ancestors()
        .nth(2)
        .expect("the store stands in the data folder");
    let launch = Launch::new().variable("XDG_DATA_HOME", data);
    let folder = launch.home().expect("it has one").join("config/ponder");
    std::fs::create_dir_all(&folder).expect("the home can be written");
    std::fs::write(folder.join("config.toml"), configuration).expect("the home can be written");
    launch
}

/// The JSON object that the program prints, run with these arguments to its end.
pub(crate) fn printed(launch: Launch, arguments: &[&str]) -> Value {
    let launch = launch.arguments(arguments);
    let output = launch.command().output().expect("the program starts");
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| {
        panic!(
            "{arguments:?} printed no JSON ({error}) but {:?}\nand {}",
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr)
        )
    })
}

/// A language server with this configuration.
pub(crate) fn server(launch: Launch) -> Client {
    let mut client = launch.start();
    let capabilities = json!({"textDocument": {"inlineCompletion": {}}});
    client.initialize(&json!({"capabilities": capabilities}));
    client
}

/// Asks by `ponder/chat`, to be streamed for the token `chat`; returns the request's id.
pub(crate) fn begin_chat(client: &mut Client, text: &str) -> i64 {
    let messages = json!([{"role": "user", "content": text}]);
    client.begin(
        "ponder/chat",
        &json!({"messages": messages, "partialResultToken": "chat"}),
    )
}

/// Waits for the next piece of the streamed answer.
pub(crate) fn delta(client: &mut Client) -> String {
    text(&progress(client, "delta"), "/text").to_owned()
}

/// Waits for the route that stands before a streamed answer.
pub(crate) fn route(client: &mut Client) -> Value {
    progress(client, "route")["route"].take()
}

fn progress(client: &mut Client, kind: &str) -> Value {
    let mut message = client.wait_for(ANSWER, |message| {
        message["method"] == "$/progress" && message["params"]["value"]["kind"] == kind
    });
    message["params"]["value"].take()
}

/// The whole answer to a request that was begun.
pub(crate) fn answer(client: &mut Client, id: i64) -> Value {
    client.wait_for(ANSWER, |message| {
        message.get("method").is_none() && message["id"] == id
    })
}

/// The result of a request that may take a model's time.
pub(crate) fn result(client: &mut Client, method: &str, params: &Value) -> Value {
    let id = client.begin(method, params);
    let mut answer = answer(client, id);
    assert!(answer.get("error").is_none(), "{method}: {answer}");
    answer["result"].take()
}

/// The result of a question that is not streamed.
pub(crate) fn ask(client: &mut Client, text: &str) -> Value {
    let messages = json!([{"role": "user", "content": text}]);
    result(client, "ponder/chat", &json!({"messages": messages}))
}

/// The text at a path of keys.
pub(crate) fn text<'a>(value: &'a Value, pointer: &str) -> &'a str {
    value
        .pointer(pointer)
        .and_then(Value::as_str)
        .unwrap_or_else(|| panic!("no text at {pointer} of {value}"))
}
