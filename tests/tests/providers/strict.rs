//! Nothing that Ponder sends is refused: every intent, to every dialect, in both modes.

use ponder_tests::Client;
use ponder_tests::stand_in::{Dialect, StandIn};
use serde_json::{Map, Value, json};

use crate::fixture::{binding, chat_of, complete, endpoint, launch, side_by_side, stand_in, start};

const INTENTS: [&str; 14] = [
    "explain",
    "fix",
    "refactor",
    "test",
    "document",
    "comment",
    "rewrite",
    "translate",
    "commit_message",
    "title",
    "ask_code",
    "ask_logic",
    "ask_general",
    "create",
];

const THINKING: &str = "thinking";
const AT_ONCE: &str = "non_thinking";

/// What is no parameter: the prompt in its shapes, where it ends, and how the answer comes.
const PROMPT: [&str; 10] = [
    "model",
    "messages",
    "prompt",
    "suffix",
    "input_prefix",
    "input_suffix",
    "input_extra",
    "raw",
    "stop",
    "stream",
];

const CODE: &str = "file:///strict/add.py";
const PROSE: &str = "file:///strict/notes.md";

/// Asks every model for everything.
fn assert_nothing_is_refused(dialect: Dialect, models: &[(&str, &str)]) {
    let stand_in = stand_in(dialect);
    let bindings = models
        .iter()
        .enumerate()
        .map(|(index, (model, mode))| binding(&format!("b{index}"), "it", model, mode));
    let tables = [
        "[completion]\nremote = true\n".to_owned(),
        "[roles]\ngeneral = [\"b0\"]\nreasoning = [\"b0\"]\n".to_owned(),
        endpoint("it", &stand_in, ""),
    ];
    let tables: String = tables.into_iter().chain(bindings).collect();
    let mut client = start(launch(&tables));
    client.open(
        CODE,
        "python",
        "def add(a, b):\n    return \n\nprint(add(1, 2))\n",
    );
    client.open(PROSE, "markdown", "# Notes\n\nThe sum of two numbers is \n");
    for (index, (model, mode)) in models.iter().enumerate() {
        let name = format!("b{index}");
        stand_in.load(model);
        client.result("ponder/pin", &json!({"use": name}));
        for intent in INTENTS {
            let what = format!("{intent} to {model}, {mode}");
            let chat = chat_of(
                &mut client,
                "What is the sum of 1 and 2?",
                &json!({"intent": intent}),
            );
            assert_eq!(chat.binding(), name, "{what}: {}", chat.reason());
            assert!(!chat.text.is_empty(), "{what}");
            assert_sent_as_shown(&stand_in, &chat.result()["route"], &what);
        }
        assert_history_and_code(&mut client, &stand_in, &name);
        assert_actions(&mut client, &stand_in);
        if *mode == AT_ONCE && completes(dialect, model) {
            // A text of its own: what was suggested in the same one before is known.
            let code = format!("file:///strict/{name}.py");
            client.open(&code, "python", &format!("def add_{name}(a, b):\n    return \n"));
            let prose = format!("file:///strict/{name}.md");
            client.open(
                &prose,
                "markdown",
                &format!("# Notes of {name}\n\nThe sum of two numbers is \n"),
            );
            for place in [(code.as_str(), 1, 11), (prose.as_str(), 2, 26)] {
                assert_keystroke(&mut client, &stand_in, &name, place);
            }
        }
    }
    assert_eq!(stand_in.rejections(), [""; 0]);
}

/// A conversation that goes on, about a document.
fn assert_history_and_code(client: &mut Client, stand_in: &StandIn, name: &str) {
    let messages = json!([
        {"role": "system", "content": "Be brief."},
        {"role": "user", "content": "What does it do?"},
        {"role": "assistant", "content": "It adds."},
        {"role": "user", "content": "What else?"},
    ]);
    let more = json!({"intent": "ask_code", "messages": messages, "textDocument": {"uri": CODE}});
    let chat = chat_of(client, "", &more);
    let what = format!("a conversation with {name}");
    assert_eq!(chat.binding(), name, "{what}: {}", chat.reason());
    assert_sent_as_shown(stand_in, &chat.result()["route"], &what);
}

