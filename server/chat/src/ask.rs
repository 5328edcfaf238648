//! One question and its answer.

use ponder_config::Settings;
use ponder_local::LocalModels;
use ponder_model::{AnswerStream, Message, ModelError, Priority, Prompt, Request};
use ponder_route::{Bindings, Intent, Route, route};

use crate::budget;

/// What every answer should be like.
const INSTRUCTIONS: &str = "You are a careful assistant for programmers inside their editor. \
    Answer in the language of the question, briefly and exactly, in Markdown. Put code into fenced blocks. \
    If you are not sure, say so.";

/// Code that a question is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeContext {
    /// The file's name.
    pub file_name: String,
    /// The language's name.
    pub language: String,
    /// The text.
    pub text: String,
}

/// A question with what was said before it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// The conversation so far, oldest first; the last message is the question.
    pub messages: Vec<Message>,
    /// What the question is for, where the asker knows.
    pub intent: Option<Intent>,
    /// Code it is about.
    pub context: Option<CodeContext>,
}

/// An answer on its way.
pub struct Reply {
    /// Who answers, and how.
    pub route: Route,
    /// The answer. Dropping it stops the model.
    pub answer: AnswerStream,
    /// Older messages that were left out because the window is too small.
    pub left_out: usize,
}

impl std::fmt::Debug for Reply {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Reply")
            .field("route", &self.route)
            .field("left_out", &self.left_out)
            .finish_non_exhaustive()
    }
}

/// Asks the model that the route of `question` names.
///
/// Without an intent, a question with code is about code, and any other one is general.
pub fn ask(models: &LocalModels, settings: &Settings, question: Question) -> Result<Reply, ModelError> {
    if question.messages.is_empty() {
        return Err(ModelError::Unsupported {
            reason: "there is no question; send at least one message".to_owned(),
        });
    }
    let intent = question.intent.unwrap_or(if question.context.is_some() {
        Intent::AskCode
    } else {
        Intent::AskGeneral
    });
    let route = route(intent, &Bindings::local(&settings.model));
    let instructions = instructions(question.context.as_ref());
    let answer_tokens = route.parameters.max_tokens.unwrap_or(0);
    let room = settings.context_tokens.saturating_sub(answer_tokens);
    let (messages, left_out) = budget::fit(instructions, question.messages, room);
    let request = Request {
        prompt: Prompt::Chat(messages),
        parameters: route.parameters,
        stop: Vec::new(),
        priority: Priority::Question,
    };
    let answer = models.answer(&route.model, settings, request)?;
    Ok(Reply {
        route,
        answer,
        left_out,
    })
}

fn instructions(context: Option<&CodeContext>) -> Message {
    Message::system(match context {
        None => INSTRUCTIONS.to_owned(),
        Some(CodeContext {
            file_name,
            language,
            text,
        }) => {
            let fence = fence_around(text);
            format!(
                "{INSTRUCTIONS}\n\nThe question is about this part of {file_name}:\n{fence}{language}\n{text}\n{fence}"
            )
        }
    })
}

/// A fence longer than any in `text`.
fn fence_around(text: &str) -> String {
    let longest = text
        .split(|character| character != '`')
        .map(str::len)
        .max()
        .unwrap_or(0);
    "`".repeat(longest.max(2) + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_stands_in_a_fence_that_it_can_not_close() {
        let context = CodeContext {
            file_name: "notes.md".to_owned(),
            language: "markdown".to_owned(),
            text: "```\ncode\n```".to_owned(),
        };
        let message = instructions(Some(&context));
        assert!(
            message
                .content
                .ends_with("notes.md:\n````markdown\n```\ncode\n```\n````"),
            "{}",
            message.content
        );
    }
}
