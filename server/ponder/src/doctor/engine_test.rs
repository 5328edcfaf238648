//! The engine put to work once: it starts, loads the model and writes one token.

use std::time::Duration;

use ponder_ask::Models;
use ponder_local::engine::EngineStatus;
use ponder_model::{Answer, Message, ModelError, Parameters, Priority, Prompt, Request};

use super::{Check, State};
use crate::asking;

/// Has the configured model write one token.
pub(super) fn engine_test() -> Check {
    let name = "engine test";
    match asking::runtime().and_then(|runtime| runtime.block_on(write_one_token())) {
        Ok(found) => Check::new(name, State::Good, found),
        Err(error) => match error.downcast_ref() {
            Some(ModelError::Missing { reason }) => Check::new(name, State::NoModel, reason),
            _ => Check::new(name, State::Bad, format!("{error:#}"))
                .advise("`ponder doctor --engine --log debug` shows what the engine says"),
        },
    }
}

async fn write_one_token() -> anyhow::Result<String> {
    let settings = asking::settings()?;
    let models = Models::new(asking::local_models()?, settings.clone());
    let request = Request {
        prompt: Prompt::Chat(vec![Message::user("Say hello.")]),
        parameters: Parameters {
            temperature: Some(0.0),
            top_p: None,
            max_tokens: Some(1),
        },
        stop: Vec::new(),
        priority: Priority::Question,
        wait: Duration::ZERO,
    };
    let answer = Answer::collect(models.ask_local(request), |_| ()).await?;
    let loaded = match &*models.local().engine().status().borrow() {
        EngineStatus::Ready(loaded) => format!(
            ", window of {} tokens, {} threads, {}",
            loaded.window,
            loaded.threads,
            if loaded.fills {
                "fills holes in code"
            } else {
                "does not fill holes in code"
            }
        ),
        _ => String::new(),
    };
    Ok(format!(
        "{} answered after {} ms, most of them for loading{loaded}",
        settings.local.model,
        answer.total.as_millis()
    ))
}
