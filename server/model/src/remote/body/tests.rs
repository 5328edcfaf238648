use std::time::Duration;

use proptest::prelude::*;
use url::Url;

use super::*;
use crate::remote::address::request_url;
use crate::remote::failure::Problem;
use crate::{Dialect, Effort, EndpointFailure, Instructions, Message, Mode, Priority};

/// What the tasks send to a model that is sampled freely, by an intent that stands for those like it: from code over
/// sober prose to free.
const CHATS: [(&str, Parameters); 4] = [
    ("fix", parameters(0.0, None, 8192)),
    ("document", parameters(0.7, None, 2048)),
    ("ask_general", parameters(1.3, None, 4096)),
    ("create", parameters(1.5, Some(0.95), 4096)),
];
const COMPLETION: Parameters = parameters(0.0, None, 64);
const EFFORTS: [Effort; 5] = [
    Effort::Minimal,
    Effort::Low,
    Effort::Medium,
    Effort::High,
    Effort::Max,
];
const MODES: [Mode; 2] = [Mode::Thinking, Mode::NonThinking];

const fn parameters(temperature: f32, top_p: Option<f32>, max_tokens: u32) -> Parameters {
    Parameters {
        temperature: Some(temperature),
        top_p,
        max_tokens: Some(max_tokens),
    }
}

fn binding(dialect: Dialect, model: &str, mode: Mode) -> Binding {
    Binding {
        name: "mine".to_owned(),
        endpoint: "there".to_owned(),
        dialect,
        ..Binding::local(model, mode)
    }
}

/// What the tasks send to `binding`: the numbers of R1's vendor where numbers of a vendor are needed.
fn as_routed(binding: &Binding, parameters: Parameters) -> Parameters {
    match binding.capabilities().sampling {
        Sampling::Vendor => Parameters {
            temperature: Some(0.6),
            top_p: Some(0.95),
            ..parameters
        },
        Sampling::Free { .. } | Sampling::Fixed => parameters,
    }
}

fn chat(parameters: Parameters) -> Request {
    Request {
        prompt: Prompt::Chat(vec![Message::system("Be brief."), Message::user("Why?")]),
        parameters,
        stop: vec!["\n\n\n".to_owned(), String::new()],
        priority: Priority::Question,
        wait: Duration::ZERO,
    }
}

fn fill() -> Request {
    Request {
        prompt: Prompt::Fill(Fill::between("let a", ";")),
        parameters: COMPLETION,
        stop: ('a'..='q').map(String::from).collect(),
        priority: Priority::Keystroke,
        wait: Duration::ZERO,
    }
}

fn json_of(binding: &Binding, request: &Request) -> Map<String, Value> {
    body(binding, request, &Learned::default())
        .expect("it is supported")
        .json
}

/// Every request to `models`: the bodies of a chat and of a hole, then what differs for other intents and efforts.
fn golden(dialect: Dialect, base: &str, models: &[&str]) -> String {
    let base = Url::parse(base).expect("a url");
    let shown = |map: Map<String, Value>| Value::Object(map).to_string();
    let mut lines = Vec::new();
    for (model, mode) in models.iter().flat_map(|model| MODES.map(|mode| (*model, mode))) {
        let mut binding = binding(dialect, model, mode);
        lines.push(format!("{model}, {}", mode.name()));
        for request in [chat(as_routed(&binding, CHATS[0].1)), fill()] {
            let Ok(body) = body(&binding, &request, &Learned::default()) else {
                lines.push("  cannot fill".to_owned());
                continue;
            };
            lines.push(format!("  {}", request_url(&base, dialect, &body.path)));
            lines.push(format!("    {}", shown(body.json)));
        }
        for (intent, parameters) in CHATS {
            let parameters = as_routed(&binding, parameters);
            lines.push(format!(
                "  {intent}: {}",
                shown(wire_parameters(&binding, PromptKind::Chat, &parameters))
            ));
        }
        let efforts = EFFORTS.map(|effort| {
            binding.effort = Some(effort);
            (effort, shown(thinking(&binding)))
        });
        if efforts.iter().all(|(_, switch)| *switch == efforts[0].1) {
            lines.push(format!("  any effort: {}", efforts[0].1));
        } else {
            lines.extend(efforts.map(|(effort, switch)| format!("  effort {effort:?}: {switch}")));
        }
        lines.push(String::new());
    }
    lines.join("\n")
}

