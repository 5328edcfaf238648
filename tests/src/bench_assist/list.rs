//! What an editor waits for at every move of the cursor, the list of actions, and how soon an action that was chosen is
//! taken back.

use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use ponder_tests::Client;
use ponder_tests::bars::Bar;
use ponder_tests::random::Random;
use ponder_tests::sample::Sample;
use serde_json::{Value, json};

use super::server;

const LINES: usize = 10_000;

/// Lists that are asked for after an edit, and as many after a move of the cursor.
const LISTS: usize = 150;

/// The longest that 95 % of the lists may take, in milliseconds.
const LONGEST_LIST: f64 = 5.0;

/// Actions that are taken back.
const CANCELS: usize = 20;

/// The longest that 95 % of the actions may take to be taken back, in milliseconds.
const LONGEST_CANCEL: f64 = 50.0;

/// Decides where the cursor goes.
const SEED: u64 = 7;

const LARGE: &str = "file:///bench/large.py";
const SMALL: &str = "file:///bench/small.py";

/// Asks for lists, and takes actions back.
///
/// # Errors
///
/// If the server does not start, or offers no action.
pub(crate) fn measure(model: &str, threads: u32, say: impl Fn(&str)) -> Result<Vec<Bar>> {
    let mut client = server::start(model, threads)?;
    let mut bars = lists(model, &mut client);
    bars.push(cancels(model, &mut client, say)?);
    Ok(bars)
}

fn lists(model: &str, client: &mut Client) -> Vec<Bar> {
    let functions = LINES / 4;
    let text = (0..functions).fold(String::new(), |text, number| {
        text + &format!("def function_{number}(value):\n    result = value * {number}\n    return result\n\n")
    });
    client.open(LARGE, "python", &text);
    let mut random = Random::new(SEED);
    let (mut after_edit, mut after_move) = (Sample::default(), Sample::default());
    for round in 0..LISTS {
        let line = 4 * random.below(functions) + 1;
        let start = json!({"line": line, "character": 4});
        let change = json!([{"range": {"start": start, "end": start}, "text": "x"}]);
        client.change(LARGE, i32::try_from(round).unwrap_or_default() + 2, &change);
        after_edit.push(listed(client, line));
        after_move.push(listed(client, 4 * random.below(functions)));
    }
    client.close(LARGE);
    [(after_edit, "an edit"), (after_move, "a move of the cursor")]
        .into_iter()
        .map(|(sample, after)| {
            bar(
                model,
                &format!("list of actions after {after}, {LINES} lines, ms"),
                &sample,
                LONGEST_LIST,
            )
        })
        .collect()
}

/// Milliseconds until the list is there.
fn listed(client: &mut Client, line: usize) -> f64 {
    let position = json!({"line": line, "character": 6});
    let start = Instant::now();
    let list = client.result("textDocument/codeAction", &params(LARGE, &position, &position));
    let milliseconds = start.elapsed().as_secs_f64() * 1e3;
    assert!(list.as_array().is_some_and(|list| !list.is_empty()), "{list}");
    milliseconds
}

/// Takes actions back while the model reads or writes.
fn cancels(model: &str, client: &mut Client, say: impl Fn(&str)) -> Result<Bar> {
    let text = include_str!("speculation/report.py");
    client.open(SMALL, "python", text);
    let (start, end) = (
        json!({"line": 0, "character": 0}),
        json!({"line": 99, "character": 5}),
    );
    let list = client.result("textDocument/codeAction", &params(SMALL, &start, &end));
    let action = list
        .as_array()
        .into_iter()
        .flatten()
        .find(|action| {
            action["title"]
                .as_str()
                .is_some_and(|title| title.starts_with("Fix"))
        })
        .with_context(|| format!("there is no fix in {list}"))?;
    let mut sample = Sample::default();
    let mut random = Random::new(SEED);
    for round in 0..CANCELS {
        let id = client.begin("codeAction/resolve", action);
        // From the loading of the model to the middle of its answer.
        let wait = if round == 0 {
            3000
        } else {
            50 + random.below(5000) as u64
        };
        thread::sleep(Duration::from_millis(wait));
        let cancelled = Instant::now();
        client.cancel(id);
        let answer = client.answer(id);
        sample.push(cancelled.elapsed().as_secs_f64() * 1e3);
        ensure!(
            answer["error"]["code"] == -32800,
            "an action that was taken back after {wait} ms answered {answer}"
        );
    }
    say(&format!("  {CANCELS} actions taken back"));
    Ok(bar(model, "an action is taken back, ms", &sample, LONGEST_CANCEL))
}

fn params(uri: &str, start: &Value, end: &Value) -> Value {
    json!({
        "textDocument": {"uri": uri},
        "range": {"start": start, "end": end},
        "context": {"diagnostics": [], "triggerKind": 2},
    })
}

fn bar(model: &str, what: &str, sample: &Sample, longest: f64) -> Bar {
    let asked = format!("p95 ≤ {longest:.0}");
    match (sample.median(), sample.percentile(95)) {
        (Some(median), Some(high)) => {
            let text = format!("median {median:.2}, p95 {high:.2} of {}", sample.len());
            Bar::new(model, what, text, &asked, high <= longest)
        }
        _ => Bar::not_measured(model, what, &asked, "nothing was asked"),
    }
}
