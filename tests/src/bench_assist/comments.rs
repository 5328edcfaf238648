//! Doc comments of functions that have none, written by the whole pipeline and, with the same prompt, by the bare model, whose
//! answer becomes the docstring as it is.

use std::time::Instant;

use anyhow::{Context as _, Result};
use ponder_assist::Action;
use ponder_tests::bars::Bar;
use ponder_tests::sandbox::run_python_told;
use serde::Deserialize;

use super::bare;
use super::pipeline::{Outcome, done, local_models, situation};
use super::program::programs;
use super::tally::{Tally, share};
use super::wording::Wording;

/// Judges a program with a new docstring, by Python's own grammar; says so on the standard error.
const JUDGE: &str = include_str!("comments/judge.py");

/// What is said of a program with a new docstring.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[expect(clippy::struct_excessive_bools, reason = "each is counted by itself")]
struct Verdict {
    parses: bool,
    /// The function has a docstring.
    has_docstring: bool,
    /// All else is as it was.
    is_comment_only: bool,
    /// Every parameter is named.
    names_parameters: bool,
}

impl Verdict {
    fn is_good(self) -> bool {
        self.parses && self.has_docstring && self.is_comment_only && self.names_parameters
    }
}

/// Has `count` functions documented both ways.
///
/// # Errors
///
/// If a model does not answer, or Python cannot be started.
pub(crate) async fn measure(model: &str, threads: u32, count: usize, say: impl Fn(&str)) -> Result<Vec<Bar>> {
    let models = local_models(model, threads, "")?;
    let wording = Wording::of(model)?;
    let action = Action::Document;
    let mut tally = Tally::default();
    let mut verdicts: Vec<(Verdict, Verdict)> = Vec::new();
    for program in programs() {
        if tally.len() == count {
            break;
        }
        let Some(text) = program.without_docstring() else {
            continue;
        };
        let function = program
            .function(&text)
            .context("a function stands in its program")?;
        let name = function.start + "def ".len();
        let situation = situation(&text, name..name, Vec::new());
        let messages = wording.messages(&action, &situation).await?;

        let start = Instant::now();
        let outcome = done(&models, &action, &situation).await?;
        tally.seconds.0.push(start.elapsed().as_secs_f64());
        let by_pipeline = match outcome {
            Outcome::Changed { text: after, .. } => judged(&text, &after, program.name())?,
            Outcome::Refused(why) => {
                say(&format!("  {}: refused: {why}", program.name()));
                Verdict::default()
            }
        };

        let start = Instant::now();
        let answer = bare::answer(&models, &action, messages).await?;
        tally.seconds.1.push(start.elapsed().as_secs_f64());
        let by_model = match pasted(&text, function.start, answer.text.trim()) {
            Some(after) => judged(&text, &after, program.name())?,
            None => Verdict::default(),
        };

        tally.note(by_pipeline.is_good(), by_model.is_good());
        verdicts.push((by_pipeline, by_model));
        if tally.len().is_multiple_of(5) {
            let (pipeline, bare) = tally.right();
            say(&format!(
                "  {} of {count} comments: pipeline {pipeline}, bare model {bare}",
                tally.len()
            ));
        }
    }
    let mut bars = tally.bars(model, "good doc comments, HumanEval");
    bars.extend(details(model, &verdicts));
    Ok(bars)
}

/// Something that is said of a verdict.
type Holds = fn(&Verdict) -> bool;

fn details(model: &str, verdicts: &[(Verdict, Verdict)]) -> Vec<Bar> {
    let counted: [(&str, Holds); 4] = [
        ("the file parses", |verdict| verdict.parses),
        ("there is a docstring", |verdict| verdict.has_docstring),
        ("nothing but the docstring changes", |verdict| {
            verdict.is_comment_only
        }),
        ("every parameter is named", |verdict| verdict.names_parameters),
    ];
    counted
        .into_iter()
        .map(|(what, holds)| {
            let count = |of: fn(&(Verdict, Verdict)) -> &Verdict| {
                let right = verdicts.iter().filter(|pair| holds(of(pair))).count();
                share(right, verdicts.len())
            };
            Bar::reported(
                model,
                &format!("doc comments: {what}"),
                count(|pair| &pair.0),
                count(|pair| &pair.1),
            )
        })
        .collect()
}

/// The program with the answer as the docstring of the function that begins at `start`.
fn pasted(text: &str, start: usize, answer: &str) -> Option<String> {
    // A signature ends with its first line that ends with a colon.
    let body = start + text[start..].find(":\n")? + 2;
    Some(format!(
        "{}    \"\"\"{answer}\"\"\"\n{}",
        &text[..body],
        &text[body..]
    ))
}

fn judged(before: &str, after: &str, name: &str) -> Result<Verdict> {
    // JSON's strings are Python's as well.
    let quoted = |text: &str| serde_json::to_string(text);
    let program = format!(
        "before = {}\nafter = {}\nname = {}\n{JUDGE}",
        quoted(before)?,
        quoted(after)?,
        quoted(name)?
    );
    let run = run_python_told(&program)?;
    serde_json::from_str(&run.errors).with_context(|| format!("the judge failed: {}", run.errors))
}

#[cfg(test)]
mod tests {
    use super::*;

    const BEFORE: &str = "def add(a, b):\n    return a + b\n";

    fn verdict(after: &str) -> Verdict {
        judged(BEFORE, after, "add").expect("python3 starts")
    }

    #[test]
    fn a_docstring_that_names_the_parameters_is_good() {
        let good = pasted(BEFORE, 0, "Adds a \u{1F917} to b.").expect("there is a body");
        assert!(verdict(&good).is_good());
    }

    #[test]
    fn what_is_no_docstring_is_not_good() {
        let silent = verdict(BEFORE);
        assert!(silent.parses && !silent.has_docstring && !silent.is_good());
        let changed = verdict("def add(a, b):\n    \"\"\"Adds a to b.\"\"\"\n    return a - b\n");
        assert!(changed.has_docstring && !changed.is_comment_only && !changed.is_good());
        let partial = verdict("def add(a, b):\n    \"\"\"Adds a.\"\"\"\n    return a + b\n");
        assert!(partial.is_comment_only && !partial.names_parameters && !partial.is_good());
        assert_eq!(verdict("def add(a, b:\n"), Verdict::default());
    }
}
