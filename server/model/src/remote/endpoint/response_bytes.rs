//! The bytes of a response: bounded in time, and read to their end when the answer is complete.

use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use futures::{Stream, StreamExt as _};
use tokio::time::{Instant, Sleep};

use crate::EndpointFailure;
use crate::remote::failure::Problem;

type Body = Pin<Box<dyn Stream<Item = reqwest::Result<Bytes>> + Send>>;

/// How long somebody who has the whole answer waits for the end of its response.
const SHORT: Duration = Duration::from_millis(5);

/// How long the end is waited for when nobody waits along.
const LONG: Duration = Duration::from_secs(2);

/// The bytes of a response. Dropped before the [`Rest`] is finished, they close the connection, which is how an endpoint
/// learns that nobody listens any more.
pub(super) struct ResponseBytes {
    body: Arc<Mutex<Option<Body>>>,
    idle: Duration,
    silence: Pin<Box<Sleep>>,
}

/// What comes after a complete answer: no more than the end of the response, which has to be read for its connection to
/// serve the next request.
pub(super) struct Rest(Arc<Mutex<Option<Body>>>);

impl ResponseBytes {
    pub(super) fn new(response: reqwest::Response, idle: Duration) -> Self {
        Self {
            body: Arc::new(Mutex::new(Some(Box::pin(response.bytes_stream())))),
            idle,
            silence: Box::pin(tokio::time::sleep(idle)),
        }
    }

    pub(super) fn rest(&self) -> Rest {
        Rest(Arc::clone(&self.body))
    }
}

impl Rest {
    /// Reads to the end of the response, now if it is there already, else in the background.
    pub(super) async fn finish(&self) {
        let Some(mut body) = lock(&self.0).take() else {
            return;
        };
        if tokio::time::timeout(SHORT, read_to_end(&mut body)).await.is_err() {
            tokio::spawn(async move {
                // What takes longer is not worth a connection.
                let _ = tokio::time::timeout(LONG, read_to_end(&mut body)).await;
            });
        }
    }
}

async fn read_to_end(body: &mut Body) {
    while body.next().await.is_some_and(|bytes| bytes.is_ok()) {}
}

fn lock(body: &Mutex<Option<Body>>) -> MutexGuard<'_, Option<Body>> {
    body.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Stream for ResponseBytes {
    type Item = Result<Bytes, Problem>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let polled = match lock(&self.body).as_mut() {
            Some(body) => body.as_mut().poll_next(context),
            None => return Poll::Ready(None),
        };
        let end = match polled {
            Poll::Ready(Some(Ok(bytes))) => {
                let next = Instant::now() + self.idle;
                self.silence.as_mut().reset(next);
                return Poll::Ready(Some(Ok(bytes)));
            }
            Poll::Ready(Some(Err(error))) => Some(Problem {
                may_retry: true,
                ..Problem::new(
                    EndpointFailure::Unreachable,
                    format!("the connection broke: {}", super::attempt::in_words(&error)),
                )
            }),
            Poll::Ready(None) => None,
            Poll::Pending => match self.silence.as_mut().poll(context) {
                Poll::Ready(()) => Some(Problem::new(
                    EndpointFailure::TimedOut,
                    format!("it was silent for {} s", self.idle.as_secs_f32()),
                )),
                Poll::Pending => return Poll::Pending,
            },
        };
        *lock(&self.body) = None;
        Poll::Ready(end.map(Err))
    }
}
