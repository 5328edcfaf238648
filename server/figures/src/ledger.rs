//! Everything that is kept: counts of all time and of the last days, and how long answers took. What is kept in the
//! file, and how it gets there, is the part of [`crate::file`].

use std::collections::BTreeMap;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

use crate::counts::Counts;
use crate::event::{Answered, Source, Stage};
use crate::sketch::Sketch;

/// For so many days, today included, counts are kept by day.
const DAYS: u32 = 30;

/// Models beyond these are told together, so that names that change all the time can't fill the file.
const MOST_MODELS: usize = 64;

/// The name of those models.
const OTHER_MODELS: &str = "other models";

/// The longest name of a model, in characters.
const LONGEST_NAME: usize = 120;

/// A day of UTC, counted from 1970-01-01.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct Day(pub(crate) u32);

impl Day {
    pub(crate) fn today() -> Self {
        let since = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or(Duration::ZERO);
        Self(u32::try_from(since.as_secs() / (24 * 60 * 60)).unwrap_or(u32::MAX))
    }
}

/// Counts and times.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Ledger {
    /// Of all time.
    all: Counts,
    /// Of the last days.
    days: BTreeMap<Day, Counts>,
    /// By model and source.
    answers: BTreeMap<String, BTreeMap<Source, Answers>>,
    /// Prompt tokens that a request had the model read.
    tokens_read: Sketch,
    /// Prompt tokens that a request found in the model's cache.
    tokens_cached: Sketch,
}

/// Answers of one model from one source.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Answers {
    /// How many there were.
    pub(crate) count: u64,
    /// How long each stage took, in microseconds.
    pub(crate) stages: BTreeMap<Stage, Sketch>,
}

impl Ledger {
    /// Counts something that belongs to `day`.
    pub(crate) fn count(&mut self, day: Day, count: impl Fn(&mut Counts)) {
        count(&mut self.all);
        count(self.days.entry(day).or_default());
        if self.days.len() > DAYS as usize {
            self.forget_days_before(day);
        }
    }

    pub(crate) fn answered(&mut self, answered: &Answered) {
        let answers = self.answers_of(&name_of(&answered.model), answered.source);
        answers.count = answers.count.saturating_add(1);
        for (stage, took) in &answered.stages {
            let microseconds = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
            answers.stages.entry(*stage).or_default().record(microseconds);
        }
    }

    pub(crate) fn tokens(&mut self, read: u32, cached: u32) {
        self.tokens_read.record(u64::from(read));
        self.tokens_cached.record(u64::from(cached));
    }

    /// Adds what was written down elsewhere, and forgets the days that are over by `today`.
    pub(crate) fn add(&mut self, other: &Self, today: Day) {
        self.all.add(&other.all);
        for (day, counts) in &other.days {
            self.days.entry(*day).or_default().add(counts);
        }
        self.forget_days_before(today);
        for (model, sources) in &other.answers {
            for (source, answers) in sources {
                let own = self.answers_of(model, *source);
                own.count = own.count.saturating_add(answers.count);
                for (stage, sketch) in &answers.stages {
                    own.stages.entry(*stage).or_default().merge(sketch);
                }
            }
        }
        self.tokens_read.merge(&other.tokens_read);
        self.tokens_cached.merge(&other.tokens_cached);
    }

    pub(crate) fn all(&self) -> &Counts {
        &self.all
    }

    /// The counts of the `days` days that end with `today`.
    pub(crate) fn last(&self, days: u32, today: Day) -> Counts {
        let first = Day((today.0 + 1).saturating_sub(days));
        let mut sum = Counts::default();
        for counts in self.days.range(first..=today).map(|(_, counts)| counts) {
            sum.add(counts);
        }
        sum
    }

    pub(crate) fn answers(&self) -> impl Iterator<Item = (&str, Source, &Answers)> {
        self.answers.iter().flat_map(|(model, sources)| {
            let of = |(source, answers): (&Source, _)| (model.as_str(), *source, answers);
            sources.iter().map(of)
        })
    }

    pub(crate) fn tokens_read(&self) -> &Sketch {
        &self.tokens_read
    }

