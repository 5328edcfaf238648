//! Asking until an answer is fit: once, and once more with what is wrong.

use std::sync::Arc;

use ponder_ask::Models;
use ponder_model::Message;
use ponder_route::Plan;

use crate::asking::{Answered, answered};
use crate::blocking::blocking;
use crate::{AssistError, Refusal};

/// Asks for `messages` until `fit`, which may parse, makes something of the answer. Where `complaint` knows what to say about
/// a refusal, the model is asked once more with that. Dropping the future stops the model.
///
/// The answer is the one that was fit, with the requests of both.
pub(crate) async fn attempt<T: Send + 'static>(
    models: &Models,
    plan: &Plan,
    messages: &[Message],
    fit: impl Fn(&str) -> Result<T, Refusal> + Send + Sync + 'static,
    complaint: impl Fn(&Refusal) -> Option<String>,
) -> Result<(Answered, T), AssistError> {
    let fit = Arc::new(fit);
    let first = answered(models, plan, messages).await?;
    let refusal = match judged(&fit, &first).await? {
        Ok(fitting) => return Ok((first, fitting)),
        Err(refusal) => refusal,
    };
    let Some(complaint) = complaint(&refusal) else {
        return Err(first.refused(refusal));
    };
    let mut second = answered(models, plan, &again(messages, &first.answer.text, complaint)).await?;
    second.sent.splice(0..0, first.sent);
    match judged(&fit, &second).await? {
        Ok(fitting) => Ok((second, fitting)),
        Err(refusal) => Err(second.refused(refusal)),
    }
}

async fn judged<T: Send + 'static>(
    fit: &Arc<impl Fn(&str) -> Result<T, Refusal> + Send + Sync + 'static>,
    answered: &Answered,
) -> Result<Result<T, Refusal>, AssistError> {
    let (fit, answer) = (Arc::clone(fit), answered.answer.text.clone());
    blocking(move || fit(&answer)).await
}

/// The same conversation with an answer that was not fit, and what is wrong with it.
pub(crate) fn again(messages: &[Message], answer: &str, complaint: String) -> Vec<Message> {
    let mut messages = messages.to_vec();
    messages.push(Message::assistant(answer));
    messages.push(Message::user(complaint));
    messages
}

/// Whether a text that is written anew may become better if the model is told what is wrong. One that it leaves as it is, or
/// that did not end, would come the same way again.
pub(crate) fn is_worth_another_try(refusal: &Refusal) -> bool {
    !matches!(
        refusal,
        Refusal::Nothing | Refusal::BreaksOff | Refusal::Unchanged
    )
}
