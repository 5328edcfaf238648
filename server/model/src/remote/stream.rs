//! Reading an answer: bytes in, deltas out.
//!
//! The bytes are server-sent events, or, from an endpoint that does not stream or that fails after it began, one JSON
//! document. What the events say is read by [`Answer`]; connections and timeouts are left to the endpoint.

mod answer;

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use bytes::Bytes;
use futures::stream::{self, BoxStream};
use futures::{Stream, StreamExt};
use sse_stream::{Sse, SseByteStream};
use thiserror::Error;

use self::answer::Answer;
use super::failure::Problem;
use crate::{Binding, Delta, EndpointFailure};

/// Bytes of one event, or of an answer in one document: far beyond what any endpoint sends.
const MOST_BYTES: usize = 16 * 1024 * 1024;
/// Bytes that are looked at in one go, which is how exact [`MOST_BYTES`] is.
const PIECE_BYTES: usize = 64 * 1024;
const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// The shape of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum StreamKind {
    /// Of `chat/completions`.
    Chat,
    /// Of `completions`.
    Completion,
    /// Of llama.cpp's `infill`.
    Infill,
    /// Of Ollama's `generate`: a line of JSON for each event.
    Generate,
}

/// Reads the answer that comes as `bytes`: deltas, never empty, then one [`Delta::Finished`]; or a problem, after which
/// nothing follows. It reads no further than the answer's own end. An answer that the model did not end is a problem,
/// however much of it has come.
pub(super) fn read<S>(
    kind: StreamKind,
    binding: &Binding,
    bytes: S,
) -> impl Stream<Item = Result<Delta, Problem>> + Send + use<S>
where
    S: Stream<Item = Result<Bytes, Problem>> + Send + 'static,
{
    let reading = Reading {
        source: Source::Unopened(Box::pin(bytes)),
        answer: Answer::new(kind, binding),
    };
    stream::unfold(reading, Reading::next)
}

struct Reading<S> {
    source: Source<S>,
    answer: Answer,
}

enum Source<S> {
    Unopened(Pin<Box<S>>),
    Events {
        events: BoxStream<'static, Result<Sse, sse_stream::Error>>,
        unfinished: Arc<AtomicUsize>,
    },
    Closed,
}

/// What an answer turned out to be written as.
enum Format {
    Events { start: Bytes },
    Document { start: Bytes },
    Page,
    Nothing,
}

impl<S> Reading<S>
where
    S: Stream<Item = Result<Bytes, Problem>> + Send + 'static,
{
    async fn next(mut self) -> Option<(Result<Delta, Problem>, Self)> {
        loop {
            if let Some(delta) = self.answer.take() {
                return Some((delta, self));
            }
            if self.answer.is_over() {
                return None;
            }
            match std::mem::replace(&mut self.source, Source::Closed) {
                Source::Unopened(bytes) => self.open(bytes).await,
                Source::Events {
                    mut events,
                    unfinished,
                } => match events.next().await {
                    Some(Ok(event)) => {
                        unfinished.store(0, Ordering::Relaxed);
                        self.answer.event(&event);
                        self.source = Source::Events { events, unfinished };
                    }
                    Some(Err(error)) => self.answer.broke(problem_of(error)),
                    None => self.answer.end(),
                },
                Source::Closed => self.answer.end(),
            }
        }
    }

    async fn open(&mut self, mut bytes: Pin<Box<S>>) {
        let opened = match format(&mut bytes).await {
            // Each line is a document.
            Ok(Format::Document { start }) if self.answer.kind() == StreamKind::Generate => {
                let lines = lines_as_events(stream::iter([Ok(start)]).chain(bytes));
                return self.open_events(Bytes::new(), Box::pin(lines));
            }
            opened => opened,
        };
        match opened {
            Ok(Format::Events { start }) => self.open_events(start, bytes),
            Ok(Format::Document { start }) => match document(start, bytes).await {
                Ok(document) => self.answer.document(&document),
                Err(problem) => self.answer.broke(problem),
            },
            Ok(Format::Page) => self.answer.broke(Problem::new(
                EndpointFailure::Malformed,
                "an HTML page came instead of an answer",
            )),
            Ok(Format::Nothing) => self.answer.end(),
            Err(problem) => self.answer.broke(problem),
        }
    }

    fn open_events<B>(&mut self, start: Bytes, bytes: Pin<Box<B>>)
    where
        B: Stream<Item = Result<Bytes, Problem>> + Send + 'static,
    {
        let unfinished = Arc::new(AtomicUsize::new(0));
        let events = SseByteStream::new(bounded(start, bytes, Arc::clone(&unfinished)));
        self.source = Source::Events {
            events: events.boxed(),
            unfinished,
        };
    }
}

