//! A server whose completions come from a stand-in, and what is known of the stand-in's requests.

use std::time::Duration;

use ponder_tests::stand_in::{Answer, Dialect, Recorded, StandIn};
use ponder_tests::{Client, Launch};
use serde_json::{Value, json};

use crate::editor::Editor;

/// How long the stand-in waits for something that has to come.
const COMES: Duration = Duration::from_secs(20);

/// A stand-in that fills holes.
#[derive(Debug)]
pub(crate) struct Endpoint {
    stand_in: StandIn,
}

impl Endpoint {
    /// One that says this from now on.
    pub(crate) fn saying(text: &str) -> Self {
        let stand_in = StandIn::start_on(Dialect::LlamaServer, 0).expect("loopback has a free port");
        let endpoint = Self { stand_in };
        endpoint.say(text);
        endpoint
    }

    /// Says this from now on.
    pub(crate) fn say(&self, text: &str) {
        self.stand_in.answer_with(Answer::text(text));
    }

    /// What stands behind it.
    pub(crate) fn stand_in(&self) -> &StandIn {
        &self.stand_in
    }

    /// The requests for a hole so far.
    pub(crate) fn fills(&self) -> Vec<Recorded> {
        let requests = self.stand_in.requests();
        requests
            .into_iter()
            .filter(|request| request.route() == "/infill")
            .collect()
    }

    /// The text that the last request named as standing before the place where the model goes on.
    pub(crate) fn last_before(&self) -> String {
        let fills = self.fills();
        let last = fills.last().expect("there was a request");
        let part = |name| last.parameter(name).and_then(Value::as_str).unwrap_or_default();
        format!("{}{}", part("input_prefix"), part("prompt"))
    }

    /// Waits until so many requests have come.
    pub(crate) fn wait_for_requests(&self, count: usize) {
        let came = wait(self.stand_in.wait_for_requests(count, COMES));
        assert!(
            came,
            "{} of {count} requests came",
            self.stand_in.requests().len()
        );
    }

    /// Waits until the server has given up a request.
    pub(crate) fn wait_for_abort(&self, index: usize) {
        let aborted = wait(self.stand_in.wait_for_abort(index, COMES));
        assert!(aborted.is_some(), "request {index} was not given up");
    }

    /// The program in an empty home, in which this endpoint alone completes; with more options for it.
    pub(crate) fn launch(&self, options: &str) -> Launch {
        configured("[\"coder\"]", &self.tables("coder", options))
    }

    /// The same where the binding `other` of another endpoint is next.
    pub(crate) fn launch_with(&self, other: &Self) -> Launch {
        let tables = self.tables("coder", "") + &other.tables("other", "");
        configured("[\"coder\", \"other\"]", &tables)
    }

    fn tables(&self, binding: &str, options: &str) -> String {
        let url = self.stand_in.url();
        format!(
            "[endpoints.of_{binding}]\ndialect = \"llama_server\"\nurl = \"{url}\"\n{options}\n\
             [bindings.{binding}]\nendpoint = \"of_{binding}\"\nmodel = \"qwen2.5-coder-1.5b\"\nmode = \"non_thinking\"\n"
        )
    }

    /// A server whose completions come from here.
    pub(crate) fn server(&self) -> Client {
        start(self.launch(""), &json!({}))
    }

    /// An editor with a document, whose completions come from here.
    pub(crate) fn editor(&self, language: &str, marked: &str) -> Editor {
        Editor::open(self.server(), "file:///completion/document", language, marked)
    }
}

/// The program in an empty home, in which these bindings complete.
fn configured(bindings: &str, tables: &str) -> Launch {
    let launch = Launch::new();
    let roles = format!("[roles]\ncompletion = {bindings}\n");
    configure(&launch, &format!("routing.discover = false\n{roles}{tables}"));
    launch
}

/// Puts a configuration into the program's home.
pub(crate) fn configure(launch: &Launch, configuration: &str) {
    let folder = launch
        .home()
        .expect("it has a home of its own")
        .join("config/ponder");
    std::fs::create_dir_all(&folder).expect("the home can be written");
    std::fs::write(folder.join("config.toml"), configuration).expect("the home can be written");
}

/// Starts the program as an editor with these capabilities of Ponder's own does.
pub(crate) fn start(launch: Launch, own: &Value) -> Client {
    let mut client = launch.start();
    let capabilities = json!({
        "textDocument": {"inlineCompletion": {}},
        "experimental": {"ponder": own},
    });
    client.initialize(&json!({"capabilities": capabilities}));
    client
}

fn wait<F: Future>(future: F) -> F::Output {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime can be made")
        .block_on(future)
}