#[test]
fn deepseek_is_sent_what_it_takes() {
    insta::assert_snapshot!(
        "deepseek",
        golden(Dialect::Deepseek, "https://api.deepseek.com", &["deepseek-flash"])
    );
}

#[test]
fn openai_is_sent_what_it_takes() {
    let models = ["o1-mini", "o3-mini", "gpt-5", "gpt-5.1", "gpt-5.2", "gpt-4o"];
    insta::assert_snapshot!(
        "openai",
        golden(Dialect::Openai, "https://api.openai.com/v1", &models)
    );
}

#[test]
fn openrouter_is_sent_what_it_takes() {
    let models = ["deepseek/deepseek-v3.2"];
    insta::assert_snapshot!(
        "openrouter",
        golden(Dialect::Openrouter, "https://openrouter.ai/api/v1", &models)
    );
}

#[test]
fn siliconflow_is_sent_what_it_takes() {
    let models = [
        "deepseek-ai/DeepSeek-V3.2",
        "Pro/deepseek-ai/DeepSeek-V4",
        "deepseek-ai/DeepSeek-R1",
        "Qwen/Qwen2.5-Coder-7B-Instruct",
    ];
    insta::assert_snapshot!(
        "siliconflow",
        golden(Dialect::Siliconflow, "https://api.siliconflow.cn/v1", &models)
    );
}

#[test]
fn ollama_is_sent_what_it_takes() {
    let models = ["qwen3:8b", "deepseek-r1:7b", "gpt-oss:20b", "qwen2.5-coder:1.5b"];
    insta::assert_snapshot!(
        "ollama",
        golden(Dialect::Ollama, "http://127.0.0.1:11434/v1", &models)
    );
}

#[test]
fn lm_studio_is_sent_what_it_takes() {
    let models = ["qwen3-8b", "deepseek-r1-distill-qwen-7b", "qwen2.5-coder-1.5b"];
    insta::assert_snapshot!(
        "lm_studio",
        golden(Dialect::LmStudio, "http://127.0.0.1:1234/v1", &models)
    );
}

#[test]
fn llama_server_is_sent_what_it_takes() {
    let models = ["qwen3-8b", "deepseek-r1-distill-qwen-7b", "qwen2.5-coder-1.5b"];
    insta::assert_snapshot!(
        "llama_server",
        golden(Dialect::LlamaServer, "http://127.0.0.1:8080", &models)
    );
}

#[test]
fn vllm_is_sent_what_it_takes() {
    let models = [
        "Qwen/Qwen3-8B",
        "deepseek-ai/DeepSeek-R1-Distill-Qwen-7B",
        "ByteDance-Seed/Seed-Coder-8B-Base",
    ];
    insta::assert_snapshot!("vllm", golden(Dialect::Vllm, "http://127.0.0.1:8000/v1", &models));
}

#[test]
fn anything_else_is_sent_what_all_take() {
    insta::assert_snapshot!(
        "generic",
        golden(Dialect::Generic, "http://127.0.0.1:3000", &["some-model"])
    );
}