/// What the code actions ask. What comes of it is for their own tests: the stand-in writes no doc comments.
fn assert_actions(client: &mut Client, stand_in: &StandIn) {
    let before = stand_in.requests().len();
    let range = json!({"start": {"line": 0, "character": 5}, "end": {"line": 0, "character": 5}});
    let params = json!({"textDocument": {"uri": CODE}, "range": range, "context": {"diagnostics": []}});
    let actions = client.result("textDocument/codeAction", &params);
    for action in actions.as_array().expect("a list of actions") {
        let command = &action["command"];
        if command.is_null() {
            client.request("codeAction/resolve", action);
        } else {
            client.request("workspace/executeCommand", command);
        }
    }
    assert!(
        stand_in.requests().len() >= before + 2,
        "explained and documented at least: {actions}"
    );
}

/// Whether completions are asked of it here. What a model server fills is up to the model: those that fill no holes have
/// a test of their own.
fn completes(dialect: Dialect, model: &str) -> bool {
    !matches!(dialect, Dialect::Ollama | Dialect::LlamaServer) || model.contains("coder")
}

fn assert_keystroke(client: &mut Client, stand_in: &StandIn, name: &str, place: (&str, u32, u32)) {
    let before = stand_in.requests().len();
    let (uri, line, character) = place;
    complete(client, uri, line, character);
    let what = format!("a completion of {uri} by {name}");
    assert_eq!(
        stand_in.requests().len(),
        before + 1,
        "{what}: {:?}",
        stand_in.rejections()
    );
    let last = client.result("ponder/lastRoute", &Value::Null);
    assert_eq!(last["route"]["binding"], name, "{what}: {last}");
    assert_sent_as_shown(stand_in, &last["route"], &what);
}

/// Asserts that the last request held the parameters that the route shows, and no others.
fn assert_sent_as_shown(stand_in: &StandIn, route: &Value, what: &str) {
    let requests = stand_in.requests();
    let request = requests.last().expect("a request came");
    let body = request.json.as_ref().and_then(Value::as_object);
    let mut sent: Map<String, Value> = body.expect("the body is an object").clone();
    sent.retain(|name, _| !PROMPT.contains(&name.as_str()));
    // Ollama's own path wants stop texts among the options.
    if let Some(options) = sent.get_mut("options").and_then(Value::as_object_mut) {
        options.remove("stop");
    }
    assert_eq!(
        Value::Object(sent),
        route["parameters"],
        "{what}: {:?}",
        request.outcome
    );
    assert_eq!(request.parameter("stream"), Some(&json!(true)), "{what}");
}

#[test]
fn deepseek_takes_every_request() {
    let models = [
        ("deepseek-flash", THINKING),
        ("deepseek-flash", AT_ONCE),
        ("deepseek-v4-pro", THINKING),
        ("deepseek-v4-pro", AT_ONCE),
    ];
    assert_nothing_is_refused(Dialect::Deepseek, &models);
}

#[test]
fn openai_takes_every_request() {
    let models = [
        ("gpt-5.1", THINKING),
        ("gpt-5.1", AT_ONCE),
        ("gpt-4.1", AT_ONCE),
        ("gpt-4o", AT_ONCE),
        ("gpt-5", THINKING),
        ("gpt-5-mini", AT_ONCE),
        ("o3", THINKING),
        ("o4-mini", THINKING),
    ];
    assert_nothing_is_refused(Dialect::Openai, &models);
}

#[test]
fn openrouter_takes_every_request() {
    let models = [
        ("deepseek/deepseek-v3.2", THINKING),
        ("deepseek/deepseek-v3.2", AT_ONCE),
        ("deepseek/deepseek-r1", THINKING),
        ("openai/gpt-4.1-mini", AT_ONCE),
        ("openai/gpt-5.1", THINKING),
        ("qwen/qwen3-coder", AT_ONCE),
    ];
    assert_nothing_is_refused(Dialect::Openrouter, &models);
}

