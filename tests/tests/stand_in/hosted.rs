//! The rules of hosted providers and of an aggregator.

use ponder_tests::stand_in::Dialect;
use serde_json::{Value, json};

use crate::client::{chat, post, start, with};
use crate::rules::{refused, says, taken};

#[test]
fn deepseek_thinking_takes_no_sampling_and_wants_reasoning_back_with_tools() {
    let tool_turn = |turn: Value| json!({"messages": [{"role": "user", "content": "x"}, turn, {"role": "user", "content": "y"}]});
    let calls =
        json!([{"id": "call_00_1", "type": "function", "function": {"name": "f", "arguments": "{}"}}]);
    let stand_in = start(Dialect::Deepseek);
    refused(
        &stand_in,
        "/chat/completions",
        &chat("deepseek-flash"),
        &[
            (json!({"temperature": 0.0}), 400, "ignored_parameter"),
            (json!({"top_p": 0.9}), 400, "ignored_parameter"),
            (json!({"presence_penalty": 0.5}), 400, "ignored_parameter"),
            (json!({"frequency_penalty": 0.5}), 400, "ignored_parameter"),
            (json!({"logprobs": true}), 400, "ignored_parameter"),
            (json!({"max_completion_tokens": 100}), 400, "ignored_parameter"),
            (json!({"enable_thinking": true}), 400, "ignored_parameter"),
            (
                json!({"thinking": {"type": "disabled"}, "reasoning_effort": "high"}),
                400,
                "ignored_parameter",
            ),
            (json!({"thinking": {"type": "maybe"}}), 400, "thinking.type"),
            (json!({"reasoning_effort": "extreme"}), 400, "reasoning_effort"),
            (
                json!({"model": "deepseek-chat"}),
                400,
                "The supported API model names are",
            ),
            (
                json!({"model": "deepseek-reasoner"}),
                400,
                "but you passed deepseek-reasoner",
            ),
            (
                says("developer"),
                400,
                "unknown variant `developer`, expected one of `system`",
            ),
            (
                json!({"messages": [{"role": "user", "content": [{"type": "text", "text": "x"}]}]}),
                400,
                "expected a string",
            ),
            (
                json!({"max_tokens": 0}),
                400,
                "Invalid max_tokens value, the valid range of max_tokens is [1, 393216]",
            ),
            (json!({"stop": vec!["s"; 17]}), 400, "stop"),
            (json!({"tool_choice": "required"}), 400, "tool_choice"),
            (
                tool_turn(json!({"role": "assistant", "content": "", "tool_calls": calls})),
                400,
                "must be passed back",
            ),
            (
                tool_turn(json!({"role": "assistant", "content": "z", "reasoning_content": "r"})),
                400,
                "ignored_parameter",
            ),
            (
                json!({"messages": [{"role": "assistant", "content": "```", "prefix": true}]}),
                400,
                "prefix",
            ),
        ],
    );
    taken(
        &start(Dialect::Deepseek),
        "/chat/completions",
        &chat("deepseek-v4-pro"),
        &[
            json!({"reasoning_effort": "max", "max_tokens": 8192, "stop": vec!["s"; 16]}),
            json!({"thinking": {"type": "disabled"}, "temperature": 1.3, "top_p": 0.9}),
            json!({"stream": true, "stream_options": {"include_usage": true}}),
            tool_turn(
                json!({"role": "assistant", "content": "", "reasoning_content": "", "tool_calls": calls}),
            ),
        ],
    );
}

