//! Measures the embedded engine: its throughput beside llama.cpp's own server, and how soon it is free after a cancel.
//!
//! Both engines run in this one run, in turns, on the same file, threads and prompts. It ends with 0 only if every bar
//! is met. llama.cpp's server is a prebuilt one, `xllamacpp` from `PyPI`, in an environment of its
//! own beside the build.

#![expect(clippy::print_stdout, reason = "the numbers are what the benchmark is for")]

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, ExitCode};
use std::time::{Duration, Instant};

use futures::StreamExt as _;
use ponder_local::engine::{Engine, EngineOptions, EngineStatus};
use ponder_local::store::{ModelId, ModelStore};
use ponder_model::{Answer, AnswerStream, Delta, Fill, Message, Parameters, Priority, Prompt, Request};
use ponder_tests::start_prebuilt_server;
use serde_json::{Value, json};

const MODEL: &str = "qwen2.5-coder-0.5b";
const THREADS: u32 = 2;
const WINDOW: u32 = 4096;

/// Measured turns of each engine; the one before them warms up.
const ROUNDS: u32 = 7;

/// Tokens generated in each turn.
const GENERATED: u32 = 64;

/// The least share of the other server's tokens per second.
const LEAST_RATIO: f64 = 0.95;

/// Cancels measured of each kind.
const CANCELS: usize = 20;

/// The longest that 95 % of the cancels may hold up the next request.
const LONGEST_CANCEL: Duration = Duration::from_millis(50);

#[tokio::main]
async fn main() -> ExitCode {
    let options = options();
    let engine = Engine::new(ponder_tests::program());
    let mut other = LlamaServer::start(&options.model);

    let throughput = compare_throughput(&engine, &options, &mut other).await;
    // It must not take part in what follows.
    drop(other);
    let cancel = measure_cancels(&engine, &options).await;
    if throughput && cancel {
        ExitCode::SUCCESS
    } else {
        println!("below the bar");
        ExitCode::FAILURE
    }
}

fn options() -> EngineOptions {
    let id = ModelId::parse(MODEL).expect("the id is valid");
    let model = ModelStore::open_default()
        .and_then(|store| store.find(&id))
        .unwrap_or_else(|error| panic!("{error}; `ponder models pull {MODEL}` fetches it"));
    EngineOptions {
        model: model.path,
        context_tokens: WINDOW,
        threads: THREADS,
        memory_limit: None,
        speculation: true,
        unload_after: None,
    }
}

// Throughput.

/// One turn of an engine.
#[derive(Clone, Copy)]
struct Turn {
    /// Prompt tokens read.
    read: f64,
    prompt_ms: f64,
    generated: f64,
    generation_ms: f64,
}

impl Turn {
    fn prompt_rate(self) -> f64 {
        self.read * 1e3 / self.prompt_ms
    }

    fn generation_rate(self) -> f64 {
        self.generated * 1e3 / self.generation_ms
    }
}

async fn compare_throughput(engine: &Engine, options: &EngineOptions, other: &mut LlamaServer) -> bool {
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for round in 0..=ROUNDS {
        let fill = Fill::between(code(round), "\nprint(value_0)\n");
        let raw = format!(
            "<|fim_prefix|>{}<|fim_suffix|>{}<|fim_middle|>",
            fill.prefix, fill.suffix
        );
        let turn = ask_ours(engine, options, fill).await;
        let their_turn = other.ask(&raw);
        if round > 0 {
            ours.push(turn);
            theirs.push(their_turn);
        }
    }
    let (read, generated) = (ours[0].read, ours[0].generated);
    println!(
        "throughput, {MODEL}, {THREADS} threads, {read} tokens read and {generated} generated, medians of {ROUNDS} in turns:"
    );
    let prompt = rate("prompt", &ours, &theirs, Turn::prompt_rate);
    let generation = rate("generation", &ours, &theirs, Turn::generation_rate);
    prompt && generation
}

fn rate(name: &str, ours: &[Turn], theirs: &[Turn], rate: fn(Turn) -> f64) -> bool {
    let median_of = |turns: &[Turn]| median(turns.iter().map(|turn| rate(*turn)).collect());
    let (ours, theirs) = (median_of(ours), median_of(theirs));
    let ratio = ours / theirs;
    println!(
        "  {name:<11} Ponder {ours:7.1} tokens/s   llama.cpp's server {theirs:7.1} tokens/s   ratio {ratio:.3} (bar {LEAST_RATIO})"
    );
    ratio >= LEAST_RATIO
}

async fn ask_ours(engine: &Engine, options: &EngineOptions, fill: Fill) -> Turn {
    let request = request(Prompt::Fill(fill), GENERATED, Priority::Keystroke);
    let finished = answer(engine, options, request).await.finished;
    Turn {
        read: finished.usage.tokens_read().into(),
        prompt_ms: finished.timing.prompt_ms,
        generated: finished.usage.completion_tokens.into(),
        generation_ms: finished.timing.generation_ms,
    }
}

