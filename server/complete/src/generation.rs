//! A model at work on one hole, as a task of its own: a later key can join it, and it ends when nobody wants it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use futures::StreamExt as _;
use ponder_ask::{Models, Reply};
use ponder_figures as figures;
use ponder_figures::Figures;
use ponder_model::{
    Answer, Binding, Delta, Dialect, Fill, Finish, Finished, ModelError, Parameters, Priority, Sent, Timing,
    Usage,
};
use ponder_route::{Plan, Route};
use tokio::sync::watch;
use tokio::task::AbortHandle;

use crate::chat_form;
use crate::extent::Extent;
use crate::hole::Hole;
use crate::prompt::{self, Form};
use crate::sight::Sight;
use crate::stop::{Progress as Writing, Stop};
use crate::written::Written;

/// How long a generation goes on that nobody waits for: a key cancels the request of the key before it and asks anew a
/// little later, and may find that what is being written still fits.
const GRACE: Duration = Duration::from_millis(40);

/// What a model is to write.
#[derive(Debug, Clone)]
pub(crate) struct Job {
    pub(crate) sight: Sight,
    pub(crate) hole: Hole,
    pub(crate) extent: Extent,
    pub(crate) fill: Fill,
    pub(crate) plan: Plan,
    pub(crate) priority: Priority,
    /// Nothing is written before.
    pub(crate) not_before: Instant,
}

/// How far a generation has come.
#[derive(Debug, Clone, Default)]
pub(crate) struct Progress {
    /// What is written so far.
    pub(crate) text: String,
    /// The tokens that the prompt took, where that is known.
    pub(crate) usage: Usage,
    /// Who writes, once that is known.
    pub(crate) begun: Option<Arc<Begun>>,
    /// How it ended, once it has.
    pub(crate) end: Option<Result<Arc<Written>, ModelError>>,
}

/// Who writes.
#[derive(Debug)]
pub(crate) struct Begun {
    pub(crate) route: Route,
    /// The requests that went out for it.
    pub(crate) sent: Vec<Sent>,
    /// How its endpoint is spoken to; the embedded engine's tells that nothing left the machine.
    pub(crate) dialect: Dialect,
}

/// A model at work on one hole.
#[derive(Debug)]
pub(crate) struct Generation {
    pub(crate) sight: Sight,
    pub(crate) extent: Extent,
    /// The first that is asked is the embedded engine.
    pub(crate) is_local: bool,
    not_before: Instant,
    progress: watch::Receiver<Progress>,
    waiting: AtomicUsize,
    task: AbortHandle,
    figures: Figures,
    is_counted: Arc<AtomicBool>,
}

impl Generation {
    /// Sets a model to work; `keep` gets what it wrote.
    pub(crate) fn start(
        models: &Models,
        job: Job,
        figures: &Figures,
        keep: impl FnOnce(&Sight, Arc<Written>) + Send + 'static,
    ) -> Arc<Self> {
        let (sender, progress) = watch::channel(Progress::default());
        let first = job.plan.candidates.first();
        let is_local = first.is_some_and(|candidate| candidate.binding.dialect == Dialect::Local);
        let (sight, extent, not_before) = (job.sight.clone(), job.extent, job.not_before);
        let is_counted = Arc::new(AtomicBool::new(false));
        let (models, counted, counts) = (models.clone(), Arc::clone(&is_counted), figures.clone());
        let task = tokio::spawn(async move {
            let end = write(&models, &job, &sender).await.map(Arc::new);
            count(&counts, &counted, figures::Generation::Finished);
            if let Ok(written) = &end {
                keep(&job.sight, Arc::clone(written));
            }
            sender.send_modify(|progress| progress.end = Some(end));
        });
        Arc::new(Self {
            sight,
            extent,
            is_local,
            not_before,
            progress,
            waiting: AtomicUsize::new(0),
            task: task.abort_handle(),
            figures: figures.clone(),
            is_counted,
        })
    }

    /// How far it has come.
    pub(crate) fn progress(&self) -> watch::Receiver<Progress> {
        self.progress.clone()
    }

    /// Whether it is over.
    pub(crate) fn is_over(&self) -> bool {
        self.progress.borrow().end.is_some()
    }

    /// Whether it may still give what goes on from `typed`.
    pub(crate) fn may_fit(&self, typed: &str) -> bool {
        // What may not be written yet is asked anew, for the text as it is now.
        if !typed.is_empty() && Instant::now() < self.not_before {
            return false;
        }
        let progress = self.progress.borrow();
        if let Some(Ok(written)) = &progress.end {
            return leaves_something(written.text(), typed);
        }
        let failed = matches!(progress.end, Some(Err(_)));
        !failed
            && (progress.text.starts_with(typed)
                || (progress.end.is_none() && typed.starts_with(&progress.text)))
    }

    /// Says that somebody waits for it, for as long as the answer lives; a while after the last one it ends.
    pub(crate) fn wait(self: &Arc<Self>) -> Waiting {
        self.waiting.fetch_add(1, Ordering::SeqCst);
        Waiting(Arc::clone(self))
    }

