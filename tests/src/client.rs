//! An editor's end of the pipes to one running program.
//!
//! It blocks and it is strict: whatever an editor would stumble over, and whatever does not come in time, panics
//! with what the program wrote to its standard error.

use std::collections::{HashMap, VecDeque};
use std::io::{self, Read as _, Write as _};
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::output::{Output, read_all};

/// How long a client waits for anything before it gives up. Nothing that works takes so long, also not on
/// a machine that is busy with other tests.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// How often the end of the process is looked for.
const POLL: Duration = Duration::from_millis(5);

/// A running program and the conversation with it. The program is killed when the client is dropped.
#[derive(Debug)]
pub struct Client {
    child: Child,
    input: Option<ChildStdin>,
    output: Receiver<Output>,
    /// Messages received but not yet asked for.
    unread: VecDeque<Value>,
    stderr: Arc<Mutex<Vec<u8>>>,
    next_id: i64,
    manners: Manners,
    _home: Option<TempDir>,
}

/// How requests of the server are answered.
#[derive(Debug)]
enum Manners {
    /// With what was set for the method, or else as an editor does to which nobody sits.
    Answers(HashMap<String, Value>),
    Never,
}

impl Client {
    pub(crate) fn spawn(mut command: Command, home: Option<TempDir>) -> Self {
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| panic!("{command:?} does not start: {error}"));
        let input = child.stdin.take();
        let stdout = child.stdout.take().expect("the output is a pipe");
        let mut errors = child.stderr.take().expect("the errors are a pipe");
        let (sender, output) = channel();
        thread::spawn(move || {
            // A client that is gone needs no messages.
            read_all(stdout, |output| drop(sender.send(output)));
        });
        let stderr = Arc::new(Mutex::new(Vec::new()));
        let log = Arc::clone(&stderr);
        thread::spawn(move || {
            let mut piece = [0; 4096];
            while let Ok(length @ 1..) = errors.read(&mut piece) {
                log.lock()
                    .unwrap_or_else(PoisonError::into_inner)
                    .extend_from_slice(&piece[..length]);
            }
        });
        Self {
            child,
            input,
            output,
            unread: VecDeque::new(),
            stderr,
            next_id: 1,
            manners: Manners::Answers(HashMap::new()),
            _home: home,
        }
    }

    // What the client says.

    /// Writes bytes as they are.
    ///
    /// # Errors
    ///
    /// If the program does not read any more.
    ///
    /// # Panics
    ///
    /// If the input was closed before.
    pub fn try_send_bytes(&mut self, bytes: &[u8]) -> io::Result<()> {
        let input = self.input.as_mut().expect("the input is open");
        input.write_all(bytes)?;
        input.flush()
    }

    /// Writes bytes as they are.
    ///
    /// # Panics
    ///
    /// If the program does not read any more.
    pub fn send_bytes(&mut self, bytes: &[u8]) {
        if let Err(error) = self.try_send_bytes(bytes) {
            self.fail(&format!("the program does not read: {error}"));
        }
    }

    /// Sends a body with a right header, whatever it says.
    pub fn send_body(&mut self, body: impl AsRef<[u8]>) {
        self.send_bytes(&frame(body));
    }

    /// Sends a message.
    pub fn send(&mut self, message: &Value) {
        self.send_body(message.to_string());
    }

    /// Sends a notification.
    pub fn notify(&mut self, method: &str, params: &Value) {
        self.send(&json!({"jsonrpc": "2.0", "method": method, "params": params}));
    }

    /// Sends a request with an id of the client's choice and returns the id.
    pub fn begin(&mut self, method: &str, params: &Value) -> i64 {
        let id = self.next_id;
        self.next_id += 1;
        self.send(&json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params}));
        id
    }

    /// Takes a request back.
    pub fn cancel(&mut self, id: i64) {
        self.notify("$/cancelRequest", &json!({"id": id}));
    }

    /// Waits until the program has read all that was sent, so that what is sent next is read apart from it.
    ///
    /// # Panics
    ///
    /// If the program does not read, or the input was closed before.
    pub fn wait_until_read(&mut self) {
        let input = self.input.as_ref().expect("the input is open");
        let deadline = Instant::now() + PATIENCE;
        while rustix::io::ioctl_fionread(input).is_ok_and(|unread| unread > 0) {
            if Instant::now() > deadline {
                self.fail("the program does not read");
            }
            thread::sleep(Duration::from_micros(100));
        }
    }

    /// Closes the program's standard input.
    pub fn close_input(&mut self) {
        self.input = None;
    }

    // What the client hears.

    /// The next message: an answer, a notification or a request of the server. Requests are answered as they
    /// arrive, but returned as well.
    ///
    /// # Panics
    ///
    /// If none comes, or something else than a message.
    pub fn receive(&mut self) -> Value {
        self.wait_for(PATIENCE, |_| true)
    }

    /// Waits for a message of which `wanted` is true; the others stay for later calls.
    ///
    /// # Panics
    ///
    /// If it does not come within the time, or the program closes its output before.
    pub fn wait_for(&mut self, patience: Duration, wanted: impl Fn(&Value) -> bool) -> Value {
        if let Some(found) = self.unread.iter().position(&wanted) {
            return self.unread.remove(found).expect("it was found there");
        }
        let deadline = Instant::now() + patience;
        loop {
            match self.next_output(deadline.saturating_duration_since(Instant::now())) {
                Ok(message) if wanted(&message) => return message,
                Ok(message) => self.unread.push_back(message),
                Err(RecvTimeoutError::Disconnected) => self.fail("the output ended before the message came"),
                Err(RecvTimeoutError::Timeout) => self.fail("the message did not come"),
            }
        }
    }

    /// The answer to a request: the whole message.
    pub fn answer(&mut self, id: impl Into<Value>) -> Value {
        let id = id.into();
        self.wait_for(PATIENCE, |message| {
            message.get("method").is_none() && message["id"] == id
        })
    }

    /// The notification or request of the server with this method: the whole message.
    pub fn call(&mut self, method: &str) -> Value {
        self.wait_for(PATIENCE, |message| message["method"] == method)
    }

    /// Sends a request and returns the whole answer.
    pub fn request(&mut self, method: &str, params: &Value) -> Value {
        let id = self.begin(method, params);
        self.answer(id)
    }

    /// Sends a request and returns its result.
    ///
    /// # Panics
    ///
    /// If the answer is an error.
    pub fn result(&mut self, method: &str, params: &Value) -> Value {
        let mut answer = self.request(method, params);
        if answer.get("error").is_some() {
            self.fail(&format!("`{method}` failed: {}", answer["error"]));
        }
        answer["result"].take()
    }

    /// Sends a request that must fail and returns the code of the error.
    ///
    /// # Panics
    ///
    /// If the answer is no error.
    pub fn error_code(&mut self, method: &str, params: &Value) -> i64 {
        let answer = self.request(method, params);
        answer["error"]["code"]
            .as_i64()
            .unwrap_or_else(|| self.fail(&format!("`{method}` should fail but answered {answer}")))
    }

    /// All messages not read so far, until the program closes its output.
    ///
    /// # Panics
    ///
    /// If it does not.
    pub fn rest(&mut self) -> Vec<Value> {
        let mut rest: Vec<Value> = self.unread.drain(..).collect();
        loop {
            match self.next_output(PATIENCE) {
                Ok(message) => rest.push(message),
                Err(RecvTimeoutError::Disconnected) => return rest,
                Err(RecvTimeoutError::Timeout) => self.fail("the output did not end"),
            }
        }
    }

    /// Answers all requests with this method from now on with `result`. Without this, folders and configuration
    /// are `null` and questions are dismissed.
    pub fn answer_with(&mut self, method: &str, result: Value) {
        if let Manners::Answers(answers) = &mut self.manners {
            answers.insert(method.to_owned(), result);
        }
    }

    /// Answers no request of the server from now on.
    pub fn never_answer(&mut self) {
        self.manners = Manners::Never;
    }

    fn next_output(&mut self, patience: Duration) -> Result<Value, RecvTimeoutError> {
        match self.output.recv_timeout(patience)? {
            Output::Message(message) => {
                self.answer_server(&message);
                Ok(message)
            }
            Output::Noise(noise) => self.fail(&format!("the output is not LSP: {noise}")),
        }
    }

    fn answer_server(&mut self, message: &Value) {
        let (Some(method), Some(id), Manners::Answers(answers)) =
            (message["method"].as_str(), message.get("id"), &self.manners)
        else {
            return;
        };
        let result = answers.get(method).cloned().unwrap_or_else(|| match method {
            "workspace/configuration" => {
                let items = message["params"]["items"].as_array().map_or(0, Vec::len);
                Value::from(vec![Value::Null; items])
            }
            "workspace/applyEdit" => json!({"applied": false}),
            "window/showDocument" => json!({"success": false}),
            _ => Value::Null,
        });
        // The program may end before it hears the answer.
        let answer = json!({"jsonrpc": "2.0", "id": id, "result": result}).to_string();
        if self.input.is_some() {
            drop(self.try_send_bytes(&frame(answer)));
        }
    }

    // What every editor does.

    /// Sends `initialize` with these parameters and `initialized`; returns what the server can do.
    pub fn initialize(&mut self, params: &Value) -> Value {
        let result = self.result("initialize", params);
        self.notify("initialized", &json!({}));
        result
    }

    /// Opens a document.
    pub fn open(&mut self, uri: &str, language: &str, text: &str) {
        let document = json!({"uri": uri, "languageId": language, "version": 1, "text": text});
        self.notify("textDocument/didOpen", &json!({"textDocument": document}));
    }

    /// Changes a document; `changes` is the array of the notification.
    pub fn change(&mut self, uri: &str, version: i32, changes: &Value) {
        let document = json!({"uri": uri, "version": version});
        self.notify(
            "textDocument/didChange",
            &json!({"textDocument": document, "contentChanges": changes}),
        );
    }

    /// Closes a document.
    pub fn close(&mut self, uri: &str) {
        self.notify("textDocument/didClose", &json!({"textDocument": {"uri": uri}}));
    }

    /// The text and version of a document as the server has it.
    pub fn document(&mut self, uri: &str) -> (String, i64) {
        let mut result = self.result("ponder/documentText", &json!({"textDocument": {"uri": uri}}));
        match (result["text"].take(), &result["version"]) {
            (Value::String(text), Value::Number(version)) => (text, version.as_i64().unwrap_or(i64::MIN)),
            _ => self.fail(&format!("{result} is no document")),
        }
    }

    // The process.

    /// Sends `shutdown` and `exit` and returns how the program ended.
    pub fn shut_down(&mut self) -> ExitStatus {
        self.result("shutdown", &Value::Null);
        self.notify("exit", &Value::Null);
        self.wait_exit(PATIENCE)
    }

    /// Waits for the end of the program.
    ///
    /// # Panics
    ///
    /// If it still runs after this time.
    pub fn wait_exit(&mut self, patience: Duration) -> ExitStatus {
        let deadline = Instant::now() + patience;
        loop {
            match self.child.try_wait() {
                Ok(Some(status)) => return status,
                Ok(None) if Instant::now() < deadline => thread::sleep(POLL),
                Ok(None) => self.fail(&format!("the program still runs after {patience:?}")),
                Err(error) => self.fail(&format!("the program cannot be waited for: {error}")),
            }
        }
    }

    /// The process's id.
    pub fn process_id(&self) -> u32 {
        self.child.id()
    }

    /// The memory that the process holds now, in bytes, without its children. Linux only.
    ///
    /// # Panics
    ///
    /// If the system does not tell.
    pub fn resident_bytes(&self) -> u64 {
        let path = format!("/proc/{}/status", self.process_id());
        let status = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
        let kibibytes = status
            .lines()
            .find_map(|line| line.strip_prefix("VmRSS:"))
            .and_then(|value| value.trim().strip_suffix(" kB"))
            .and_then(|value| value.parse::<u64>().ok());
        kibibytes.unwrap_or_else(|| panic!("{path} says nothing of VmRSS")) * 1024
    }

    /// What the program wrote to its standard error so far.
    pub fn stderr(&self) -> String {
        let stderr = self.stderr.lock().unwrap_or_else(PoisonError::into_inner);
        String::from_utf8_lossy(&stderr).into_owned()
    }

    fn fail(&self, what: &str) -> ! {
        panic!(
            "{what}\nmessages not read: {:?}\nstandard error:\n{}",
            self.unread,
            self.stderr()
        )
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        // It may have ended already.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// A body with its header.
fn frame(body: impl AsRef<[u8]>) -> Vec<u8> {
    let body = body.as_ref();
    let mut frame = format!("Content-Length: {}\r\n\r\n", body.len()).into_bytes();
    frame.extend_from_slice(body);
    frame
}
