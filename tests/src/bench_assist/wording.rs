//! What the pipeline asks a model for an action, word for word: it is let ask a stand-in, which writes it down.

use anyhow::{Context as _, Result};
use ponder_ask::Models;
use ponder_assist::{Action, Situation, propose};
use ponder_local::LocalModels;
use ponder_local::engine::Engine;
use ponder_local::store::ModelStore;
use ponder_model::Message;
use ponder_tests::stand_in::{Answer, Dialect, StandIn};

use super::pipeline::{WINDOW, settings};

/// A stand-in in the place of the model.
#[derive(Debug)]
pub(crate) struct Wording {
    stand_in: StandIn,
    models: Models,
}

impl Wording {
    /// A stand-in that is asked under the name of `model`. Needs a tokio runtime.
    pub(crate) fn of(model: &str) -> Result<Self> {
        let stand_in = StandIn::start_on(Dialect::LlamaServer, 0)?;
        stand_in.load(model);
        // What becomes of it is of no interest.
        stand_in.answer_with(Answer::text("No."));
        let url = stand_in.url();
        let settings = settings(&format!(
            "routing.discover = false\n[roles]\ngeneral = [\"written\"]\nreasoning = [\"written\"]\n\
             [endpoints.stand_in]\ndialect = \"llama_server\"\nurl = \"{url}\"\n\
             [bindings.written]\nendpoint = \"stand_in\"\nmodel = \"{model}\"\nmode = \"non_thinking\"\nwindow = {WINDOW}\n"
        ))?;
        let local = LocalModels::new(ModelStore::open_default()?, Engine::new(ponder_tests::program()));
        Ok(Self {
            stand_in,
            models: Models::new(local, settings),
        })
    }

    /// The messages of the first request for `action`.
    pub(crate) async fn messages(&self, action: &Action, situation: &Situation) -> Result<Vec<Message>> {
        let before = self.stand_in.requests().len();
        // The request is all that is wanted.
        drop(propose(&self.models, action, situation, &|_| ()).await);
        let requests = self.stand_in.requests();
        let messages = requests[before..]
            .iter()
            .find_map(|request| request.parameter("messages"))
            .context("the pipeline asked nothing")?;
        Ok(serde_json::from_value(messages.clone())?)
    }
}
