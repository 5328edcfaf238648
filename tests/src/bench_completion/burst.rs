//! 20 keys, 60 ms apart: how many generations that costs, and how soon after the last key the answer is there, beside
//! one generation alone at the same place.

use std::thread;
use std::time::{Duration, Instant};

use ponder_tests::bars::Bar;
use ponder_tests::sample::Sample;

use super::buffer::Buffer;
use super::places::{place, typed};
use super::ponder::{Answer, Ponder, Trigger};

/// The time between two keys.
const APART: Duration = Duration::from_millis(60);

/// Rounds of each, in turns.
const ROUNDS: usize = 5;

/// What the last answer may take longer than a generation alone, in milliseconds.
const MOST_MORE: f64 = 20.0;

/// Generations that may be abandoned in a round.
const MOST_ABANDONED: u64 = 3;

/// Types in bursts with `ponder`; the bars of the generations and of the last answer. The generations alone are asked of
/// `other`, a server with the same model: what was typed in a burst would be context, and so a suggestion, for them.
pub(crate) fn measure(model: &str, ponder: &mut Ponder, other: &mut Ponder) -> Vec<Bar> {
    let (mut alone, mut last, mut unanswered) = (Sample::default(), Sample::default(), 0);
    let mut counts: Option<Vec<(u64, u64)>> = Some(Vec::new());
    for round in 0..ROUNDS {
        let typed = typed(round);
        let mut buffer = warm(ponder, 2000 + 2 * round);
        let before = counted(ponder);
        let (milliseconds, answer) = burst(ponder, &mut buffer, &typed);
        last.push(milliseconds);
        // At once, as the server writes ahead when nothing more is typed.
        let after = counted(ponder);
        let difference = before
            .zip(after)
            .map(|(before, after)| (after.0 - before.0, after.1 - before.1));
        counts = counts.zip(difference).map(|(mut counts, difference)| {
            counts.push(difference);
            counts
        });
        end(ponder);

        let mut buffer = warm(other, 2001 + 2 * round);
        let (milliseconds, one) = lone(other, &mut buffer, &typed);
        alone.push(milliseconds);
        unanswered += usize::from(one.text.is_some() && answer.text.is_none());
        end(other);
    }
    vec![
        generations(model, counts),
        sooner(model, &alone, &last, unanswered),
    ]
}

fn generations(model: &str, counts: Option<Vec<(u64, u64)>>) -> Bar {
    let (what, bar) = ("20 keys 60 ms apart: generations", "1 finished, ≤ 3 abandoned");
    let Some(counts) = counts else {
        return Bar::not_measured(model, what, bar, "the server does not answer `ponder/stats`");
    };
    let met = counts
        .iter()
        .all(|(finished, abandoned)| *finished == 1 && *abandoned <= MOST_ABANDONED);
    let list = |pick: fn(&(u64, u64)) -> u64| {
        counts
            .iter()
            .map(|count| pick(count).to_string())
            .collect::<Vec<_>>()
            .join(" ")
    };
    let text = format!(
        "finished {}, abandoned {} by round",
        list(|count| count.0),
        list(|count| count.1)
    );
    Bar::new(model, what, text, bar, met)
}

fn sooner(model: &str, alone: &Sample, last: &Sample, unanswered: usize) -> Bar {
    let (what, bar) = (
        "20 keys 60 ms apart: last key → answer, ms",
        "≤ one generation + 20 ms",
    );
    let (Some(one), Some(after)) = (alone.median(), last.median()) else {
        return Bar::not_measured(model, what, bar, "nothing was answered");
    };
    let text =
        format!("median {after:.1}, one generation alone {one:.1}; {unanswered} without the suggestion");
    Bar::new(
        model,
        what,
        text,
        bar,
        after <= one + MOST_MORE && unanswered == 0,
    )
}

/// A copy of the place that the engine has read.
fn warm(ponder: &mut Ponder, copy: usize) -> Buffer {
    let buffer = place(copy);
    ponder.open_text("py", "python", &buffer.text);
    ponder.complete(&buffer, Trigger::Invoked);
    ponder.rest();
    buffer
}

/// All that is typed at once, and a command: the time of its answer.
fn lone(ponder: &mut Ponder, buffer: &mut Buffer, typed: &str) -> (f64, Answer) {
    let change = buffer.insert(typed);
    let start = Instant::now();
    ponder.change(&change);
    let answer = ponder.complete(buffer, Trigger::Invoked);
    (answer.when.duration_since(start).as_secs_f64() * 1e3, answer)
}

/// The keys in their time; from the last one to its answer.
fn burst(ponder: &mut Ponder, buffer: &mut Buffer, typed: &str) -> (f64, Answer) {
    let (began, mut open, mut start) = (Instant::now(), None, Instant::now());
    for (number, character) in (0..).zip(typed.chars()) {
        thread::sleep((began + APART * number).saturating_duration_since(Instant::now()));
        start = Instant::now();
        let change = buffer.insert(character.encode_utf8(&mut [0; 4]));
        ponder.change(&change);
        if let Some(id) = open {
            ponder.take_back(id);
        }
        open = Some(ponder.begin(buffer, Trigger::Automatic));
    }
    let answer = ponder.answer(open.expect("there were keys"));
    (answer.when.duration_since(start).as_secs_f64() * 1e3, answer)
}

/// Generations finished and abandoned so far.
fn counted(ponder: &mut Ponder) -> Option<(u64, u64)> {
    ponder
        .generations("finished")
        .zip(ponder.generations("abandoned"))
}

fn end(ponder: &mut Ponder) {
    ponder.close_text();
    ponder.rest();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_round_counts() {
        assert!(!generations("m", Some(vec![(1, 3), (1, 0)])).fails());
        assert!(generations("m", Some(vec![(1, 4), (1, 0)])).fails());
        assert!(generations("m", Some(vec![(1, 0), (2, 0)])).fails());
        assert!(generations("m", None).fails());
    }

    #[test]
    fn the_last_answer_is_held_against_a_generation_alone() {
        let sample = |value| Sample::from_iter([value; 3]);
        assert!(!sooner("m", &sample(100.0), &sample(119.0), 0).fails());
        assert!(sooner("m", &sample(100.0), &sample(121.0), 0).fails());
        assert!(sooner("m", &sample(100.0), &sample(1.0), 1).fails());
    }
}