#[test]
fn siliconflow_takes_every_request() {
    let models = [
        ("deepseek-ai/DeepSeek-V3.2", THINKING),
        ("deepseek-ai/DeepSeek-V3.2", AT_ONCE),
        ("Qwen/Qwen3-8B", THINKING),
        ("Qwen/Qwen3-8B", AT_ONCE),
        ("deepseek-ai/DeepSeek-R1", THINKING),
        ("Qwen/Qwen2.5-Coder-32B-Instruct", AT_ONCE),
    ];
    assert_nothing_is_refused(Dialect::Siliconflow, &models);
}

#[test]
fn ollama_takes_every_request() {
    let models = [
        ("qwen3:8b", THINKING),
        ("qwen3:8b", AT_ONCE),
        ("deepseek-r1:8b", THINKING),
        ("qwen2.5-coder:1.5b", AT_ONCE),
        ("llama3.2:3b", AT_ONCE),
    ];
    assert_nothing_is_refused(Dialect::Ollama, &models);
}

#[test]
fn lm_studio_takes_every_request() {
    let models = [
        ("deepseek-r1-distill-qwen-7b", THINKING),
        ("openai/gpt-oss-20b", THINKING),
        ("qwen2.5-coder-1.5b", AT_ONCE),
        ("llama-3.2-3b-instruct", AT_ONCE),
    ];
    assert_nothing_is_refused(Dialect::LmStudio, &models);
}

#[test]
fn llama_server_takes_every_request() {
    let models = [
        ("qwen3-8b", THINKING),
        ("qwen3-8b", AT_ONCE),
        ("deepseek-r1-distill-qwen-7b", THINKING),
        ("qwen2.5-coder-1.5b", AT_ONCE),
    ];
    assert_nothing_is_refused(Dialect::LlamaServer, &models);
}

#[test]
fn vllm_takes_every_request() {
    let models = [
        ("qwen3-8b", THINKING),
        ("qwen3-8b", AT_ONCE),
        ("deepseek-r1-distill-qwen-7b", THINKING),
        ("qwen2.5-coder-1.5b", AT_ONCE),
    ];
    assert_nothing_is_refused(Dialect::Vllm, &models);
}

#[test]
fn an_aggregator_takes_every_request() {
    let models = [
        ("qwen3-32b", THINKING),
        ("qwen3-32b", AT_ONCE),
        ("deepseek-flash", THINKING),
        ("deepseek-flash", AT_ONCE),
        ("gpt-4.1-mini", AT_ONCE),
    ];
    assert_nothing_is_refused(Dialect::Generic, &models);
}

#[test]
fn a_model_that_fills_no_holes_is_asked_for_completions_by_a_chat() {
    side_by_side(
        [
            (Dialect::Ollama, "llama3.2:3b"),
            (Dialect::LlamaServer, "llama-3.2-3b"),
        ],
        |(dialect, model)| {
            let stand_in = stand_in(dialect);
            stand_in.load(model);
            let tables = [
                "[completion]\nremote = true\n[roles]\ngeneral = [\"it\"]\n".to_owned(),
                endpoint("place", &stand_in, ""),
                binding("it", "place", model, AT_ONCE),
            ];
            let mut client = start(launch(&tables.concat()));
            client.open(PROSE, "markdown", "# Notes\n\nThe sum of two numbers is \n");
            // Whether it is answered shows in what was asked.
            client.request(
                "textDocument/inlineCompletion",
                &json!({
                    "textDocument": {"uri": PROSE},
                    "position": {"line": 2, "character": 26},
                    "context": {"triggerKind": 1},
                }),
            );
            assert_eq!(stand_in.rejections(), [""; 0], "{dialect}");
            assert_eq!(stand_in.requests().len(), 1, "{dialect}");
        },
    );
}
