//! The message loop: reads frames, drives a language service, writes answers.
//!
//! It replaces the transport of the LSP library, which ends on a malformed message, on a panicking handler and
//! stops reading while a few requests are slow. This one holds to:
//!
//! - nothing that a client sends ends the loop, except `exit` and the end of its stream;
//! - a message is handed to the service, and its handler runs up to its first `.await`, before the next message
//!   is read: whatever a handler does before that point happens in the order of the wire;
//! - every request is answered exactly once, whether its handler returns, panics or is cancelled;
//! - neither slow requests nor a client that stops reading keep it from reading.
//!
//! What the methods mean is left to the service; so are limits on running models. Signals and exit codes are
//! left to the program.

mod frame;
mod message;
mod message_loop;
mod outbox;
mod parent;
mod reply;
mod request_id;
mod standard_output;
mod surrogate;

#[cfg(test)]
pub(crate) mod tests;

use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite};
use tower::Service;
use tower_lsp::jsonrpc::{Request, Response};
use tower_lsp::{ClientSocket, ExitedError};

use frame::FrameReader;
use message_loop::MessageLoop;
use outbox::Outbox;

pub use parent::parent_gone;
pub(crate) use standard_output::standard_output;

/// How long the last answers may take to be written once the loop has ended. A client that no longer reads
/// must not keep the server alive: the design allows one second from `exit` to the end of the process.
const LAST_WORDS: Duration = Duration::from_millis(400);

/// How a conversation with a client ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use = "the program's exit code depends on it"]
pub enum Exit {
    /// `exit` after `shutdown`: the protocol wants exit code 0.
    Clean,
    /// `exit` without `shutdown`: the protocol wants exit code 1.
    WithoutShutdown,
    /// The client closed its end of the input.
    EndOfInput,
    /// The client closed its end of the output.
    BrokenPipe,
    /// The `stop` given to [`serve`] resolved.
    Stopped,
}

/// Serves one client until it leaves, and returns how it left.
///
/// `socket` is the service's own way to the client: its requests and notifications are written in order and
/// before the answer of the handler that sent them. `stop` ends the loop from outside, for a signal or a
/// parent process that is gone; pass [`std::future::pending`] for never.
///
/// Returns within half a second of the reason to end, even while the input stays open, the client does not
/// read or handlers run: their futures are dropped. A read of the process's standard input may still block
/// a thread of the runtime then, so the program should leave by `std::process::exit` and not wait for the
/// runtime.
///
/// Must be called within a tokio runtime with timers. Dropping the returned future drops all handlers.
pub async fn serve<R, W, S>(
    reader: R,
    writer: W,
    service: S,
    socket: ClientSocket,
    stop: impl Future<Output = ()> + Send,
) -> Exit
where
    R: AsyncRead + Send + Unpin + 'static,
    W: AsyncWrite + Send + Unpin + 'static,
    S: Service<Request, Response = Option<Response>, Error = ExitedError> + Send,
    S::Future: Send + 'static,
{
    let (requests_to_client, responses_from_client) = socket.split();
    let (outbox, writing) = Outbox::open(writer, requests_to_client);
    let mut writing = tokio_util::task::AbortOnDropHandle::new(tokio::spawn(writing));
    let message_loop = MessageLoop::new(service, responses_from_client, outbox);

    let exit = tokio::select! {
        biased;
        _ = &mut writing => return Exit::BrokenPipe,
        () = stop => Exit::Stopped,
        exit = message_loop.run(FrameReader::new(reader)) => exit,
    };
    if tokio::time::timeout(LAST_WORDS, writing).await.is_err() {
        tracing::warn!("the client did not read the last answers");
    }
    exit
}
