//! One question and its answer.

use std::time::Duration;

use std::sync::atomic::{AtomicUsize, Ordering};

use ponder_ask::{Models, Place, Reply};
use ponder_model::{Binding, Message, ModelError, Parameters, Priority, Prompt};
use ponder_route::{Intent, Rules, Task, Wish, mention};

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
    /// What the question is for, where the asker knows. Else its text says.
    pub intent: Option<Intent>,
    /// Code it is about.
    pub context: Option<CodeContext>,
    /// Where that code stands, for pins and the privacy of files.
    pub place: Place,
}

/// An answer on its way.
#[derive(Debug)]
pub struct ChatReply {
    /// Who answers, and the answer.
    pub reply: Reply,
    /// Older messages that were left out because the window is too small.
    pub left_out: usize,
}

/// Asks who the route of `question` names. Dropping the future or the answer stops the model.
///
/// `@reasoning`, `@general`, `@local` or `@<binding>` at the start of the question says who answers; it is not sent.
pub async fn ask(models: &Models, mut question: Question) -> Result<ChatReply, ModelError> {
    let Some(last) = question.messages.last_mut() else {
        return Err(ModelError::Unsupported {
            reason: "there is no question; send at least one message".to_owned(),
        });
    };
    let (task, text) = task_of_text(&last.content, models.rules());
    let task = match question.intent {
        Some(intent) => Task::new(intent).with_wish(task.wish),
        None if is_about_code(&task, question.context.as_ref()) => {
            Task::new(Intent::AskCode).with_wish(task.wish)
        }
        None => task,
    };
    last.content = text.to_owned();
    let plan = models.plan(task, &question.place).await;

    let instructions = instructions(question.context.as_ref());
    // Who is asked last answers.
    let left_out = AtomicUsize::new(0);
    let fitted = |binding: &Binding, parameters: &Parameters| {
        // A limit that leaves room for much thinking can be larger than the whole window.
        let window = models.window(binding);
        let room = window - parameters.max_tokens.unwrap_or(0).min(window / 2);
        let (messages, count) = budget::fit(instructions.clone(), question.messages.clone(), room);
        left_out.store(count, Ordering::Relaxed);
        ponder_ask::Question {
            prompt: Prompt::Chat(messages),
            stop: Vec::new(),
            priority: Priority::Question,
            wait: Duration::ZERO,
        }
    };
    let reply = models.ask(&plan, fitted).await?;
    Ok(ChatReply {
        reply,
        left_out: left_out.into_inner(),
    })
}

/// Whether a question is about the code that comes with it: unless its words ask for something to be written.
fn is_about_code(task: &Task, context: Option<&CodeContext>) -> bool {
    const PROSE: [&str; 2] = ["markdown", "plaintext"];
    let has_code = context.is_some_and(|context| !PROSE.contains(&context.language.as_str()));
    has_code && (matches!(task.intent, Intent::AskGeneral | Intent::AskLogic) || !task.is_sure())
}

/// The task that a chat text is, with the user's word on who answers, and the text without that word.
pub fn task_of_text<'text>(text: &'text str, rules: &Rules) -> (Task, &'text str) {
    let (choice, rest) = mention(text, rules);
    let wish = choice.map(|choice| Wish {
        because: format!("you wrote @{choice}"),
        choice,
    });
    (Task::of_text(rest).with_wish(wish), rest)
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
    fn a_question_with_code_is_about_it_unless_something_is_to_be_written() {
        let is_about_code = |text: &str, language: &str| {
            let context = CodeContext {
                file_name: "a".to_owned(),
                language: language.to_owned(),
                text: String::new(),
            };
            is_about_code(&Task::of_text(text), Some(&context))
        };
        assert!(is_about_code("What happens to the shelves then?", "python"));
        assert!(!is_about_code("What happens to the shelves then?", "markdown"));
        assert!(!is_about_code(
            "Translate the comment into German: a lovely day",
            "python"
        ));
    }

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
