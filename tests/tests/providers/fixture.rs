//! What these tests stand on: a configuration whose endpoints are stand-ins, and chats from beginning to end.

use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use ponder_local::store::{ModelId, ModelStore};
use ponder_tests::stand_in::{Answer, Dialect, StandIn};
use ponder_tests::{Client, Launch};
use serde_json::{Value, json};

/// How long a chat may take: three tries with their pauses, or the local model on a busy machine.
pub(crate) const CHAT: Duration = Duration::from_secs(120);

/// What the second endpoint of a [`Pair`] says.
pub(crate) const FROM_SECOND: &str = "from the second";

/// The local model of these tests: the fastest.
pub(crate) const LOCAL: &str = "smollm2-135m";

/// The variable that the key of the stand-ins is in.
pub(crate) const KEY_VARIABLE: &str = "STAND_IN_KEY";

/// A stand-in.
pub(crate) fn stand_in(dialect: Dialect) -> StandIn {
    StandIn::start_on(dialect, 0).expect("loopback has a free port")
}

/// The configuration of an endpoint.
pub(crate) fn endpoint(name: &str, stand_in: &StandIn, options: &str) -> String {
    let (dialect, url) = (stand_in.dialect(), stand_in.url());
    format!(
        "[endpoints.{name}]\ndialect = \"{dialect}\"\nurl = \"{url}\"\nkey = {{ env = \"{KEY_VARIABLE}\" }}\n{options}\n"
    )
}

/// The configuration of a binding.
pub(crate) fn binding(name: &str, endpoint: &str, model: &str, mode: &str) -> String {
    format!("[bindings.{name}]\nendpoint = \"{endpoint}\"\nmodel = \"{model}\"\nmode = \"{mode}\"\n")
}

/// A whole configuration file around `tables`: nothing is looked for on this machine, and the local model is small.
pub(crate) fn configuration(tables: &str) -> String {
    // Threads of one answer wait for each other by spinning: with more, tests side by side crawl.
    format!("routing.discover = false\nlocal.model = \"{LOCAL}\"\nlocal.threads = 1\n\n{tables}")
}

/// The program in an empty home with this configuration and the stand-ins' key; no local model is installed.
pub(crate) fn launch(tables: &str) -> Launch {
    let launch = Launch::new().variable(KEY_VARIABLE, StandIn::KEY);
    write_configuration(&launch, &configuration(tables));
    launch
}

/// Where the program looks for its configuration.
pub(crate) fn configuration_path(launch: &Launch) -> PathBuf {
    let home = launch.home().expect("it has a home of its own");
    home.join("config/ponder/config.toml")
}

/// Puts this configuration into the program's home.
pub(crate) fn write_configuration(launch: &Launch, text: &str) {
    let path = configuration_path(launch);
    let folder = path.parent().expect("the file is in a folder");
    std::fs::create_dir_all(folder).expect("the home can be written");
    std::fs::write(path, text).expect("the home can be written");
}

/// The same with the local models of this machine.
pub(crate) fn with_local_models(launch: Launch) -> Launch {
    let store = ModelStore::open_default().expect("the home folder is known");
    let id = ModelId::parse(LOCAL).expect("the catalogue's ids are valid");
    if let Err(error) = store.find(&id) {
        panic!("{error}; run `make test`, which pulls it");
    }
    // The store is `ponder/models` in the data folder.
    let data = store.folder().ancestors().nth(2);
    launch.variable(
        "XDG_DATA_HOME",
        data.expect("the store stands in the data folder"),
    )
}

/// Starts the program as an editor does.
pub(crate) fn start(launch: Launch) -> Client {
    start_with(launch, &Value::Null)
}

/// Starts the program as an editor with these options does.
pub(crate) fn start_with(launch: Launch, options: &Value) -> Client {
    let mut client = launch.start();
    let capabilities = json!({"textDocument": {"inlineCompletion": {}}});
    client.initialize(&json!({"capabilities": capabilities, "initializationOptions": options}));
    client
}

/// Two endpoints for every role: what the first does not answer, the second does.
#[derive(Debug)]
pub(crate) struct Pair {
    pub(crate) first: StandIn,
    pub(crate) second: StandIn,
}

impl Pair {
    /// A first endpoint of this dialect, asked through the binding `one`, and a second one, asked through `two`.
    pub(crate) fn new(dialect: Dialect) -> Self {
        let second = stand_in(Dialect::Deepseek);
        second.answer_with(Answer::text(FROM_SECOND));
        Self {
            first: stand_in(dialect),
            second,
        }
    }

    /// The configuration, with more options for the first endpoint.
    pub(crate) fn tables(&self, options: &str) -> String {
        [
            "[roles]\ngeneral = [\"one\", \"two\"]\nreasoning = [\"one\", \"two\"]\n".to_owned(),
            endpoint("first", &self.first, options),
            endpoint("second", &self.second, ""),
            binding(
                "one",
                "first",
                general_model(self.first.dialect()),
                "non_thinking",
            ),
            binding("two", "second", "deepseek-flash", "non_thinking"),
        ]
        .concat()
    }

    /// Starts the program with more options for the first endpoint.
    pub(crate) fn start(&self, options: &str) -> Client {
        start(launch(&self.tables(options)))
    }
}

/// A model that the stand-in has and that answers at once.
fn general_model(dialect: Dialect) -> &'static str {
    match dialect {
        Dialect::Deepseek => "deepseek-flash",
        Dialect::Openai => "gpt-4.1",
        Dialect::Openrouter => "openai/gpt-4.1-mini",
        Dialect::Siliconflow => "Qwen/Qwen2.5-Coder-32B-Instruct",
        Dialect::Ollama => "qwen2.5-coder:1.5b",
        Dialect::LmStudio | Dialect::LlamaServer | Dialect::Vllm => "qwen2.5-coder-1.5b",
        Dialect::Generic => "gpt-4.1-mini",
    }
}