/// The parameters that each vendor documents, beside those that all know.
fn documented(dialect: Dialect) -> &'static [&'static str] {
    match dialect {
        Dialect::Deepseek => &["max_tokens", "thinking", "reasoning_effort", "stream_options"],
        Dialect::Openai => &["max_completion_tokens", "reasoning_effort", "stream_options"],
        Dialect::Openrouter => &["max_tokens", "reasoning", "stream_options"],
        Dialect::Siliconflow => &["max_tokens", "enable_thinking", "reasoning_effort"],
        Dialect::Ollama => &["max_tokens", "reasoning_effort", "stream_options"],
        Dialect::LmStudio | Dialect::Generic => &["max_tokens", "stream_options"],
        Dialect::LlamaServer => &[
            "max_tokens",
            "chat_template_kwargs",
            "stream_options",
            "n_predict",
            "cache_prompt",
        ],
        Dialect::Vllm => &[
            "max_tokens",
            "chat_template_kwargs",
            "reasoning_effort",
            "stream_options",
        ],
        Dialect::Local => &["max_tokens"],
    }
}

const SWITCHES: [&str; 5] = [
    "thinking",
    "reasoning_effort",
    "reasoning",
    "enable_thinking",
    "chat_template_kwargs",
];

#[test]
fn no_dialect_is_sent_what_it_does_not_document() {
    let common = ["model", "messages", "stream", "stop", "temperature", "top_p"];
    let models = [
        "deepseek-flash",
        "o3-mini",
        "gpt-5.1",
        "gpt-4o",
        "Qwen/Qwen3-8B",
        "deepseek-r1:7b",
        "x",
    ];
    for dialect in Dialect::REMOTE {
        for (model, mode) in models.iter().flat_map(|model| MODES.map(|mode| (*model, mode))) {
            for effort in EFFORTS.map(Some).into_iter().chain([None]) {
                let binding = Binding {
                    effort,
                    ..binding(dialect, model, mode)
                };
                for (intent, parameters) in CHATS {
                    for name in json_of(&binding, &chat(parameters)).keys() {
                        let known =
                            common.contains(&name.as_str()) || documented(dialect).contains(&name.as_str());
                        assert!(known, "{dialect:?} {model} {mode:?} {intent}: {name}");
                    }
                }
                if let Ok(body) = body(&binding, &fill(), &Learned::default()) {
                    for switch in SWITCHES.iter().chain(&["messages"]) {
                        assert!(
                            !body.json.contains_key(*switch),
                            "{dialect:?} {model} {mode:?}: {switch}"
                        );
                    }
                }
            }
        }
    }
}

#[test]
fn a_reasoning_model_elsewhere_is_not_told_how_to_sample() {
    for (dialect, model) in [
        (Dialect::Deepseek, "deepseek-flash"),
        (Dialect::Openai, "o3-mini"),
        (Dialect::Openai, "gpt-5.1"),
        (Dialect::Openrouter, "deepseek/deepseek-r1"),
        (Dialect::Siliconflow, "deepseek-ai/DeepSeek-R1"),
        (Dialect::Generic, "deepseek-r1"),
    ] {
        let wire = wire_parameters(
            &binding(dialect, model, Mode::Thinking),
            PromptKind::Chat,
            &CHATS[3].1,
        );
        assert!(
            !wire.contains_key("temperature") && !wire.contains_key("top_p"),
            "{dialect:?} {wire:?}"
        );
    }
}

#[test]
fn a_reasoning_model_that_is_sampled_as_told_gets_its_vendors_numbers() {
    for dialect in [
        Dialect::Ollama,
        Dialect::LmStudio,
        Dialect::LlamaServer,
        Dialect::Vllm,
        Dialect::Local,
    ] {
        let binding = binding(dialect, "deepseek-r1-distill-qwen-7b", Mode::Thinking);
        let parameters = as_routed(&binding, CHATS[3].1);
        let wire = wire_parameters(&binding, PromptKind::Chat, &parameters);
        assert_eq!(
            (&wire["temperature"], &wire["top_p"]),
            (&json!(0.6), &json!(0.95)),
            "{dialect:?}"
        );
    }
}

