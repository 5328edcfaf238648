//! Holes at endpoints, asked as completion asks: where they go, when they are sent, and what comes of a bad answer.

use std::sync::Arc;
use std::time::Duration;

use futures::StreamExt as _;
use ponder_model::remote::{Endpoint, EndpointSettings, Timeouts};
use ponder_model::{
    Answer, Binding, Dialect as Rules, EndpointFailure, Fill, FillTemplate, Mode, Model as _, ModelError,
    Parameters, Priority, Prompt, Related, Request,
};
use ponder_tests::stand_in::{Answer as Said, Dialect, Fault, Place, StandIn};
use secrecy::SecretString;
use serde_json::{Value, json};

use crate::fixture::{side_by_side, stand_in, wait};

const PATIENCE: Duration = Duration::from_millis(500);

fn endpoint(stand_in: &StandIn) -> Arc<Endpoint> {
    let rules = Rules::REMOTE
        .into_iter()
        .find(|rules| rules.name() == stand_in.dialect().name());
    Endpoint::new(EndpointSettings {
        name: "there".to_owned(),
        dialect: rules.expect("both know the dialects by the same names"),
        url: stand_in.url().parse().expect("a stand-in has a url"),
        key: Some(Arc::new(|| Ok(SecretString::from(StandIn::KEY)))),
        concurrency: 1,
        timeouts: Timeouts {
            first_token: Some(PATIENCE),
            idle: Some(PATIENCE),
            ..Timeouts::default()
        },
    })
}

fn binding(endpoint: &Endpoint, model: &str) -> Binding {
    Binding {
        endpoint: endpoint.name().to_owned(),
        dialect: endpoint.settings().dialect,
        ..Binding::local(model, Mode::NonThinking)
    }
}

fn hole() -> Request {
    let fill = Fill {
        related: vec![Related {
            path: "a.py".to_owned(),
            text: "A = 1\n".to_owned(),
        }],
        path: "main.py".to_owned(),
        written: "n ".to_owned(),
        ..Fill::between("def f():\n    retur", "\nf()\n")
    };
    Request {
        prompt: Prompt::Fill(fill),
        parameters: Parameters {
            temperature: Some(0.0),
            top_p: None,
            max_tokens: Some(16),
        },
        stop: vec!["\n\n".to_owned()],
        priority: Priority::Keystroke,
        wait: Duration::ZERO,
    }
}

async fn ask(endpoint: &Arc<Endpoint>, binding: &Binding, request: Request) -> Result<Answer, ModelError> {
    let model = endpoint.model(Arc::new(binding.clone()));
    Answer::collect(model.answer(request), |_| {}).await
}

fn paths(stand_in: &StandIn) -> Vec<String> {
    stand_in
        .requests()
        .into_iter()
        .map(|request| request.path)
        .collect()
}

/// Dialects that fill holes, with a model that does and the path.
const FILLING: [(Dialect, &str, &str); 6] = [
    (Dialect::Deepseek, "deepseek-flash", "/beta/completions"),
    (
        Dialect::Siliconflow,
        "Qwen/Qwen2.5-Coder-32B-Instruct",
        "/v1/completions",
    ),
    (Dialect::Ollama, "qwen2.5-coder:1.5b", "/api/generate"),
    (Dialect::LmStudio, "qwen2.5-coder-1.5b", "/v1/completions"),
    (Dialect::LlamaServer, "qwen2.5-coder-1.5b", "/infill"),
    (Dialect::Vllm, "qwen2.5-coder-1.5b", "/v1/completions"),
];

#[test]
fn a_hole_is_filled_at_the_path_of_the_dialect() {
    side_by_side(FILLING, |(dialect, model, path)| {
        let stand_in = stand_in(dialect);
        stand_in.answer_with(Said::text("a + b\n\nmore"));
        let endpoint = endpoint(&stand_in);
        let answer = wait(ask(&endpoint, &binding(&endpoint, model), hole()));
        let answer = answer.unwrap_or_else(|error| panic!("{dialect}: {error}"));
        assert_eq!(answer.text, "a + b", "{dialect}");
        assert_eq!(stand_in.rejections(), [""; 0], "{dialect}");
        assert_eq!(paths(&stand_in), [path], "{dialect}");
    });
}