#[test]
fn deepseek_fills_in_the_middle_without_thinking_and_to_4096_tokens() {
    let body = json!({"model": "deepseek-v4-flash", "prompt": "fn main() {", "suffix": "}"});
    refused(
        &start(Dialect::Deepseek),
        "/beta/completions",
        &body,
        &[
            (
                json!({"max_tokens": 4097}),
                400,
                "the valid range of max_tokens is [1, 4096]",
            ),
            (
                json!({"thinking": {"type": "disabled"}}),
                400,
                "ignored_parameter",
            ),
            (json!({"temperature": 2.5}), 400, "temperature"),
            (json!({"prompt": ["fn main() {"]}), 400, "prompt"),
        ],
    );
    let stand_in = start(Dialect::Deepseek);
    taken(
        &stand_in,
        "/beta/completions",
        &body,
        &[json!({"max_tokens": 4096, "temperature": 0.0, "stop": ["\n"]})],
    );
    assert_eq!(
        post(&stand_in, "/completions", &body).status,
        404,
        "only under /beta"
    );
}

#[test]
fn openai_reasoning_models_refuse_each_parameter_in_their_own_way() {
    let stand_in = start(Dialect::Openai);
    refused(
        &stand_in,
        "/chat/completions",
        &chat("o3"),
        &[
            (
                json!({"max_tokens": 100}),
                400,
                "Use 'max_completion_tokens' instead.",
            ),
            (json!({"temperature": 0.2}), 400, "\"code\":\"unsupported_value\""),
            (
                json!({"model": "gpt-5", "temperature": 0.2}),
                400,
                "does not support 0.2 with this model",
            ),
            (
                json!({"model": "o3-mini", "temperature": 1}),
                400,
                "\"code\":\"unsupported_parameter\"",
            ),
            (json!({"stop": ["x"]}), 400, "'stop' is not supported"),
            (
                json!({"model": "o4-mini", "stop": "x"}),
                400,
                "'stop' is not supported",
            ),
            (json!({"top_p": 0.5}), 400, "\"param\":\"top_p\""),
            (json!({"logprobs": true}), 400, "unsupported_parameter"),
            (json!({"reasoning_effort": "none"}), 400, "unsupported_value"),
            (
                json!({"model": "gpt-5", "reasoning_effort": "none"}),
                400,
                "unsupported_value",
            ),
            (
                json!({"model": "gpt-5.1", "temperature": 0.5}),
                400,
                "unsupported_value",
            ),
            (json!({"reasoning": {"enabled": true}}), 400, "unknown_parameter"),
            (json!({"thinking": {"type": "enabled"}}), 400, "unknown_parameter"),
            (
                json!({"model": "gpt-4.1", "reasoning_effort": "low"}),
                400,
                "unsupported_parameter",
            ),
            (
                json!({"model": "gpt-4.1", "stop": ["a", "b", "c", "d", "e"]}),
                400,
                "maximum length 4",
            ),
            (
                json!({"model": "gpt-4.1", "temperature": 2.1}),
                400,
                "invalid_value",
            ),
            (json!({"model": "claude"}), 404, "model_not_found"),
            (says("system"), 400, "developer messages replace system messages"),
            (
                with(says("developer"), &json!({"model": "o1-mini"})),
                400,
                "messages[0].role",
            ),
        ],
    );
    taken(
        &start(Dialect::Openai),
        "/chat/completions",
        &chat("o3"),
        &[
            with(
                says("developer"),
                &json!({"max_completion_tokens": 100, "reasoning_effort": "high"}),
            ),
            json!({"temperature": 1}),
            json!({"model": "gpt-5.1", "reasoning_effort": "none", "temperature": 0.5, "top_p": 0.9}),
            with(
                says("system"),
                &json!({"model": "gpt-4.1", "max_tokens": 9, "temperature": 1.2, "stop": ["a"]}),
            ),
            json!({"model": "gpt-5-chat-latest", "temperature": 0.5}),
        ],
    );
}

