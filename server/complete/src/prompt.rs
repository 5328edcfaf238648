//! From the hole to what the model is asked.

use std::time::Duration;

use ponder_ask::Question;
use ponder_model::{Binding, Fill, Priority, Prompt};

use crate::chat_form;

/// What `binding` is asked: to fill the hole, or, where it can't, to say in a chat what is to be inserted.
pub(crate) fn question(
    binding: &Binding,
    fill: &Fill,
    stop: Vec<String>,
    priority: Priority,
    wait: Duration,
) -> Question {
    let (prompt, stop) = if binding.fills() {
        (Prompt::Fill(fill.clone()), stop)
    } else {
        // An answer that begins with a fence must not end there.
        (Prompt::Chat(chat_form::messages(fill)), Vec::new())
    };
    Question {
        prompt,
        stop,
        priority,
        wait,
    }
}
