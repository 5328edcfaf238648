//! Standard output: the one place that writes to it, apart from the two protocols.
//!
//! A write can fail because the reader has left; the error goes up to [`crate::exit`], which takes it for the end and
//! not for a failure. The macros of the standard library would panic.

use std::io::{IsTerminal as _, Write as _};

use futures::StreamExt as _;
use ponder_model::{AnswerStream, Delta, Sent};
use ponder_route::Route;
use serde::Serialize;

use crate::terminal_text;

/// Prints `text` as it is, or made harmless if it goes to a terminal: what a model writes is outside data.
pub(crate) fn text(text: &str) -> anyhow::Result<()> {
    let mut stdout = std::io::stdout().lock();
    if stdout.is_terminal() {
        stdout.write_all(terminal_text::harmless(text).as_bytes())?;
    } else {
        stdout.write_all(text.as_bytes())?;
    }
    // A stream is read along: every piece is to be seen when it comes.
    Ok(stdout.flush()?)
}

/// Prints `line` and a line break.
pub(crate) fn line(line: &str) -> anyhow::Result<()> {
    text(&format!("{line}\n"))
}

/// Prints one JSON value on a line of its own. Characters that a terminal would obey or hide are escaped.
pub(crate) fn json(value: &impl Serialize) -> anyhow::Result<()> {
    let mut stdout = std::io::stdout().lock();
    let line = terminal_text::harmless_json(&serde_json::to_string(value)?);
    stdout.write_all(line.as_bytes())?;
    stdout.write_all(b"\n")?;
    Ok(stdout.flush()?)
}

/// Prints bytes as they are.
pub(crate) fn bytes(bytes: &[u8]) -> anyhow::Result<()> {
    let mut stdout = std::io::stdout().lock();
    stdout.write_all(bytes)?;
    Ok(stdout.flush()?)
}

/// Says something to the person at the terminal that is not part of the result: on standard error.
pub(crate) fn note(text: &str) {
    // A note that can't be given changes nothing.
    let _ = writeln!(std::io::stderr(), "{}", terminal_text::harmless(text));
}

/// Says on standard error who answered and why, to a person at a terminal.
pub(crate) fn route(route: &Route) {
    if std::io::stderr().is_terminal() {
        note(&format!(
            "[{} · {} · {}]",
            route.binding, route.model, route.reason
        ));
    }
}

/// Shows the requests that went out, keys masked, on standard error.
pub(crate) fn sent(sent: &[Sent]) {
    for Sent {
        url, headers, body, ..
    } in sent
    {
        note(url);
        for (name, value) in headers {
            note(&format!("{name}: {value}"));
        }
        note(&format!("\n{body}\n"));
    }
}

/// Prints an answer as it comes, handing each piece to `on_text` too. Where nobody reads any more, the answer is stopped.
pub(crate) async fn stream(mut answer: AnswerStream, mut on_text: impl FnMut(&str)) -> anyhow::Result<()> {
    let mut is_thinking = false;
    while let Some(delta) = answer.next().await {
        match delta? {
            // Somebody who waits wants to know what for; the thinking itself is no part of the answer.
            Delta::Reasoning(_) if !is_thinking && std::io::stderr().is_terminal() => {
                is_thinking = true;
                note("(thinking …)");
            }
            Delta::Content(piece) => {
                on_text(&piece);
                text(&piece)?;
            }
            Delta::Reasoning(_) | Delta::Sent(_) | Delta::Read(_) | Delta::Finished(_) => {}
        }
    }
    Ok(())
}
