//! Everything on its way to the client, and the one task that writes it.

use futures::{FutureExt as _, Stream, StreamExt as _};
use serde::Serialize;
use tokio::io::{AsyncWrite, AsyncWriteExt as _};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tower_lsp::jsonrpc::Request;

use super::frame;

/// Bytes gathered before they are written while more is waiting.
const BATCH: usize = 64 << 10;

/// Where messages for the client are put. Putting never waits: a client that does not read costs memory, not
/// the reading of its messages.
#[derive(Clone, Debug)]
pub(super) struct Outbox {
    queue: UnboundedSender<Item>,
}

#[derive(Debug)]
enum Item {
    Body(Vec<u8>),
    Close,
}

impl Outbox {
    /// An outbox, and the writing of what is put in it and of what the service asks of the client. The writing
    /// ends once the outbox is closed and all is written, or with the first error of `output`.
    pub(super) fn open<W, C>(output: W, to_client: C) -> (Self, impl Future<Output = ()> + Send + 'static)
    where
        W: AsyncWrite + Send + Unpin + 'static,
        C: Stream<Item = Request> + Send + Unpin + 'static,
    {
        let (queue, items) = unbounded_channel();
        let writing = async move {
            let mut writer = Writer {
                output,
                batch: Vec::new(),
            };
            if let Err(error) = write_all(&mut writer, to_client, items).await {
                tracing::debug!(%error, "the client does not take messages any more");
            }
        };
        (Self { queue }, writing)
    }

    /// Puts a message.
    pub(super) fn put(&self, message: &impl Serialize) {
        match serde_json::to_vec(message) {
            // A closed queue has nobody left to tell.
            Ok(body) => drop(self.queue.send(Item::Body(body))),
            Err(error) => tracing::error!(%error, "a message could not be put into JSON"),
        }
    }

    /// Lets the writing end after what was put before; what is put later is never written.
    pub(super) fn close(&self) {
        drop(self.queue.send(Item::Close));
    }
}

async fn write_all<W, C>(
    writer: &mut Writer<W>,
    mut to_client: C,
    mut items: UnboundedReceiver<Item>,
) -> std::io::Result<()>
where
    W: AsyncWrite + Unpin,
    C: Stream<Item = Request> + Unpin,
{
    let mut service = Service::Open;
    loop {
        let next = tokio::select! {
            biased;
            request = to_client.next(), if service == Service::Open => Next::Asked(request),
            item = items.recv() => Next::Put(item),
            () = std::future::ready(()), if !writer.batch.is_empty() => Next::Idle,
        };
        match next {
            Next::Asked(Some(request)) => writer.add_request(&request).await?,
            Next::Asked(None) => service = Service::Gone,
            Next::Put(Some(Item::Body(body))) => {
                // What a handler sent before it answered must not arrive after the answer, as the last piece of
                // a stream: it is in the other queue by now.
                while service == Service::Open
                    && let Some(Some(request)) = to_client.next().now_or_never()
                {
                    writer.add_request(&request).await?;
                }
                writer.add(&body).await?;
            }
            Next::Put(Some(Item::Close) | None) => return writer.flush().await,
            Next::Idle => writer.flush().await?,
        }
    }
}

enum Next {
    /// The service asks or tells the client something; `None` if it never will again.
    Asked(Option<Request>),
    Put(Option<Item>),
    /// Nothing is waiting: what was gathered goes out now.
    Idle,
}

#[derive(PartialEq, Eq)]
enum Service {
    Open,
    Gone,
}

struct Writer<W> {
    output: W,
    batch: Vec<u8>,
}

impl<W: AsyncWrite + Unpin> Writer<W> {
    async fn add_request(&mut self, request: &Request) -> std::io::Result<()> {
        let body = serde_json::to_vec(request)?;
        self.add(&body).await
    }

    async fn add(&mut self, body: &[u8]) -> std::io::Result<()> {
        frame::encode(body, &mut self.batch);
        if self.batch.len() >= BATCH {
            self.flush().await
        } else {
            Ok(())
        }
    }

    async fn flush(&mut self) -> std::io::Result<()> {
        self.output.write_all(&self.batch).await?;
        self.output.flush().await?;
        self.batch.clear();
        // A large answer should not hold its memory until the next.
        self.batch.shrink_to(BATCH);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::sync::OnceLock;
    use std::task::Poll;

    use serde_json::{Value, json};

    use super::super::frame::FrameReader;
    use super::*;

    #[tokio::test]
    async fn what_was_sent_just_before_an_answer_is_written_before_it() {
        static OUTBOX: OnceLock<Outbox> = OnceLock::new();
        let mut polls = 0;
        let to_client = futures::stream::poll_fn(move |_| {
            polls += 1;
            match polls {
                // Found empty; right after that a handler sends, and answers.
                1 => {
                    OUTBOX
                        .get()
                        .expect("set before the writing begins")
                        .put(&json!({"result": 1}));
                    Poll::Pending
                }
                2 => Poll::Ready(Some(Request::build("sent").finish())),
                _ => Poll::Pending,
            }
        });
        let (output, input) = tokio::io::duplex(1 << 10);
        let (outbox, writing) = Outbox::open(output, to_client);
        OUTBOX.set(outbox).unwrap();
        let writing = tokio::spawn(writing);
        let mut reader = FrameReader::new(input);
        let mut next = async || {
            let body = reader.next().await.expect("two messages are written").unwrap();
            serde_json::from_slice::<Value>(&body).unwrap()
        };
        assert_eq!(next().await["method"], "sent");
        assert_eq!(next().await, json!({"result": 1}));
        OUTBOX.get().unwrap().close();
        writing.await.unwrap();
    }
}
