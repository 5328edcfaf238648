//! The rules of servers on the user's own machine.

use ponder_tests::stand_in::Dialect;
use serde_json::{Value, json};

use crate::client::{ask, chat, post, start, with};
use crate::rules::{refused, says, taken};

#[test]
fn ollama_knows_what_each_model_can_and_what_its_struct_lacks() {
    let stand_in = start(Dialect::Ollama);
    refused(
        &stand_in,
        "/chat/completions",
        &chat("qwen3:8b"),
        &[
            (json!({"max_completion_tokens": 10}), 400, "ignored_parameter"),
            (json!({"think": false}), 400, "ignored_parameter"),
            (json!({"logit_bias": {}}), 400, "ignored_parameter"),
            (json!({"tool_choice": "auto"}), 400, "ignored_parameter"),
            (json!({"options": {"num_ctx": 8192}}), 400, "ignored_parameter"),
            (json!({"reasoning_effort": "extreme"}), 400, "reasoning_effort"),
            (
                json!({"model": "llama3.2:3b", "reasoning_effort": "high"}),
                400,
                "does not support thinking",
            ),
            (json!({"model": "mistral"}), 404, "not_found_error"),
            (json!({"model": "deepseek-r1:8b"}), 400, "temperature"),
            (says("developer"), 400, "developer"),
        ],
    );
    taken(
        &start(Dialect::Ollama),
        "/chat/completions",
        &chat("qwen3:8b"),
        &[
            json!({"reasoning_effort": "none", "temperature": 0.7, "max_tokens": 10}),
            json!({"reasoning": {"effort": "minimal"}}),
            json!({"model": "deepseek-r1:8b", "temperature": 0.6, "top_p": 0.95}),
        ],
    );
    let fill = json!({"model": "qwen2.5-coder:1.5b", "prompt": "a", "suffix": "b"});
    taken(
        &start(Dialect::Ollama),
        "/completions",
        &fill,
        &[json!({"temperature": 0.0})],
    );
    refused(
        &start(Dialect::Ollama),
        "/completions",
        &fill,
        &[(json!({"model": "llama3.2:3b"}), 400, "does not support insert")],
    );
}

#[test]
fn ollama_answers_its_native_paths_natively() {
    let stand_in = start(Dialect::Ollama);
    let native = |path: &str, body: Value| ask(&stand_in, "POST", path, &body.to_string());
    assert!(ask(&stand_in, "GET", "/api/tags", "").json()["models"][0]["name"].is_string());
    let shown = native("/api/show", json!({"model": "qwen2.5-coder:1.5b"})).json();
    assert!(
        shown["capabilities"]
            .as_array()
            .expect("a list")
            .contains(&json!("insert"))
    );
    assert_eq!(
        native("/api/show", json!({"model": "x"})).json(),
        json!({"error": "model 'x' not found"})
    );
    let thinking = with(chat("llama3.2:3b"), &json!({"think": true}));
    let refusal = native("/api/chat", thinking);
    assert_eq!(
        (refusal.status, refusal.json()),
        (400, json!({"error": "\"llama3.2:3b\" does not support thinking"}))
    );
    let lines = native(
        "/api/chat",
        with(
            chat("qwen3:8b"),
            &json!({"think": "low", "options": {"num_ctx": 8192}}),
        ),
    );
    assert_eq!(lines.header("content-type"), Some("application/x-ndjson"));
    let lines = lines.body();
    let lines: Vec<Value> = lines
        .lines()
        .map(|line| serde_json::from_str(line).expect("JSON lines"))
        .collect();
    assert!(lines[0]["message"]["thinking"].is_string());
    assert_eq!(
        (&lines[0]["done"], &lines[lines.len() - 1]["done"]),
        (&json!(false), &json!(true))
    );
    let raw = |model: &str, prompt: &str| {
        native(
            "/api/generate",
            json!({"model": model, "prompt": prompt, "raw": true, "stream": false}),
        )
    };
    let hole = "<|fim_prefix|>a<|fim_suffix|>b<|fim_middle|>";
    assert_eq!(raw("qwen2.5-coder:1.5b", hole).status, 200);
    assert_eq!(raw("qwen2.5-coder:1.5b", "<PRE> a <SUF>b <MID>").status, 400);
    assert_eq!(raw("llama3.2:3b", hole).status, 400);
    let with_suffix = json!({"model": "qwen2.5-coder:1.5b", "prompt": "a", "suffix": "b", "raw": true});
    assert_eq!(native("/api/generate", with_suffix).status, 400);
    let whole = native(
        "/api/generate",
        json!({"model": "qwen2.5-coder:1.5b", "prompt": "a", "suffix": "b", "stream": false}),
    );
    assert_eq!(
        whole.json()["response"],
        "answered by ollama qwen2.5-coder:1.5b completion"
    );
}

#[test]
fn a_loaded_model_is_what_its_name_says() {
    let stand_in = start(Dialect::Ollama);
    stand_in.load("starcoder2:3b");
    let fill = json!({"model": "starcoder2:3b", "prompt": "a", "suffix": "b"});
    taken(&stand_in, "/completions", &fill, &[json!({})]);
    stand_in.load("qwen3:0.6b");
    taken(
        &stand_in,
        "/chat/completions",
        &chat("qwen3:0.6b"),
        &[json!({"reasoning_effort": "low"})],
    );
    let generic = start(Dialect::Generic);
    generic.load("house-model");
    taken(&generic, "/chat/completions", &chat("house-model"), &[json!({})]);
}

