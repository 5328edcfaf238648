//! The command line.

use std::num::NonZero;

use clap::{Parser, ValueEnum};

/// The model that the bars are for.
const MODEL: &str = "qwen2.5-coder-1.5b";

/// Programs of each kind, unless another number is asked for.
const SAMPLE: usize = 40;

/// A part of the benchmark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Part {
    /// Bugs mended by the pipeline and by the bare model.
    Fixes,
    /// Doc comments written by the pipeline and by the bare model.
    Comments,
    /// Code rewritten with and without guessing tokens ahead.
    Speculation,
    /// The list of actions, and taking one back.
    List,
}

impl Part {
    const ALL: [Self; 4] = [Self::List, Self::Speculation, Self::Fixes, Self::Comments];

    /// What it does, for who watches.
    pub(crate) fn what(self) -> &'static str {
        match self {
            Self::Fixes => "bugs mended, by the whole pipeline and by the bare model with the same prompt",
            Self::Comments => {
                "doc comments, by the whole pipeline and by the bare model with the same prompt"
            }
            Self::Speculation => "a function rewritten, with and without guessing tokens ahead",
            Self::List => "the list of actions in a large file, and taking actions back",
        }
    }
}

/// Measures code actions, and ends with 0 only if every bar is met.
#[derive(Debug, Parser)]
pub(crate) struct Options {
    /// The parts to run; without any, all.
    parts: Vec<Part>,
    /// A model to measure; may be given several times. Without it, `qwen2.5-coder-1.5b`.
    #[arg(long = "model")]
    models: Vec<String>,
    /// Bugs, and functions without a doc comment.
    #[arg(long, default_value_t = SAMPLE)]
    sample: usize,
    /// Threads of the engine; without this, one for each core.
    #[arg(long)]
    threads: Option<u32>,
}

impl Options {
    /// The parts to run, the quickest first.
    pub(crate) fn parts(&self) -> impl Iterator<Item = Part> {
        let asked = |part: &Part| self.parts.is_empty() || self.parts.contains(part);
        Part::ALL.into_iter().filter(asked)
    }

    /// The models to measure.
    pub(crate) fn models(&self) -> Vec<&str> {
        if self.models.is_empty() {
            return vec![MODEL];
        }
        self.models.iter().map(String::as_str).collect()
    }

    /// Bugs, and functions without a doc comment.
    pub(crate) fn sample(&self) -> usize {
        self.sample
    }

    /// Threads of the engine.
    pub(crate) fn threads(&self) -> u32 {
        self.threads.unwrap_or_else(|| {
            let cores = std::thread::available_parallelism().map_or(1, NonZero::get);
            u32::try_from(cores).unwrap_or(1)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(arguments: &[&str]) -> Options {
        Options::parse_from(["bench-assist"].iter().chain(arguments))
    }

    #[test]
    fn without_arguments_everything_runs_with_the_model_of_the_bars() {
        let options = parsed(&[]);
        assert_eq!(options.parts().count(), 4);
        assert_eq!((options.models(), options.sample()), (vec![MODEL], SAMPLE));
    }

    #[test]
    fn parts_models_and_the_sample_are_chosen() {
        let options = parsed(&["fixes", "--model", "a", "--sample", "7", "--threads", "1"]);
        assert_eq!(options.parts().collect::<Vec<_>>(), [Part::Fixes]);
        assert_eq!(
            (options.models(), options.sample(), options.threads()),
            (vec!["a"], 7, 1)
        );
    }
}
