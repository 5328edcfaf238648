//! The loop proper: takes messages in the order of the wire, starts their handlers and knows which are running.

use std::collections::{HashMap, VecDeque};
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::task::{Context, Poll, Waker};

use futures::future::{AbortHandle, abortable};
use futures::{FutureExt as _, Sink, SinkExt as _};
use serde_json::json;
use tokio::io::AsyncRead;
use tokio::task::JoinSet;
use tower::Service;
use tower_lsp::ExitedError;
use tower_lsp::jsonrpc::{Error, Request, Response};
use tracing::{Instrument as _, Span};

use super::Exit;
use super::frame::{FrameError, FrameReader};
use super::message::{self, Call, Incoming};
use super::outbox::Outbox;
use super::reply::{Answer, Outcome, Reply};
use super::request_id::RequestId;

/// The number under which the service knows a call. The client's own ids may repeat, so they are kept from it.
type Number = i64;

type Handler = Pin<Box<dyn Future<Output = Outcome> + Send>>;

/// Serves the messages of one client. Dropping it drops the handlers that are running.
pub(super) struct MessageLoop<S, C> {
    service: S,
    responses: C,
    outbox: Outbox,
    next_number: Number,
    handlers: JoinSet<Ended>,
    /// The running requests by the client's id, several where a client uses an id twice.
    running: HashMap<RequestId, Vec<(Number, AbortHandle)>>,
    readiness: Readiness,
    /// Calls that came while the service was not ready, in order.
    held: VecDeque<Call>,
    shutdown: Shutdown,
}

/// Whether the service takes calls. The library would refuse requests and drop notifications that come while
/// `initialize` runs; clients that send all at once would lose their first documents.
#[derive(Debug, PartialEq, Eq)]
enum Readiness {
    Ready,
    Initializing(Number),
}

#[derive(Debug, PartialEq, Eq)]
enum Shutdown {
    NotAsked,
    Asked,
}

/// A handler that went on in a task has ended.
struct Ended {
    number: Number,
    id: Option<RequestId>,
    how: How,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum How {
    Returned,
    /// By a panic or by cancellation, so that the service did not see its end.
    Dropped,
}

impl<S, C> MessageLoop<S, C>
where
    S: Service<Request, Response = Option<Response>, Error = ExitedError>,
    S::Future: Send + 'static,
    C: Sink<Response> + Unpin,
{
    pub(super) fn new(service: S, responses: C, outbox: Outbox) -> Self {
        Self {
            service,
            responses,
            outbox,
            next_number: 0,
            handlers: JoinSet::new(),
            running: HashMap::new(),
            readiness: Readiness::Ready,
            held: VecDeque::new(),
            shutdown: Shutdown::NotAsked,
        }
    }

    /// Serves until the client leaves.
    pub(super) async fn run<R: AsyncRead + Unpin>(mut self, mut reader: FrameReader<R>) -> Exit {
        loop {
            tokio::select! {
                biased;
                Some(ended) = self.handlers.join_next() => match ended {
                    Ok(ended) => self.forget(ended),
                    // Handlers are guarded, so this is a fault of the guard itself.
                    Err(error) => tracing::error!(%error, "a handler ended in an unknown way"),
                },
                frame = reader.next() => match frame {
                    None => return Exit::EndOfInput,
                    Some(frame) => if let ControlFlow::Break(exit) = self.take(frame) {
                        return exit;
                    },
                },
            }
        }
    }

    fn take(&mut self, frame: Result<Vec<u8>, FrameError>) -> ControlFlow<Exit> {
        let incoming = frame.map_or_else(
            |error| {
                let message = error.to_string().into();
                Incoming::Refused(
                    None,
                    Error {
                        message,
                        ..Error::invalid_request()
                    },
                )
            },
            |body| message::read(&body),
        );
        match incoming {
            Incoming::Call(call) => self.call(call),
            Incoming::Cancel(id) => self.cancel(&id),
            Incoming::Exit(id) => {
                if let Some(id) = id {
                    self.outbox
                        .put(&Answer::new(Some(&id), Ok(&serde_json::Value::Null)));
                }
                return ControlFlow::Break(match self.shutdown {
                    Shutdown::Asked => Exit::Clean,
                    Shutdown::NotAsked => Exit::WithoutShutdown,
                });
            }
            Incoming::Response(response) => {
                // The library's end of this never waits.
                let _ = self.responses.send(response).now_or_never();
            }
            Incoming::Refused(id, error) => {
                tracing::warn!(%error, "refused a message");
                self.outbox.put(&Answer::new(id.as_ref(), Err(&error)));
            }
            Incoming::Ignored(reason) => tracing::debug!(reason, "ignored a message"),
        }
        ControlFlow::Continue(())
    }

    fn call(&mut self, call: Call) {
        if self.readiness == Readiness::Ready {
            self.start(call);
        } else {
            self.held.push_back(call);
        }
    }

    /// Hands a call to the service and runs its handler to its first `.await`; the rest goes on in a task.
    fn start(&mut self, call: Call) {
        let number = self.next_number;
        self.next_number += 1;
        let Call { id, method, params } = call;
        let mut request = Request::build(method.clone());
        if let Some(params) = params {
            request = request.params(params);
        }
        if id.is_some() {
            request = request.id(number);
            if method == "shutdown" {
                self.shutdown = Shutdown::Asked;
            }
        }
        let reply = id
            .clone()
            .map(|id| Reply::new(id, method.clone(), self.outbox.clone()));

        let mut handler = self.handler(request.finish(), tracing::debug_span!("call", %method, number));
        // Where it waits, the task polls it again at once with a waker of its own.
        if let Poll::Ready(outcome) = handler.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            let how = finish(reply, &method, outcome);
            self.settle(number, id.as_ref(), how);
            return;
        }

        let (handler, abort) = abortable(handler);
        if let Some(id) = &id {
            if method == "initialize" {
                self.readiness = Readiness::Initializing(number);
            }
            self.running.entry(id.clone()).or_default().push((number, abort));
        }
        self.handlers.spawn(async move {
            // Dropped before the answer, and with it all that the handler holds.
            let outcome = handler.await;
            let how = if let Ok(outcome) = outcome {
                finish(reply, &method, outcome)
            } else {
                if let Some(reply) = reply {
                    reply.refuse(&Error::request_cancelled());
                }
                How::Dropped
            };
            Ended { number, id, how }
        });
    }

