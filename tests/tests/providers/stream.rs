//! The same answer, however its bytes come.

use std::time::Duration;

use ponder_tests::stand_in::{Answer, Dialect, Fault};

use crate::fixture::{Pair, chat, side_by_side};

const TEXT: &str =
    "Grüße, 世界! \u{1f980}\u{200d}\u{1f680} e\u{301}\r\n\tdata: [DONE]\n\n```rust\nfn main() {}\n```\n";

#[test]
fn the_text_is_the_same_however_its_bytes_come() {
    let faults = [
        Fault::NoDone,
        Fault::Noise,
        Fault::ByteByByte,
        Fault::HalfCharacters,
        Fault::CrLf,
        Fault::LoneCr,
        Fault::ByteOrderMark,
        Fault::SplitByteOrderMark,
        Fault::NoSpace,
        Fault::Drip(Duration::from_millis(20)),
    ];
    side_by_side(faults, |fault| {
        for dialect in [Dialect::Openai, Dialect::Openrouter] {
            let pair = Pair::new(dialect);
            pair.first.answer_with(Answer::text(TEXT));
            pair.first.fail_with(fault.clone());
            let mut client = pair.start("");
            let chat = chat(&mut client, "Hello?");
            assert_eq!(chat.text, TEXT, "{fault:?}, {dialect}");
            assert_eq!(chat.result()["finish"], "stop", "{fault:?}, {dialect}");
            assert_eq!(chat.reasoning, "", "{fault:?}, {dialect}");
            assert_eq!(pair.first.requests().len(), 1, "{fault:?}, {dialect}");
        }
    });
}

#[test]
fn an_event_of_four_mebibytes_is_whole() {
    let pair = Pair::new(Dialect::Openai);
    pair.first.fail_with(Fault::HugeEvent);
    let mut client = pair.start("");
    let chat = chat(&mut client, "Hello?");
    assert_eq!(chat.binding(), "one", "{}", chat.reason());
    assert_eq!(chat.text.len(), 4 << 20);
    assert!(chat.text.bytes().all(|byte| byte == b'x'));
}

#[test]
fn usage_is_what_the_endpoint_says() {
    let dialects = [
        Dialect::Deepseek,
        Dialect::Openai,
        Dialect::Openrouter,
        Dialect::Siliconflow,
        Dialect::Ollama,
        Dialect::LmStudio,
        Dialect::LlamaServer,
        Dialect::Vllm,
        Dialect::Generic,
    ];
    side_by_side(dialects, |dialect| {
        let pair = Pair::new(dialect);
        let mut answer = Answer::text("counted");
        answer.usage = Some(ponder_tests::stand_in::Usage {
            prompt: 1234,
            cached: 0,
            completion: 56,
            reasoning: 0,
        });
        pair.first.answer_with(answer);
        let mut client = pair.start("");
        let chat = chat(&mut client, "Hello?");
        assert_eq!(chat.binding(), "one", "{dialect}: {}", chat.reason());
        let usage = &chat.result()["usage"];
        let counted = (usage["promptTokens"].as_u64(), usage["completionTokens"].as_u64());
        assert_eq!(counted, (Some(1234), Some(56)), "{dialect}: {usage}");
    });
}
