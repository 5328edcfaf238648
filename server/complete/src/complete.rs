//! The stages of a completion in their order.

use std::sync::Arc;

use ponder_ask::{Models, Place};
use ponder_model::{Answer, ModelError, Sent};
use ponder_route::{Intent, Route, Task};
use ponder_text::{Snapshot, region_at};

use crate::context::Context;
use crate::{chat_form, prompt, trim};

/// What came of a request for a completion.
#[derive(Debug, Clone)]
pub struct Completion {
    /// The text to insert at the cursor; `None` where the model had nothing to offer.
    pub suggestion: Option<String>,
    /// Who was asked, and how.
    pub route: Route,
    /// The requests that went out for it.
    pub sent: Vec<Sent>,
    /// What the model wrote, before it was trimmed.
    pub answer: Answer,
}

/// Completes the text of `snapshot` at byte `offset` of the file at `place`. Dropping the future stops the model.
pub async fn complete(
    models: &Models,
    snapshot: Snapshot,
    offset: usize,
    place: Place,
) -> Result<Completion, ModelError> {
    // The syntax tree may have to be parsed: work for a blocking thread.
    let (region, context) =
        tokio::task::spawn_blocking(move || (region_at(&snapshot, offset), Context::at(&snapshot, offset)))
            .await
            .map_err(|error| ModelError::Unavailable {
                reason: format!("the text can't be analyzed: {error}"),
            })?;
    let plan = models
        .plan(Task::new(Intent::of_completion(region)), &place)
        .await
        .with_max_tokens(models.settings().completion.max_tokens);

    let reply = models
        .ask(&plan, |binding, _| prompt::question(binding, &context, region))
        .await?;
    let (route, sent, binding) = (
        reply.route.clone(),
        reply.sent.clone(),
        Arc::clone(&reply.binding),
    );
    let answer = reply.collect().await?;
    let text = if binding.fills() {
        answer.text.as_str()
    } else {
        chat_form::text(&answer.text, prompt::stop(&context, region))
    };
    let suggestion = trim::trim(text, answer.finished.finish, &context);
    Ok(Completion {
        suggestion,
        route,
        sent,
        answer,
    })
}
