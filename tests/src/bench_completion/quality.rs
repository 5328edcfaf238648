//! `HumanEval` holes through the whole pipeline, and through the bare engine in the model's native order: who fills
//! them right.

use std::fs::File;
use std::io::Write as _;
use std::path::Path;
use std::time::Instant;

use anyhow::{Context as _, Result};
use ponder_tests::bars::Bar;
use ponder_tests::human_eval::{Case, cases, rounds};
use ponder_tests::sample::{Sample, number};
use ponder_tests::sandbox::{Ended, run_python};
use serde_json::json;

use super::buffer::Buffer;
use super::llama_server::LlamaServer;
use super::ponder::{Ponder, Trigger};

/// Tokens that the bare engine may write for the line.
const MOST_TOKENS: u32 = 96;

/// Points of pass@1 that are hoped for.
const GOAL: f64 = 2.0;

/// What came of one way to fill the holes.
#[derive(Debug, Default)]
struct Filled {
    passed: Vec<bool>,
    exact: usize,
    milliseconds: Sample,
    /// What was filled in last.
    last: String,
}

impl Filled {
    fn note(&mut self, case: &Case, line: &str, milliseconds: f64) -> Result<()> {
        line.clone_into(&mut self.last);
        self.passed
            .push(run_python(&case.program(line))? == Ended::Passed);
        self.exact += usize::from(case.is_exact(line));
        self.milliseconds.push(milliseconds);
        Ok(())
    }

    fn solved(&self) -> usize {
        self.passed.iter().filter(|passed| **passed).count()
    }

    fn percent(&self, count: usize) -> f64 {
        100.0 * number(count) / number(self.passed.len().max(1))
    }
}

/// Fills `count` holes both ways, one engine after the other at each hole, and notes in `notes` what came of each.
///
/// # Errors
///
/// If a server or a program cannot be started, or the notes cannot be written.
pub(crate) fn measure(
    model: &str,
    file: &Path,
    window: u32,
    threads: u32,
    count: usize,
    notes: &Path,
    say: impl Fn(&str),
) -> Result<Vec<Bar>> {
    let mut notes = File::create(notes).with_context(|| format!("{} cannot be written", notes.display()))?;
    let mut bare = LlamaServer::start(file, window, threads);
    let (mut whole, mut native) = (Filled::default(), Filled::default());
    let cases = cases();
    let count = count.min(cases.len());
    for round in rounds(cases, count) {
        // A server of its own for each round: it has never seen another hole of the same program.
        let mut ponder = Ponder::start(file.parent().unwrap_or(file), model, window, threads)?;
        for case in &round {
            // They take turns in being first.
            if whole.passed.len() % 2 == 0 {
                by_pipeline(&mut ponder, case, &mut whole)?;
                by_engine(&mut bare, case, &mut native)?;
            } else {
                by_engine(&mut bare, case, &mut native)?;
                by_pipeline(&mut ponder, case, &mut whole)?;
            }
            let note = json!({
                "hole": case.id,
                "pipeline": { "text": whole.last, "passed": whole.passed.last() },
                "engine": { "text": native.last, "passed": native.passed.last() },
            });
            writeln!(notes, "{note}")?;
            if whole.passed.len() % 25 == 0 {
                say(&format!(
                    "  {} of {count} holes: pipeline {}, bare engine {}",
                    whole.passed.len(),
                    whole.solved(),
                    native.solved()
                ));
            }
        }
    }
    Ok(bars(model, &whole, &native))
}

/// An editor's way: the hole is an empty line with the cursor at its beginning, and the suggestion is taken whole.
fn by_pipeline(ponder: &mut Ponder, case: &Case, filled: &mut Filled) -> Result<()> {
    let buffer = Buffer::new(format!("{}\n{}", case.prompt, case.suffix), case.prompt.len());
    ponder.open_text("py", "python", &buffer.text);
    let start = Instant::now();
    let answer = ponder.complete(&buffer, Trigger::Invoked);
    let milliseconds = answer.when.duration_since(start).as_secs_f64() * 1e3;
    ponder.close_text();
    ponder.rest();
    filled.note(case, answer.text.as_deref().unwrap_or_default(), milliseconds)
}

/// The engine's way: the data's prefix and suffix around the model's own tokens, the likeliest tokens to the line's end.
fn by_engine(bare: &mut LlamaServer, case: &Case, filled: &mut Filled) -> Result<()> {
    let Case { prompt, suffix, .. } = case;
    let body = json!({
        "prompt": format!("<|fim_prefix|>{prompt}<|fim_suffix|>{suffix}<|fim_middle|>"),
        "n_predict": MOST_TOKENS,
        "temperature": 0,
        "stop": ["\n"],
        "cache_prompt": true,
    });
    let start = Instant::now();
    bare.begin("/completion", &body);
    let answer = bare.answer();
    let milliseconds = start.elapsed().as_secs_f64() * 1e3;
    filled.note(case, answer["content"].as_str().unwrap_or_default(), milliseconds)
}

fn bars(model: &str, whole: &Filled, native: &Filled) -> Vec<Bar> {
    let count = whole.passed.len();
    let (ours, theirs) = (whole.percent(whole.solved()), native.percent(native.solved()));
    let told = |filled: &Filled| {
        format!(
            "{:.1} % ({} of {count})",
            filled.percent(filled.solved()),
            filled.solved()
        )
    };
    let pairs = || whole.passed.iter().zip(&native.passed);
    let only_ours = pairs().filter(|(ours, theirs)| **ours && !**theirs).count();
    let only_theirs = pairs().filter(|(ours, theirs)| **theirs && !**ours).count();
    let exact = |filled: &Filled| format!("{:.1} % ({})", filled.percent(filled.exact), filled.exact);
    let time = |filled: &Filled| {
        filled
            .milliseconds
            .median()
            .map_or_else(String::new, |median| format!("median {median:.0}"))
    };
    let goal = if ours - theirs >= GOAL {
        "reached"
    } else {
        "not reached"
    };
    vec![
        Bar::new(
            model,
            "pass@1, HumanEval single-line infilling, pipeline beside bare engine",
            told(whole),
            &format!("not lower; goal + 2 points {goal}"),
            count > 0 && whole.solved() >= native.solved(),
        )
        .beside(told(native), (theirs > 0.0).then(|| ours / theirs)),
        Bar::reported(
            model,
            "holes that only this one filled right",
            only_ours.to_string(),
            only_theirs.to_string(),
        ),
        Bar::reported(model, "exact match", exact(whole), exact(native)),
        Bar::reported(model, "a hole, ms", time(whole), time(native)),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(passed: &[bool]) -> Filled {
        Filled {
            passed: passed.to_vec(),
            ..Filled::default()
        }
    }

    #[test]
    fn the_pipeline_must_not_be_worse_and_pairs_are_counted() {
        let native = filled(&[true, false, true, false]);
        let better = bars("m", &filled(&[true, true, true, false]), &native);
        assert!(!better[0].fails());
        assert_eq!((better[1].ponder.as_str(), better[1].stock.as_str()), ("1", "0"));
        assert!(better[0].asked.ends_with("goal + 2 points reached"));
        let worse = bars("m", &filled(&[true, false, false, false]), &native);
        assert!(worse[0].fails());
        assert_eq!((worse[1].ponder.as_str(), worse[1].stock.as_str()), ("0", "1"));
    }
}
