//! An editor's end of the pipes to Ponder, for a typist: what is not answered until the next key is taken back and
//! forgotten. Everything else that an editor would stumble over ends the benchmark.

use std::collections::HashSet;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::process::{Child, ChildStdin, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

use ponder_tests::Launch;
use serde_json::{Value, json};

/// How long an answer may take on a slow machine.
pub(crate) const PATIENCE: Duration = Duration::from_secs(300);

/// A running server. It ends when this is dropped.
#[derive(Debug)]
pub(crate) struct Editor {
    program: Child,
    input: ChildStdin,
    messages: Receiver<(Instant, Value)>,
    next_id: i64,
    version: i32,
    taken_back: HashSet<i64>,
}

impl Editor {
    /// Starts the server and introduces the editor, with places in UTF-8.
    ///
    /// # Panics
    ///
    /// If it does not start, or does not take UTF-8.
    pub(crate) fn start(launch: &Launch) -> Self {
        let mut program = launch
            .command()
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("ponder starts");
        let input = program.stdin.take().expect("its input is a pipe");
        let mut output = BufReader::new(program.stdout.take().expect("its output is a pipe"));
        let (sender, messages) = channel();
        thread::spawn(move || {
            while let Some(message) = read(&mut output) {
                if sender.send((Instant::now(), message)).is_err() {
                    return;
                }
            }
        });
        let mut editor = Self {
            program,
            input,
            messages,
            next_id: 1,
            version: 1,
            taken_back: HashSet::new(),
        };
        let capabilities = json!({
            "general": {"positionEncodings": ["utf-8"]},
            "textDocument": {"inlineCompletion": {}},
        });
        let able = editor
            .ask("initialize", &json!({"capabilities": capabilities}))
            .expect("ponder starts up");
        assert_eq!(able["capabilities"]["positionEncoding"], "utf-8");
        editor.notify("initialized", &json!({}));
        editor
    }

    pub(crate) fn process_id(&self) -> u32 {
        self.program.id()
    }

    pub(crate) fn open(&mut self, uri: &str, language: &str, text: &str) {
        self.version += 1;
        let document = json!({"uri": uri, "languageId": language, "version": self.version, "text": text});
        self.notify("textDocument/didOpen", &json!({"textDocument": document}));
    }

    pub(crate) fn change(&mut self, uri: &str, change: &Value) {
        self.version += 1;
        let document = json!({"uri": uri, "version": self.version});
        self.notify(
            "textDocument/didChange",
            &json!({"textDocument": document, "contentChanges": [change]}),
        );
    }

    pub(crate) fn close(&mut self, uri: &str) {
        self.notify("textDocument/didClose", &json!({"textDocument": {"uri": uri}}));
    }

    pub(crate) fn notify(&mut self, method: &str, params: &Value) {
        self.send(&json!({"jsonrpc": "2.0", "method": method, "params": params}));
    }

    /// Sends a request and returns its id.
    pub(crate) fn begin(&mut self, method: &str, params: &Value) -> i64 {
        let id = self.next_id;
        self.next_id += 1;
        self.send(&json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params}));
        id
    }

    /// Takes a request back; its answer is not read any more.
    pub(crate) fn take_back(&mut self, id: i64) {
        self.taken_back.insert(id);
        self.notify("$/cancelRequest", &json!({"id": id}));
    }

    /// The answer to a request and when it came, if it comes until then; the error's message where it failed.
    pub(crate) fn answer_until(
        &mut self,
        id: i64,
        deadline: Instant,
    ) -> Option<(Instant, Result<Value, String>)> {
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            let (when, mut message) = match self.messages.recv_timeout(left) {
                Ok(message) => message,
                Err(RecvTimeoutError::Timeout) => return None,
                Err(RecvTimeoutError::Disconnected) => panic!("ponder ended"),
            };
            match (message["id"].as_i64(), message["method"].as_str()) {
                (_, Some(_)) => self.answer_server(&message),
                (Some(answered), None) if self.taken_back.remove(&answered) => {}
                (Some(answered), None) if answered == id => {
                    let error = message["error"]["message"].as_str().map(str::to_owned);
                    return Some((when, error.map_or_else(|| Ok(message["result"].take()), Err)));
                }
                _ => panic!("{message} answers nothing"),
            }
        }
    }

    /// The answer to a request and when it came.
    pub(crate) fn answer(&mut self, id: i64) -> (Instant, Result<Value, String>) {
        self.answer_until(id, Instant::now() + PATIENCE)
            .unwrap_or_else(|| panic!("ponder did not answer within {PATIENCE:?}"))
    }

    pub(crate) fn ask(&mut self, method: &str, params: &Value) -> Result<Value, String> {
        let id = self.begin(method, params);
        self.answer(id).1
    }

    fn answer_server(&mut self, message: &Value) {
        let Some(id) = message.get("id").filter(|id| !id.is_null()) else {
            return;
        };
        let items = message["params"]["items"].as_array().map_or(0, Vec::len);
        let result = if message["method"] == "workspace/configuration" {
            Value::from(vec![Value::Null; items])
        } else {
            Value::Null
        };
        self.send(&json!({"jsonrpc": "2.0", "id": id, "result": result}));
    }

    fn send(&mut self, message: &Value) {
        let body = message.to_string();
        let frame = format!("Content-Length: {}\r\n\r\n{body}", body.len());
        self.input.write_all(frame.as_bytes()).expect("ponder reads");
        self.input.flush().expect("ponder reads");
    }
}

impl Drop for Editor {
    fn drop(&mut self) {
        // It may have ended already; its engine ends with it.
        drop(self.program.kill());
        drop(self.program.wait());
    }
}

/// The next message; `None` at the end.
fn read(output: &mut BufReader<impl std::io::Read>) -> Option<Value> {
    let mut length = None;
    loop {
        let mut header = String::new();
        if output.read_line(&mut header).ok()? == 0 {
            return None;
        }
        let header = header.trim_end();
        if header.is_empty() {
            break;
        }
        if let Some(value) = header.strip_prefix("Content-Length: ") {
            length = value.parse().ok();
        }
    }
    let mut body = vec![0; length?];
    output.read_exact(&mut body).ok()?;
    serde_json::from_slice(&body).ok()
}
