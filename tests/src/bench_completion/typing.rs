//! Typing the stretches against both engines in turns, and the bars of that.

use ponder_tests::bars::Bar;
use ponder_tests::random::Random;
use ponder_tests::sample::{Sample, number};

use super::ponder::Ponder;
use super::replay::{Measured, Pace, replay};
use super::stock::Stock;
use super::stretch::{Stretch, stretches};

/// How much is typed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Amount {
    /// Stretches typed flat out, and keys of each.
    pub(crate) flat_out: (usize, usize),
    /// Stretches typed at human pace, and keys of each.
    pub(crate) human: (usize, usize),
}

/// The figures of both engines.
#[derive(Debug, Default)]
pub(crate) struct Typing {
    pub(crate) ponder: Measured,
    pub(crate) stock: Measured,
}

/// The most prompt tokens read for a key: in the middle, and for 95 % of the keys.
const MOST_READ: (f64, f64) = (8.0, 32.0);

/// The least share of the keys of which the server must tell what was read, of 1.
const LEAST_TOLD: f64 = 0.9;

/// How many times sooner a suggestion must come than the stock server's.
const LEAST_SPEEDUP: f64 = 5.0;

/// The most suggestions that may break a file, of 1.
const MOST_BROKEN: f64 = 0.01;

const SEED: u64 = 11;

/// Types flat out.
pub(crate) fn flat_out(ponder: &mut Ponder, stock: &mut Stock, amount: Amount, say: impl Fn(&str)) -> Typing {
    let (count, keys) = amount.flat_out;
    in_turns(
        ponder,
        stock,
        &stretches(count, keys, SEED),
        "flat out",
        say,
        |_| Pace::FlatOut,
    )
}

/// Types as people do; both engines meet the same pauses.
pub(crate) fn human(ponder: &mut Ponder, stock: &mut Stock, amount: Amount, say: impl Fn(&str)) -> Typing {
    let (count, keys) = amount.human;
    let pace = |stretch: usize| Pace::Human(Random::new(SEED + stretch as u64));
    in_turns(
        ponder,
        stock,
        &stretches(count, keys, SEED + 1),
        "human pace",
        say,
        pace,
    )
}

fn in_turns(
    ponder: &mut Ponder,
    stock: &mut Stock,
    stretches: &[Stretch],
    how: &str,
    say: impl Fn(&str),
    pace: impl Fn(usize) -> Pace,
) -> Typing {
    let mut typing = Typing::default();
    for (number, stretch) in stretches.iter().enumerate() {
        // Whoever comes first finds a colder machine: they take turns in that as well.
        let (ours, theirs) = if number % 2 == 0 {
            let ours = replay(ponder, stretch, pace(number));
            (ours, replay(stock, stretch, pace(number)))
        } else {
            let theirs = replay(stock, stretch, pace(number));
            (replay(ponder, stretch, pace(number)), theirs)
        };
        say(&format!(
            "  {how}, {}: {}",
            stretch.name,
            beside("ms", ours.latency.median(), theirs.latency.median(), 1)
                + &beside(
                    "tokens read",
                    ours.tokens_read.median(),
                    theirs.tokens_read.median(),
                    0
                )
                + &beside(
                    "% saved",
                    Some(100.0 * ours.savings()),
                    Some(100.0 * theirs.savings()),
                    0
                )
        ));
        typing.ponder.add(&ours);
        typing.stock.add(&theirs);
    }
    typing
}

fn beside(what: &str, ours: Option<f64>, theirs: Option<f64>, digits: usize) -> String {
    let text = |value: Option<f64>| value.map_or_else(|| "–".to_owned(), |value| format!("{value:.digits$}"));
    format!("{} against {} {what}; ", text(ours), text(theirs))
}