/// Lines, each of them made an event: JSON has no line ends within a line.
fn lines_as_events<S>(bytes: S) -> impl Stream<Item = Result<Bytes, Problem>> + Send
where
    S: Stream<Item = Result<Bytes, Problem>> + Send + 'static,
{
    let first = stream::iter([Ok(Bytes::from_static(b"data: "))]);
    first.chain(bytes.map(|piece| piece.map(|piece| framed(&piece))))
}

fn framed(piece: &[u8]) -> Bytes {
    let mut framed = Vec::with_capacity(piece.len() + 16);
    for byte in piece {
        match byte {
            b'\n' => framed.extend_from_slice(b"\n\ndata: "),
            byte => framed.push(*byte),
        }
    }
    Bytes::from(framed)
}

/// Looks at the first byte that is neither blank nor a byte order mark: endpoints that keep a request waiting send
/// empty lines, and the content type is not to be relied on.
async fn format<S>(bytes: &mut Pin<Box<S>>) -> Result<Format, Problem>
where
    S: Stream<Item = Result<Bytes, Problem>>,
{
    let mut start = Vec::new();
    while let Some(piece) = bytes.next().await {
        start.extend_from_slice(&piece?);
        if start.len() < BYTE_ORDER_MARK.len() && BYTE_ORDER_MARK.starts_with(&start) {
            continue;
        }
        let text = start
            .strip_prefix(BYTE_ORDER_MARK)
            .unwrap_or(&start)
            .trim_ascii_start();
        let Some(first) = text.first() else {
            // Blank lines mean nothing, and nothing comes before a mark.
            start.truncate(0);
            start.push(b'\n');
            continue;
        };
        let start = Bytes::copy_from_slice(text);
        return Ok(match first {
            b'{' | b'[' => Format::Document { start },
            b'<' => Format::Page,
            _ => Format::Events { start },
        });
    }
    Ok(Format::Nothing)
}

/// The bytes in pieces, with an empty line at their end, so that a last event without one counts; an error where one
/// event grows too large. `unfinished` counts the bytes since the last event.
fn bounded<S>(
    start: Bytes,
    bytes: Pin<Box<S>>,
    unfinished: Arc<AtomicUsize>,
) -> impl Stream<Item = Result<Bytes, Broken>> + Send
where
    S: Stream<Item = Result<Bytes, Problem>> + Send + 'static,
{
    let end = stream::iter([Ok(Bytes::from_static(b"\n\n"))]);
    let pieces = |piece: Result<Bytes, Problem>| {
        let mut left = piece.map(Some);
        stream::iter(std::iter::from_fn(move || match &mut left {
            Ok(whole) => {
                let bytes = whole.as_mut()?;
                let piece = bytes.split_to(bytes.len().min(PIECE_BYTES));
                if bytes.is_empty() {
                    *whole = None;
                }
                Some(Ok(piece))
            }
            Err(_) => std::mem::replace(&mut left, Ok(None)).err().map(Err),
        }))
    };
    stream::iter([Ok(start)])
        .chain(bytes)
        .chain(end)
        .flat_map(pieces)
        .map(move |piece| {
            let piece = piece.map_err(Broken)?;
            let length = unfinished.fetch_add(piece.len(), Ordering::Relaxed) + piece.len();
            if length > MOST_BYTES + PIECE_BYTES {
                Err(Broken(too_large()))
            } else {
                Ok(piece)
            }
        })
}

async fn document<S>(start: Bytes, mut bytes: Pin<Box<S>>) -> Result<Vec<u8>, Problem>
where
    S: Stream<Item = Result<Bytes, Problem>>,
{
    let mut document = start.to_vec();
    while let Some(piece) = bytes.next().await {
        document.extend_from_slice(&piece?);
        if document.len() > MOST_BYTES {
            return Err(too_large());
        }
    }
    Ok(document)
}

fn too_large() -> Problem {
    Problem::new(
        EndpointFailure::Malformed,
        "one event of the answer is larger than 16 MiB",
    )
}

/// A problem on its way through the reader of events.
#[derive(Debug, Error)]
#[error("{}", .0.message)]
struct Broken(Problem);

fn problem_of(error: sse_stream::Error) -> Problem {
    match error {
        sse_stream::Error::Body(error) => match error.downcast::<Broken>() {
            Ok(broken) => broken.0,
            Err(error) => Problem::new(EndpointFailure::Malformed, error.to_string()),
        },
        error => Problem::new(
            EndpointFailure::Malformed,
            format!("the stream cannot be read: {error}"),
        ),
    }
}

#[cfg(test)]
mod tests;