#[test]
fn every_form_of_a_raw_prompt_is_that_of_its_models() {
    let models = [
        "qwen3-coder-30b",
        "starcoder2-3b",
        "stable-code-3b",
        "granite-code-8b",
        "granite3.3-8b",
        "codellama-7b",
        "deepseek-coder-1.3b",
        "codestral-22b",
        "codegemma-2b",
        "seed-coder-8b",
        "codegeex4-9b",
    ];
    let dialects = [Dialect::Ollama, Dialect::LmStudio, Dialect::Vllm];
    let cases = dialects
        .iter()
        .flat_map(|dialect| models.map(|model| (*dialect, model)));
    side_by_side(cases, |(dialect, model)| {
        let stand_in = stand_in(dialect);
        stand_in.load(model);
        let endpoint = endpoint(&stand_in);
        let answer = wait(ask(&endpoint, &binding(&endpoint, model), hole()));
        assert!(answer.is_ok(), "{dialect} {model}: {answer:?}");
        assert_eq!(stand_in.rejections(), [""; 0], "{dialect} {model}");
    });
}

#[test]
fn a_gateway_is_asked_in_the_form_that_the_user_names() {
    let stand_in = stand_in(Dialect::Generic);
    stand_in.load("my-codellama");
    let endpoint = endpoint(&stand_in);
    let silent = binding(&endpoint, "my-codellama");
    assert!(!silent.fills());
    let named = Binding {
        fill_template: Some(FillTemplate::Codellama),
        ..silent
    };
    wait(ask(&endpoint, &named, hole())).expect("it is answered");
    assert_eq!(stand_in.rejections(), [""; 0]);
}

#[test]
fn a_server_that_finds_no_tokens_gets_them_in_a_raw_prompt_from_then_on() {
    let stand_in = stand_in(Dialect::LlamaServer);
    stand_in.load("codestral-22b");
    let endpoint = endpoint(&stand_in);
    let binding = binding(&endpoint, "codestral-22b");
    for _ in 0..2 {
        wait(ask(&endpoint, &binding, hole())).expect("it is answered");
    }
    assert_eq!(
        paths(&stand_in),
        ["/infill", "/v1/completions", "/v1/completions"]
    );
    assert!(endpoint.fills(&binding));
}

#[test]
fn a_model_without_tokens_is_asked_for_a_hole_once() {
    for (dialect, model) in [
        (Dialect::LlamaServer, "llama-3.2-3b"),
        (Dialect::Ollama, "llama3.2:3b"),
    ] {
        let stand_in = stand_in(dialect);
        stand_in.load(model);
        let endpoint = endpoint(&stand_in);
        let binding = Binding {
            fills: Some(true),
            ..binding(&endpoint, model)
        };
        assert!(endpoint.fills(&binding), "{dialect}: nothing is known yet");
        let first = wait(ask(&endpoint, &binding, hole())).expect_err("it cannot");
        assert!(
            matches!(
                first,
                ModelError::Endpoint {
                    failure: EndpointFailure::Rejected,
                    ..
                }
            ),
            "{dialect}: {first}"
        );
        let second = wait(ask(&endpoint, &binding, hole())).expect_err("it cannot");
        assert!(
            matches!(second, ModelError::Unsupported { .. }),
            "{dialect}: {second}"
        );
        assert_eq!(stand_in.requests().len(), 1, "{dialect}");
        assert!(!endpoint.fills(&binding), "{dialect}: it is asked by a chat");
    }
}

#[test]
fn nothing_is_sent_before_its_wait_has_passed() {
    let stand_in = stand_in(Dialect::Deepseek);
    let endpoint = endpoint(&stand_in);
    let binding = binding(&endpoint, "deepseek-flash");
    let waiting = |wait| Request { wait, ..hole() };
    wait(async {
        // Longer than the first token may take: that is counted from when it is sent.
        let late = ask(&endpoint, &binding, waiting(PATIENCE * 2));
        let asked = tokio::time::Instant::now();
        late.await.expect("it is answered");
        assert!(asked.elapsed() >= PATIENCE * 2);
        assert_eq!(stand_in.requests().len(), 1);
        let withdrawn = ask(&endpoint, &binding, waiting(Duration::from_secs(600)));
        assert!(tokio::time::timeout(PATIENCE, withdrawn).await.is_err());
        assert_eq!(stand_in.requests().len(), 1, "withdrawn, it was never sent");
        // And it held nobody up.
        ask(&endpoint, &binding, hole()).await.expect("it is answered");
    });
    assert_eq!(stand_in.requests().len(), 2);
}