/// The bars of typing flat out.
pub(crate) fn flat_out_bars(model: &str, typing: &Typing) -> Vec<Bar> {
    let Typing { ponder, stock } = typing;
    let read = "prompt tokens read for a key that needs the model, where the last one was typed";
    let bar = "median ≤ 8, p95 ≤ 32";
    let told_of =
        number(ponder.tokens_read.len() + ponder.tokens_read_elsewhere.len()) / number(ponder.written.max(1));
    let reading = match (ponder.tokens_read.median(), ponder.tokens_read.percentile(95)) {
        _ if told_of < LEAST_TOLD => {
            let reason = format!("the server tells it of {:.0} % of these keys", 100.0 * told_of);
            Bar::not_measured(model, read, bar, &reason).beside(told(&stock.tokens_read, 0), None)
        }
        (Some(median), Some(high)) => {
            let met = median <= MOST_READ.0 && high <= MOST_READ.1;
            let ratio = stock.tokens_read.median().map(|stock| stock / median.max(1.0));
            let text = format!(
                "median {median:.0}, p95 {high:.0}, told of {:.0} %",
                100.0 * told_of
            );
            Bar::new(model, read, text, bar, met).beside(told(&stock.tokens_read, 0), ratio)
        }
        _ => Bar::not_measured(model, read, bar, "no key needed the model"),
    };
    let what = "key where the last one was typed → suggestion that needs the model, flat out, ms";
    let bar = "median ≥ 5 × sooner";
    let latency = match (ponder.latency.median(), stock.latency.median()) {
        (Some(ours), Some(theirs)) => Bar::new(
            model,
            what,
            told(&ponder.latency, 1),
            bar,
            theirs / ours >= LEAST_SPEEDUP,
        )
        .beside(told(&stock.latency, 1), Some(theirs / ours)),
        _ => Bar::not_measured(model, what, bar, "an engine gave no suggestion"),
    };
    vec![
        reading,
        latency,
        Bar::reported(
            model,
            "the first key in a file or at another place, or one that deletes: tokens read",
            told(&ponder.tokens_read_elsewhere, 0),
            told(&stock.tokens_read_elsewhere, 0),
        ),
        Bar::reported(
            model,
            "the same: key → suggestion that needs the model, ms",
            told(&ponder.latency_elsewhere, 1),
            told(&stock.latency_elsewhere, 1),
        ),
        Bar::reported(
            model,
            "keys after which a suggestion needed the model, flat out",
            share(ponder.written, ponder.keystrokes),
            share(stock.written, stock.keystrokes),
        ),
        Bar::reported(model, "characters saved, flat out", saved(ponder), saved(stock)),
    ]
}

/// The bars of typing at human pace.
pub(crate) fn human_bars(model: &str, typing: &Typing) -> Vec<Bar> {
    let Typing { ponder, stock } = typing;
    let more = ponder.savings() > stock.savings();
    let ratio = (stock.saved > 0).then(|| ponder.savings() / stock.savings());
    vec![
        Bar::new(
            model,
            "characters saved, human pace",
            saved(ponder),
            "more than the stock server",
            more,
        )
        .beside(saved(stock), ratio),
        Bar::reported(
            model,
            "keys after which a suggestion was shown in time, human pace",
            share(ponder.shown, ponder.keystrokes),
            share(stock.shown, stock.keystrokes),
        ),
    ]
}

/// The bar of what was accepted at both paces.
pub(crate) fn broken_bar(model: &str, flat_out: &Typing, human: &Typing) -> Bar {
    let (mut ponder, mut stock) = (flat_out.ponder.clone(), flat_out.stock.clone());
    ponder.add(&human.ponder);
    stock.add(&human.stock);
    broken(model, &ponder).beside(format!("{} of {}", stock.broken, stock.accepted), None)
}

fn broken(model: &str, measured: &Measured) -> Bar {
    let (what, bar) = ("accepted suggestions that break a file", "≤ 1 %");
    if measured.accepted == 0 {
        return Bar::not_measured(model, what, bar, "none was accepted");
    }
    let met = number(measured.broken) <= MOST_BROKEN * number(measured.accepted);
    let text = format!(
        "{} of {}, {} where the file parsed",
        measured.broken, measured.accepted, measured.judged
    );
    Bar::new(model, what, text, bar, met)
}

fn told(sample: &Sample, digits: usize) -> String {
    match (sample.median(), sample.percentile(95)) {
        (Some(median), Some(high)) => format!("median {median:.digits$}, p95 {high:.digits$}"),
        _ => "–".to_owned(),
    }
}

fn saved(measured: &Measured) -> String {
    format!("{:.1} % of {}", 100.0 * measured.savings(), measured.characters)
}

fn share(part: usize, whole: usize) -> String {
    format!("{:.0} % of {whole}", 100.0 * number(part) / number(whole.max(1)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn measured(latency: f64, tokens: f64, saved: usize) -> Measured {
        Measured {
            latency: Sample::from_iter([latency; 3]),
            tokens_read: Sample::from_iter([tokens; 3]),
            keystrokes: 3,
            written: 3,
            characters: 100,
            saved,
            accepted: 200,
            ..Measured::default()
        }
    }

    #[test]
    fn bars_compare_both_engines_of_one_run() {
        let typing = |latency, tokens| Typing {
            ponder: measured(latency, tokens, 30),
            stock: measured(1000.0, 210.0, 20),
        };
        let failing = |typing: &Typing| {
            flat_out_bars("m", typing)
                .iter()
                .map(Bar::fails)
                .collect::<Vec<_>>()
        };
        assert_eq!(failing(&typing(200.0, 8.0)), [false; 6]);
        assert_eq!(
            failing(&typing(201.0, 9.0)),
            [true, true, false, false, false, false]
        );
        assert!(!human_bars("m", &typing(1.0, 1.0))[0].fails());
    }

    #[test]
    fn one_broken_file_in_a_hundred_is_borne() {
        let mut ponder = measured(1.0, 1.0, 1);
        ponder.broken = 2;
        assert!(!broken("m", &ponder).fails());
        ponder.broken = 3;
        assert!(broken("m", &ponder).fails());
    }
}
