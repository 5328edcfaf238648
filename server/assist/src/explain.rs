//! Explaining code.

use std::fmt;
use std::ops::Range;

use ponder_config::Settings;
use ponder_local::LocalModels;
use ponder_model::{AnswerStream, Message, ModelError, Priority, Prompt, Request};
use ponder_route::{Bindings, Intent, Route, route};
use ponder_text::{Snapshot, enclosing_symbols, symbol_at};

use crate::start_of;

/// Bytes of code that are explained at once: some 4,000 tokens, half of the default window.
const MOST: usize = 12 * 1024;

const INSTRUCTIONS: &str = "You explain code to programmers, in Markdown. Say first, in one sentence, what the code is \
    for. Then say how it works, step by step, and at last what to watch out for. Be exact and brief. Don't repeat the code.";

/// An explanation on its way.
pub struct Explanation {
    /// Who explains, and how.
    pub route: Route,
    /// The explanation, in Markdown. Dropping it stops the model.
    pub answer: AnswerStream,
}

impl fmt::Debug for Explanation {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Explanation")
            .field("route", &self.route)
            .finish_non_exhaustive()
    }
}

/// Explains the text of `bytes`; if they are empty the symbol around them, and where there is none the line.
///
/// May parse the document: callers that must not block use a thread for blocking work.
pub fn explain(
    models: &LocalModels,
    settings: &Settings,
    snapshot: &Snapshot,
    file_name: &str,
    bytes: Range<usize>,
) -> Result<Explanation, ModelError> {
    let route = route(Intent::Explain, &Bindings::local(&settings.model));
    let request = Request {
        prompt: Prompt::Chat(messages(snapshot, file_name, bytes)),
        parameters: route.parameters,
        stop: Vec::new(),
        priority: Priority::Question,
    };
    let answer = models.answer(&route.model, settings, request)?;
    Ok(Explanation { route, answer })
}

/// What the model is asked.
pub(crate) fn messages(snapshot: &Snapshot, file_name: &str, bytes: Range<usize>) -> Vec<Message> {
    let bytes = if bytes.is_empty() {
        around(snapshot, bytes.start)
    } else {
        bytes
    };
    let enclosing: Vec<String> = enclosing_symbols(snapshot, bytes.start)
        .into_iter()
        .filter(|symbol| symbol.range.start < bytes.start)
        .map(|symbol| snapshot.slice(symbol.signature))
        .collect();
    let text = snapshot.slice(bytes);
    let (text, is_cut) = start_of(&text, MOST);

    let mut question = format!(
        "Explain this {} code from {file_name}",
        snapshot.language().name()
    );
    if !enclosing.is_empty() {
        question.push_str(", which stands in `");
        question.push_str(&enclosing.join("` in `"));
        question.push('`');
    }
    if is_cut {
        question.push_str("; only its beginning is shown");
    }
    question.push_str(":\n\n");
    question.push_str(text);
    vec![Message::system(INSTRUCTIONS), Message::user(question)]
}

fn around(snapshot: &Snapshot, offset: usize) -> Range<usize> {
    symbol_at(snapshot, offset).map_or_else(
        || {
            let line = snapshot.line_of(offset);
            snapshot.line_start(line)..snapshot.line_start(line + 1)
        },
        |symbol| symbol.range,
    )
}
