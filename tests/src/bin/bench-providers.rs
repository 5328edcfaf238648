//! Measures Ponder's own time between an editor and an endpoint: from a question until it goes out, and from each piece
//! of the answer until the editor has it. The endpoint is a server in this process that notes when bytes come and go.
//!
//! It ends with 0 only if every bar is met.

#![expect(clippy::print_stdout, reason = "the numbers are what the benchmark is for")]

use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, ChildStdin, ChildStdout, ExitCode, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, mpsc};
use std::thread;
use std::time::{Duration, Instant};

use ponder_tests::Launch;
use serde_json::{Value, json};

/// Questions measured.
const QUESTIONS: usize = 200;

/// Pieces of each answer.
const PIECES: usize = 20;

/// The time between two pieces: what a fast model needs for a token.
const PACE: Duration = Duration::from_millis(4);

/// The longest that 95 % of the questions may take until they go out, in milliseconds.
const LONGEST_QUESTION: f64 = 1.3;

/// The longest that 95 % of the pieces may take on their way, in milliseconds.
const LONGEST_PIECE: f64 = 0.1;

/// What the server noted of one question.
struct Noted {
    /// When the whole request was there.
    received: Instant,
    /// When each piece was written.
    written: Vec<Instant>,
}

fn main() -> ExitCode {
    let (sender, noted) = mpsc::channel();
    let connections = Arc::new(AtomicUsize::new(0));
    let port = serve(sender, Arc::clone(&connections));

    let without = measure_pieces_without_ponder(port, &noted);
    let opened_without = connections.load(Ordering::Relaxed);
    let launch = configured(port);
    let mut editor = Editor::start(&launch);
    let (mut questions, mut pieces) = (Vec::new(), Vec::new());
    for number in 0..=QUESTIONS {
        let (question, answer) = ask(&mut editor, &noted);
        // The first question waits for the client to be made and the connection.
        if number > 0 {
            questions.push(question);
            pieces.extend(answer);
        }
    }
    let opened = connections.load(Ordering::Relaxed) - opened_without;

    let question = percentile(&mut questions, 95);
    let (piece, direct) = (percentile(&mut pieces, 95), without);
    let own = (piece - direct).max(0.0);
    println!(
        "question in → request out              median {:6.3} ms   p95 {question:6.3} ms   (bar {LONGEST_QUESTION} ms)",
        percentile(&mut questions, 50)
    );
    println!(
        "piece out of the endpoint → editor     median {:6.3} ms   p95 {piece:6.3} ms   without Ponder {direct:6.3} ms   own {own:6.3} ms   (bar {LONGEST_PIECE} ms)",
        percentile(&mut pieces, 50)
    );
    println!(
        "connections for {} questions           {opened}   (bar 1)",
        QUESTIONS + 1
    );
    if question <= LONGEST_QUESTION && own <= LONGEST_PIECE && opened == 1 {
        ExitCode::SUCCESS
    } else {
        println!("below the bar");
        ExitCode::FAILURE
    }
}

fn configured(port: u16) -> Launch {
    let launch = Launch::new();
    let home = launch.home().expect("a home of its own").to_owned();
    let folder = home.join(".config/ponder");
    std::fs::create_dir_all(&folder).expect("a folder for the configuration");
    let text = format!(
        "[endpoints.bench]\ndialect = \"generic\"\nurl = \"http://127.0.0.1:{port}/v1\"\n\
         [bindings.bench]\nendpoint = \"bench\"\nmodel = \"bench\"\nmode = \"non_thinking\"\n\
         [roles]\ngeneral = [\"bench\"]\nreasoning = [\"bench\"]\n[routing]\ndiscover = false\n"
    );
    std::fs::write(folder.join("config.toml"), text).expect("the configuration is written");
    launch.variable("XDG_CONFIG_HOME", home.join(".config"))
}

