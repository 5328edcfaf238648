//! What these tests stand on: a server with the user's models but not their configuration, and texts with a cursor.

use std::time::Duration;

use ponder_local::store::{ModelId, ModelStore};
use ponder_tests::{Client, Launch, Unit};
use serde_json::{Value, json};

/// How long an answer of the model may take: several tests may compute at once on few cores.
const ANSWER: Duration = Duration::from_secs(300);

/// Stands for the cursor in the texts of these tests.
const CURSOR: char = '‸';

/// The program with the user's models, but neither the user's configuration nor keys.
pub(crate) fn launch() -> Launch {
    let store = ModelStore::open_default().expect("the home folder is known");
    let id = ModelId::parse("qwen2.5-coder-0.5b").expect("the catalogue's ids are valid");
    if let Err(error) = store.find(&id) {
        panic!("{error}; run `make test`, which pulls it");
    }
    // The store is `ponder/models` in the data folder.
    let data = store
        .folder()
        .ancestors()
        .nth(2)
        .expect("the store stands in the data folder");
    let launch = Launch::new().variable("XDG_DATA_HOME", data);
    // Threads of one answer wait for each other by spinning: with more, tests side by side crawl.
    let folder = launch.home().expect("it has one").join("config/ponder");
    std::fs::create_dir_all(&folder).expect("the home can be written");
    std::fs::write(folder.join("config.toml"), "[local]\nthreads = 1\n").expect("the home can be written");
    launch
}

/// A server that counts in utf-16.
pub(crate) fn server() -> Client {
    start(launch(), Unit::Utf16)
}

/// A server that counts in this unit.
pub(crate) fn start(launch: Launch, unit: Unit) -> Client {
    let mut client = launch.start();
    let capabilities = json!({
        "general": {"positionEncodings": [unit.name()]},
        "textDocument": {
            "inlineCompletion": {},
            "codeAction": {"dataSupport": true, "resolveSupport": {"properties": ["edit"]}},
        },
        "workspace": {"workspaceEdit": {"documentChanges": true}},
        "experimental": {"ponder": {"explain": true}},
    });
    client.initialize(&json!({"capabilities": capabilities}));
    client
}

/// The whole answer to a request that may take a model's time.
pub(crate) fn ask(client: &mut Client, method: &str, params: &Value) -> Value {
    let id = client.begin(method, params);
    answer(client, id)
}

/// The whole answer to a request that was begun.
pub(crate) fn answer(client: &mut Client, id: i64) -> Value {
    client.wait_for(ANSWER, |message| {
        message.get("method").is_none() && message["id"] == id
    })
}

/// The result of a request that may take a model's time.
pub(crate) fn result(client: &mut Client, method: &str, params: &Value) -> Value {
    let mut answer = ask(client, method, params);
    assert!(answer.get("error").is_none(), "{method}: {answer}");
    answer["result"].take()
}

/// The next text that is streamed for this token.
pub(crate) fn delta(client: &mut Client, token: &str) -> String {
    // The route comes before all text.
    let message = client.wait_for(ANSWER, |message| {
        message["method"] == "$/progress"
            && message["params"]["token"] == token
            && message["params"]["value"]["kind"] != "route"
    });
    let value = &message["params"]["value"];
    assert_eq!(value["kind"], "delta", "{message}");
    value["text"].as_str().expect("a delta has a text").to_owned()
}

/// Opens a text without its cursor and returns where that was.
pub(crate) fn open(client: &mut Client, uri: &str, language: &str, marked: &str, unit: Unit) -> Value {
    let (before, after) = marked
        .split_once(CURSOR)
        .expect("the text has a mark for the cursor");
    client.open(uri, language, &format!("{before}{after}"));
    let line = before.matches('\n').count();
    let in_line = before.rsplit('\n').next().unwrap_or_default();
    let character = match unit {
        Unit::Utf8 => in_line.len(),
        Unit::Utf16 => in_line.encode_utf16().count(),
        Unit::Utf32 => in_line.chars().count(),
    };
    json!({"line": line, "character": character})
}

/// The suggestion at a place, if there is one.
pub(crate) fn suggestion(client: &mut Client, uri: &str, position: &Value) -> Option<String> {
    let params = json!({
        "textDocument": {"uri": uri},
        "position": position,
        "context": {"triggerKind": 1},
    });
    let list = result(client, "textDocument/inlineCompletion", &params);
    if list.is_null() {
        return None;
    }
    let items = list["items"].as_array().expect("a list has items");
    assert_eq!(items.len(), 1, "{list}");
    assert_eq!(items[0]["range"], json!({"start": position, "end": position}));
    let text = items[0]["insertText"].as_str().expect("an item has a text");
    Some(text.to_owned())
}

/// The suggestion at the cursor of a new document of a new server.
pub(crate) fn suggestion_in(name: &str, language: &str, marked: &str) -> Option<String> {
    let mut client = server();
    let uri = format!("file:///features/{name}");
    let position = open(&mut client, &uri, language, marked, Unit::Utf16);
    suggestion(&mut client, &uri, &position)
}

/// The action with this title, offered at a place.
pub(crate) fn action(client: &mut Client, uri: &str, position: &Value, title: &str) -> Value {
    let params = json!({
        "textDocument": {"uri": uri},
        "range": {"start": position, "end": position},
        "context": {"diagnostics": []},
    });
    let actions = result(client, "textDocument/codeAction", &params);
    actions
        .as_array()
        .and_then(|actions| actions.iter().find(|action| action["title"] == title).cloned())
        .unwrap_or_else(|| panic!("no {title:?} in {actions}"))
}
