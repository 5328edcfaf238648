//! How often the engine process failed in a row, and how long it is left alone for that.

use std::time::Duration;

use ponder_model::ModelError;
use tokio::time::Instant;

/// The longest pause between two starts.
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// Failures without an answer in between.
#[derive(Debug, Default)]
pub(super) struct Failures {
    count: u32,
    last: Option<(ModelError, Instant)>,
}

impl Failures {
    /// Notes a failure and gives it back for those who wait.
    pub(super) fn note(&mut self, error: ModelError, now: Instant) -> ModelError {
        self.count = self.count.saturating_add(1);
        self.last = Some((error.clone(), now));
        error
    }

    /// Notes that an answer came.
    pub(super) fn clear(&mut self) {
        *self = Self::default();
    }

    /// Why no process is started now, if none should be: after the second failure in a row each pause is twice the last.
    pub(super) fn refusal(&self, now: Instant) -> Option<ModelError> {
        let (error, at) = self.last.as_ref()?;
        let left = (*at + pause(self.count))
            .checked_duration_since(now)
            .filter(|left| !left.is_zero())?;
        let seconds = left.as_secs() + 1;
        Some(ModelError::Unavailable {
            reason: format!(
                "{error}; it failed {} times in a row, next try in {seconds} s",
                self.count
            ),
        })
    }
}

fn pause(count: u32) -> Duration {
    match count {
        0 | 1 => Duration::ZERO,
        _ => Duration::from_secs(1 << (count - 2).min(5)).min(LONGEST_PAUSE),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn failed(times: u32, now: Instant) -> Failures {
        let mut failures = Failures::default();
        for _ in 0..times {
            failures.note(
                ModelError::Unavailable {
                    reason: "broken".to_owned(),
                },
                now,
            );
        }
        failures
    }

    #[tokio::test(start_paused = true)]
    async fn the_first_failure_is_followed_by_a_start_at_once() {
        let now = Instant::now();
        assert_eq!(failed(1, now).refusal(now), None);
    }

    #[tokio::test(start_paused = true)]
    async fn more_failures_make_longer_pauses_up_to_a_limit() {
        let now = Instant::now();
        let reason = failed(3, now).refusal(now).expect("a pause").to_string();
        assert_eq!(reason, "broken; it failed 3 times in a row, next try in 3 s");
        assert_eq!(failed(3, now).refusal(now + Duration::from_secs(2)), None);
        assert!(failed(40, now).refusal(now + Duration::from_secs(29)).is_some());
        assert_eq!(failed(40, now).refusal(now + LONGEST_PAUSE), None);
    }

    #[tokio::test(start_paused = true)]
    async fn an_answer_clears_the_count() {
        let now = Instant::now();
        let mut failures = failed(5, now);
        failures.clear();
        assert_eq!(failures.refusal(now), None);
    }
}