    /// The handler of a request, in which a panic is an outcome.
    fn handler(&mut self, request: Request, span: Span) -> Handler {
        // The library's service is always ready but while it initializes, when calls are held anyway.
        let called = span.in_scope(|| {
            catch_unwind(AssertUnwindSafe(|| {
                match self.service.poll_ready(&mut Context::from_waker(Waker::noop())) {
                    Poll::Ready(Err(exited)) => Err(exited),
                    _ => Ok(self.service.call(request)),
                }
            }))
        });
        let handler = async move {
            match called {
                Ok(Ok(handler)) => AssertUnwindSafe(handler).catch_unwind().await,
                Ok(Err(exited)) => Ok(Err(exited)),
                Err(panic) => Err(panic),
            }
        };
        Box::pin(handler.instrument(span))
    }

    /// Cancels all requests that have this id. Unknown and finished ones are no concern.
    fn cancel(&mut self, id: &RequestId) {
        for (_, abort) in self.running.get(id).into_iter().flatten() {
            abort.abort();
        }
        self.held.retain(|call| {
            let cancelled = call.id.as_ref() == Some(id);
            if cancelled {
                self.outbox
                    .put(&Answer::new(Some(id), Err(&Error::request_cancelled())));
            }
            !cancelled
        });
    }

    /// Takes note that a handler is no longer running.
    fn forget(&mut self, Ended { number, id, how }: Ended) {
        if let Some(id) = &id
            && let Some(running) = self.running.get_mut(id)
        {
            running.retain(|(other, _)| *other != number);
            if running.is_empty() {
                self.running.remove(id);
            }
        }
        self.settle(number, id.as_ref(), how);
        if self.readiness == Readiness::Initializing(number) {
            self.readiness = Readiness::Ready;
            // One of them may be another `initialize`, which holds the rest again.
            while self.readiness == Readiness::Ready
                && let Some(call) = self.held.pop_front()
            {
                self.start(call);
            }
        }
    }

    /// Lets the library forget a request whose end it did not see; it would keep an entry for ever.
    fn settle(&mut self, number: Number, id: Option<&RequestId>, how: How) {
        if id.is_some() && how == How::Dropped {
            let cancel = Request::build("$/cancelRequest")
                .params(json!({ "id": number }))
                .finish();
            let _ = self.handler(cancel, Span::none()).now_or_never();
        }
    }
}

fn finish(reply: Option<Reply>, method: &str, outcome: Outcome) -> How {
    let how = if outcome.is_ok() {
        How::Returned
    } else {
        How::Dropped
    };
    if how == How::Dropped {
        // What the panic says may quote a document; the panic hook decides where that goes.
        tracing::error!(method, "a handler panicked: only its message is lost");
    }
    if let Some(reply) = reply {
        reply.give(outcome);
    }
    how
}

impl<S, C> Drop for MessageLoop<S, C> {
    fn drop(&mut self) {
        // Before the handlers are dropped: nobody waits for their answers any more.
        self.outbox.close();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use futures::sink::drain;

    use super::*;

    /// Waits a turn, then does what the method says.
    async fn answer(request: Request) -> Result<Option<Response>, ExitedError> {
        tokio::task::yield_now().await;
        match request.method() {
            "hang" => std::future::pending().await,
            "panic" => panic!("asked to"),
            _ => Ok(request.id().map(|id| Response::from_ok(id.clone(), json!(0)))),
        }
    }

    #[tokio::test]
    async fn nothing_is_kept_of_a_request_that_has_ended() {
        let heard = Arc::new(Mutex::new(Vec::new()));
        let log = Arc::clone(&heard);
        let service = tower::service_fn(move |request: Request| {
            if request.method() == "$/cancelRequest" {
                log.lock()
                    .unwrap()
                    .push(request.params().cloned().unwrap_or_default());
            }
            answer(request)
        });
        let (outbox, _writing) = Outbox::open(tokio::io::sink(), futures::stream::empty());
        let responses = drain().sink_map_err(|never| match never {});
        let mut message_loop = MessageLoop::new(service, responses, outbox);
        let id = RequestId::Text("same".to_owned());
        for method in ["return", "hang", "panic"] {
            message_loop.start(Call {
                id: Some(id.clone()),
                method: method.to_owned(),
                params: None,
            });
        }
        assert_eq!(message_loop.running[&id].len(), 3);
        let first = message_loop
            .handlers
            .join_next()
            .await
            .expect("three are running")
            .unwrap();
        message_loop.forget(first);
        message_loop.cancel(&id);
        while let Some(ended) = message_loop.handlers.join_next().await {
            message_loop.forget(ended.unwrap());
        }
        assert!(message_loop.running.is_empty());
        // The library is told of those that it has not seen return.
        let mut heard = heard.lock().unwrap().clone();
        heard.sort_by_key(|params| params["id"].as_i64());
        assert_eq!(heard, [json!({"id": 1}), json!({"id": 2})]);
    }
}
