//! Who did how many of the same tasks right, beside each other.

use ponder_tests::bars::Bar;
use ponder_tests::sample::{Sample, number};

/// What became of the tasks, done by the pipeline and by the bare model.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    pairs: Vec<(bool, bool)>,
    pub(crate) seconds: (Sample, Sample),
}

impl Tally {
    /// Notes whether the pipeline and the bare model did a task right.
    pub(crate) fn note(&mut self, pipeline: bool, bare: bool) {
        self.pairs.push((pipeline, bare));
    }

    pub(crate) fn len(&self) -> usize {
        self.pairs.len()
    }

    /// Tasks that each did right.
    pub(crate) fn right(&self) -> (usize, usize) {
        let count = |of: fn(&(bool, bool)) -> bool| self.pairs.iter().filter(|pair| of(pair)).count();
        (count(|pair| pair.0), count(|pair| pair.1))
    }

    /// The bar that the pipeline does no fewer, and what there is to tell besides.
    pub(crate) fn bars(&self, model: &str, what: &str) -> Vec<Bar> {
        let (pipeline, bare) = self.right();
        let only = |of: fn(&&(bool, bool)) -> bool| self.pairs.iter().filter(of).count().to_string();
        let median = |sample: &Sample| {
            let median = sample.median();
            median.map_or_else(|| "–".to_owned(), |median| format!("{median:.1}"))
        };
        vec![
            Bar::new(
                model,
                what,
                share(pipeline, self.len()),
                "not lower",
                self.len() > 0 && pipeline >= bare,
            )
            .beside(
                format!("bare model: {}", share(bare, self.len())),
                (bare > 0).then(|| number(pipeline) / number(bare)),
            ),
            Bar::reported(
                model,
                &format!("{what}: right by this one only"),
                only(|pair| pair.0 && !pair.1),
                only(|pair| !pair.0 && pair.1),
            ),
            Bar::reported(
                model,
                &format!("{what}: seconds, median"),
                median(&self.seconds.0),
                median(&self.seconds.1),
            ),
        ]
    }
}

/// A share in words.
pub(crate) fn share(part: usize, of: usize) -> String {
    format!(
        "{:.1} % ({part} of {of})",
        100.0 * number(part) / number(of.max(1))
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tally(pairs: &[(bool, bool)]) -> Tally {
        let mut tally = Tally::default();
        for (pipeline, bare) in pairs {
            tally.note(*pipeline, *bare);
        }
        tally
    }

    #[test]
    fn the_pipeline_must_not_do_fewer() {
        let bars = tally(&[(true, false), (true, true), (false, false)]).bars("m", "w");
        assert!(!bars[0].fails());
        assert_eq!(bars[0].ponder, "66.7 % (2 of 3)");
        assert_eq!((bars[1].ponder.as_str(), bars[1].stock.as_str()), ("1", "0"));
        assert!(tally(&[(false, true)]).bars("m", "w")[0].fails());
        assert!(tally(&[]).bars("m", "w")[0].fails(), "nothing was measured");
    }
}
