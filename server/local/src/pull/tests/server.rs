//! A small HTTP server on this machine, which answers and misbehaves as a test tells it to.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

/// What a client asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Request {
    pub(super) path: String,
    /// The first byte of the range.
    pub(super) from: Option<usize>,
    pub(super) if_range: Option<String>,
}

/// What the server sends back.
#[derive(Debug, Clone)]
pub(super) struct Reply {
    status: u16,
    headers: String,
    body: Vec<u8>,
    /// The bytes of the body that are sent.
    sent: usize,
    then: Then,
}

#[derive(Debug, Clone, Copy)]
enum Then {
    Close,
    /// Sends nothing more until the client gives up.
    Hang,
}

impl Reply {
    pub(super) fn status(status: u16) -> Self {
        Self {
            status,
            headers: String::new(),
            body: Vec::new(),
            sent: 0,
            then: Then::Close,
        }
        .sized()
    }

    pub(super) fn whole(body: &[u8]) -> Self {
        let body = body.to_vec();
        Self {
            status: 200,
            headers: String::new(),
            sent: body.len(),
            body,
            then: Then::Close,
        }
        .sized()
    }

    /// The whole body without saying how long it is.
    pub(super) fn unsized_body(body: &[u8]) -> Self {
        let body = body.to_vec();
        Self {
            status: 200,
            headers: String::new(),
            sent: body.len(),
            body,
            then: Then::Close,
        }
    }

    /// What was asked for: the whole, or the rest of it as a range.
    pub(super) fn ranged(body: &[u8], request: &Request) -> Self {
        match request.from {
            None => Self::whole(body),
            Some(from) if from < body.len() => {
                let range = format!("bytes {from}-{}/{}", body.len() - 1, body.len());
                Self {
                    status: 206,
                    ..Self::whole(&body[from..])
                }
                .header("Content-Range", &range)
            }
            Some(_) => Self::status(416).header("Content-Range", &format!("bytes */{}", body.len())),
        }
    }

    pub(super) fn redirect(to: &str) -> Self {
        Self::status(302).header("Location", to)
    }

    fn sized(self) -> Self {
        let length = self.body.len().to_string();
        self.header("Content-Length", &length)
    }

    pub(super) fn header(mut self, name: &str, value: &str) -> Self {
        self.headers = format!("{}{name}: {value}\r\n", self.headers);
        self
    }

    /// Closes the connection after so many bytes of the body.
    pub(super) fn cut_after(self, sent: usize) -> Self {
        Self {
            sent: sent.min(self.body.len()),
            ..self
        }
    }

    /// Sends so many bytes of the body, then nothing more.
    pub(super) fn hang_after(self, sent: usize) -> Self {
        Self {
            then: Then::Hang,
            ..self.cut_after(sent)
        }
    }
}

/// Runs until the test's process ends.
pub(super) struct Server {
    base: String,
    requests: Arc<Mutex<Vec<Request>>>,
}

impl Server {
    /// `answer` is given each request and its number, counted from zero.
    pub(super) fn start(answer: impl Fn(&Request, usize) -> Reply + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let requests = Arc::new(Mutex::new(Vec::new()));
        let seen = Arc::clone(&requests);
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let Some(request) = read_request(&stream) else {
                    continue;
                };
                let number = {
                    let mut seen = seen.lock().unwrap();
                    seen.push(request.clone());
                    seen.len() - 1
                };
                let reply = answer(&request, number);
                // A client that hung up is for the test to see, not for the server.
                let _ = send(stream, &reply);
            }
        });
        Self { base, requests }
    }

    pub(super) fn address(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }

    pub(super) fn requests(&self) -> Vec<Request> {
        self.requests.lock().unwrap().clone()
    }

    /// The first byte that each request asked for.
    pub(super) fn ranges(&self) -> Vec<Option<usize>> {
        self.requests().iter().map(|request| request.from).collect()
    }
}

fn read_request(stream: &TcpStream) -> Option<Request> {
    let mut lines = BufReader::new(stream).lines().map_while(Result::ok);
    let path = lines.next()?.split(' ').nth(1)?.to_owned();
    let mut request = Request {
        path,
        from: None,
        if_range: None,
    };
    for line in lines.take_while(|line| !line.is_empty()) {
        let (name, value) = line.split_once(": ")?;
        match name.to_ascii_lowercase().as_str() {
            "range" => request.from = value.strip_prefix("bytes=")?.strip_suffix('-')?.parse().ok(),
            "if-range" => request.if_range = Some(value.to_owned()),
            _ => {}
        }
    }
    Some(request)
}

fn send(mut stream: TcpStream, reply: &Reply) -> std::io::Result<()> {
    write!(
        stream,
        "HTTP/1.1 {} X\r\nConnection: close\r\n{}\r\n",
        reply.status, reply.headers
    )?;
    stream.write_all(&reply.body[..reply.sent])?;
    stream.flush()?;
    if matches!(reply.then, Then::Hang) {
        // Returns when the client closes its end.
        thread::spawn(move || stream.read(&mut [0]));
    }
    Ok(())
}