/// A chat from its question to its end.
#[derive(Debug)]
pub(crate) struct Chat {
    /// The deltas together.
    pub(crate) text: String,
    /// The reasoning together.
    pub(crate) reasoning: String,
    /// The message that ended it: a result or an error.
    pub(crate) answer: Value,
    route: Value,
}

impl Chat {
    /// The result.
    pub(crate) fn result(&self) -> &Value {
        assert!(self.answer.get("error").is_none(), "{}", self.answer);
        assert_eq!(
            self.answer["result"]["route"], self.route,
            "the route is the same from the beginning to the end"
        );
        &self.answer["result"]
    }

    /// The error's text, of a request that failed although it was well formed.
    pub(crate) fn error(&self) -> &str {
        assert_eq!(self.answer["error"]["code"], -32803, "{}", self.answer);
        self.answer["error"]["message"]
            .as_str()
            .expect("an error has a message")
    }

    /// The binding that answered.
    pub(crate) fn binding(&self) -> &str {
        self.result()["route"]["binding"]
            .as_str()
            .expect("a route has a binding")
    }

    /// Why it was that one.
    pub(crate) fn reason(&self) -> &str {
        self.result()["route"]["reason"]
            .as_str()
            .expect("a route has a reason")
    }

    /// Asserts that it was handed over to the second endpoint of a [`Pair`], and that its route says so.
    pub(crate) fn assert_handed_over(&self, what: &str) {
        assert_eq!(self.binding(), "two", "{what}: {}", self.answer);
        assert_eq!(self.text, FROM_SECOND, "{what}");
        let reason = self.reason();
        assert!(
            reason.contains("one gave no answer"),
            "{what}: the route says why: {reason}"
        );
    }
}

/// Asks a question of general kind, and waits for the end of its answer.
pub(crate) fn chat(client: &mut Client, question: &str) -> Chat {
    chat_of(client, question, &json!({"intent": "ask_general"}))
}

/// Asks a question with further parameters, and waits for the end of its answer.
pub(crate) fn chat_of(client: &mut Client, question: &str, more: &Value) -> Chat {
    let begun = begin(client, question, more);
    finish(client, &begun)
}

/// A chat that was begun.
#[derive(Debug)]
pub(crate) struct Begun {
    pub(crate) id: i64,
    pub(crate) token: String,
}

/// Begins a chat.
pub(crate) fn begin(client: &mut Client, question: &str, more: &Value) -> Begun {
    static COUNT: AtomicUsize = AtomicUsize::new(0);
    let token = format!("chat-{}", COUNT.fetch_add(1, Ordering::Relaxed));
    let mut params = json!({
        "messages": [{"role": "user", "content": question}],
        "partialResultToken": token,
    });
    if let (Some(params), Some(more)) = (params.as_object_mut(), more.as_object()) {
        params.extend(more.clone());
    }
    let id = client.begin("ponder/chat", &params);
    Begun { id, token }
}

/// Waits for the end of a chat.
pub(crate) fn finish(client: &mut Client, begun: &Begun) -> Chat {
    let mut chat = Chat {
        text: String::new(),
        reasoning: String::new(),
        answer: Value::Null,
        route: Value::Null,
    };
    loop {
        let message = next_of(client, begun);
        let value = &message["params"]["value"];
        match value["kind"].as_str() {
            None => {
                chat.answer = message;
                return chat;
            }
            Some("route") => chat.route = value["route"].clone(),
            Some(kind) => {
                let text = value["text"].as_str().expect("a delta has a text");
                match kind {
                    "reasoning" => chat.reasoning.push_str(text),
                    "delta" => chat.text.push_str(text),
                    kind => panic!("{kind:?} is no kind of delta"),
                }
            }
        }
    }
}

/// The next message that belongs to a chat: a part of its answer, or its end.
pub(crate) fn next_of(client: &mut Client, begun: &Begun) -> Value {
    client.wait_for(CHAT, |message| {
        let is_end = message.get("method").is_none() && message["id"] == begun.id;
        is_end || (message["method"] == "$/progress" && message["params"]["token"] == begun.token)
    })
}

/// Asks for a completion at a place; what is suggested, if anything is.
pub(crate) fn complete(client: &mut Client, uri: &str, line: u32, character: u32) -> Value {
    let params = json!({
        "textDocument": {"uri": uri},
        "position": {"line": line, "character": character},
        "context": {"triggerKind": 1},
    });
    client.result("textDocument/inlineCompletion", &params)
}

/// Ends the program, and returns all messages that nobody waited for.
pub(crate) fn end(client: &mut Client) -> Vec<Value> {
    client.result("shutdown", &Value::Null);
    client.notify("exit", &Value::Null);
    client.rest()
}

/// The texts that were shown to the user, among these messages.
pub(crate) fn shown(messages: &[Value]) -> Vec<String> {
    messages
        .iter()
        .filter(|message| message["method"] == "window/showMessage")
        .map(|message| {
            message["params"]["message"]
                .as_str()
                .unwrap_or_default()
                .to_owned()
        })
        .collect()
}

/// Runs a case on a thread of its own for each of `cases`: most of their time is waiting.
pub(crate) fn side_by_side<T: Send>(cases: impl IntoIterator<Item = T>, run: impl Fn(T) + Sync) {
    std::thread::scope(|scope| {
        for case in cases {
            scope.spawn(|| run(case));
        }
    });
}

/// Waits for what the stand-in waits for.
pub(crate) fn wait<F: Future>(future: F) -> F::Output {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime can be made")
        .block_on(future)
}
