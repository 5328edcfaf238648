//! When a failed request is sent again.

use std::time::Duration;

use backon::{BackoffBuilder as _, ExponentialBuilder};

use crate::Priority;

/// The longest that an endpoint may ask to wait; beyond it somebody else is asked.
pub(super) const LONGEST_WAIT: Duration = Duration::from_secs(20);

/// Requests that pay for one retry: a tenth of the traffic may be repetitions, so that an outage is not made worse.
const REQUESTS_PER_RETRY: u32 = 10;

/// Retries that can be saved up.
const MOST_RETRIES_SAVED: u32 = 10;

/// The pauses before each retry of one request. Somebody who types has no time for more than one.
pub(super) fn pauses(priority: Priority) -> impl Iterator<Item = Duration> + Send {
    let (times, first) = match priority {
        Priority::Question => (2, Duration::from_millis(400)),
        Priority::Keystroke => (1, Duration::from_millis(80)),
        // Nobody waits for it.
        Priority::Ahead => (0, Duration::ZERO),
    };
    ExponentialBuilder::new()
        .with_min_delay(first)
        .with_factor(3.0)
        .with_max_times(times)
        .with_jitter()
        .build()
}

/// How many retries an endpoint may still be sent.
#[derive(Debug)]
pub(super) struct RetryBudget {
    /// In tenths of a retry, or whatever one request pays.
    saved: u32,
}

impl RetryBudget {
    pub(super) fn new() -> Self {
        Self {
            saved: REQUESTS_PER_RETRY * MOST_RETRIES_SAVED,
        }
    }

    /// A request was sent for the first time.
    pub(super) fn pay(&mut self) {
        self.saved = (self.saved + 1).min(REQUESTS_PER_RETRY * MOST_RETRIES_SAVED);
    }

    /// Takes one retry, if there is one left.
    pub(super) fn take(&mut self) -> bool {
        match self.saved.checked_sub(REQUESTS_PER_RETRY) {
            Some(left) => {
                self.saved = left;
                true
            }
            None => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_is_retried_twice_a_keystroke_once_and_nothing_else_ever() {
        let pauses: Vec<_> = pauses(Priority::Question).collect();
        assert_eq!(pauses.len(), 2);
        assert!(pauses[0] >= Duration::from_millis(400) && pauses[1] >= Duration::from_millis(1200));
        assert_eq!(super::pauses(Priority::Keystroke).count(), 1);
        assert_eq!(super::pauses(Priority::Ahead).count(), 0);
    }

    #[test]
    fn a_tenth_of_the_requests_may_be_repeated() {
        let mut budget = RetryBudget::new();
        let at_first = (0..100).filter(|_| budget.take()).count();
        assert_eq!(at_first, 10);
        let later = (0..100)
            .filter(|_| {
                budget.pay();
                budget.take()
            })
            .count();
        assert_eq!(later, 10);
    }
}