#[test]
fn what_nobody_waits_for_is_neither_queued_nor_repeated() {
    let stand_in = stand_in(Dialect::Deepseek);
    let endpoint = endpoint(&stand_in);
    let binding = binding(&endpoint, "deepseek-flash");
    let ahead = || Request {
        priority: Priority::Ahead,
        ..hole()
    };
    wait(async {
        stand_in.fail_next(1, Fault::Status(503));
        ask(&endpoint, &binding, ahead())
            .await
            .expect_err("it is not repeated");
        assert_eq!(stand_in.requests().len(), 1);
        stand_in.fail_next(1, Fault::Silence(Place::AfterFirstToken));
        let mut long = endpoint.model(Arc::new(binding.clone())).answer(hole());
        // The request went out, and its first token came.
        for _ in 0..2 {
            long.next().await.expect("it begins").expect("it begins well");
        }
        let busy = ask(&endpoint, &binding, ahead()).await.expect_err("it is busy");
        assert!(
            matches!(
                busy,
                ModelError::Endpoint {
                    failure: EndpointFailure::Busy,
                    ..
                }
            ),
            "{busy}"
        );
        assert_eq!(stand_in.requests().len(), 2, "it was not sent");
    });
}

#[test]
fn a_bad_answer_to_a_hole_is_a_clear_error_in_time() {
    let faults = [
        Fault::Html(200),
        Fault::Empty(200),
        Fault::BareText,
        Fault::ErrorBody,
        Fault::ErrorEvent,
        Fault::ErrorInStream,
        Fault::Silence(Place::BeforeHead),
        Fault::Silence(Place::BeforeFirstToken),
        Fault::Silence(Place::AfterFirstToken),
        Fault::Cut(Place::AfterFirstToken),
        Fault::Close(Place::AfterFirstToken),
        Fault::End(Place::AfterFirstToken),
    ];
    let cases = FILLING
        .into_iter()
        .flat_map(|case| faults.clone().map(|fault| (case, fault)));
    side_by_side(cases, |((dialect, model, _), fault)| {
        let stand_in = stand_in(dialect);
        stand_in.answer_with(Said::text("a + b"));
        stand_in.fail_with(fault.clone());
        let endpoint = endpoint(&stand_in);
        let binding = binding(&endpoint, model);
        let error = wait(async {
            let asked = ask(&endpoint, &binding, hole());
            tokio::time::timeout(Duration::from_secs(60), asked).await
        });
        let error = error.unwrap_or_else(|_| panic!("{dialect} {fault:?}: it stalls"));
        let error = error.expect_err("a bad answer is an error").to_string();
        assert!(error.contains("`there`"), "{dialect} {fault:?}: {error}");
    });
}

#[test]
fn pieces_of_a_stream_make_no_difference_to_a_hole() {
    let faults = [
        Fault::ByteByByte,
        Fault::HalfCharacters,
        Fault::Drip(Duration::from_millis(5)),
    ];
    let cases = FILLING
        .into_iter()
        .flat_map(|case| faults.clone().map(|fault| (case, fault)));
    side_by_side(cases, |((dialect, model, _), fault)| {
        let stand_in = stand_in(dialect);
        stand_in.answer_with(Said::text("größe + 漢字"));
        stand_in.fail_with(fault.clone());
        let endpoint = endpoint(&stand_in);
        let answer = wait(ask(&endpoint, &binding(&endpoint, model), hole()));
        let answer = answer.unwrap_or_else(|error| panic!("{dialect} {fault:?}: {error}"));
        assert_eq!(answer.text, "größe + 漢字", "{dialect} {fault:?}");
    });
}

#[test]
fn what_is_typed_and_other_files_reach_the_llama_server() {
    let stand_in = stand_in(Dialect::LlamaServer);
    let endpoint = endpoint(&stand_in);
    wait(ask(&endpoint, &binding(&endpoint, "qwen2.5-coder-1.5b"), hole())).expect("it is answered");
    let requests = stand_in.requests();
    let body = requests[0].json.as_ref().expect("it is JSON");
    let of = |name: &str| -> &Value { &body[name] };
    assert_eq!(of("input_prefix"), "def f():\n    retur");
    assert_eq!(of("prompt"), "n ");
    assert_eq!(
        of("input_extra"),
        &json!([{"filename": "a.py", "text": "A = 1\n"}])
    );
}
