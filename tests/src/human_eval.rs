//! `HumanEval`'s single-line infilling: its cases, a stated sample of them, and the program that judges a filled hole.

use std::fs::File;
use std::io::{BufRead as _, BufReader};
use std::path::Path;

use flate2::read::GzDecoder;
use serde::Deserialize;

use crate::random::Random;

const FILE: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/data/fim/HumanEval-SingleLineInfilling.jsonl.gz"
);

const SEED: u64 = 4;

/// A program with one line missing.
#[derive(Debug, Clone, Deserialize)]
pub struct Case {
    #[serde(rename = "task_id")]
    /// The program and the line.
    pub id: String,
    /// The function that the test calls.
    pub entry_point: String,
    /// The text before the hole; the hole begins a line.
    pub prompt: String,
    /// The text after the hole's line.
    pub suffix: String,
    #[serde(rename = "canonical_solution")]
    solution: String,
    /// What defines `check(candidate)`.
    pub test: String,
}

impl Case {
    /// The whole program as it is right, without its test.
    pub fn whole(&self) -> String {
        [self.prompt.as_str(), &self.solution, &self.suffix].concat()
    }

    /// A program with the test of this one; it fails where the test does.
    pub fn tested(&self, program: &str) -> String {
        format!("{program}\n{}\ncheck({})\n", self.test, self.entry_point)
    }

    /// The whole program with its test. `line` is without its line end.
    pub fn program(&self, line: &str) -> String {
        self.tested(&format!("{}{line}\n{}", self.prompt, self.suffix))
    }

    /// Whether the line is the one that was taken out; blanks at its end do not count.
    pub fn is_exact(&self, line: &str) -> bool {
        line.trim_end() == self.solution.trim_end()
    }

    /// The program of which this is a hole.
    pub fn task(&self) -> &str {
        self.id
            .rsplit_once('/')
            .map_or(self.id.as_str(), |(task, _)| task)
    }
}

/// All cases, in the order of the file.
///
/// # Panics
///
/// If the file cannot be read.
pub fn cases() -> Vec<Case> {
    let file = File::open(Path::new(FILE)).unwrap_or_else(|error| panic!("{FILE} cannot be read: {error}"));
    BufReader::new(GzDecoder::new(file))
        .lines()
        .map(|line| {
            let line = line.expect("the file is packed text");
            serde_json::from_str(&line).unwrap_or_else(|error| panic!("{FILE} has a wrong line: {error}"))
        })
        .collect()
}

/// `count` cases, the same each time, in rounds: no program comes twice in a round, as one hole of it would tell what is
/// missing in another.
pub fn rounds(mut cases: Vec<Case>, count: usize) -> Vec<Vec<Case>> {
    Random::new(SEED).shuffle(&mut cases);
    cases.truncate(count);
    let mut rounds: Vec<Vec<Case>> = Vec::new();
    for case in cases {
        let free = rounds
            .iter()
            .position(|round| round.iter().all(|other| other.task() != case.task()));
        match free {
            Some(round) => rounds[round].push(case),
            None => rounds.push(vec![case]),
        }
    }
    rounds
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sandbox::{Ended, run_python};

    #[test]
    fn the_missing_line_passes_and_nothing_fails() {
        let cases = cases();
        assert_eq!(cases.len(), 1033);
        let case = &cases[0];
        let solution = case.solution.trim_end();
        assert!(case.is_exact(solution) && !case.is_exact(""));
        assert_eq!(run_python(&case.program(solution)).ok(), Some(Ended::Passed));
        assert_eq!(run_python(&case.program("")).ok(), Some(Ended::Failed));
    }

    #[test]
    fn a_sample_is_the_same_each_time_and_no_round_has_two_holes_of_a_program() {
        let sample = || rounds(cases(), 200);
        let ids = |rounds: Vec<Vec<Case>>| {
            rounds
                .into_iter()
                .flatten()
                .map(|case| case.id)
                .collect::<Vec<_>>()
        };
        assert_eq!(ids(sample()), ids(sample()));
        assert_eq!(ids(sample()).len(), 200);
        for round in sample() {
            let mut tasks: Vec<&str> = round.iter().map(Case::task).collect();
            tasks.sort_unstable();
            tasks.dedup();
            assert_eq!(tasks.len(), round.len());
        }
    }
}
