//! HTTP/1.1 by hand: requests whole, answers as the steps that a delivery says, byte for byte.
//!
//! A ready-made server would not let an answer be cut within a chunk, reset or left silent.

use std::io;
use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpStream, tcp};
use tokio::sync::oneshot;
use tokio::task::JoinSet;

use super::service::Service;

/// The longest body that is read: more than any prompt, little enough not to harm the machine.
const LONGEST_BODY: usize = 64 << 20;

/// The longest head that is read.
const LONGEST_HEAD: usize = 64 << 10;

/// One step of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Step {
    Write(Vec<u8>),
    /// All has been said: who hangs up from here on gives nothing up.
    Said,
    Wait(Duration),
    /// Nothing more until what is held is released.
    Held,
    /// Nothing more until the client hangs up.
    Silence,
    /// RST.
    Reset,
    /// FIN.
    Close,
}

/// A request without its circumstances.
#[derive(Debug)]
pub(super) struct Request {
    pub(super) method: String,
    pub(super) path: String,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Vec<u8>,
}

/// How an answer ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    Complete,
    Reset,
    Close,
    HungUp,
}

/// Accepts connections until `stopped` fires or its sender is gone; then cuts all.
pub(super) async fn serve(listener: TcpListener, service: Arc<Service>, stopped: oneshot::Receiver<()>) {
    let Ok(listener) = tokio::net::TcpListener::from_std(listener) else {
        return;
    };
    let mut connections = JoinSet::new();
    let accepting = async {
        loop {
            match listener.accept().await {
                Ok((stream, _)) => {
                    let number = service.connected();
                    connections.spawn(converse(stream, number, Arc::clone(&service)));
                }
                // The process has no descriptor left, say: others may close some.
                Err(_) => tokio::time::sleep(Duration::from_millis(10)).await,
            }
            while connections.try_join_next().is_some() {}
        }
    };
    tokio::select! {
        () = accepting => {}
        _ = stopped => {}
    }
}

async fn converse(mut stream: TcpStream, number: usize, service: Arc<Service>) {
    // Each write is to be a segment of its own; without this the faults that cut characters would not be seen.
    let _ = stream.set_nodelay(true);
    let mut unread = Vec::new();
    while let Ok(Some(request)) = read_request(&mut stream, &mut unread).await {
        let (index, steps) = service.answer(request, number);
        match perform(&mut stream, &mut unread, steps, &service).await {
            End::Complete => service.finished(index),
            End::HungUp => return service.aborted(index),
            End::Close => return service.finished(index),
            End::Reset => {
                service.finished(index);
                let _ = stream.set_zero_linger();
                return;
            }
        }
    }
}

/// Writes the answer while watching for the client's hang-up. What the client sends meanwhile is kept.
async fn perform(stream: &mut TcpStream, unread: &mut Vec<u8>, steps: Vec<Step>, service: &Service) -> End {
    let (mut reader, mut writer) = stream.split();
    let said = AtomicBool::new(false);
    let hung_up = || {
        if said.load(Ordering::SeqCst) {
            End::Close
        } else {
            End::HungUp
        }
    };
    tokio::select! {
        biased;
        end = write(&mut writer, steps, &said, service) => end.unwrap_or_else(|_| hung_up()),
        () = read_on(&mut reader, unread) => hung_up(),
    }
}

async fn write(
    writer: &mut tcp::WriteHalf<'_>,
    steps: Vec<Step>,
    said: &AtomicBool,
    service: &Service,
) -> io::Result<End> {
    for step in steps {
        match step {
            Step::Write(bytes) => {
                // Lets other connections write between two steps, never between the last one and the end.
                tokio::task::yield_now().await;
                writer.write_all(&bytes).await?;
            }
            Step::Said => said.store(true, Ordering::SeqCst),
            Step::Wait(time) => tokio::time::sleep(time).await,
            Step::Held => service.released().await,
            Step::Silence => std::future::pending().await,
            Step::Reset => return Ok(End::Reset),
            Step::Close => return Ok(End::Close),
        }
    }
    Ok(End::Complete)
}

async fn read_on(reader: &mut tcp::ReadHalf<'_>, unread: &mut Vec<u8>) {
    while let Ok(1..) = reader.read_buf(unread).await {}
}

/// The next request, or `None` when the client is gone. An error when it is not HTTP: then there is nothing to say.
async fn read_request(stream: &mut TcpStream, unread: &mut Vec<u8>) -> io::Result<Option<Request>> {
    loop {
        if let Some((mut request, length, head)) = parse(unread)? {
            if request.headers.iter().any(|(name, _)| name == "expect") {
                stream.write_all(b"HTTP/1.1 100 Continue\r\n\r\n").await?;
            }
            while unread.len() < head + length {
                if stream.read_buf(unread).await? == 0 {
                    return Ok(None);
                }
            }
            request.body = unread[head..head + length].to_vec();
            unread.drain(..head + length);
            return Ok(Some(request));
        }
        if stream.read_buf(unread).await? == 0 {
            return Ok(None);
        }
    }
}

/// The head at the start of `bytes` with the length of the body and of the head, or `None` while it is not whole.
fn parse(bytes: &[u8]) -> io::Result<Option<(Request, usize, usize)>> {
    let refused = |why: &str| io::Error::new(io::ErrorKind::InvalidData, why.to_owned());
    let mut headers = [httparse::EMPTY_HEADER; 64];
    let mut head = httparse::Request::new(&mut headers);
    let length = match head.parse(bytes) {
        Ok(httparse::Status::Complete(length)) => length,
        Ok(httparse::Status::Partial) if bytes.len() <= LONGEST_HEAD => return Ok(None),
        Ok(httparse::Status::Partial) => return Err(refused("the head is too long")),
        Err(error) => return Err(refused(&error.to_string())),
    };
    let headers: Vec<(String, String)> = head
        .headers
        .iter()
        .map(|header| {
            let value = String::from_utf8_lossy(header.value).into_owned();
            (header.name.to_lowercase(), value)
        })
        .collect();
    let header = |name: &str| {
        headers
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    };
    if header("transfer-encoding").is_some() {
        return Err(refused("a request with a chunked body"));
    }
    let body = match header("content-length").map(str::parse) {
        None => 0,
        Some(Ok(length)) if length <= LONGEST_BODY => length,
        Some(_) => return Err(refused("the length of the body")),
    };
    let request = Request {
        method: head.method.unwrap_or_default().to_owned(),
        path: head.path.unwrap_or_default().to_owned(),
        headers,
        body: Vec::new(),
    };
    Ok(Some((request, body, length)))
}
