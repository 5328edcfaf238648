//! Showing that something goes on, how far it is, and a way to end it.

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use tower_lsp::gen_lsp_types::{ProgressNotification, ProgressParams, ProgressToken};
use tower_lsp::jsonrpc::{Error, Result};

use crate::session::Session;

/// How long a client may take to make a place for a progress that the server begins.
const TIME: Duration = Duration::from_secs(5);

/// How long something takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Extent {
    /// Nobody knows.
    Unknown,
    /// It is told in parts.
    Counted,
}

/// Something that goes on and that the user is shown. Dropping it ends what is shown.
#[derive(Debug)]
pub(crate) struct Progress {
    session: Arc<Session>,
    shown: Option<Showing>,
}

#[derive(Debug)]
struct Showing {
    token: ProgressToken,
    reports: watch::Sender<Value>,
    cancelled: CancellationToken,
    task: JoinHandle<()>,
    owner: Owner,
}

/// Whose token it is: the client's is good only until its request is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Owner {
    Client,
    Server,
}

/// Tells how far something is.
#[derive(Debug, Clone)]
pub(crate) struct Reporter(Option<watch::Sender<Value>>);

impl Progress {
    /// Begins to show `title`: under the client's `token`, or where the client shows what the server begins. Waits for
    /// nothing.
    pub(crate) fn begin(
        session: &Arc<Session>,
        title: &str,
        extent: Extent,
        token: Option<ProgressToken>,
    ) -> Self {
        let (token, owner) = match token {
            Some(token) => (token, Owner::Client),
            None if session.features().work_done_progress => (session.progress_token(), Owner::Server),
            None => {
                return Self {
                    session: Arc::clone(session),
                    shown: None,
                };
            }
        };
        let mut begin = json!({ "kind": "begin", "title": title, "cancellable": true });
        if extent == Extent::Counted {
            begin["percentage"] = json!(0);
        }
        let cancelled = CancellationToken::new();
        session.cancellable.insert(token.clone(), cancelled.clone());
        let (reports, received) = watch::channel(Value::Null);
        let task = tokio::spawn(show(Arc::clone(session), token.clone(), owner, begin, received));
        Self {
            session: Arc::clone(session),
            shown: Some(Showing {
                token,
                reports,
                cancelled,
                task,
                owner,
            }),
        }
    }

    /// A way to tell how far it is; it must be dropped with the work.
    pub(crate) fn reporter(&self) -> Reporter {
        Reporter(self.shown.as_ref().map(|shown| shown.reports.clone()))
    }

    /// The work's result, unless the user ends it: then the work is dropped. What is shown ends before the result comes.
    pub(crate) async fn of<T>(mut self, work: impl Future<Output = Result<T>>) -> Result<T> {
        let Some(shown) = &self.shown else {
            return work.await;
        };
        let result = {
            let cancelled = shown.cancelled.cancelled();
            tokio::select! {
                result = work => result,
                () = cancelled => Err(Error::request_cancelled()),
            }
        };
        if let Some(Showing { task, owner, .. }) = self.end()
            && owner == Owner::Client
        {
            // A panic there costs the progress, not the result.
            let _ = task.await;
        }
        result
    }

    fn end(&mut self) -> Option<Showing> {
        let mut shown = self.shown.take()?;
        self.session.cancellable.remove(&shown.token);
        // The task ends once nobody can report any more.
        shown.reports = watch::Sender::new(Value::Null);
        Some(shown)
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.end();
    }
}

impl Reporter {
    /// Tells that `done` parts of so many are done, and what is being done.
    pub(crate) fn report(&self, done: usize, of: usize, what: &str) {
        let Some(reports) = &self.0 else { return };
        let mut report = json!({ "kind": "report", "message": what });
        if let Some(percentage) = done.saturating_mul(100).checked_div(of) {
            report["percentage"] = json!(percentage.min(100));
        }
        reports.send_replace(report);
    }
}

/// Shows what is reported until nobody reports any more.
async fn show(
    session: Arc<Session>,
    token: ProgressToken,
    owner: Owner,
    begin: Value,
    mut reports: watch::Receiver<Value>,
) {
    if owner == Owner::Server {
        let created = session.client.create_work_done_progress(token.clone());
        tokio::select! {
            created = tokio::time::timeout(TIME, created) => {
                if !matches!(created, Ok(Ok(()))) {
                    return;
                }
            }
            _ = reports.wait_for(|_| false) => return,
        }
    }
    let send = |value: Value| {
        session
            .client
            .send_notification::<ProgressNotification>(ProgressParams {
                token: token.clone(),
                value,
            })
    };
    send(begin).await;
    while reports.changed().await.is_ok() {
        let report = reports.borrow_and_update().clone();
        send(report).await;
    }
    send(json!({ "kind": "end" })).await;
}
