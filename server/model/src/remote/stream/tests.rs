use std::pin::pin;

use futures::executor::block_on;
use proptest::prelude::*;
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

fn problem(text: &str) -> Problem {
    let (deltas, problem) = chat(Dialect::Generic, Mode::NonThinking, text);
    assert!(!deltas.iter().any(|delta| matches!(delta, Delta::Finished(_))));
    problem.expect("it must fail")
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

#[test]
fn a_thinking_answer_gives_reasoning_then_content_then_usage() {
    assert_eq!(
        answer(Dialect::Deepseek, Mode::Thinking, DEEPSEEK),
        deepseek_deltas()
    );
}

#[test]
fn a_stream_split_at_any_byte_gives_the_same_deltas() {
    let binding = binding(Dialect::Deepseek, Mode::Thinking);
    for text in [
        DEEPSEEK.to_owned(),
        DEEPSEEK.replace('\n', "\r\n"),
        DEEPSEEK.replace('\n', "\r"),
        format!("\u{feff}{DEEPSEEK}"),
    ] {
        for at in 0..=text.len() {
            let (first, second) = text.as_bytes().split_at(at);
            let pieces = [first, second].map(|piece| Ok(Bytes::copy_from_slice(piece)));
            assert_eq!(
                read_all(StreamKind::Chat, &binding, pieces.into()),
                (deepseek_deltas(), None),
                "split at {at}"
            );
        }
        let bytes = text
            .bytes()
            .map(|byte| Ok(Bytes::copy_from_slice(&[byte])))
            .collect();
        assert_eq!(
            read_all(StreamKind::Chat, &binding, bytes),
            (deepseek_deltas(), None)
        );
    }
}

#[test]
fn reasoning_is_known_under_all_its_names() {
    let details =
        json!([{ "type": "reasoning.text", "text": "We" }, { "type": "reasoning.encrypted", "data": "x" }]);
    for delta in [
        json!({ "reasoning_content": "We" }),
        json!({ "reasoning": "We" }),
        json!({ "thinking": "We" }),
        json!({ "reasoning_details": details }),
        json!({ "reasoning": "We", "reasoning_details": details, "content": "" }),
        json!({ "reasoning": "We", "reasoning_content": "We" }),
        json!({ "content": [{ "type": "thinking", "thinking": [{ "type": "text", "text": "We" }] }] }),
        json!({ "content": "<think>We</think>\n" }),
    ] {
        let text = events(&[delta, json!({ "content": "so" })]);
        for dialect in Dialect::REMOTE {
            assert_eq!(
                answer(dialect, Mode::Thinking, &text),
                [reasoning("We"), content("so"), finished(Finish::Stop)],
                "{dialect:?} {text}"
            );
        }
    }
}

#[test]
fn thinking_without_its_opening_tag_never_becomes_content() {
    let text = events(&[json!({ "content": "We</th" }), json!({ "content": "ink>\n\nso" })]);
    for dialect in [
        Dialect::Ollama,
        Dialect::LmStudio,
        Dialect::LlamaServer,
        Dialect::Vllm,
        Dialect::Generic,
    ] {
        assert_eq!(
            answer(dialect, Mode::Thinking, &text),
            [reasoning("We"), content("so"), finished(Finish::Stop)]
        );
    }
}

#[test]
fn a_block_beside_the_reasoning_field_is_not_shown_twice() {
    let text = events(&[
        json!({ "reasoning_content": "We", "content": "<think>We" }),
        json!({ "content": "</think>\nso" }),
    ]);
    assert_eq!(
        answer(Dialect::LlamaServer, Mode::Thinking, &text),
        [reasoning("We"), content("so"), finished(Finish::Stop)]
    );
}

#[test]
fn usage_may_come_after_the_end_of_the_text() {
    let usage = r#"data: {"choices":[],"usage":{"prompt_tokens":16,"completion_tokens":300,"prompt_tokens_details":{"cached_tokens":4},"completion_tokens_details":{"reasoning_tokens":0}},"obfuscation":"h9"}"#;
    let text = event(&json!({ "content": "so" }), None) + &event(&json!({}), Some("length")) + usage;
    let usage = Usage {
        prompt_tokens: 16,
        cached_tokens: 4,
        completion_tokens: 300,
        reasoning_tokens: 0,
    };
    let end = Delta::Finished(Finished {
        finish: Finish::Length,
        usage,
        timing: Timing::default(),
    });
    // With the end's mark, without it, without even an empty line.
    for end_of_text in ["\n\ndata: [DONE]\n\n", "\n\n", "\n", "", "\n\ndata:[DONE]"] {
        assert_eq!(
            answer(
                Dialect::Openai,
                Mode::NonThinking,
                &format!("{text}{end_of_text}")
            ),
            [content("so"), end.clone()]
        );
    }
}

#[test]
fn odd_events_are_read_for_what_they_hold() {
    let text = [
        "event: message\nid: 1\nretry: 5\n\n",
        "data\n\n",
        "data: {}\n\n",
        "data: []\n\n",
        "data: {\"choices\":[]}\n\n",
        "data: {\"choices\":null,\"error\":null}\n\n",
        "data: {\"choices\":[{}]}\n\n",
        "data: {\"choices\":[{\"delta\":null}]}\n\n",
        "data: {\"choices\":[{\"delta\":{\"content\":7,\"reasoning\":{}},\"finish_reason\":\"\"}],\"usage\":\"none\"}\n\n",
        "data:{\"choices\":[{\"delta\":{\"content\":\"s\"},\"finish_reason\":\"\"}]}\n\n",
        "data: {\"choices\":[{\"delta\":\ndata: {\"content\":\"o\"}}]}\n\n",
        "data: {\"choices\":[{\"delta\":{\"content\":null},\"finish_reason\":\"eos\"}]}\n\n",
    ]
    .concat();
    assert_eq!(
        answer(Dialect::Generic, Mode::NonThinking, &text),
        [content("so"), finished(Finish::Stop)]
    );
}

#[test]
fn one_document_is_an_answer_too() {
    let usage = json!({ "prompt_tokens": 3.0, "completion_tokens": 1 });
    let message = json!({ "role": "assistant", "content": "so", "reasoning_content": "We" });
    let document = json!({ "choices": [{ "message": message, "finish_reason": "stop" }], "usage": usage });
    let usage = Usage {
        prompt_tokens: 3,
        completion_tokens: 1,
        ..Usage::default()
    };
    let end = Delta::Finished(Finished {
        finish: Finish::Stop,
        usage,
        timing: Timing::default(),
    });
    for before in ["", "\n\n\r\n\n", "\u{feff}"] {
        let text = format!("{before}{document}\n");
        assert_eq!(
            answer(Dialect::Deepseek, Mode::Thinking, &text),
            [reasoning("We"), content("so"), end.clone()]
        );
    }
}

#[test]
fn an_error_instead_of_an_answer_is_a_problem() {
    for (text, failure, may_retry) in [
        (
            r#"{"error":{"message":"no","type":"x","code":429}}"#,
            EndpointFailure::Busy,
            true,
        ),
        (
            r#"{"code":20015,"message":"no","data":null}"#,
            EndpointFailure::Busy,
            true,
        ),
        (r#"{"error":"no"}"#, EndpointFailure::Busy, true),
        (
            "data: {\"error\":{\"message\":\"no\",\"code\":400}}\n\n",
            EndpointFailure::Rejected,
            false,
        ),
        (
            "data: {\"error\":{\"message\":\"no\",\"type\":\"insufficient_quota\"}}\n\n",
            EndpointFailure::QuotaExhausted,
            false,
        ),
        (
            "event: error\ndata: {\"message\":\"no\"}\n\n",
            EndpointFailure::Busy,
            true,
        ),
    ] {
        let problem = problem(text);
        assert_eq!(
            (problem.failure, problem.may_retry, problem.message.as_str()),
            (failure, may_retry, "no"),
            "{text}"
        );
    }
    assert_eq!(
        problem("<!DOCTYPE html><html></html>").failure,
        EndpointFailure::Malformed
    );
    assert_eq!(
        problem("{\"object\":\"list\"}").failure,
        EndpointFailure::Malformed
    );
    assert_eq!(problem("data: nothing\n\n").failure, EndpointFailure::Malformed);
    assert_eq!(problem("{\"choices\": what}").failure, EndpointFailure::Malformed);
}

#[test]
fn an_error_in_the_middle_ends_the_answer() {
    let text = event(&json!({ "content": "so" }), None)
        + "data: {\"error\":{\"code\":502,\"message\":\"Provider disconnected\"},\"choices\":[{\"index\":0,\"delta\":{\"content\":\"\"},\"finish_reason\":\"error\"}]}\n\n"
        + &event(&json!({ "content": "more" }), Some("stop"));
    let (deltas, problem) = chat(Dialect::Openrouter, Mode::NonThinking, &text);
    assert_eq!(deltas, [content("so")]);
    assert_eq!(
        problem.map(|problem| (problem.failure, problem.message)),
        Some((EndpointFailure::Busy, "Provider disconnected".to_owned()))
    );
    for reason in ["insufficient_system_resource", "error"] {
        let problem = self::problem(&event(&json!({ "content": "so" }), Some(reason)));
        assert_eq!(
            (problem.failure, problem.may_retry),
            (EndpointFailure::Busy, true)
        );
    }
}

#[test]
fn an_answer_that_the_model_did_not_end_is_a_problem() {
    let begun = event(&json!({ "content": "so" }), None);
    for (text, may_retry) in [
        (String::new(), true),
        ("\n\n".to_owned(), true),
        (": keep-alive\n\n".to_owned(), true),
        ("data: [DONE]\n\n".to_owned(), true),
        (event(&json!({ "role": "assistant", "content": "" }), None), true),
        (begun.clone(), false),
        (format!("{begun}data: [DONE]\n\n"), false),
        (format!("{begun}data: {{\"choices\":[{{\"del"), false),
        ("{\"choices\":[{\"mess".to_owned(), true),
    ] {
        let problem = problem(&text);
        assert_eq!(problem.failure, EndpointFailure::Unreachable, "{text}");
        assert_eq!(
            problem.message,
            "the connection broke before the answer was complete"
        );
        assert_eq!(problem.may_retry, may_retry, "{text}");
    }
}

#[test]
fn an_answer_without_an_answer_is_a_problem() {
    let thought = event(&json!({ "reasoning_content": "We" }), None);
    let cut = problem(&(thought.clone() + &event(&json!({}), Some("length"))));
    assert_eq!((cut.failure, cut.may_retry), (EndpointFailure::Rejected, false));
    assert_eq!(
        cut.message,
        "all tokens went into thinking before an answer began; raise `max_tokens`"
    );
    let unclosed =
        problem(&(event(&json!({ "content": "<think>We" }), None) + &event(&json!({}), Some("length"))));
    assert_eq!(unclosed.message, cut.message);
    for text in [
        thought + &event(&json!({}), Some("stop")),
        event(&json!({ "content": " \n" }), Some("stop")),
    ] {
        let empty = problem(&text);
        assert_eq!((empty.failure, empty.may_retry), (EndpointFailure::Busy, true));
        assert_eq!(empty.message, "the answer is empty");
    }
    assert_eq!(
        answer(
            Dialect::Openai,
            Mode::NonThinking,
            &event(&json!({}), Some("content_filter"))
        ),
        [finished(Finish::ContentFilter)]
    );
}

#[test]
fn a_connection_that_breaks_takes_nothing_from_a_whole_answer() {
    let broken = Problem::new(EndpointFailure::Unreachable, "reset");
    let whole = Bytes::from(event(&json!({ "content": "so" }), Some("stop")));
    let begun = Bytes::from(event(&json!({ "content": "so" }), None));
    let binding = binding(Dialect::Vllm, Mode::NonThinking);
    assert_eq!(
        read_all(StreamKind::Chat, &binding, vec![Ok(whole), Err(broken.clone())]),
        (vec![content("so"), finished(Finish::Stop)], None)
    );
    assert_eq!(
        read_all(StreamKind::Chat, &binding, vec![Ok(begun), Err(broken.clone())]),
        (vec![content("so")], Some(broken.clone()))
    );
    assert_eq!(
        read_all(StreamKind::Chat, &binding, vec![Err(broken.clone())]),
        (vec![], Some(broken))
    );
}

#[test]
fn nothing_is_read_after_the_end() {
    for (kind, text) in [
        (StreamKind::Chat, events(&[json!({ "content": "so" })])),
        (
            StreamKind::Infill,
            "data: {\"content\":\"so\",\"stop\":true}\n\n".to_owned(),
        ),
    ] {
        let bytes =
            stream::iter([Ok(Bytes::from(text))]).chain(stream::once(async { panic!("it reads on") }));
        let deltas: Vec<_> =
            block_on(read(kind, &binding(Dialect::LlamaServer, Mode::NonThinking), bytes).collect());
        assert_eq!(deltas, [Ok(content("so")), Ok(finished(Finish::Stop))]);
    }
}

#[test]
fn a_hole_is_filled_with_the_text_of_completions() {
    let text = concat!(
        "data: {\"object\":\"text_completion\",\"choices\":[{\"index\":0,\"text\":\"<think>\",\"finish_reason\":null}]}\n\n",
        "data: {\"choices\":[{\"index\":0,\"text\":\" a\",\"finish_reason\":\"length\"}]}\n\n",
        "data: [DONE]\n\n",
    );
    let binding = binding(Dialect::Deepseek, Mode::NonThinking);
    assert_eq!(
        read_all(StreamKind::Completion, &binding, vec![Ok(Bytes::from(text))]),
        (vec![content("<think> a"), finished(Finish::Length)], None)
    );
    let nothing = "data: {\"choices\":[{\"text\":\"\",\"finish_reason\":\"stop\"}]}\n\n";
    assert_eq!(
        read_all(StreamKind::Completion, &binding, vec![Ok(Bytes::from(nothing))]),
        (vec![finished(Finish::Stop)], None)
    );
}

#[test]
fn a_hole_is_filled_with_the_content_of_infill() {
    let text = concat!(
        "data: {\"index\":0,\"content\":\"a\",\"stop\":false}\n\n",
        "data: {\"index\":0,\"content\":\"b\",\"stop\":true,\"stop_type\":\"limit\",\"tokens_evaluated\":30,\"tokens_predicted\":2,",
        "\"tokens_cached\":31,\"timings\":{\"cache_n\":20,\"prompt_n\":10,\"prompt_ms\":1.5,\"predicted_n\":2,\"predicted_ms\":2.5}}\n\n",
    );
    let binding = binding(Dialect::LlamaServer, Mode::NonThinking);
    let usage = Usage {
        prompt_tokens: 30,
        cached_tokens: 20,
        completion_tokens: 2,
        reasoning_tokens: 0,
    };
    let timing = Timing {
        prompt_ms: 1.5,
        generation_ms: 2.5,
    };
    let end = Delta::Finished(Finished {
        finish: Finish::Length,
        usage,
        timing,
    });
    assert_eq!(
        read_all(StreamKind::Infill, &binding, vec![Ok(Bytes::from(text))]),
        (vec![content("ab"), end], None)
    );
}

#[test]
fn a_large_event_is_read_and_a_boundless_one_is_not() {
    let large = "x".repeat(4 * 1024 * 1024);
    let text = events(&[json!({ "content": large })]);
    let pieces: Vec<_> = text
        .as_bytes()
        .chunks(16 * 1024)
        .map(|piece| Ok(Bytes::copy_from_slice(piece)))
        .collect();
    let binding = binding(Dialect::Generic, Mode::NonThinking);
    assert_eq!(
        read_all(StreamKind::Chat, &binding, pieces),
        (vec![content(&large), finished(Finish::Stop)], None)
    );

    let piece = Bytes::from(vec![b'x'; 1024 * 1024]);
    for start in ["data: ", "{"] {
        let taken = Arc::new(AtomicUsize::new(0));
        let counter = Arc::clone(&taken);
        let endless = stream::repeat(piece.clone()).map(move |piece| {
            counter.fetch_add(1, Ordering::Relaxed);
            Ok(piece)
        });
        let bytes = stream::iter([Ok(Bytes::from(start))]).chain(endless);
        let deltas: Vec<_> = block_on(read(StreamKind::Chat, &binding, bytes).collect());
        assert_eq!(deltas.len(), 1);
        assert_eq!(
            deltas[0].as_ref().map_err(|problem| problem.failure),
            Err(EndpointFailure::Malformed)
        );
        assert!(taken.load(Ordering::Relaxed) <= 18, "it goes on reading");
    }
}

#[test]
fn many_events_in_one_piece_are_no_large_event() {
    let text = event(&json!({ "content": "x".repeat(1000) }), None).repeat(20_000)
        + &event(&json!({}), Some("stop"));
    assert!(text.len() > MOST_BYTES + PIECE_BYTES);
    let deltas = answer(Dialect::Generic, Mode::NonThinking, &text);
    assert_eq!(deltas.len(), 2);
}

/// Bytes that get far into the reader, and any other.
fn any_bytes() -> impl Strategy<Value = Vec<u8>> {
    let part = prop_oneof![
        Just(b"data: ".to_vec()),
        Just(b"data:{\"choices\":[{\"delta\":{\"content\":\"a\"}}]}\n\n".to_vec()),
        Just(b"data:{\"choices\":[{\"delta\":{\"reasoning\":\"<think>\"}}]}\r\n\r\n".to_vec()),
        Just(
            b"data:{\"choices\":[{\"delta\":{\"content\":\"</think>\"},\"finish_reason\":\"stop\"}]}\r\r"
                .to_vec()
        ),
        Just(b"data: [DONE]\n\n".to_vec()),
        Just(b"{\"error\":\"x\"}".to_vec()),
        Just(b": c\n".to_vec()),
        Just(b"\xef\xbb\xbf".to_vec()),
        Just(b"\n".to_vec()),
        Just(b"\r".to_vec()),
        prop::collection::vec(any::<u8>(), 0..8),
    ];
    prop::collection::vec(part, 0..8).prop_map(|parts| parts.concat())
}

proptest! {
    #[test]
    fn any_bytes_in_any_pieces_give_the_same_deltas(
        bytes in any_bytes(),
        cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..6),
        dialect in prop::sample::select(&Dialect::REMOTE[..]),
        kind in prop::sample::select(&[StreamKind::Chat, StreamKind::Completion, StreamKind::Infill][..]),
    ) {
        let binding = binding(dialect, Mode::Thinking);
        let mut cuts: Vec<usize> = cuts.iter().map(|cut| cut.index(bytes.len() + 1)).collect();
        cuts.extend([0, bytes.len()]);
        cuts.sort_unstable();
        let pieces = cuts.windows(2).map(|cut| Ok(Bytes::copy_from_slice(&bytes[cut[0]..cut[1]]))).collect();
        let whole = read_all(kind, &binding, vec![Ok(Bytes::from(bytes.clone()))]);
        prop_assert!(whole.1.is_some() || matches!(whole.0.last(), Some(Delta::Finished(_))));
        prop_assert_eq!(whole, read_all(kind, &binding, pieces));
    }
}