    /// Lets it run to its end, whoever waits.
    pub(crate) fn let_run(&self) {
        self.waiting.fetch_add(1, Ordering::SeqCst);
    }

    /// Ends it. One that is withdrawn before it might write counts for nothing.
    pub(crate) fn abandon(&self) {
        self.task.abort();
        if self.is_over() {
            return;
        }
        if Instant::now() < self.not_before {
            // Nor does it count later, when the last who waited for it is gone.
            self.is_counted.store(true, Ordering::SeqCst);
        } else {
            count(&self.figures, &self.is_counted, figures::Generation::Abandoned);
        }
    }
}

/// Whether something to show is left of `text` after `typed`. Nothing at all is an answer, too.
pub(crate) fn leaves_something(text: &str, typed: &str) -> bool {
    text.strip_prefix(typed)
        .is_some_and(|left| typed.is_empty() || !left.trim().is_empty())
}

/// Counts the end of a generation, once.
fn count(figures: &Figures, is_counted: &AtomicBool, end: figures::Generation) {
    if !is_counted.swap(true, Ordering::SeqCst) {
        figures.generation(figures::Generation::Started);
        figures.generation(end);
    }
}

/// That somebody waits for a generation.
#[derive(Debug)]
pub(crate) struct Waiting(Arc<Generation>);

impl Drop for Waiting {
    fn drop(&mut self) {
        let generation = Arc::clone(&self.0);
        let nobody = |generation: &Generation| generation.waiting.load(Ordering::SeqCst) == 0;
        if generation.waiting.fetch_sub(1, Ordering::SeqCst) == 1 && !generation.is_over() {
            let later = async move {
                tokio::time::sleep(GRACE).await;
                if nobody(&generation) {
                    generation.abandon();
                }
            };
            // Without a runtime the server is ending, and its models with it.
            if let Ok(runtime) = tokio::runtime::Handle::try_current() {
                runtime.spawn(later);
            }
        }
    }
}

/// Has the model of the route write until nothing more is of use.
async fn write(
    models: &Models,
    job: &Job,
    progress: &watch::Sender<Progress>,
) -> Result<Written, ModelError> {
    let most = models.settings().completion.max_tokens;
    let plan = job
        .plan
        .clone()
        .with_max_tokens(job.extent.max_tokens().min(most));
    let stop = Stop::new(&job.hole, job.extent);
    let question = |binding: &Binding, _: &Parameters| {
        let wait = job.not_before.saturating_duration_since(Instant::now());
        prompt::question(
            prompt::form(models, binding),
            &job.fill,
            stop.texts(),
            job.priority,
            wait,
        )
    };
    let reply = models.ask(&plan, question).await?;
    let begun = Arc::new(Begun {
        route: reply.route.clone(),
        sent: reply.sent.clone(),
        dialect: reply.binding.dialect,
    });
    progress.send_modify(|progress| progress.begun = Some(Arc::clone(&begun)));
    let answer = if prompt::form(models, &reply.binding) == Form::Fill {
        collect(reply, stop, progress).await?
    } else {
        let mut answer = reply.collect().await?;
        answer.text = kept(chat_form::text(&answer.text), stop);
        progress.send_modify(|progress| progress.text.clone_from(&answer.text));
        answer
    };
    Ok(Written {
        extent: job.extent,
        begun,
        answer,
    })
}

/// Reads the answer until `stop` has enough of it.
async fn collect(
    mut reply: Reply,
    mut stop: Stop,
    progress: &watch::Sender<Progress>,
) -> Result<Answer, ModelError> {
    let mut answer = unfinished(String::new());
    while let Some(delta) = reply.answer.next().await {
        match delta? {
            Delta::Sent(_) => {}
            Delta::Read(usage) => {
                answer.finished.usage = usage;
                progress.send_modify(|progress| progress.usage = usage);
            }
            Delta::Reasoning(piece) => answer.reasoning.push_str(&piece),
            Delta::Content(piece) => {
                answer.first_token.get_or_insert_with(|| reply.asked.elapsed());
                answer.text.push_str(&piece);
                let enough = stop.push(&piece);
                progress.send_modify(|progress| progress.text.push_str(&piece));
                if enough == Writing::Enough {
                    break;
                }
            }
            Delta::Finished(finished) => {
                answer.finished = finished;
                break;
            }
        }
    }
    answer.total = reply.asked.elapsed();
    answer.text = stop.kept();
    Ok(answer)
}

/// An answer that was not waited for to its end.
pub(crate) fn unfinished(text: String) -> Answer {
    Answer {
        text,
        reasoning: String::new(),
        finished: Finished {
            finish: Finish::Stop,
            usage: Usage::default(),
            timing: Timing::default(),
        },
        first_token: None,
        total: Duration::ZERO,
    }
}

/// What `stop` keeps of `text`.
fn kept(text: &str, mut stop: Stop) -> String {
    stop.push(text);
    stop.kept()
}
