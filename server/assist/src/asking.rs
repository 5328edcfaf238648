//! Asking a model for the whole of an answer, with what is known about it afterwards.

use std::time::Duration;

use ponder_ask::{Models, Place, Question};
use ponder_model::{Answer, Dialect, Message, ModelError, Priority, Prompt, Sent};
use ponder_route::{Intent, Plan, Route, Task};

use crate::{Action, AssistError, Change, Proposal, Refusal, Situation, size};

/// How far an action is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Progress {
    /// Parts that are done.
    pub done: usize,
    /// Parts in all.
    pub of: usize,
    /// What is being done.
    pub what: String,
}

/// An answer with who gave it.
#[derive(Debug, Clone)]
pub(crate) struct Answered {
    pub(crate) route: Route,
    pub(crate) sent: Vec<Sent>,
    pub(crate) masked: usize,
    pub(crate) answer: Answer,
}

impl Answered {
    /// What was proposed by it.
    pub(crate) fn proposal(self, change: Change, telling: Option<String>) -> Proposal {
        Proposal {
            route: self.route,
            sent: self.sent,
            masked: self.masked,
            answer: self.answer,
            change,
            telling,
        }
    }

    /// That nothing comes of it, with what the model wrote.
    pub(crate) fn refused(self, reason: Refusal) -> AssistError {
        AssistError::Refused {
            reason,
            answer: self.answer.text,
        }
    }
}

/// Who is asked for `action`: models that are too small for it are not.
pub(crate) async fn plan(
    models: &Models,
    action: &Action,
    situation: &Situation,
) -> Result<Plan, AssistError> {
    plan_for(models, action.intent(), &action.to_string(), &situation.place).await
}

/// The same for what has another intent than its action, or none of the actions' places. `what` is as menus show it.
pub(crate) async fn plan_for(
    models: &Models,
    intent: Intent,
    what: &str,
    place: &Place,
) -> Result<Plan, AssistError> {
    let plan = models.plan(Task::new(intent), place).await;
    size::without_too_small(models, plan, what).await
}

/// Tokens that a request to the one who is asked first can take with its answer.
pub(crate) fn window(models: &Models, plan: &Plan) -> u32 {
    plan.candidates
        .first()
        .map_or(0, |candidate| models.window(&candidate.binding))
}

/// The same plan, with room for an answer of `tokens` where the embedded engine would set a limit of its own.
pub(crate) fn with_room(mut plan: Plan, tokens: u32) -> Plan {
    for candidate in &mut plan.candidates {
        if candidate.binding.dialect == Dialect::Local {
            candidate.parameters.max_tokens.get_or_insert(tokens);
        }
    }
    plan
}

/// The whole answer to `messages`. Dropping the future stops the model.
pub(crate) async fn answered(
    models: &Models,
    plan: &Plan,
    messages: &[Message],
) -> Result<Answered, ModelError> {
    let reply = models.ask(plan, |_, _| asked(messages.to_vec())).await?;
    let (route, sent, masked) = (reply.route.clone(), reply.sent.clone(), reply.masked);
    Ok(Answered {
        route,
        sent,
        masked,
        answer: reply.collect().await?,
    })
}

/// The question that these messages are, for somebody who waits for the whole answer.
pub(crate) fn asked(messages: Vec<Message>) -> Question {
    Question {
        prompt: Prompt::Chat(messages),
        stop: Vec::new(),
        priority: Priority::Question,
        wait: Duration::ZERO,
    }
}
