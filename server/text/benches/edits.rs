//! How fast documents take edits: the throughput without a tree, and the time of one edit in a long file.
//!
//! Prints the ratio to the bar and exits with 1 below it.

#![expect(clippy::print_stdout, reason = "a program that prints what it measured")]

use std::fs::File;
use std::hint::black_box;
use std::path::Path;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use flate2::read::GzDecoder;
use ponder_text::{Change, Document, Language, Position, PositionEncoding, Range};
use serde::Deserialize;

/// Edits per second without a tree; far above what typing and pasting need, so that sync never delays an answer.
const BAR: f64 = 20_000.0;

/// The 95th percentile of one edit in a long file.
const EDIT_BAR: Duration = Duration::from_millis(1);

const LINES: usize = 10_000;

const ENCODING: PositionEncoding = PositionEncoding::Utf16;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Trace {
    start_content: String,
    end_content: String,
    txns: Vec<Transaction>,
}

#[derive(Deserialize)]
struct Transaction {
    patches: Vec<(usize, usize, String)>,
}

fn main() -> ExitCode {
    let long = long_file();
    let random = random_changes(40_000);
    let trace = trace();

    let (typed, in_trace) = throughput(&trace.start_content, &trace_changes(&trace));
    assert_eq!(typed, trace.end_content, "the trace ends in the recorded text");
    let (_, at_random) = throughput("fn main() {}\n", &random);
    let (_, in_long) = throughput(&long, &random);

    println!("edits per second without a tree (bar {BAR}):");
    let mut passed = true;
    for (what, rate) in [
        ("random edits", at_random),
        ("random edits, 10,000 lines", in_long),
        ("trace", in_trace),
    ] {
        println!("  {what:28} {rate:>12.0}   {:>6.1} x the bar", rate / BAR);
        passed &= rate >= BAR;
    }

    println!("one edit in a file of {LINES} lines (bar: p95 under {EDIT_BAR:?}):");
    for (what, language) in [
        ("without a tree", Language::PlainText),
        ("with a tree", Language::Rust),
    ] {
        let [p50, p95, p99] = percentiles(&long, language, &random[..2_000]);
        println!("  {what:28} p50 {p50:>9.1?}   p95 {p95:>9.1?}   p99 {p99:>9.1?}");
        passed &= p95 < EDIT_BAR;
    }
    if passed {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

/// Applies each change in a notification of its own; gives the text and the rate.
fn throughput(start: &str, changes: &[Change]) -> (String, f64) {
    let mut document = Document::new(start, 0, Language::PlainText);
    let changes = changes.to_vec();
    let count = f64::from(u32::try_from(changes.len()).expect("the changes are few"));
    let began = Instant::now();
    for (change, version) in changes.into_iter().zip(1..) {
        document.apply([change], version, ENCODING);
    }
    let rate = count / began.elapsed().as_secs_f64();
    (document.snapshot().text().to_string(), rate)
}

/// Times each change alone. A snapshot of the state before is alive, as when a request is at work on it;
/// between the edits, not timed, it is parsed if the language has a grammar.
fn percentiles(start: &str, language: Language, changes: &[Change]) -> [Duration; 3] {
    let mut document = Document::new(start, 0, language);
    let mut times = Vec::with_capacity(changes.len());
    for (change, version) in changes.iter().cloned().zip(1..) {
        let snapshot = document.snapshot();
        black_box(snapshot.tree());
        let began = Instant::now();
        document.apply([change], version, ENCODING);
        times.push(began.elapsed());
        black_box(snapshot);
    }
    times.sort_unstable();
    [50, 95, 99].map(|percent| times[(times.len() - 1) * percent / 100])
}

fn long_file() -> String {
    let function = "/// Adds 🤗 to 字.\npub fn add(left: u32, right: u32) -> u32 {\n    let sum = left + right;\n    sum\n}\n";
    function.repeat(LINES / 5)
}

/// Typing mostly, with deletions and pastes between, all over a long file; positions past the end of a short one count too.
fn random_changes(count: usize) -> Vec<Change> {
    let mut random = Random(0x9E37_79B9_7F4A_7C15);
    let mut change = || {
        let start = Position {
            line: random.below(10_000),
            character: random.below(40),
        };
        let end = match random.below(10) {
            0 => Position {
                line: start.line + random.below(2),
                character: random.below(40),
            },
            1 | 2 => Position {
                line: start.line,
                character: start.character + 1,
            },
            _ => start,
        };
        let text = match random.below(20) {
            0 => "let sum = left + right;\n",
            1 => "\n",
            2 => "🤗",
            _ => "x",
        };
        Change {
            range: Some(Range { start, end }),
            text: text.to_owned(),
        }
    };
    (0..count).map(|_| change()).collect()
}

/// The trace as an editor would send it: positions are found on the way, outside of what is timed.
fn trace_changes(trace: &Trace) -> Vec<Change> {
    let mut document = Document::new(&trace.start_content, 0, Language::PlainText);
    let mut changes = Vec::new();
    for (position, deleted, inserted) in trace.txns.iter().flat_map(|transaction| &transaction.patches) {
        let snapshot = document.snapshot();
        let at = |character| snapshot.position_of(snapshot.text().char_to_byte(character), ENCODING);
        let range = Range {
            start: at(*position),
            end: at(position + deleted),
        };
        let change = Change {
            range: Some(range),
            text: inserted.clone(),
        };
        document.apply([change.clone()], 0, ENCODING);
        changes.push(change);
    }
    changes
}

fn trace() -> Trace {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/data/trace/sveltecomponent.json.gz");
    let file = File::open(path).expect("the trace is part of the checkout");
    serde_json::from_reader(GzDecoder::new(file)).expect("the trace is JSON")
}

/// xorshift64: the same edits in every run.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: u32) -> u32 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        u32::try_from(self.0 % u64::from(limit)).expect("the remainder is below a u32")
    }
}
