//! The bare model: the pipeline's prompt, and its answer taken as it comes.

use std::time::Duration;

use anyhow::{Context as _, Result};
use ponder_ask::{Models, Place};
use ponder_assist::Action;
use ponder_model::{Answer, Message, Priority, Prompt, Request};
use ponder_route::Task;

/// Tokens that an answer may have.
const MOST_TOKENS: u32 = 2048;

/// The local model's answer to `messages`, at the parameters that `action` has.
pub(crate) async fn answer(models: &Models, action: &Action, messages: Vec<Message>) -> Result<Answer> {
    let plan = models.plan(Task::new(action.intent()), &Place::default()).await;
    let candidate = plan.candidates.first().context("the plan names no model")?;
    let mut parameters = candidate.parameters;
    parameters.max_tokens.get_or_insert(MOST_TOKENS);
    let request = Request {
        prompt: Prompt::Chat(messages),
        parameters,
        stop: Vec::new(),
        priority: Priority::Question,
        wait: Duration::ZERO,
    };
    Ok(Answer::collect(models.ask_local(request), |_| ()).await?)
}

/// The first block between fences, or all of an answer that has none.
pub(crate) fn first_block(answer: &str) -> &str {
    let Some((_, after)) = answer.split_once("```") else {
        return answer;
    };
    let Some((_, code)) = after.split_once('\n') else {
        return answer;
    };
    code.split_once("```").map_or(code, |(code, _)| code)
}

#[cfg(test)]
mod tests {
    use super::first_block;

    #[test]
    fn the_first_block_is_taken_and_without_one_everything() {
        assert_eq!(
            first_block("Here:\n```python\na\nb\n```\nor\n```\nc\n```"),
            "a\nb\n"
        );
        assert_eq!(first_block("```\na"), "a");
        assert_eq!(first_block("a"), "a");
    }
}
