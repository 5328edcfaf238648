//! Completion by models that fill no holes: they are asked for the text by a chat.

use ponder_model::{Fill, Message};

const INSTRUCTIONS: &str = "You complete text at the cursor of an editor. You get the text before the cursor and the text \
    after it. Answer only with what is to be inserted at the cursor: no introduction, no explanation, no fences, nothing \
    of what stands there already.";

/// Bytes from which on a part of the instructions in an answer is no chance.
const ECHO: usize = 12;

/// The chat that asks for the text of the hole.
pub(crate) fn messages(fill: &Fill) -> Vec<Message> {
    let (prefix, suffix) = (fill.before(), &fill.suffix);
    vec![
        Message::system(INSTRUCTIONS),
        Message::user(format!(
            "<before_cursor>\n{prefix}</before_cursor>\n<after_cursor>{suffix}\n</after_cursor>"
        )),
    ]
}

/// The text to insert in an answer: without the fence that many models put around it. Nothing where the model only
/// repeats what it was told.
pub(crate) fn text(answer: &str) -> &str {
    let text = fenced(answer).unwrap_or(answer);
    let is_echo = text.trim().len() >= ECHO && INSTRUCTIONS.contains(text.trim());
    if is_echo { "" } else { text }
}

/// What stands in the fence that `answer` begins with.
fn fenced(answer: &str) -> Option<&str> {
    let (_, inner) = answer.trim_start().strip_prefix("```")?.split_once('\n')?;
    Some(inner.split_once("\n```").map_or(inner, |(inner, _)| inner))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fence_around_the_answer_is_no_part_of_it() {
        assert_eq!(text("```rust\na + b;\n```\nDone."), "a + b;");
        assert_eq!(text("```\na\nb"), "a\nb");
        assert_eq!(text("a + b;"), "a + b;");
    }

    #[test]
    fn a_model_that_repeats_its_instructions_suggests_nothing() {
        assert_eq!(text("no introduction, no explanation, no fences"), "");
    }
}
