//! Reasoning, however it is spelled, is never in the text.

use ponder_tests::Client;
use ponder_tests::stand_in::{Answer, Dialect, Fault, Spelling, StandIn};

use crate::fixture::{binding, chat, endpoint, launch, side_by_side, stand_in, start};

const THOUGHT: &str = "First the <b>numbers</b>, then their sum.";
const TEXT: &str = "The sum is 3.";

/// A program whose only model thinks, at this stand-in.
fn thinker(stand_in: &StandIn) -> Client {
    let model = match stand_in.dialect() {
        Dialect::Deepseek => "deepseek-flash",
        Dialect::Openrouter => "deepseek/deepseek-r1",
        Dialect::Siliconflow => "deepseek-ai/DeepSeek-R1",
        Dialect::Ollama => "qwen3:8b",
        Dialect::Generic => "qwen3-32b",
        _ => "deepseek-r1-distill-qwen-7b",
    };
    stand_in.load(model);
    let tables = [
        "[roles]\ngeneral = [\"it\"]\nreasoning = [\"it\"]\n".to_owned(),
        endpoint("place", stand_in, ""),
        binding("it", "place", model, "thinking"),
    ];
    start(launch(&tables.concat()))
}

fn cases() -> Vec<(Dialect, Spelling)> {
    let own = [
        (Dialect::Deepseek, Spelling::ReasoningContent),
        (Dialect::Siliconflow, Spelling::ReasoningContent),
        (Dialect::Openrouter, Spelling::ReasoningDetails),
        (Dialect::Openrouter, Spelling::Reasoning),
    ];
    // Behind these it depends on the version, the model and how it was started.
    let any = [
        Spelling::ReasoningContent,
        Spelling::Reasoning,
        Spelling::ReasoningDetails,
        Spelling::Inline,
        Spelling::InlineUnopened,
    ];
    let dialects = [
        Dialect::Ollama,
        Dialect::LmStudio,
        Dialect::LlamaServer,
        Dialect::Vllm,
        Dialect::Generic,
    ];
    let others = dialects
        .into_iter()
        .flat_map(|dialect| any.map(|spelling| (dialect, spelling)));
    own.into_iter().chain(others).collect()
}

#[test]
fn reasoning_is_kept_apart_however_it_is_spelled() {
    let cases = cases();
    let dialects: Vec<Dialect> = Dialect::ALL
        .into_iter()
        .filter(|dialect| *dialect != Dialect::Openai)
        .collect();
    side_by_side(dialects, |dialect| {
        let stand_in = stand_in(dialect);
        let mut client = thinker(&stand_in);
        for (_, spelling) in cases.iter().filter(|(of, _)| *of == dialect) {
            // In pieces that cut the tags as well as in whole words.
            for piece in [None, Some(1), Some(3)] {
                let mut answer = Answer::reasoned(THOUGHT, TEXT);
                (answer.spelling, answer.piece) = (Some(*spelling), piece);
                stand_in.answer_with(answer);
                let chat = chat(&mut client, "What is 1 + 2?");
                let what = format!("{dialect}, {spelling:?}, pieces of {piece:?}");
                assert_eq!(chat.binding(), "it", "{what}");
                assert_eq!(chat.text.trim(), TEXT, "{what}");
                assert_eq!(chat.reasoning.trim(), THOUGHT, "{what}");
            }
        }
    });
}

#[test]
fn thinking_that_never_ends_is_an_error_that_says_what_to_raise() {
    side_by_side([Dialect::Ollama, Dialect::Vllm, Dialect::Generic], |dialect| {
        let stand_in = stand_in(dialect);
        let mut client = thinker(&stand_in);
        stand_in.fail_with(Fault::UnclosedThink);
        let chat = chat(&mut client, "What is 1 + 2?");
        assert!(
            chat.error().contains("raise `max_tokens`"),
            "{dialect}: {}",
            chat.error()
        );
        assert_eq!(chat.text, "", "{dialect}: nothing of it is an answer");
    });
}

#[test]
fn thinking_without_its_opening_tag_is_thinking_all_the_same() {
    side_by_side([Dialect::Ollama, Dialect::Vllm, Dialect::Generic], |dialect| {
        let stand_in = stand_in(dialect);
        stand_in.answer_with(Answer::text(TEXT));
        let mut client = thinker(&stand_in);
        stand_in.fail_with(Fault::MissingOpeningThink);
        let chat = chat(&mut client, "What is 1 + 2?");
        assert_eq!(chat.result()["finish"], "stop", "{dialect}");
        assert_eq!(chat.text.trim(), TEXT, "{dialect}");
        assert!(!chat.reasoning.is_empty(), "{dialect}");
    });
}