#[test]
fn who_cannot_fill_says_why_and_who_can() {
    let said = |dialect, mode| {
        let body = body(&binding(dialect, "x", mode), &fill(), &Learned::default());
        body.expect_err("it cannot fill").to_string()
    };
    let who_can = "for the role `completion`, name the form of its prompts by `fill_template` where prompts are taken as \
                   they are (ollama, lm_studio, llama_server, vllm, generic), use a non-thinking model at a deepseek or \
                   siliconflow endpoint, or a local model";
    assert_eq!(
        said(Dialect::Vllm, Mode::NonThinking),
        format!(
            "`mine` cannot complete code: nothing is known of filling a hole with `x` at a vllm endpoint; {who_can}"
        )
    );
    assert_eq!(
        said(Dialect::Deepseek, Mode::Thinking),
        format!("`mine` cannot complete code: it thinks before it answers; {who_can}")
    );
}

#[test]
fn numbers_are_written_short_and_within_bounds() {
    let binding = binding(Dialect::Generic, "x", Mode::NonThinking);
    let wire = |temperature, top_p| {
        let parameters = Parameters {
            temperature: Some(temperature),
            top_p: Some(top_p),
            max_tokens: Some(0),
        };
        let mut wire = wire_parameters(&binding, PromptKind::Chat, &parameters);
        wire.remove("stream_options");
        Value::Object(wire).to_string()
    };
    assert_eq!(
        wire(0.7, 0.95),
        r#"{"max_tokens":1,"temperature":0.7,"top_p":0.95}"#
    );
    assert_eq!(
        wire(3.0, 1.5),
        r#"{"max_tokens":1,"temperature":2.0,"top_p":1.0}"#
    );
    assert_eq!(wire(-1.0, 0.0), r#"{"max_tokens":1,"temperature":0.0}"#);
    assert_eq!(wire(f32::NAN, f32::NAN), r#"{"max_tokens":1}"#);
}

#[test]
fn what_the_user_says_about_instructions_holds() {
    let mut binding = binding(Dialect::Generic, "x", Mode::NonThinking);
    binding.instructions = Some(Instructions::Developer);
    assert_eq!(
        json_of(&binding, &chat(CHATS[0].1))["messages"][0]["role"],
        "developer"
    );
}

#[test]
fn what_was_learned_goes_over_the_table() {
    let binding = binding(Dialect::Generic, "x", Mode::NonThinking);
    let request = chat(CHATS[1].1);
    let mut learned = Learned::default();
    let sent = json_of(&binding, &request);
    let refused = "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.";
    learned.learn(&Problem::new(EndpointFailure::Rejected, refused), &sent);
    learned.learn(
        &Problem::new(EndpointFailure::Rejected, "unknown field `stream_options`"),
        &sent,
    );
    learned.learn(
        &Problem::new(EndpointFailure::Rejected, "unknown role 'system'"),
        &sent,
    );
    let body = body(&binding, &request, &learned).expect("it is supported").json;
    assert_eq!(
        Value::Object(body),
        json!({
            "model": "x",
            "messages": [{ "role": "user", "content": "Be brief.\n\nWhy?" }],
            "stream": true,
            "stop": ["\n\n\n"],
            "temperature": 0.7,
            "max_completion_tokens": 2048,
        })
    );
}

proptest! {
    #[test]
    fn any_number_makes_a_body(temperature in any::<f32>(), top_p in any::<f32>(), max_tokens in any::<u32>()) {
        let parameters = Parameters { temperature: Some(temperature), top_p: Some(top_p), max_tokens: Some(max_tokens) };
        for dialect in Dialect::REMOTE {
            for mode in MODES {
                let wire = wire_parameters(&binding(dialect, "x", mode), PromptKind::Chat, &parameters);
                for (name, most) in [("temperature", 2.0), ("top_p", 1.0)] {
                    if let Some(number) = wire.get(name).and_then(Value::as_f64) {
                        prop_assert!((0.0..=most).contains(&number));
                    }
                }
            }
        }
    }
}
