//! The server's side of the engine: starts the process, passes requests on, and survives whatever happens to it.

use std::collections::HashMap;
use std::path::PathBuf;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{self, Poll};

use futures::Stream;
use ponder_model::{AnswerStream, Delta, ModelError, Request};
use tokio::io::AsyncWriteExt as _;
use tokio::sync::{mpsc, watch};
use tokio::time::Instant;

use super::EngineOptions;
use super::failures::Failures;
use super::process::EngineProcess;
use super::protocol::{FromEngine, Loaded, ToEngine};

/// What the engine is doing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EngineStatus {
    /// No process: none was needed yet, or it was idle for long.
    Stopped,
    /// A process is loading its model.
    Loading,
    /// A model is loaded.
    Ready(Loaded),
    /// The process ended or could not load its model; the next request starts it again.
    Failed(String),
}

/// The embedded engine. Cheap to clone; the process ends when the last clone and the last answer are gone.
#[derive(Debug, Clone)]
pub struct Engine {
    commands: mpsc::UnboundedSender<Command>,
    status: watch::Receiver<EngineStatus>,
    next_id: Arc<AtomicU64>,
}

impl Engine {
    /// An engine that will run `program engine`. Starts no process yet. Needs a tokio runtime.
    pub fn new(program: PathBuf) -> Self {
        let (commands, receiver) = mpsc::unbounded_channel();
        let (status_sender, status) = watch::channel(EngineStatus::Stopped);
        tokio::spawn(supervise(program, receiver, status_sender));
        Self {
            commands,
            status,
            next_id: Arc::default(),
        }
    }

    /// Asks the model that `options` names. Dropping the stream cancels the request.
    pub fn answer(&self, options: EngineOptions, request: Request) -> AnswerStream {
        let id = self.next_id.fetch_add(1, Ordering::Relaxed);
        let (deltas, receiver) = mpsc::unbounded_channel();
        let submission = Submission {
            id,
            options,
            request: Box::new(request),
            deltas,
        };
        // The supervisor lives as long as a sender does; if its runtime is shutting down the stream just ends.
        let _ = self.commands.send(Command::Submit(submission));
        Box::pin(EngineAnswer {
            id,
            deltas: receiver,
            commands: self.commands.clone(),
        })
    }

    /// What the engine is doing, now and as it changes.
    pub fn status(&self) -> watch::Receiver<EngineStatus> {
        self.status.clone()
    }
}

/// An answer on its way. Dropping it tells the engine to stop.
#[derive(Debug)]
struct EngineAnswer {
    id: u64,
    deltas: mpsc::UnboundedReceiver<Result<Delta, ModelError>>,
    commands: mpsc::UnboundedSender<Command>,
}

impl Stream for EngineAnswer {
    type Item = Result<Delta, ModelError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut task::Context<'_>) -> Poll<Option<Self::Item>> {
        self.deltas.poll_recv(cx)
    }
}

impl Drop for EngineAnswer {
    fn drop(&mut self) {
        let _ = self.commands.send(Command::Cancel(self.id));
    }
}

#[derive(Debug)]
enum Command {
    Submit(Submission),
    Cancel(u64),
}

#[derive(Debug)]
struct Submission {
    id: u64,
    options: EngineOptions,
    request: Box<Request>,
    deltas: mpsc::UnboundedSender<Result<Delta, ModelError>>,
}

impl Submission {
    fn fail(&self, error: ModelError) {
        let _ = self.deltas.send(Err(error));
    }
}

/// How the work with one process ended.
enum End {
    /// Nobody is left to ask.
    Unused,
    /// It was idle for long.
    Idle,
    /// A request wants other options.
    Replaced(Submission),
    /// It refused its model.
    Refused(ModelError),
    /// It ended by itself.
    Died,
}

/// Runs one process after another, each for as long as it lives and is wanted.
async fn supervise(
    program: PathBuf,
    mut commands: mpsc::UnboundedReceiver<Command>,
    status: watch::Sender<EngineStatus>,
) {
    let mut failures = Failures::default();
    let mut first: Option<Submission> = None;
    loop {
        let submission = match first.take() {
            Some(submission) => submission,
            None => match commands.recv().await {
                Some(Command::Submit(submission)) => submission,
                Some(Command::Cancel(_)) => continue,
                None => return,
            },
        };
        if submission.deltas.is_closed() {
            continue;
        }
        if let Some(error) = failures.refusal(Instant::now()) {
            submission.fail(error);
            continue;
        }
        status.send_replace(EngineStatus::Loading);
        let process = match EngineProcess::start(&program, &submission.options) {
            Ok(process) => process,
            Err(error) => {
                let reason = format!("the engine process can't be started: {error}");
                let error = failures.note(ModelError::Unavailable { reason }, Instant::now());
                status.send_replace(EngineStatus::Failed(error.to_string()));
                submission.fail(error);
                continue;
            }
        };
        let mut run = Run {
            options: submission.options.clone(),
            process,
            waiting: HashMap::new(),
            status: &status,
            failures: &mut failures,
        };
        let end = match run.submit(submission).await {
            Ok(()) => run.serve(&mut commands).await,
            Err(end) => end,
        };
        let Run { process, waiting, .. } = run;
        let (error, state) = match end {
            End::Unused => return,
            End::Idle => (None, EngineStatus::Stopped),
            End::Replaced(submission) => {
                first = Some(submission);
                let reason =
                    "the engine was restarted with another model or other settings; ask again".to_owned();
                (Some(ModelError::Interrupted { reason }), EngineStatus::Stopped)
            }
            End::Refused(error) => {
                let error = failures.note(error, Instant::now());
                (Some(error.clone()), EngineStatus::Failed(error.to_string()))
            }
            End::Died => {
                let reason = format!("{}; the next request starts it again", process.end().await);
                tracing::error!("{reason}");
                let error = failures.note(ModelError::Interrupted { reason }, Instant::now());
                (Some(error.clone()), EngineStatus::Failed(error.to_string()))
            }
        };
        status.send_replace(state);
        if let Some(error) = error {
            for deltas in waiting.values() {
                let _ = deltas.send(Err(error.clone()));
            }
        }
    }
}

