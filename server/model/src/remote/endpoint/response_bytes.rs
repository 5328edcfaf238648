//! The bytes of a response: bounded in time, and read to their end when the answer is complete.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use futures::{Stream, StreamExt as _};
use tokio::time::{Instant, Sleep};

use crate::EndpointFailure;
use crate::remote::failure::Problem;

type Body = Pin<Box<dyn Stream<Item = reqwest::Result<Bytes>> + Send>>;

/// How long the end of a complete answer is waited for, so that its connection can serve the next request.
const LINGER: Duration = Duration::from_secs(2);

/// The bytes of a response. Dropped before [`ResponseBytes::completion`] is set, they close the connection, which is how
/// an endpoint learns that nobody listens any more.
pub(super) struct ResponseBytes {
    body: Option<Body>,
    idle: Duration,
    silence: Pin<Box<Sleep>>,
    is_complete: Arc<AtomicBool>,
}

impl ResponseBytes {
    pub(super) fn new(response: reqwest::Response, idle: Duration) -> Self {
        Self {
            body: Some(Box::pin(response.bytes_stream())),
            idle,
            silence: Box::pin(tokio::time::sleep(idle)),
            is_complete: Arc::default(),
        }
    }

    /// To be set when the answer is complete.
    pub(super) fn completion(&self) -> Arc<AtomicBool> {
        Arc::clone(&self.is_complete)
    }
}

impl Stream for ResponseBytes {
    type Item = Result<Bytes, Problem>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let Some(body) = &mut self.body else {
            return Poll::Ready(None);
        };
        match body.as_mut().poll_next(context) {
            Poll::Ready(Some(Ok(bytes))) => {
                let next = Instant::now() + self.idle;
                self.silence.as_mut().reset(next);
                Poll::Ready(Some(Ok(bytes)))
            }
            Poll::Ready(Some(Err(error))) => {
                self.body = None;
                Poll::Ready(Some(Err(Problem {
                    may_retry: true,
                    ..Problem::new(
                        EndpointFailure::Unreachable,
                        format!("the connection broke: {}", super::attempt::in_words(&error)),
                    )
                })))
            }
            Poll::Ready(None) => {
                self.body = None;
                Poll::Ready(None)
            }
            Poll::Pending => match self.silence.as_mut().poll(context) {
                Poll::Ready(()) => {
                    self.body = None;
                    Poll::Ready(Some(Err(Problem::new(
                        EndpointFailure::TimedOut,
                        format!("it was silent for {} s", self.idle.as_secs_f32()),
                    ))))
                }
                Poll::Pending => Poll::Pending,
            },
        }
    }
}

impl Drop for ResponseBytes {
    fn drop(&mut self) {
        if self.is_complete.load(Ordering::Relaxed)
            && let Some(mut body) = self.body.take()
            && let Ok(runtime) = tokio::runtime::Handle::try_current()
        {
            runtime.spawn(async move {
                let rest = async { while body.next().await.is_some_and(|bytes| bytes.is_ok()) {} };
                // What takes longer is not worth a connection.
                let _ = tokio::time::timeout(LINGER, rest).await;
            });
        }
    }
}
