//! A client that keeps every byte and every cut: what a real one would hide.

use std::io::{ErrorKind, Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

use ponder_tests::stand_in::{Dialect, StandIn};
use serde_json::{Value, json};

/// How long a read may take before a test fails.
const PATIENCE: Duration = Duration::from_secs(20);

/// How an answer ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ended {
    /// The HTTP message was whole.
    Whole,
    /// The connection was closed within it.
    Closed,
    /// The connection was reset.
    Reset,
    /// Nothing more came while the client listened.
    Silent,
}

/// An answer.
#[derive(Debug)]
pub(crate) struct Reply {
    /// 0 when not even a status came.
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    /// The chunks of the transfer, or the body as one.
    pub(crate) chunks: Vec<Vec<u8>>,
    pub(crate) ended: Ended,
}

impl Reply {
    pub(crate) fn body(&self) -> String {
        String::from_utf8(self.chunks.concat()).expect("the body is UTF-8")
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body()).expect("the body is JSON")
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(key, _)| key == name);
        found.map(|(_, value)| value.as_str())
    }

    /// The data of each event, of a stream with plain line ends.
    pub(crate) fn events(&self) -> Vec<String> {
        let body = self.body();
        body.split("\n\n")
            .filter_map(|event| event.strip_prefix("data: "))
            .map(str::to_owned)
            .collect()
    }

    /// The same as JSON, without the last `[DONE]`.
    pub(crate) fn chunks_of_json(&self) -> Vec<Value> {
        let events = self.events();
        events
            .iter()
            .filter_map(|event| serde_json::from_str(event).ok())
            .collect()
    }

    /// All texts under `pointer` in one.
    pub(crate) fn joined(&self, pointer: &str) -> String {
        let texts = self.chunks_of_json();
        texts
            .iter()
            .filter_map(|chunk| chunk.pointer(pointer)?.as_str())
            .collect()
    }
}

/// One connection to a stand-in.
#[derive(Debug)]
pub(crate) struct Connection {
    stream: TcpStream,
    unread: Vec<u8>,
}

impl Connection {
    pub(crate) fn open(stand_in: &StandIn) -> Self {
        let address = stand_in.root().replace("http://", "");
        let stream = TcpStream::connect(address).expect("the stand-in listens");
        stream
            .set_read_timeout(Some(PATIENCE))
            .expect("a time above zero");
        Self {
            stream,
            unread: Vec::new(),
        }
    }

    /// Ends an answer as [`Ended::Silent`] when nothing came for so long.
    pub(crate) fn listen_for(&mut self, time: Duration) {
        self.stream
            .set_read_timeout(Some(time))
            .expect("a time above zero");
    }

    pub(crate) fn send(&mut self, method: &str, path: &str, key: Option<&str>, body: &str) {
        let key = key
            .map(|key| format!("Authorization: Bearer {key}\r\n"))
            .unwrap_or_default();
        let head = format!(
            "{method} {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n{key}Content-Length: {}\r\n\r\n",
            body.len()
        );
        self.stream
            .write_all((head + body).as_bytes())
            .expect("the stand-in reads");
    }

    /// Reads more; how it ended if there is no more.
    fn more(&mut self) -> Option<Ended> {
        let mut part = [0; 16 << 10];
        match self.stream.read(&mut part) {
            Ok(0) => Some(Ended::Closed),
            Ok(length) => {
                self.unread.extend_from_slice(&part[..length]);
                None
            }
            Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {
                Some(Ended::Silent)
            }
            Err(error) if error.kind() == ErrorKind::Interrupted => None,
            Err(_) => Some(Ended::Reset),
        }
    }