/// About 1,000 tokens of Python that differ from the first line on in each round, so that no cache helps, and that
/// the model will go on with for long.
fn code(round: u32) -> String {
    (0..95).fold(format!("# round {round}\n"), |text, line| {
        text + &format!("value_{line} = read({})\n", (line + round) * 7)
    })
}

/// llama.cpp's own server. It ends when it is dropped.
struct LlamaServer {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl LlamaServer {
    fn start(model: &Path) -> Self {
        let mut child = start_prebuilt_server(model, WINDOW, THREADS, &[]);
        let input = child.stdin.take().expect("the input is a pipe");
        let output = BufReader::new(child.stdout.take().expect("the output is a pipe"));
        Self { child, input, output }
    }

    fn ask(&mut self, prompt: &str) -> Turn {
        let request = json!({"prompt": prompt, "tokens": GENERATED});
        writeln!(self.input, "{request}").expect("llama.cpp's server reads");
        let mut line = String::new();
        self.output
            .read_line(&mut line)
            .expect("llama.cpp's server answers");
        let timings: Value = serde_json::from_str(&line)
            .unwrap_or_else(|error| panic!("llama.cpp's server answered {line:?}: {error}"));
        let number = |name: &str| {
            timings[name]
                .as_f64()
                .unwrap_or_else(|| panic!("no {name} in {timings}"))
        };
        Turn {
            read: number("prompt_n"),
            prompt_ms: number("prompt_ms"),
            generated: number("predicted_n"),
            generation_ms: number("predicted_ms"),
        }
    }
}

impl Drop for LlamaServer {
    fn drop(&mut self) {
        // It may have ended already.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

// Cancelling.

/// What is cancelled.
#[derive(Clone, Copy)]
enum Cancelled {
    Reading,
    Generating,
}

async fn measure_cancels(engine: &Engine, options: &EngineOptions) -> bool {
    // The same request all the time: but for its last token it is in the cache, which a question does not touch.
    // It waits its turn behind a question, as a keystroke would not.
    let small = || {
        let fill = Fill::between("x = 1\ny = ", "\n");
        request(Prompt::Fill(fill), 1, Priority::Question)
    };
    answer(engine, options, small()).await;
    let mut idle = Vec::new();
    for _ in 0..CANCELS {
        let start = Instant::now();
        answer(engine, options, small()).await;
        idle.push(start.elapsed().as_secs_f64());
    }
    let idle = median(idle);
    println!(
        "cancel until the engine is free (bar {} ms for 95 % of {CANCELS}; the next request takes {:.1} ms when idle):",
        LONGEST_CANCEL.as_millis(),
        idle * 1e3
    );
    let mut met = true;
    for (name, kind) in [
        ("while it reads", Cancelled::Reading),
        ("while it generates", Cancelled::Generating),
    ] {
        let mut times = Vec::new();
        for round in 0..CANCELS {
            let running = begin(engine, options, kind, round).await;
            let start = Instant::now();
            drop(running);
            answer(engine, options, small()).await;
            times.push((start.elapsed().as_secs_f64() - idle).max(0.0));
        }
        times.sort_by(f64::total_cmp);
        let (middle, high) = (times[CANCELS / 2], times[CANCELS * 95 / 100 - 1]);
        println!(
            "  {name:<19} median {:5.1} ms   p95 {:5.1} ms",
            middle * 1e3,
            high * 1e3
        );
        met &= high <= LONGEST_CANCEL.as_secs_f64();
    }
    met
}

/// A question at work.
async fn begin(engine: &Engine, options: &EngineOptions, kind: Cancelled, round: usize) -> AnswerStream {
    let ready = matches!(*engine.status().borrow(), EngineStatus::Ready(_));
    assert!(ready, "the engine has its model");
    let text = match kind {
        Cancelled::Reading => format!("Question {round}\n{}", code(u32::try_from(round).unwrap_or(0))),
        Cancelled::Generating => format!("Question {round}: write a long story about a lighthouse."),
    };
    let prompt = Prompt::Chat(vec![Message::user(text)]);
    let mut stream = engine.answer(options.clone(), request(prompt, 1000, Priority::Question));
    match kind {
        // It reads for seconds: this is somewhere in it, at another place each time.
        Cancelled::Reading => {
            let wait = 100 + 37 * u64::try_from(round).unwrap_or(0);
            tokio::time::sleep(Duration::from_millis(wait)).await;
        }
        Cancelled::Generating => loop {
            match stream.next().await {
                Some(Ok(Delta::Read(_))) => {}
                Some(Ok(Delta::Content(_))) => break,
                other => panic!("{other:?} is no text"),
            }
        },
    }
    stream
}

// What both need.

fn request(prompt: Prompt, max_tokens: u32, priority: Priority) -> Request {
    Request {
        prompt,
        parameters: Parameters {
            temperature: Some(0.0),
            top_p: None,
            max_tokens: Some(max_tokens),
        },
        stop: Vec::new(),
        priority,
        wait: Duration::ZERO,
    }
}

async fn answer(engine: &Engine, options: &EngineOptions, request: Request) -> Answer {
    Answer::collect(engine.answer(options.clone(), request), |_| {})
        .await
        .unwrap_or_else(|error| panic!("no answer: {error}"))
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
