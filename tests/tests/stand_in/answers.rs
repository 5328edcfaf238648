//! Answers in the shape of each provider, whole and streamed.

use ponder_tests::stand_in::{Answer, Dialect, Spelling, Usage};
use serde_json::{Value, json};

use crate::client::{chat, model, post, start, with};

const CONTENT: &str = "/choices/0/delta/content";

fn streamed(body: Value) -> Value {
    with(body, &json!({"stream": true}))
}

fn usage() -> Usage {
    Usage {
        prompt: 18,
        cached: 10,
        completion: 219,
        reasoning: 205,
    }
}

#[test]
fn an_unscripted_answer_names_dialect_model_and_mode() {
    for (dialect, change, mode) in [
        (Dialect::Deepseek, json!({}), "thinking"),
        (
            Dialect::Deepseek,
            json!({"thinking": {"type": "disabled"}}),
            "plain",
        ),
        (Dialect::Openai, json!({"model": "o3"}), "thinking"),
        (
            Dialect::Ollama,
            json!({"model": "qwen3:8b", "reasoning_effort": "none"}),
            "plain",
        ),
        (Dialect::Generic, json!({}), "open"),
    ] {
        let body = with(chat(model(dialect)), &change);
        let named = format!(
            "answered by {dialect} {} {mode}",
            body["model"].as_str().expect("a model")
        );
        let stand_in = start(dialect);
        let whole = post(&stand_in, "/chat/completions", &body).json();
        assert_eq!(whole["choices"][0]["message"]["content"], named);
        assert_eq!(
            post(&stand_in, "/chat/completions", &streamed(body)).joined(CONTENT),
            named
        );
    }
}

#[test]
fn deepseek_streams_reasoning_first_with_nulls_and_counts_its_cache() {
    let stand_in = start(Dialect::Deepseek);
    stand_in.answer_with(Answer {
        usage: Some(usage()),
        ..Answer::reasoned("We think", "the answer")
    });
    let reply = post(&stand_in, "/chat/completions", &streamed(chat("deepseek-flash")));
    assert_eq!(reply.header("content-type"), Some("text/event-stream"));
    let chunks = reply.chunks_of_json();
    let deltas: Vec<&Value> = chunks.iter().map(|chunk| &chunk["choices"][0]["delta"]).collect();
    assert_eq!(
        deltas,
        [
            &json!({"role": "assistant", "content": null, "reasoning_content": ""}),
            &json!({"content": null, "reasoning_content": "We "}),
            &json!({"content": null, "reasoning_content": "think"}),
            &json!({"content": "the ", "reasoning_content": null}),
            &json!({"content": "answer", "reasoning_content": null}),
            &json!({"content": "", "reasoning_content": null}),
        ]
    );
    assert_eq!(chunks[0]["usage"], Value::Null);
    assert_eq!(chunks[5]["choices"][0]["finish_reason"], "stop");
    assert_eq!(
        chunks[5]["usage"],
        json!({
            "prompt_tokens": 18, "completion_tokens": 219, "total_tokens": 237,
            "prompt_tokens_details": {"cached_tokens": 10}, "completion_tokens_details": {"reasoning_tokens": 205},
            "prompt_cache_hit_tokens": 10, "prompt_cache_miss_tokens": 8,
        })
    );
    assert_eq!(reply.events().last().map(String::as_str), Some("[DONE]"));

    let plain = with(
        chat("deepseek-flash"),
        &json!({"thinking": {"type": "disabled"}, "stream": true}),
    );
    let reply = post(&stand_in, "/chat/completions", &plain);
    assert_eq!(reply.joined(CONTENT), "the answer");
    assert!(
        !reply.body().contains("reasoning_content"),
        "nothing of it without thinking"
    );
}

#[test]
fn each_dialect_spells_reasoning_in_its_own_way() {
    for (dialect, model, change, field, text) in [
        (
            Dialect::Deepseek,
            "deepseek-flash",
            json!({}),
            "reasoning_content",
            "We think",
        ),
        (
            Dialect::Siliconflow,
            "Qwen/Qwen3-8B",
            json!({}),
            "reasoning_content",
            "We think",
        ),
        (
            Dialect::LlamaServer,
            "qwen3-8b",
            json!({}),
            "reasoning_content",
            "We think",
        ),
        (
            Dialect::Generic,
            "qwen3-32b",
            json!({}),
            "reasoning_content",
            "We think",
        ),
        (
            Dialect::Openrouter,
            "deepseek/deepseek-r1",
            json!({}),
            "reasoning",
            "We think",
        ),
        (Dialect::Ollama, "qwen3:8b", json!({}), "reasoning", "We think"),
        (
            Dialect::Vllm,
            "deepseek-r1",
            json!({"temperature": 0.6}),
            "reasoning",
            "We think",
        ),
        (
            Dialect::LmStudio,
            "llama-3.2-3b-instruct",
            json!({}),
            "content",
            "<think>\nWe think\n</think>\n\nthe answer",
        ),
        (Dialect::Openai, "gpt-5", json!({}), "content", "the answer"),
    ] {
        let stand_in = start(dialect);
        stand_in.answer_with(Answer::reasoned("We think", "the answer"));
        let body = with(chat(model), &change);
        let reply = post(&stand_in, "/chat/completions", &streamed(body.clone()));
        assert_eq!(
            reply.joined(&format!("/choices/0/delta/{field}")),
            text,
            "{dialect}"
        );
        let whole = post(&stand_in, "/chat/completions", &body).json();
        assert_eq!(whole["choices"][0]["message"][field], text, "{dialect}");
    }
}

