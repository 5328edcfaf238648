//! The command line.

use std::num::NonZero;

use clap::{Parser, ValueEnum};

use super::typing::Amount;

/// Both sizes that Ponder has of the model it uses by default.
const MODELS: [&str; 2] = ["qwen2.5-coder-0.5b", "qwen2.5-coder-1.5b"];

/// A part of the benchmark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Part {
    /// Typing replayed against Ponder and llama.cpp's server.
    Typing,
    /// Holes filled by the whole pipeline and by the bare engine.
    Quality,
}

/// Measures inline completion beside llama.cpp's server, and ends with 0 only if every bar is met.
#[derive(Debug, Parser)]
pub(crate) struct Options {
    /// The parts to run; without any, all.
    parts: Vec<Part>,
    /// A model to measure; may be given several times. Without it, both Qwen models.
    #[arg(long = "model")]
    models: Vec<String>,
    /// Holes to fill with each model.
    #[arg(long)]
    sample: Option<usize>,
    /// All 1,033 holes: hours.
    #[arg(long, conflicts_with = "sample")]
    whole: bool,
    /// Little of everything, in some three minutes with the smaller model. The bars are the same, chance is larger.
    #[arg(long)]
    quick: bool,
    /// Threads of both engines; without this, one for each core.
    #[arg(long)]
    threads: Option<u32>,
    /// Writes the plots into the book as well.
    #[arg(long)]
    pub(crate) docs: bool,
}

impl Options {
    pub(crate) fn runs(&self, part: Part) -> bool {
        self.parts.is_empty() || self.parts.contains(&part)
    }

    /// The models to measure.
    pub(crate) fn models(&self) -> Vec<&str> {
        match (self.models.is_empty(), self.quick) {
            (false, _) => self.models.iter().map(String::as_str).collect(),
            (true, true) => vec![MODELS[0]],
            (true, false) => MODELS.to_vec(),
        }
    }

    /// Threads of both engines, each at rest while the other is measured.
    pub(crate) fn threads(&self) -> u32 {
        self.threads.unwrap_or_else(|| {
            let cores = std::thread::available_parallelism().map_or(1, NonZero::get);
            u32::try_from(cores).unwrap_or(1)
        })
    }

    /// Holes for the model at this place of the list. The first, by default the smallest, gets more.
    pub(crate) fn holes(&self, model: usize) -> usize {
        match (self.whole, self.sample, self.quick, model) {
            (true, ..) => usize::MAX,
            (_, Some(count), ..) => count,
            (_, _, true, _) => 12,
            (_, _, _, 0) => 200,
            _ => 80,
        }
    }

    /// How much is typed with the model at this place of the list.
    pub(crate) fn amount(&self, model: usize) -> Amount {
        match (self.quick, model) {
            (true, _) => Amount {
                flat_out: (3, 12),
                human: (3, 50),
            },
            (false, 0) => Amount {
                flat_out: (6, 40),
                human: (6, 120),
            },
            (false, _) => Amount {
                flat_out: (6, 18),
                human: (3, 120),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(arguments: &[&str]) -> Options {
        Options::parse_from(["bench-completion"].iter().chain(arguments))
    }

    #[test]
    fn without_arguments_everything_runs_with_both_models() {
        let options = parsed(&[]);
        assert!(options.runs(Part::Typing) && options.runs(Part::Quality));
        assert_eq!((options.models().len(), options.holes(0)), (2, 200));
    }

    #[test]
    fn parts_models_and_the_sample_are_chosen() {
        let options = parsed(&["typing", "--model", "a", "--quick"]);
        assert!(options.runs(Part::Typing) && !options.runs(Part::Quality));
        assert_eq!((options.models(), options.quick), (vec!["a"], true));
        assert_eq!(parsed(&["--quick"]).models(), [MODELS[0]]);
        assert_eq!(parsed(&["quality", "--sample", "7"]).holes(1), 7);
        assert_eq!(parsed(&["quality", "--whole"]).holes(1), usize::MAX);
    }
}
