//! Explaining code.

use std::ops::Range;

use ponder_ask::{Models, Place, Reply};
use ponder_model::{Message, ModelError};
use ponder_route::{Intent, Task};
use ponder_text::{Snapshot, enclosing_symbols, symbol_at};

use crate::{asked, start_of};

/// Bytes of code that are explained at once: some 4,000 tokens, half of the default window.
const MOST: usize = 12 * 1024;

const INSTRUCTIONS: &str = "You explain code to programmers, in Markdown. Say first, in one sentence, what the code is \
    for. Then say how it works, step by step, and at last what to watch out for. Be exact and brief. Don't repeat the code.";

/// Explains the text of `bytes`; if they are empty the symbol around them, and where there is none the line.
///
/// The explanation is in Markdown. Dropping the future or the answer stops the model.
pub async fn explain(
    models: &Models,
    snapshot: Snapshot,
    file_name: String,
    bytes: Range<usize>,
    place: Place,
) -> Result<Reply, ModelError> {
    // The document may have to be parsed: work for a blocking thread.
    let messages = tokio::task::spawn_blocking(move || messages(&snapshot, &file_name, bytes))
        .await
        .map_err(|error| ModelError::Unavailable {
            reason: format!("the text can't be analyzed: {error}"),
        })?;
    let plan = models.plan(Task::new(Intent::Explain), &place).await;
    models.ask(&plan, |_, _| asked(messages.clone())).await
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
