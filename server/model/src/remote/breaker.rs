//! The circuit breaker: leaves an endpoint alone for a while after it failed.

use std::time::Duration;

use tokio::time::Instant;

/// Failures in a row after which an endpoint is left alone, where each alone may be chance.
const FAILURES: u32 = 5;

/// How long it is left alone the first time.
const COOL_DOWN: Duration = Duration::from_secs(30);

/// How long at most, if it fails again each time that it is tried.
const LONGEST_COOL_DOWN: Duration = Duration::from_secs(300);

/// What a failure says about the next request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Severity {
    /// Nothing: the request itself was at fault.
    None,
    /// It may fail as well.
    Passing,
    /// It will fail as well, for a while.
    Lasting,
    /// It will fail as well, for as long as the endpoint said.
    Until(Duration),
}

/// Whether an endpoint is asked.
#[derive(Debug)]
pub(super) struct Breaker {
    state: State,
    /// Failures since the last success.
    failures: u32,
    /// How long the endpoint was left alone last, while that counts.
    cool_down: Option<Duration>,
}

#[derive(Debug)]
enum State {
    Closed {
        since: Instant,
    },
    Open {
        until: Instant,
    },
    /// One request is on its way to find out; others wait for its outcome elsewhere.
    HalfOpen,
}

impl Breaker {
    pub(super) fn new(now: Instant) -> Self {
        Self {
            state: State::Closed { since: now },
            failures: 0,
            cool_down: None,
        }
    }

    /// Asks to send a request; says for how long to stay away if it must not be sent.
    pub(super) fn admit(&mut self, now: Instant) -> Result<(), Duration> {
        match self.state {
            State::Closed { .. } => Ok(()),
            State::HalfOpen => Err(Duration::ZERO),
            State::Open { until } if now < until => Err(until - now),
            State::Open { .. } => {
                self.state = State::HalfOpen;
                Ok(())
            }
        }
    }

    /// A request was answered. True where that changes the state.
    pub(super) fn succeed(&mut self, now: Instant) -> bool {
        self.failures = 0;
        match self.state {
            State::Closed { since } => {
                // It has been well for longer than it was ill: that is over.
                if self
                    .cool_down
                    .is_some_and(|cool_down| now - since > cool_down * 2)
                {
                    self.cool_down = None;
                }
                false
            }
            State::Open { .. } | State::HalfOpen => {
                self.state = State::Closed { since: now };
                true
            }
        }
    }

    /// A request failed. Returns for how long the endpoint is left alone from now on, where this begins a rest.
    pub(super) fn fail(&mut self, now: Instant, severity: Severity) -> Option<Duration> {
        if severity == Severity::None {
            // The endpoint answered, if only to refuse.
            self.succeed(now);
            return None;
        }
        self.failures += 1;
        let rest = match (&self.state, severity) {
            // A request from before the rest began says nothing new.
            (State::Open { until }, _) if now < *until => return None,
            (_, Severity::Until(time)) => time.max(self.next_cool_down()),
            (State::HalfOpen | State::Open { .. }, _) | (_, Severity::Lasting) => self.next_cool_down(),
            (State::Closed { .. }, _) if self.failures >= FAILURES => self.next_cool_down(),
            (State::Closed { .. }, _) => return None,
        };
        self.cool_down = Some(rest.min(LONGEST_COOL_DOWN));
        self.state = State::Open { until: now + rest };
        Some(rest)
    }

    /// The request that was to find out is gone without an outcome: the next one may.
    pub(super) fn abandon(&mut self, now: Instant) {
        if matches!(self.state, State::HalfOpen) {
            self.state = State::Open { until: now };
        }
    }

    /// Longer each time, so that a link that comes and goes is not switched to and from without end.
    fn next_cool_down(&self) -> Duration {
        self.cool_down
            .map_or(COOL_DOWN, |last| (last * 2).min(LONGEST_COOL_DOWN))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn after(start: Instant, seconds: u64) -> Instant {
        start + Duration::from_secs(seconds)
    }

    #[test]
    fn passing_failures_open_it_at_the_fifth() {
        let now = Instant::now();
        let mut breaker = Breaker::new(now);
        for _ in 0..4 {
            assert_eq!(breaker.fail(now, Severity::Passing), None);
            assert_eq!(breaker.admit(now), Ok(()));
        }
        assert_eq!(breaker.fail(now, Severity::Passing), Some(COOL_DOWN));
        assert_eq!(breaker.admit(after(now, 10)), Err(Duration::from_secs(20)));
    }

    #[test]
    fn a_success_between_failures_starts_the_count_anew() {
        let now = Instant::now();
        let mut breaker = Breaker::new(now);
        for _ in 0..20 {
            assert_eq!(breaker.fail(now, Severity::Passing), None);
            breaker.succeed(now);
        }
    }

    #[test]
    fn after_the_cool_down_one_request_finds_out() {
        let now = Instant::now();
        let mut breaker = Breaker::new(now);
        breaker.fail(now, Severity::Lasting);
        let later = after(now, 31);
        assert_eq!(breaker.admit(later), Ok(()));
        assert!(breaker.admit(later).is_err(), "only one at a time");
        assert!(breaker.succeed(later));
        assert_eq!(breaker.admit(later), Ok(()));
    }

    #[test]
    fn a_probe_that_was_cancelled_leaves_the_next_one_to_find_out() {
        let now = Instant::now();
        let mut breaker = Breaker::new(now);
        breaker.fail(now, Severity::Lasting);
        let later = after(now, 31);
        assert_eq!(breaker.admit(later), Ok(()));
        breaker.abandon(later);
        assert_eq!(breaker.admit(later), Ok(()));
    }

    #[test]
    fn a_link_that_flaps_is_left_alone_longer_each_time() {
        let mut now = Instant::now();
        let mut breaker = Breaker::new(now);
        let mut rests = Vec::new();
        for _ in 0..6 {
            rests.extend(breaker.fail(now, Severity::Lasting).map(|rest| rest.as_secs()));
            now = after(now, rests[rests.len() - 1]);
            assert_eq!(breaker.admit(now), Ok(()));
            breaker.succeed(now);
        }
        assert_eq!(rests, [30, 60, 120, 240, 300, 300]);
        now = after(now, 700);
        breaker.succeed(now);
        assert_eq!(breaker.fail(now, Severity::Lasting), Some(COOL_DOWN));
    }

    #[test]
    fn a_refused_request_says_nothing_against_the_endpoint() {
        let now = Instant::now();
        let mut breaker = Breaker::new(now);
        for _ in 0..20 {
            assert_eq!(breaker.fail(now, Severity::None), None);
        }
        assert_eq!(breaker.admit(now), Ok(()));
    }

    #[test]
    fn an_endpoint_that_says_when_is_believed() {
        let now = Instant::now();
        let mut breaker = Breaker::new(now);
        let rest = breaker.fail(now, Severity::Until(Duration::from_secs(90)));
        assert_eq!(rest, Some(Duration::from_secs(90)));
        assert!(breaker.admit(after(now, 89)).is_err());
    }
}