/// The life of one process.
struct Run<'a> {
    options: EngineOptions,
    process: EngineProcess,
    waiting: HashMap<u64, mpsc::UnboundedSender<Result<Delta, ModelError>>>,
    status: &'a watch::Sender<EngineStatus>,
    failures: &'a mut Failures,
}

impl Run<'_> {
    async fn serve(&mut self, commands: &mut mpsc::UnboundedReceiver<Command>) -> End {
        let mut idle_since = Instant::now();
        loop {
            let deadline = self.options.unload_after.map(|after| idle_since + after);
            let idle = self.waiting.is_empty();
            tokio::select! {
                line = self.process.output.next_line() => {
                    let Ok(Some(line)) = line else { return End::Died };
                    if let Some(end) = self.hear(&line) {
                        return end;
                    }
                }
                command = commands.recv() => match command {
                    None => return End::Unused,
                    Some(Command::Submit(submission)) if submission.options != self.options => {
                        return End::Replaced(submission);
                    }
                    Some(Command::Submit(submission)) => {
                        if let Err(end) = self.submit(submission).await {
                            return end;
                        }
                    }
                    Some(Command::Cancel(id)) => {
                        if self.waiting.remove(&id).is_some() && self.say(&ToEngine::Cancel(id)).await.is_err() {
                            return self.last_words().await;
                        }
                    }
                },
                () = sleep_until(deadline), if idle => return End::Idle,
            }
            if !idle || !self.waiting.is_empty() {
                idle_since = Instant::now();
            }
        }
    }

    async fn submit(&mut self, submission: Submission) -> Result<(), End> {
        self.waiting.insert(submission.id, submission.deltas);
        let message = ToEngine::Submit {
            id: submission.id,
            request: submission.request,
        };
        match self.say(&message).await {
            Ok(()) => Ok(()),
            Err(_) => Err(self.last_words().await),
        }
    }

    /// Why a process no longer listens: what it still had to say, such as why it refuses its model.
    async fn last_words(&mut self) -> End {
        while let Ok(Some(line)) = self.process.output.next_line().await {
            if let Some(end) = self.hear(&line) {
                return end;
            }
        }
        End::Died
    }

    async fn say(&mut self, message: &ToEngine) -> std::io::Result<()> {
        let mut line = serde_json::to_vec(message)?;
        line.push(b'\n');
        self.process.input.write_all(&line).await?;
        self.process.input.flush().await
    }

    /// Takes in one line of the engine; `Some` ends this process.
    fn hear(&mut self, line: &str) -> Option<End> {
        match serde_json::from_str(line) {
            Ok(FromEngine::Ready(loaded)) => {
                self.status.send_replace(EngineStatus::Ready(loaded));
            }
            Ok(FromEngine::Failed(error)) => return Some(End::Refused(error)),
            Ok(FromEngine::Read { id, usage }) => {
                if let Some(deltas) = self.waiting.get(&id) {
                    let _ = deltas.send(Ok(Delta::Read(usage)));
                }
            }
            Ok(FromEngine::Content { id, text }) => {
                if let Some(deltas) = self.waiting.get(&id) {
                    let _ = deltas.send(Ok(Delta::Content(text)));
                }
            }
            Ok(FromEngine::Finished { id, finished }) => {
                self.failures.clear();
                if let Some(deltas) = self.waiting.remove(&id) {
                    let _ = deltas.send(Ok(Delta::Finished(finished)));
                }
            }
            Ok(FromEngine::Error { id, error }) => {
                if let Some(deltas) = self.waiting.remove(&id) {
                    let _ = deltas.send(Err(error));
                }
            }
            Err(error) => tracing::error!("the engine said something the server does not know: {error}"),
        }
        None
    }
}

async fn sleep_until(deadline: Option<Instant>) {
    match deadline {
        Some(deadline) => tokio::time::sleep_until(deadline).await,
        None => std::future::pending().await,
    }
}
