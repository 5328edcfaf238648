//! The stages of a completion in their order.

use ponder_config::Settings;
use ponder_local::LocalModels;
use ponder_model::{Answer, ModelError, Priority, Prompt, Request};
use ponder_route::{Bindings, Intent, Route, route};
use ponder_text::{Snapshot, region_at};

use crate::context::Context;
use crate::{prompt, trim};

/// What came of a request for a completion.
#[derive(Debug, Clone)]
pub struct Completion {
    /// The text to insert at the cursor; `None` where the model had nothing to offer.
    pub suggestion: Option<String>,
    /// Who was asked, and how.
    pub route: Route,
    /// What the model wrote, before it was trimmed.
    pub answer: Answer,
}

/// Completes the text of `snapshot` at byte `offset`. Dropping the future stops the model.
pub async fn complete(
    models: &LocalModels,
    settings: &Settings,
    snapshot: Snapshot,
    offset: usize,
) -> Result<Completion, ModelError> {
    // The syntax tree may have to be parsed: work for a blocking thread.
    let (region, context) =
        tokio::task::spawn_blocking(move || (region_at(&snapshot, offset), Context::at(&snapshot, offset)))
            .await
            .map_err(|error| ModelError::Unavailable {
                reason: format!("the text can't be analyzed: {error}"),
            })?;

    let mut route = route(Intent::of_completion(region), &Bindings::local(&settings.model));
    route.parameters.max_tokens = route
        .parameters
        .max_tokens
        .map(|most| most.min(settings.completion_tokens));
    let request = Request {
        prompt: Prompt::Fill(prompt::fill(&context)),
        parameters: route.parameters,
        stop: prompt::stop(&context, region),
        priority: Priority::Keystroke,
    };
    let answer = Answer::collect(models.answer(&route.model, settings, request)?, |_| ()).await?;
    let suggestion = trim::trim(&answer.text, answer.finished.finish, &context);
    Ok(Completion {
        suggestion,
        route,
        answer,
    })
}
