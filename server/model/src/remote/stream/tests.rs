//! Reading whole answers, as the endpoint does.

mod answers;
mod bytes;
mod failures;

use std::pin::pin;

use futures::executor::block_on;
use serde_json::json;

use super::*;
use crate::{Dialect, Finish, Finished, Mode, Timing, Usage};

fn binding(dialect: Dialect, mode: Mode) -> Binding {
    Binding {
        dialect,
        ..Binding::local("a-model", mode)
    }
}

/// Everything that is read from `pieces`, with deltas of the same kind in a row joined.
fn read_all(
    kind: StreamKind,
    binding: &Binding,
    pieces: Vec<Result<Bytes, Problem>>,
) -> (Vec<Delta>, Option<Problem>) {
    let mut deltas: Vec<Delta> = Vec::new();
    let mut problem = None;
    block_on(async {
        let mut read = pin!(read(kind, binding, stream::iter(pieces)));
        while let Some(delta) = read.next().await {
            assert_eq!(problem, None, "something follows a problem");
            assert!(
                !matches!(deltas.last(), Some(Delta::Finished(_))),
                "something follows the end"
            );
            match delta {
                Err(failed) => problem = Some(failed),
                Ok(delta) => match (deltas.last_mut(), delta) {
                    (Some(Delta::Reasoning(last)), Delta::Reasoning(text))
                    | (Some(Delta::Content(last)), Delta::Content(text)) => {
                        assert_ne!(text, "");
                        last.push_str(&text);
                    }
                    (_, delta) => deltas.push(delta),
                },
            }
        }
    });
    (deltas, problem)
}

fn chat(dialect: Dialect, mode: Mode, text: &str) -> (Vec<Delta>, Option<Problem>) {
    read_all(
        StreamKind::Chat,
        &binding(dialect, mode),
        vec![Ok(Bytes::copy_from_slice(text.as_bytes()))],
    )
}

fn answer(dialect: Dialect, mode: Mode, text: &str) -> Vec<Delta> {
    let (deltas, problem) = chat(dialect, mode, text);
    assert_eq!(problem, None);
    deltas
}

fn content(text: &str) -> Delta {
    Delta::Content(text.to_owned())
}

fn reasoning(text: &str) -> Delta {
    Delta::Reasoning(text.to_owned())
}

fn finished(finish: Finish) -> Delta {
    Delta::Finished(Finished {
        finish,
        usage: Usage::default(),
        timing: Timing::default(),
    })
}

/// An event with one choice.
fn event(delta: &serde_json::Value, finish: Option<&str>) -> String {
    let choice = json!({ "index": 0, "delta": delta, "finish_reason": finish });
    format!(
        "data: {}\n\n",
        json!({ "id": "x", "object": "chat.completion.chunk", "choices": [choice] })
    )
}

/// A stream with one delta after the other, ended by the model.
fn events(deltas: &[serde_json::Value]) -> String {
    let mut text: String = deltas.iter().map(|delta| event(delta, None)).collect();
    text += &event(&json!({}), Some("stop"));
    text + "data: [DONE]\n\n"
}

const DEEPSEEK: &str = concat!(
    ": keep-alive\n\n",
    r#"data: {"id":"x","choices":[{"index":0,"delta":{"role":"assistant","content":null,"reasoning_content":""},"logprobs":null,"finish_reason":null}],"usage":null}"#,
    "\n\n",
    r#"data: {"id":"x","choices":[{"index":0,"delta":{"content":null,"reasoning_content":"Wé"},"finish_reason":null}],"usage":null}"#,
    "\n\n: keep-alive\n\n",
    r#"data: {"id":"x","choices":[{"index":0,"delta":{"content":"r𝒽","reasoning_content":null},"finish_reason":null}],"usage":null}"#,
    "\n\n",
    r#"data: {"id":"x","choices":[{"index":0,"delta":{"content":"","reasoning_content":null},"finish_reason":"stop"}],"usage":{"prompt_tokens":18,"completion_tokens":219,"total_tokens":237,"prompt_tokens_details":{"cached_tokens":0},"completion_tokens_details":{"reasoning_tokens":205},"prompt_cache_hit_tokens":12,"prompt_cache_miss_tokens":6}}"#,
    "\n\ndata: [DONE]\n\n",
);

fn deepseek_deltas() -> Vec<Delta> {
    let usage = Usage {
        prompt_tokens: 18,
        cached_tokens: 12,
        completion_tokens: 219,
        reasoning_tokens: 205,
    };
    let finished = Finished {
        finish: Finish::Stop,
        usage,
        timing: Timing::default(),
    };
    vec![reasoning("Wé"), content("r𝒽"), Delta::Finished(finished)]
}