#[test]
fn openrouter_takes_its_reasoning_object_and_numbers_its_errors() {
    let stand_in = start(Dialect::Openrouter);
    refused(
        &stand_in,
        "/chat/completions",
        &chat("deepseek/deepseek-r1"),
        &[
            (
                json!({"reasoning": {"effort": "high", "max_tokens": 10}}),
                400,
                "\"code\":400",
            ),
            (
                json!({"reasoning": {"effort": "extreme"}}),
                400,
                "reasoning.effort",
            ),
            (json!({"model": "deepseek-r1"}), 400, "is not a valid model ID"),
            (
                json!({"model": "openai/o3", "temperature": 0.5}),
                400,
                "ignored_parameter",
            ),
            (json!({"max_completion_tokens": 10}), 400, "ignored_parameter"),
            (says("developer"), 400, "developer"),
        ],
    );
    taken(
        &start(Dialect::Openrouter),
        "/chat/completions",
        &chat("deepseek/deepseek-r1"),
        &[
            json!({"reasoning": {"effort": "high"}, "max_tokens": 100}),
            json!({"reasoning": {"enabled": false}, "temperature": 0.5}),
        ],
    );
}

#[test]
fn siliconflow_knows_which_models_think() {
    let stand_in = start(Dialect::Siliconflow);
    refused(
        &stand_in,
        "/chat/completions",
        &chat("Qwen/Qwen3-8B"),
        &[
            (
                json!({"model": "deepseek-ai/DeepSeek-R1", "enable_thinking": true}),
                400,
                "\"code\":20015",
            ),
            (
                json!({"model": "deepseek-ai/DeepSeek-V3", "enable_thinking": false}),
                400,
                "does not support parameter `enable_thinking`",
            ),
            (json!({"thinking_budget": 127}), 400, "[128, 32768]"),
            (json!({"thinking_budget": 32_769}), 400, "[128, 32768]"),
            (
                json!({"enable_thinking": false, "thinking_budget": 128}),
                400,
                "ignored_parameter",
            ),
            (json!({"reasoning_effort": "high"}), 400, "ignored_parameter"),
            (json!({"thinking": {"type": "enabled"}}), 400, "ignored_parameter"),
            (json!({"stop": ["a", "b", "c", "d", "e"]}), 400, "at most 4"),
            (json!({"model": "Qwen3-8B"}), 400, "Model does not exist"),
            (
                json!({"messages": [{"role": "assistant", "content": "x", "reasoning_content": "y"}]}),
                400,
                "ignored_parameter",
            ),
        ],
    );
    taken(
        &start(Dialect::Siliconflow),
        "/chat/completions",
        &chat("Qwen/Qwen3-8B"),
        &[
            json!({"enable_thinking": true, "thinking_budget": 4096, "temperature": 0.6}),
            json!({"enable_thinking": false, "temperature": 1.3}),
            json!({"model": "deepseek-ai/DeepSeek-R1", "thinking_budget": 4096}),
        ],
    );
    let fill = json!({"model": "Qwen/Qwen2.5-Coder-32B-Instruct", "prompt": "a", "suffix": "b"});
    taken(&start(Dialect::Siliconflow), "/completions", &fill, &[json!({})]);
    refused(
        &start(Dialect::Siliconflow),
        "/completions",
        &fill,
        &[(json!({"model": "Qwen/Qwen3-8B"}), 400, "FIM")],
    );
}

#[test]
fn an_aggregator_loses_what_its_struct_lacks() {
    refused(
        &start(Dialect::Generic),
        "/chat/completions",
        &chat("qwen3-32b"),
        &[
            (
                json!({"thinking": {"type": "disabled"}}),
                400,
                "ignored_parameter",
            ),
            (json!({"enable_thinking": false}), 400, "ignored_parameter"),
            (json!({"reasoning": {"effort": "low"}}), 400, "ignored_parameter"),
            (json!({"suffix": "x"}), 400, "ignored_parameter"),
            (json!({"top_k": 5}), 400, "ignored_parameter"),
            (json!({"model": "nothing"}), 503, "无可用渠道"),
            (json!({"temperature": "hot"}), 400, "invalid_type"),
        ],
    );
    taken(
        &start(Dialect::Generic),
        "/chat/completions",
        &chat("qwen3-32b"),
        &[
            json!({"temperature": 0.7, "max_tokens": 10, "stream": true, "stream_options": {"include_usage": true}}),
        ],
    );
}
