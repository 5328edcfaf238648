//! What answers say: text, reasoning, usage, the end.

use super::*;

#[test]
fn a_thinking_answer_gives_reasoning_then_content_then_usage() {
    assert_eq!(
        answer(Dialect::Deepseek, Mode::Thinking, DEEPSEEK),
        deepseek_deltas()
    );
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
        "data: {\"error\":{}}\n\n",
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
fn a_hole_filled_by_ollama_comes_in_lines() {
    let lines = concat!(
        r#"{"model":"m","response":"a\n","done":false}"#,
        "\n",
        r#"{"model":"m","response":"b","done":false}"#,
        "\r\n\n",
        r#"{"model":"m","response":"","done":true,"done_reason":"length","prompt_eval_count":9,"eval_count":2,"prompt_eval_duration":5000000,"eval_duration":3000000}"#,
        "\n",
        "never read"
    );
    let end = Delta::Finished(Finished {
        finish: Finish::Length,
        usage: Usage {
            prompt_tokens: 9,
            completion_tokens: 2,
            ..Usage::default()
        },
        timing: Timing {
            prompt_ms: 5.0,
            generation_ms: 3.0,
        },
    });
    let binding = binding(Dialect::Ollama, Mode::NonThinking);
    for size in [1, 7, lines.len()] {
        let pieces = lines
            .as_bytes()
            .chunks(size)
            .map(|piece| Ok(Bytes::copy_from_slice(piece)));
        assert_eq!(
            read_all(StreamKind::Generate, &binding, pieces.collect()),
            (vec![content("a\nb"), end.clone()], None),
            "{size}"
        );
    }
}

#[test]
fn an_error_among_the_lines_and_lines_without_an_end_are_problems() {
    let binding = binding(Dialect::Ollama, Mode::NonThinking);
    let problem_of = |text: &'static str| {
        let (_, problem) = read_all(StreamKind::Generate, &binding, vec![Ok(Bytes::from(text))]);
        problem.expect("it is a problem").failure
    };
    assert_eq!(
        problem_of("{\"response\":\"a\",\"done\":false}\n{\"error\":\"unexpected EOF\"}\n"),
        EndpointFailure::Busy
    );
    assert_eq!(
        problem_of("{\"response\":\"a\",\"done\":false}\n"),
        EndpointFailure::Unreachable
    );
    assert_eq!(
        problem_of("{\"response\":\"a\"}\n{no}\n"),
        EndpointFailure::Malformed
    );
}