#[test]
fn r1_models_want_their_vendors_sampling_on_local_servers() {
    for (dialect, model) in [
        (Dialect::LmStudio, "deepseek-r1-distill-qwen-7b"),
        (Dialect::LlamaServer, "DeepSeek-R1-Distill-Qwen-1.5B"),
        (Dialect::Vllm, "deepseek-ai/DeepSeek-R1-Distill-Qwen-7B"),
    ] {
        refused(
            &start(dialect),
            "/chat/completions",
            &chat(model),
            &[
                (json!({}), 400, "temperature"),
                (json!({"temperature": 0.0}), 400, "temperature"),
                (json!({"temperature": 1.0}), 400, "temperature"),
                (
                    with(says("system"), &json!({"temperature": 0.6})),
                    400,
                    "no system prompt",
                ),
            ],
        );
        let vendor = json!({"temperature": 0.6, "top_p": 0.95});
        taken(&start(dialect), "/chat/completions", &chat(model), &[vendor]);
    }
}

#[test]
fn lm_studio_and_vllm_take_what_they_list() {
    let lm_studio = start(Dialect::LmStudio);
    refused(
        &lm_studio,
        "/chat/completions",
        &chat("llama-3.2-3b-instruct"),
        &[
            (json!({"max_completion_tokens": 10}), 400, "ignored_parameter"),
            (json!({"reasoning_effort": "low"}), 400, "ignored_parameter"),
            (json!({"model": "nothing"}), 404, "model_not_found"),
        ],
    );
    let native = ask(&lm_studio, "GET", "/api/v1/models", "").json();
    assert_eq!(native["models"][2]["capabilities"]["reasoning"]["default"], "on");
    assert_eq!(
        native["models"][0]["loaded_instances"][0]["config"]["context_length"],
        8192
    );
    let fill =
        json!({"model": "qwen2.5-coder-1.5b", "prompt": "<|fim_prefix|>a<|fim_suffix|>b<|fim_middle|>"});
    taken(
        &start(Dialect::LmStudio),
        "/completions",
        &fill,
        &[json!({"temperature": 0.0, "stop": ["\n"]})],
    );
    taken(
        &start(Dialect::Vllm),
        "/completions",
        &fill,
        &[json!({"temperature": 0.0})],
    );
    refused(
        &start(Dialect::Vllm),
        "/completions",
        &fill,
        &[(json!({"suffix": "b"}), 400, "suffix is not currently supported")],
    );
    refused(
        &start(Dialect::Vllm),
        "/chat/completions",
        &chat("qwen2.5-coder-1.5b"),
        &[
            (json!({"enable_thinking": true}), 400, "ignored_parameter"),
            (
                json!({"chat_template_kwargs": {"think": true}}),
                400,
                "ignored_parameter",
            ),
            (json!({"temperature": 2.5}), 400, "\"code\":400"),
            (
                json!({"messages": [{"role": "user", "content": "word ".repeat(40_000)}]}),
                400,
                "maximum context length",
            ),
        ],
    );
    let template = json!({"chat_template_kwargs": {"enable_thinking": true}, "max_completion_tokens": 10});
    taken(
        &start(Dialect::Vllm),
        "/chat/completions",
        &chat("qwen2.5-coder-1.5b"),
        &[template],
    );
}

#[test]
fn llama_server_fills_holes_with_a_coder_and_minds_its_context() {
    let stand_in = start(Dialect::LlamaServer);
    assert_eq!(
        ask(&stand_in, "GET", "/health", "").json(),
        json!({"status": "ok"})
    );
    assert_eq!(
        ask(&stand_in, "GET", "/props", "").json()["default_generation_settings"]["n_ctx"],
        8192
    );
    let hole = json!({
        "input_prefix": "fn main() {", "input_suffix": "}", "input_extra": [{"filename": "a.rs", "text": "x"}],
        "samplers": ["top_k"], "n_predict": 64, "cache_prompt": true,
    });
    assert_eq!(post(&stand_in, "/infill", &hole).json()["stop"], true);
    stand_in.load("llama-3.2-3b");
    let refusal = post(&stand_in, "/infill", &hole);
    assert_eq!(
        (refusal.status, &refusal.json()["error"]["type"]),
        (501, &json!("not_supported_error"))
    );
    refused(
        &start(Dialect::LlamaServer),
        "/infill",
        &hole,
        &[
            (json!({"max_tokens": 5}), 400, "ignored_parameter"),
            (json!({"input_extra": ["x"]}), 400, "input_extra"),
            (json!({"input_suffix": 1}), 400, "input_suffix"),
        ],
    );
    refused(
        &start(Dialect::LlamaServer),
        "/chat/completions",
        &chat("x"),
        &[
            (
                json!({"messages": [{"role": "user", "content": "word ".repeat(10_000)}]}),
                400,
                "exceed_context_size_error",
            ),
            (json!({"max_completion_tokens": 10}), 400, "ignored_parameter"),
            (json!({"reasoning_effort": "extreme"}), 400, "reasoning_effort"),
            (json!({"temperature": "hot"}), 400, "a number"),
            (says("developer"), 400, "developer"),
        ],
    );
}
