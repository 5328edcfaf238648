//! Bugs in `HumanEval` programs, mended by the whole pipeline and, with the same prompt, by the bare model.

use std::time::Instant;

use anyhow::{Context as _, Result};
use ponder_assist::{Action, Diagnostic, Situation};
use ponder_tests::bars::Bar;
use ponder_tests::sandbox::{Ended, run_python};

use super::bare::{self, first_block};
use super::mutant::{Mutant, mutant};
use super::pipeline::{Outcome, done, local_models, situation};
use super::program::{Program, programs};
use super::tally::{Tally, share};
use super::wording::Wording;

/// Decides which mistakes are made.
const SEED: u64 = 6;

/// Mends `count` bugs both ways.
///
/// # Errors
///
/// If a model does not answer, or Python cannot be started.
pub(crate) async fn measure(model: &str, threads: u32, count: usize, say: impl Fn(&str)) -> Result<Vec<Bar>> {
    let models = local_models(model, threads, "")?;
    let wording = Wording::of(model)?;
    let action = Action::Fix;
    let mut tally = Tally::default();
    let (mut refused, mut repaired) = (0, 0);
    for program in programs() {
        if tally.len() == count {
            break;
        }
        let Some(mutant) = mutant(&program, SEED)? else {
            continue;
        };
        let situation = with_complaint(&program, &mutant)?;
        let messages = wording.messages(&action, &situation).await?;

        let start = Instant::now();
        let outcome = done(&models, &action, &situation).await?;
        tally.seconds.0.push(start.elapsed().as_secs_f64());
        let by_pipeline = match outcome {
            Outcome::Changed { text, requests } => {
                repaired += usize::from(requests > 1);
                passes(&program, &text)?
            }
            Outcome::Refused(why) => {
                say(&format!("  {}: refused: {why}", program.name()));
                refused += 1;
                false
            }
        };

        let start = Instant::now();
        let answer = bare::answer(&models, &action, messages).await?;
        tally.seconds.1.push(start.elapsed().as_secs_f64());
        let by_model = passes(&program, &pasted(&program, &mutant, first_block(&answer.text))?)?;

        tally.note(by_pipeline, by_model);
        if tally.len().is_multiple_of(5) {
            let (pipeline, bare) = tally.right();
            say(&format!(
                "  {} of {count} bugs: pipeline {pipeline}, bare model {bare}",
                tally.len()
            ));
        }
    }
    let mut bars = tally.bars(model, "bugs mended, HumanEval");
    bars.push(Bar::reported(
        model,
        "bugs mended: answers refused; answers that needed a round of repair",
        format!(
            "{}; {}",
            share(refused, tally.len()),
            share(repaired, tally.len())
        ),
        String::new(),
    ));
    Ok(bars)
}

/// The function selected, with what its test complains of.
fn with_complaint(program: &Program, mutant: &Mutant) -> Result<Situation> {
    let function = program
        .function(&mutant.text)
        .context("a function stands in its program")?;
    let diagnostic = Diagnostic {
        bytes: function.clone(),
        message: mutant.complaint.clone(),
        source: Some("test".to_owned()),
        code: None,
    };
    Ok(situation(&mutant.text, function, vec![diagnostic]))
}

/// The program with `code` in the place of its function.
fn pasted(program: &Program, mutant: &Mutant, code: &str) -> Result<String> {
    let function = program
        .function(&mutant.text)
        .context("a function stands in its program")?;
    let mut text = mutant.text.clone();
    text.replace_range(function, code);
    Ok(text)
}

fn passes(program: &Program, text: &str) -> Result<bool> {
    Ok(run_python(&program.tested(text))? == Ended::Passed)
}
