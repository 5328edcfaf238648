//! A function of 100 lines rewritten by the local engine: tokens a second with guessing tokens ahead and without it, and
//! whether the text is the same.

use anyhow::{Context as _, Result};
use ponder_assist::Action;
use ponder_model::{Answer, Message};
use ponder_tests::bars::Bar;
use ponder_tests::sample::Sample;

use super::bare;
use super::pipeline::{local_models, situation};
use super::wording::Wording;

/// A function of 100 lines.
const FUNCTION: &str = include_str!("speculation/report.py");

/// What is done to it, one after the other.
const INSTRUCTIONS: [&str; 3] = [
    "Rename the variable total to amount everywhere",
    "Add a type annotation to every parameter",
    "Raise a ValueError instead of returning None",
];

/// How much sooner it has to be.
const LEAST: f64 = 1.5;

const WHAT: &str = "rewriting a function of 100 lines, tokens a second, median";
const BAR: &str = "≥ 1.5 × without guessing";
const SAME: &str = "rewritten texts that are the same with and without guessing";

/// Has the function rewritten both ways.
///
/// # Errors
///
/// If the model does not answer.
pub(crate) async fn measure(model: &str, threads: u32, say: impl Fn(&str)) -> Result<Vec<Bar>> {
    let wording = Wording::of(model)?;
    let (mut with, mut without) = (Sample::default(), Sample::default());
    let (mut same, mut told) = (0, Vec::new());
    for instruction in INSTRUCTIONS {
        let action = Action::Refactor {
            instruction: Some(instruction.to_owned()),
        };
        let bytes = 0..FUNCTION.trim_end().len();
        let messages = wording
            .messages(&action, &situation(FUNCTION, bytes, Vec::new()))
            .await?;
        let guessed = rewritten(model, threads, true, &action, messages.clone()).await?;
        let plain = rewritten(model, threads, false, &action, messages).await?;
        let (fast, slow) = (speed(&guessed), speed(&plain));
        with.push(fast);
        without.push(slow);
        same += usize::from(guessed.text == plain.text);
        say(&format!(
            "  {instruction}: {} tokens, {fast:.1} against {slow:.1} tokens/s",
            plain.finished.usage.completion_tokens
        ));
        told.push(format!("{:.2}", fast / slow));
    }
    let (fast, slow) = (
        with.median().context("something was measured")?,
        without.median().context("something was measured")?,
    );
    let count = INSTRUCTIONS.len();
    Ok(vec![
        Bar::new(model, WHAT, format!("{fast:.1}"), BAR, fast >= LEAST * slow)
            .beside(format!("without guessing: {slow:.1}"), Some(fast / slow)),
        Bar::new(model, SAME, format!("{same} of {count}"), "all", same == count),
        Bar::reported(
            model,
            "rewriting: ratio of each text",
            told.join(", "),
            String::new(),
        ),
    ])
}

/// The answer of an engine that has answered nothing before, so that nothing can be guessed from an earlier answer.
async fn rewritten(
    model: &str,
    threads: u32,
    guesses: bool,
    action: &Action,
    messages: Vec<Message>,
) -> Result<Answer> {
    let models = local_models(model, threads, &format!("speculation = {guesses}"))?;
    bare::answer(&models, action, messages).await
}

/// Tokens a second, the reading of the prompt not counted.
fn speed(answer: &Answer) -> f64 {
    let seconds = answer.finished.timing.generation_ms / 1e3;
    f64::from(answer.finished.usage.completion_tokens) / seconds.max(1e-3)
}

#[cfg(test)]
mod tests {
    use super::FUNCTION;

    #[test]
    fn the_function_has_100_lines() {
        assert_eq!(FUNCTION.lines().count(), 100);
    }
}