/// An editor that reads in the thread that measures: a thread between would be measured, too.
struct Editor {
    program: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl Editor {
    fn start(launch: &Launch) -> Self {
        let mut program = launch
            .command()
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("ponder starts");
        let input = program.stdin.take().expect("its input is a pipe");
        let output = BufReader::new(program.stdout.take().expect("its output is a pipe"));
        let mut editor = Self {
            program,
            input,
            output,
        };
        editor.send(
            &json!({ "jsonrpc": "2.0", "id": 0, "method": "initialize", "params": { "capabilities": {} } }),
        );
        editor.receive();
        editor.send(&json!({ "jsonrpc": "2.0", "method": "initialized", "params": {} }));
        editor
    }

    fn send(&mut self, message: &Value) {
        let body = message.to_string();
        write!(self.input, "Content-Length: {}\r\n\r\n{body}", body.len()).expect("ponder reads");
    }

    /// The next message, and when all of it was there.
    fn receive(&mut self) -> (Value, Instant) {
        let mut length = 0;
        loop {
            let mut line = String::new();
            self.output.read_line(&mut line).expect("ponder writes");
            if let Some(value) = line.strip_prefix("Content-Length: ") {
                length = value.trim().parse().expect("a number");
            }
            if line == "\r\n" {
                break;
            }
        }
        let mut body = vec![0; length];
        self.output
            .read_exact(&mut body)
            .expect("ponder writes the whole message");
        let now = Instant::now();
        (serde_json::from_slice(&body).expect("JSON"), now)
    }
}

impl Drop for Editor {
    fn drop(&mut self) {
        // It is done either way.
        let _ = self.program.kill();
        let _ = self.program.wait();
    }
}

/// Asks one question; returns the milliseconds until it went out, and those of each piece until it was here.
fn ask(editor: &mut Editor, noted: &mpsc::Receiver<Noted>) -> (f64, Vec<f64>) {
    let asked = Instant::now();
    editor.send(&json!({
        "jsonrpc": "2.0",
        "id": 1,
        "method": "ponder/chat",
        "params": {
            "messages": [{ "role": "user", "content": "Why is the sky blue?" }],
            "partialResultToken": "bench",
        },
    }));
    let mut came = Vec::with_capacity(PIECES);
    loop {
        let (message, now) = editor.receive();
        if message["id"] == 1 {
            break;
        }
        if message["params"]["value"]["kind"] == "delta" {
            came.push(now);
        }
    }
    let Noted { received, written } = noted.recv().expect("the question came");
    assert_eq!(came.len(), written.len(), "each piece comes by itself");
    let pieces = written
        .iter()
        .zip(&came)
        .map(|(written, came)| milliseconds(*came - *written));
    (milliseconds(received - asked), pieces.collect())
}

/// The 95th percentile of the pieces' way straight from the server to this program.
fn measure_pieces_without_ponder(port: u16, noted: &mpsc::Receiver<Noted>) -> f64 {
    let mut times = Vec::new();
    for _ in 0..QUESTIONS / 4 {
        let mut stream = TcpStream::connect(("127.0.0.1", port)).expect("the server is there");
        let body = "{}";
        write!(
            stream,
            "POST / HTTP/1.1\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        )
        .expect("the request is sent");
        let mut came = Vec::new();
        for line in BufReader::new(stream).lines() {
            let line = line.expect("the answer is read");
            if line.contains("\"content\"") {
                came.push(Instant::now());
            }
            if line == "data: [DONE]" {
                break;
            }
        }
        let Noted { written, .. } = noted.recv().expect("the request came");
        times.extend(
            written
                .iter()
                .zip(&came)
                .map(|(written, came)| milliseconds(*came - *written)),
        );
    }
    percentile(&mut times, 95)
}

/// Serves on a free port until the program ends.
fn serve(notes: mpsc::Sender<Noted>, connections: Arc<AtomicUsize>) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let port = listener.local_addr().expect("an address").port();
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            connections.fetch_add(1, Ordering::Relaxed);
            let notes = notes.clone();
            // A connection that the other side closes is done.
            thread::spawn(move || answer_all(stream, &notes));
        }
    });
    port
}

fn answer_all(stream: TcpStream, notes: &mpsc::Sender<Noted>) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let mut reader = BufReader::new(stream.try_clone()?);
    let mut stream = stream;
    loop {
        let mut length = 0;
        loop {
            let mut line = String::new();
            if reader.read_line(&mut line)? == 0 {
                return Ok(());
            }
            if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
                length = value.trim().parse().unwrap_or(0);
            }
            if line == "\r\n" {
                break;
            }
        }
        let mut body = vec![0; length];
        reader.read_exact(&mut body)?;
        let received = Instant::now();
        stream.write_all(
            b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n",
        )?;
        let mut written = Vec::with_capacity(PIECES);
        for number in 0..PIECES {
            thread::sleep(PACE);
            let delta =
                json!({ "choices": [{ "index": 0, "delta": { "content": format!("word{number} ") } }] });
            let chunk = chunk(&format!("data: {delta}\n\n"));
            written.push(Instant::now());
            stream.write_all(chunk.as_bytes())?;
        }
        let end = json!({ "choices": [{ "index": 0, "delta": {}, "finish_reason": "stop" }] });
        stream.write_all(chunk(&format!("data: {end}\n\ndata: [DONE]\n\n")).as_bytes())?;
        stream.write_all(b"0\r\n\r\n")?;
        // Nobody waits for the notes once the benchmark is over.
        let _ = notes.send(Noted { received, written });
    }
}

fn chunk(text: &str) -> String {
    format!("{:x}\r\n{text}\r\n", text.len())
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

fn percentile(times: &mut [f64], percent: usize) -> f64 {
    times.sort_by(f64::total_cmp);
    times[(times.len() * percent / 100).min(times.len() - 1)]
}