    pub(crate) fn tokens_cached(&self) -> &Sketch {
        &self.tokens_cached
    }

    fn forget_days_before(&mut self, today: Day) {
        // A day to come is from a clock that went wrong, or from one just past midnight.
        self.days
            .retain(|day, _| day.0.saturating_add(DAYS) > today.0 && day.0 <= today.0.saturating_add(1));
    }

    fn answers_of(&mut self, model: &str, source: Source) -> &mut Answers {
        let is_full = self.answers.len() >= MOST_MODELS && !self.answers.contains_key(model);
        let model = if is_full { OTHER_MODELS } else { model };
        self.answers
            .entry(model.to_owned())
            .or_default()
            .entry(source)
            .or_default()
    }
}

/// The name of a model as it is kept. Some servers name a model by the path of its file, and paths are not kept.
fn name_of(model: &str) -> String {
    let is_path = model.starts_with(['/', '~', '.']) || model.contains('\\');
    let name = match model.rsplit(['/', '\\']).next() {
        Some(file) if is_path => file,
        _ => model,
    };
    name.chars().take(LONGEST_NAME).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown_on(days: &[u32]) -> Ledger {
        let mut ledger = Ledger::default();
        for day in days {
            ledger.count(Day(*day), |counts| counts.shown += 1);
        }
        ledger
    }

    fn answered(model: &str) -> Answered {
        Answered {
            model: model.to_owned(),
            source: Source::Model,
            stages: vec![(Stage::Total, Duration::from_millis(100))],
        }
    }

    #[test]
    fn periods_end_with_today() {
        let ledger = shown_on(&[993, 994, 999, 1000, 1000]);
        assert_eq!(ledger.last(1, Day(1000)).shown, 2);
        assert_eq!(ledger.last(7, Day(1000)).shown, 4);
        assert_eq!(ledger.all().shown, 5);
    }

    #[test]
    fn days_are_kept_for_a_month_and_their_sum_for_ever() {
        let mut ledger = Ledger::default();
        ledger.add(&shown_on(&[970, 971, 1000]), Day(1000));
        assert_eq!(
            ledger.days.keys().map(|day| day.0).collect::<Vec<_>>(),
            [971, 1000]
        );
        assert_eq!(ledger.all().shown, 3);
        let unsaved = shown_on(&(0..1000).collect::<Vec<_>>());
        assert_eq!(unsaved.days.len(), 30);
    }

    #[test]
    fn days_that_a_wrong_clock_told_are_forgotten() {
        let mut ledger = shown_on(&[9000]);
        ledger.add(&shown_on(&[1000]), Day(1000));
        assert_eq!(ledger.days.keys().map(|day| day.0).collect::<Vec<_>>(), [1000]);
    }

    #[test]
    fn paths_are_no_names() {
        assert_eq!(name_of("/home/somebody/models/fim.gguf"), "fim.gguf");
        assert_eq!(name_of(r"C:\models\fim.gguf"), "fim.gguf");
        assert_eq!(name_of("./fim.gguf"), "fim.gguf");
        assert_eq!(name_of("deepseek/deepseek-v3"), "deepseek/deepseek-v3");
    }

    #[test]
    fn thousands_of_names_are_told_together() {
        let mut ledger = Ledger::default();
        for number in 0..5_000 {
            ledger.answered(&answered(&format!("model {number}")));
        }
        let mut twice = ledger.clone();
        twice.add(&ledger, Day(0));
        assert_eq!(twice.answers.len(), MOST_MODELS + 1);
        assert_eq!(
            twice.answers().map(|(_, _, answers)| answers.count).sum::<u64>(),
            10_000
        );
    }

    #[test]
    fn a_ledger_is_the_same_after_a_way_through_json() {
        let mut ledger = shown_on(&[1, 2]);
        ledger.answered(&answered("fim"));
        ledger.tokens(7, 1_000);
        let json = serde_json::to_string(&ledger).unwrap();
        assert_eq!(serde_json::from_str::<Ledger>(&json).unwrap(), ledger);
    }
}
