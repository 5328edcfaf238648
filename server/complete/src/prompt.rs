//! From the hole to what the model is asked.

use std::time::Duration;

use ponder_ask::{Models, Question};
use ponder_model::{Binding, Fill, Priority, Prompt};

use crate::chat_form;

/// How a model is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// To fill the hole.
    Fill,
    /// To say in a chat what is to be inserted.
    Chat,
}

/// How `binding` is asked for what fills a hole.
pub(crate) fn form(models: &Models, binding: &Binding) -> Form {
    if models.fills(binding) {
        Form::Fill
    } else {
        Form::Chat
    }
}

/// What a model is asked.
pub(crate) fn question(
    form: Form,
    fill: &Fill,
    stop: Vec<String>,
    priority: Priority,
    wait: Duration,
) -> Question {
    let (prompt, stop) = match form {
        Form::Fill => (Prompt::Fill(fill.clone()), stop),
        // An answer that begins with a fence must not end there.
        Form::Chat => (Prompt::Chat(chat_form::messages(fill)), Vec::new()),
    };
    Question {
        prompt,
        stop,
        priority,
        wait,
    }
}
