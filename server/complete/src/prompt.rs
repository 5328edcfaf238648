//! From context to what the model is asked.

use ponder_ask::Question;
use ponder_model::{Binding, Fill, Priority, Prompt};
use ponder_text::Region;

use crate::chat_form;
use crate::context::Context;

/// What `binding` is asked.
pub(crate) fn question(binding: &Binding, context: &Context, region: Region) -> Question {
    let fill = fill(context);
    let (prompt, stop) = if binding.fills() {
        (Prompt::Fill(fill), vec![stop(context, region).to_owned()])
    } else {
        // An answer that begins with a fence must not end there.
        (Prompt::Chat(chat_form::messages(&fill)), Vec::new())
    };
    Question {
        prompt,
        stop,
        priority: Priority::Keystroke,
    }
}

/// The hole at the cursor.
fn fill(context: &Context) -> Fill {
    // Models are trained on LF; what they write is given the document's own line ends when it is inserted.
    Fill {
        prefix: context.before.replace("\r\n", "\n"),
        suffix: context.after.replace("\r\n", "\n"),
    }
}

/// Where the model's answer ends.
///
/// Within a line, and in comments and prose, a suggestion is at most one line; at the end of a line of code it may be a
/// block, up to the first empty line.
pub(crate) fn stop(context: &Context, region: Region) -> &'static str {
    let within_line = !context.rest_of_line().trim().is_empty();
    match region {
        Region::Code if !within_line => "\n\n",
        Region::Code | Region::String | Region::Comment | Region::DocComment | Region::Prose => "\n",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stop_at(after: &str, region: Region) -> &'static str {
        let context = Context {
            before: String::new(),
            after: after.to_owned(),
        };
        stop(&context, region)
    }

    #[test]
    fn code_at_the_end_of_a_line_may_be_a_block() {
        assert_eq!(stop_at("\nnext", Region::Code), "\n\n");
        assert_eq!(stop_at("", Region::Code), "\n\n");
    }

    #[test]
    fn everything_else_is_one_line() {
        assert_eq!(stop_at(")\nnext", Region::Code), "\n");
        assert_eq!(stop_at("\nnext", Region::Comment), "\n");
        assert_eq!(stop_at("\nnext", Region::Prose), "\n");
    }

    #[test]
    fn the_model_sees_line_feeds_only() {
        let context = Context {
            before: "a\r\nb".to_owned(),
            after: "c\r\n".to_owned(),
        };
        assert_eq!(
            fill(&context),
            Fill {
                prefix: "a\nb".to_owned(),
                suffix: "c\n".to_owned()
            }
        );
    }
}