    pub(crate) fn reply(&mut self) -> Reply {
        let mut reply = Reply {
            status: 0,
            headers: Vec::new(),
            chunks: Vec::new(),
            ended: Ended::Whole,
        };
        let end = loop {
            if let Some(at) = self.unread.windows(4).position(|bytes| bytes == b"\r\n\r\n") {
                break at;
            }
            if let Some(ended) = self.more() {
                return Reply { ended, ..reply };
            }
        };
        let head: Vec<u8> = self.unread.drain(..end + 4).collect();
        let head = String::from_utf8(head).expect("a head is text");
        let mut lines = head.lines();
        let status = lines.next().and_then(|line| line.split(' ').nth(1));
        reply.status = status
            .and_then(|status| status.parse().ok())
            .expect("a status line");
        reply.headers = lines
            .filter_map(|line| line.split_once(": "))
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect();
        match reply.header("content-length").map(str::parse::<usize>) {
            Some(length) => {
                let length = length.expect("a length is a number");
                if let Some(ended) = self.need(length) {
                    reply.ended = ended;
                }
                let got = length.min(self.unread.len());
                reply.chunks.push(self.unread.drain(..got).collect());
            }
            None => reply.ended = self.read_chunks(&mut reply.chunks),
        }
        reply
    }

    /// Reads until `length` bytes are there; how it ended if they never are.
    fn need(&mut self, length: usize) -> Option<Ended> {
        while self.unread.len() < length {
            if let Some(ended) = self.more() {
                return Some(ended);
            }
        }
        None
    }

    fn read_chunks(&mut self, chunks: &mut Vec<Vec<u8>>) -> Ended {
        loop {
            let line = loop {
                if let Some(at) = self.unread.windows(2).position(|bytes| bytes == b"\r\n") {
                    break at;
                }
                if let Some(ended) = self.more() {
                    return ended;
                }
            };
            let digits = String::from_utf8_lossy(&self.unread[..line]).into_owned();
            let length = usize::from_str_radix(&digits, 16).expect("a chunk begins with its length");
            if let Some(ended) = self.need(line + 2 + length + 2) {
                return ended;
            }
            let chunk: Vec<u8> = self
                .unread
                .drain(..line + 2 + length + 2)
                .skip(line + 2)
                .take(length)
                .collect();
            if chunk.is_empty() {
                return Ended::Whole;
            }
            chunks.push(chunk);
        }
    }
}

/// Asks over a connection of its own, with the key.
pub(crate) fn ask(stand_in: &StandIn, method: &str, path: &str, body: &str) -> Reply {
    let mut connection = Connection::open(stand_in);
    connection.send(method, path, Some(StandIn::KEY), body);
    connection.reply()
}

/// Posts to a path below the base URL; llama-server's own paths stand beside it.
pub(crate) fn post(stand_in: &StandIn, path: &str, body: &Value) -> Reply {
    let base = match path {
        "/infill" => String::new(),
        _ => stand_in.url().replace(&stand_in.root(), ""),
    };
    ask(stand_in, "POST", &format!("{base}{path}"), &body.to_string())
}

pub(crate) fn start(dialect: Dialect) -> StandIn {
    StandIn::start_on(dialect, 0).expect("loopback has a free port")
}

/// A model that the stand-in of `dialect` has.
pub(crate) fn model(dialect: Dialect) -> &'static str {
    match dialect {
        Dialect::Deepseek => "deepseek-flash",
        Dialect::Openai | Dialect::Generic => "gpt-4.1-mini",
        Dialect::Openrouter => "qwen/qwen3-coder",
        Dialect::Siliconflow => "deepseek-ai/DeepSeek-V3",
        Dialect::Ollama => "llama3.2:3b",
        Dialect::LmStudio | Dialect::LlamaServer | Dialect::Vllm => "qwen2.5-coder-1.5b",
    }
}

/// The least that `model` takes as a chat.
pub(crate) fn chat(model: &str) -> Value {
    json!({"model": model, "messages": [{"role": "user", "content": "Why is the sky blue?"}]})
}

/// `body` with the fields of `change` in place of its own.
pub(crate) fn with(mut body: Value, change: &Value) -> Value {
    for (name, value) in change.as_object().expect("a change is an object") {
        body[name] = value.clone();
    }
    body
}
