//! The engine process: loads one model and answers what comes on standard input until that ends.

use std::io::{BufRead as _, BufWriter, Write as _};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use anyhow::Context as _;
use ponder_model::ModelError;

use super::healing::TokenIndex;
use super::llama::{Context, ContextOptions, Model};
use super::protocol::{FromEngine, Loaded, ToEngine};
use super::schedule::{self, Queue};
use super::template::ChatTemplate;
use super::work::Language;
use super::{BATCH, EngineOptions, OUTPUTS, SEQUENCES};
use crate::gguf::Header;
use crate::memory;

/// Runs the engine on this process's standard input and output; returns when the input ends or the model won't load.
///
/// A model that can't be loaded is reported to the server as a message; the error returned here is about the pipes.
pub fn serve(options: &EngineOptions) -> anyhow::Result<()> {
    let mut output = BufWriter::new(std::io::stdout().lock());
    let mut send = move |message: &FromEngine| -> anyhow::Result<()> {
        serde_json::to_writer(&mut output, message)?;
        output.write_all(b"\n")?;
        output.flush().context("the server closed its end")
    };

    let interrupt = Arc::new(AtomicBool::new(false));
    let (mut context, language, loaded) = match load(options, &interrupt) {
        Ok(parts) => parts,
        Err(error) => return send(&FromEngine::Failed(error)),
    };
    send(&FromEngine::Ready(loaded))?;

    let queue = Arc::new(Queue::new(interrupt));
    let listener = Arc::clone(&queue);
    std::thread::Builder::new()
        .name("listen".to_owned())
        .spawn(move || listen(&listener))?;
    let mut broken = None;
    schedule::serve(&queue, &mut context, &language, |message| {
        if let Err(error) = send(&message) {
            broken.get_or_insert(error);
            queue.close();
        }
    });
    broken.map_or(Ok(()), Err)
}

/// Hands what the server says to `queue`, until it says no more.
fn listen(queue: &Queue) {
    for line in std::io::stdin().lock().lines() {
        let Ok(line) = line else { break };
        match serde_json::from_str::<ToEngine>(&line) {
            Ok(message) => queue.push(message),
            Err(error) => tracing::error!("the server said something the engine does not know: {error}"),
        }
    }
    queue.close();
}

fn load(
    options: &EngineOptions,
    interrupt: &Arc<AtomicBool>,
) -> Result<(Context, Language, Loaded), ModelError> {
    let unavailable = |error: &anyhow::Error| ModelError::Unavailable {
        reason: format!("{error:#}"),
    };
    let window = fit(options).map_err(|error| unavailable(&error))?;
    let model = Arc::new(Model::load(&options.model).map_err(|error| unavailable(&error))?);
    let (begin, end) = model.boundary_texts();
    let template =
        ChatTemplate::new(model.chat_template(), begin, end).map_err(|error| unavailable(&error))?;
    let context_options = ContextOptions {
        window,
        sequences: SEQUENCES,
        batch: u32::try_from(BATCH).unwrap_or(u32::MAX),
        outputs: OUTPUTS,
        threads: options.threads,
    };
    let index = TokenIndex::new(model.text_tokens());
    let fills = model.fill_tokens().is_some();
    let context =
        Context::new(model, context_options, Arc::clone(interrupt)).map_err(|error| unavailable(&error))?;
    let loaded = Loaded {
        window: context.window(),
        threads: options.threads,
        fills,
    };
    let language = Language {
        template,
        index,
        speculation: options.speculation,
    };
    Ok((context, language, loaded))
}

/// Checks the file's header and that the model fits this machine's free memory; returns the window in tokens.
fn fit(options: &EngineOptions) -> anyhow::Result<u32> {
    let path = &options.model;
    let header = Header::open(path).with_context(|| format!("can't use the model {}", path.display()))?;
    let load = super::load(&header, options.context_tokens);
    let name = path.file_stem().unwrap_or_default().to_string_lossy();
    if let Some(limit) = options.memory_limit.or_else(memory::available) {
        memory::check_fit(&name, &header, load, limit)?;
    }
    u32::try_from(load.context_tokens).context("the window is too large")
}
