//! `ponder chat`: a question and its answer, or a conversation at a terminal.

use std::io::{IsTerminal as _, Read as _};

use anyhow::{Context as _, bail};
use ponder_ask::{Models, Place};
use ponder_chat::{ChatReply, Question};
use ponder_model::{Answer, Message};
use rustyline::Editor;
use rustyline::error::ReadlineError;
use rustyline::history::MemHistory;
use tokio::runtime::Runtime;

use crate::answer_report::AnswerReport;
use crate::{asking, exit, output};

/// The largest question that is read from standard input, in bytes: far above what a model's window holds.
const MOST_BYTES: u64 = 1 << 20;

/// The question.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// The question. Without it, standard input is the question, or at a terminal a conversation begins
    text: Option<String>,
    /// Print a JSON object for each answer, at its end: text, route, finish, usage, timing in milliseconds
    #[arg(long)]
    json: bool,
    /// Show on standard error what was sent: each request, with keys masked
    #[arg(long)]
    show_sent: bool,
}

/// How answers are printed.
#[derive(Debug, Clone, Copy)]
struct Style {
    form: Form,
    sent: ShowSent,
}

/// Whether what was sent is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum ShowSent {
    Yes,
    No,
}

/// The form of an answer.
#[derive(Debug, Clone, Copy)]
enum Form {
    /// The text, as it comes.
    Text,
    /// One object at the end.
    Json,
}

/// Answers.
pub(crate) fn run(arguments: Arguments) -> anyhow::Result<()> {
    let style = Style {
        form: if arguments.json { Form::Json } else { Form::Text },
        sent: if arguments.show_sent {
            ShowSent::Yes
        } else {
            ShowSent::No
        },
    };
    let question = match arguments.text {
        Some(text) => Some(text),
        None if std::io::stdin().is_terminal() => None,
        None => Some(read_question()?),
    };
    let runtime = asking::runtime()?;
    // The engine's supervisor needs the runtime from the start.
    let models = runtime.block_on(asking::ready())?;
    let Some(question) = question else {
        return converse(&runtime, &models, style);
    };
    if question.trim().is_empty() {
        bail!("there is no question; write one behind `ponder chat`, or into its standard input");
    }
    let messages = vec![Message::user(question)];
    runtime.block_on(answer(&models, messages, style, &mut String::new()))
}

fn read_question() -> anyhow::Result<String> {
    let mut bytes = Vec::new();
    std::io::stdin()
        .lock()
        .take(MOST_BYTES + 1)
        .read_to_end(&mut bytes)
        .context("can't read the question from standard input")?;
    if bytes.len() as u64 > MOST_BYTES {
        bail!("the question on standard input is longer than 1 MiB; send less text");
    }
    String::from_utf8(bytes).context("the question on standard input is not UTF-8; convert it first")
}

/// Answers line after line until the input ends. What was said is kept in memory only.
fn converse(runtime: &Runtime, models: &Models, style: Style) -> anyhow::Result<()> {
    let failed = "can't read from the terminal; give the question as an argument";
    let config = rustyline::Config::builder().auto_add_history(true).build();
    let history = MemHistory::with_config(&config);
    let mut editor = Editor::<(), MemHistory>::with_history(config, history).context(failed)?;
    output::note(
        "Ctrl-C stops an answer, Ctrl-D ends the conversation; @reasoning, @general or @local says who answers.",
    );
    let mut messages: Vec<Message> = Vec::new();
    loop {
        let line = match editor.readline("> ") {
            Ok(line) if line.trim().is_empty() => continue,
            Ok(line) => line,
            Err(ReadlineError::Interrupted) => continue,
            Err(ReadlineError::Eof) => return Ok(()),
            Err(error) => return Err(error).context(failed),
        };
        messages.push(Message::user(line));
        let mut written = String::new();
        let outcome = runtime.block_on(async {
            tokio::select! {
                outcome = answer(models, messages.clone(), style, &mut written) => outcome,
                // What had come is part of the conversation.
                _ = tokio::signal::ctrl_c() => output::text("\n"),
            }
        });
        if let Err(error) = outcome {
            if error.is::<std::io::Error>() {
                return Err(error);
            }
            exit::tell(&error);
        }
        if written.is_empty() {
            messages.pop();
        } else {
            messages.push(Message::assistant(written));
        }
    }
}

/// Asks and prints. The answer's text is in `written`, as far as it came, also when this fails or is dropped.
async fn answer(
    models: &Models,
    messages: Vec<Message>,
    style: Style,
    written: &mut String,
) -> anyhow::Result<()> {
    let question = Question {
        messages,
        intent: None,
        context: None,
        place: Place::default(),
    };
    let ChatReply { reply, left_out } = ponder_chat::ask(models, question).await?;
    if left_out > 0 {
        output::note(&format!(
            "({left_out} older messages no longer fit and are left out)"
        ));
    }
    if style.sent == ShowSent::Yes {
        output::sent(&reply.sent);
    }
    match style.form {
        Form::Text => {
            if reply.masked > 0 {
                output::note(&format!("({} secrets were masked before sending)", reply.masked));
            }
            output::stream(reply.answer, |piece| written.push_str(piece)).await?;
            output::text("\n")?;
            output::route(&reply.route);
            Ok(())
        }
        Form::Json => {
            let answer =
                Answer::collect_since(reply.asked, reply.answer, |piece| written.push_str(piece)).await?;
            let report = AnswerReport::new(Some(&answer.text), &reply.route, &answer);
            output::json(&report.with_masked(reply.masked).with_prices(reply.binding.prices))
        }
    }
}