#[test]
fn a_script_may_put_reasoning_where_it_likes() {
    let stand_in = start(Dialect::Generic);
    let ask = |spelling| {
        stand_in.answer_with(Answer {
            spelling: Some(spelling),
            ..Answer::reasoned("We think", "the answer")
        });
        post(&stand_in, "/chat/completions", &streamed(chat("qwen3-32b")))
    };
    let unopened = ask(Spelling::InlineUnopened);
    assert_eq!(unopened.joined(CONTENT), "We think\n</think>\n\nthe answer");
    assert!(
        !unopened.body().contains("</think>"),
        "the tag is cut between chunks"
    );
    assert_eq!(ask(Spelling::InlineUnclosed).joined(CONTENT), "<think>\nWe think");
    let details = ask(Spelling::ReasoningDetails);
    assert_eq!(
        details.joined("/choices/0/delta/reasoning_details/0/text"),
        "We think"
    );
    assert_eq!(details.joined("/choices/0/delta/reasoning"), "We think");
}

#[test]
fn usage_comes_where_each_provider_puts_it() {
    let asked = json!({"stream": true, "stream_options": {"include_usage": true}});
    for (dialect, unasked, on_last_chunk) in [
        (Dialect::Deepseek, true, false),
        (Dialect::Siliconflow, true, false),
        (Dialect::Openrouter, true, true),
        (Dialect::Openai, false, true),
        (Dialect::Ollama, false, true),
        (Dialect::LmStudio, false, true),
        (Dialect::LlamaServer, false, true),
        (Dialect::Vllm, false, true),
        (Dialect::Generic, false, true),
    ] {
        let stand_in = start(dialect);
        stand_in.answer_with(Answer {
            usage: Some(usage()),
            ..Answer::text("x")
        });
        let body = chat(model(dialect));
        let without = post(&stand_in, "/chat/completions", &streamed(body.clone())).chunks_of_json();
        assert_eq!(
            without.iter().any(|chunk| chunk["usage"].is_object()),
            unasked,
            "{dialect}"
        );
        let with_usage = post(&stand_in, "/chat/completions", &with(body, &asked)).chunks_of_json();
        let last = with_usage.last().expect("a chunk");
        assert_eq!(last["usage"]["prompt_tokens"], 18, "{dialect}");
        assert_eq!(last["choices"] == json!([]), on_last_chunk, "{dialect}");
        let null = with_usage[0].get("usage") == Some(&Value::Null);
        assert_eq!(
            null,
            matches!(
                dialect,
                Dialect::Openai | Dialect::Deepseek | Dialect::Siliconflow
            ),
            "{dialect}"
        );
    }
}

#[test]
fn infill_streams_end_by_stop_and_completions_by_done() {
    let stand_in = start(Dialect::LlamaServer);
    stand_in.answer_with(Answer::text("let x = 1;"));
    let hole = json!({"input_prefix": "a", "input_suffix": "b", "stream": true});
    let reply = post(&stand_in, "/infill", &hole);
    assert_eq!(reply.joined("/content"), "let x = 1;");
    assert!(!reply.body().contains("[DONE]"));
    let chunks = reply.chunks_of_json();
    let end = chunks.last().expect("a chunk");
    assert_eq!((&end["stop"], &end["stop_type"]), (&json!(true), &json!("eos")));

    let stand_in = start(Dialect::Deepseek);
    stand_in.answer_with(Answer::text("let x = 1;"));
    let fill = json!({"model": "deepseek-v4-pro", "prompt": "a", "suffix": "b"});
    let whole = post(&stand_in, "/beta/completions", &fill).json();
    assert_eq!(
        (&whole["object"], &whole["choices"][0]["text"]),
        (&json!("text_completion"), &json!("let x = 1;"))
    );
    let reply = post(&stand_in, "/beta/completions", &streamed(fill));
    assert_eq!(reply.joined("/choices/0/text"), "let x = 1;");
    assert_eq!(reply.events().last().map(String::as_str), Some("[DONE]"));
}
