//! What asks for a suggestion, and how long its writing waits: not at all, unless keys come faster than answers.
//!
//! A key that overtakes the answer to the one before is taken for one of a burst; writing then waits until the next key
//! of the burst is overdue. The prompt is read meanwhile, so that the wait costs only what the reading left of it.

use std::time::{Duration, Instant};

/// What asks for a suggestion.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trigger {
    /// A key that was typed, or a move of the cursor.
    Typing,
    /// The user asks for it.
    Invoked,
}

/// Keys farther apart belong to no burst.
const PAUSE: Duration = Duration::from_millis(400);

/// The shortest and the longest wait in a burst: most people type a key in 60 to 200 ms.
const WAITS: (Duration, Duration) = (Duration::from_millis(40), Duration::from_millis(150));

/// How much later than usual a key may come before the burst is taken to be over: by twice the usual deviation, and by
/// what a busy machine adds. The form is that of TCP's timeout for retransmissions.
const DEVIATIONS: u32 = 2;
const SLACK: Duration = Duration::from_millis(8);

/// The weight of the last interval between two keys in their average, and of its deviation in theirs.
const LAST: f64 = 0.3;

/// Who types faster than this between two keys goes on to do so after a pause, most likely: the first key waits as well.
const FAST: Duration = Duration::from_millis(100);

/// Keys after one that overtook an answer which wait too, so that a burst in which a short answer comes in time now and
/// then does not start a generation with each of them.
const WARY: u32 = 8;

/// The pace of somebody's typing.
#[derive(Debug, Default)]
pub(crate) struct Pace {
    last: Option<Instant>,
    /// Keys that wait yet, though the answer before them has come.
    wary: u32,
    /// The usual time between two keys of a burst, of the last one while there is none.
    interval: Option<Duration>,
    /// How far intervals usually are from it.
    deviation: Duration,
}

impl Pace {
    /// Notes a request and says how long its writing waits. `overtakes`: the answer to the one before has not come yet.
    pub(crate) fn wait(&mut self, trigger: Trigger, overtakes: Overtakes, now: Instant) -> Duration {
        let gap = self
            .last
            .replace(now)
            .map(|last| now.saturating_duration_since(last));
        if let Some(gap) = gap.filter(|gap| *gap < PAUSE) {
            let usual = self.interval.unwrap_or(gap);
            self.deviation = self.deviation.mul_f64(1.0 - LAST) + usual.abs_diff(gap).mul_f64(LAST);
            self.interval = Some(usual.mul_f64(1.0 - LAST) + gap.mul_f64(LAST));
            self.wary = match overtakes {
                Overtakes::AnAnswer => WARY,
                Overtakes::Nothing => self.wary.saturating_sub(1),
            };
        } else {
            let is_fast = self.interval.is_some_and(|interval| interval < FAST);
            self.wary = u32::from(is_fast);
        }
        match (trigger, self.interval) {
            (Trigger::Typing, Some(interval)) if self.wary > 0 => {
                (interval + self.deviation * DEVIATIONS + SLACK).clamp(WAITS.0, WAITS.1)
            }
            _ => Duration::ZERO,
        }
    }
}

/// Whether a request comes before the answer to the one before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Overtakes {
    AnAnswer,
    Nothing,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn waits(keys: &[u64], overtakes: Overtakes, trigger: Trigger) -> Vec<u64> {
        let start = Instant::now();
        let mut pace = Pace::default();
        keys.iter()
            .map(|key| pace.wait(trigger, overtakes, start + Duration::from_millis(*key)))
            .map(|wait| u64::try_from(wait.as_millis()).unwrap_or(u64::MAX))
            .collect()
    }

    #[test]
    fn a_burst_waits_a_little_longer_than_between_its_keys() {
        let keys: Vec<u64> = (0..20).map(|key| key * 60).collect();
        let waits = waits(&keys, Overtakes::AnAnswer, Trigger::Typing);
        assert_eq!(waits[0], 0, "the first key could be the only one");
        assert!(
            waits[1..].iter().all(|wait| (61..=75).contains(wait)),
            "{waits:?}"
        );
    }

    #[test]
    fn nothing_waits_where_answers_come_before_the_next_key() {
        assert_eq!(
            waits(&[0, 60, 120], Overtakes::Nothing, Trigger::Typing),
            [0, 0, 0]
        );
    }

    #[test]
    fn a_burst_goes_on_waiting_where_an_answer_comes_in_time() {
        let start = Instant::now();
        let mut pace = Pace::default();
        let waits: Vec<Duration> = (0..14)
            .map(|key| {
                let overtakes = if key == 1 {
                    Overtakes::AnAnswer
                } else {
                    Overtakes::Nothing
                };
                pace.wait(
                    Trigger::Typing,
                    overtakes,
                    start + Duration::from_millis(key * 60),
                )
            })
            .collect();
        let waiting = waits.iter().filter(|wait| !wait.is_zero()).count();
        assert_eq!(waiting, WARY as usize, "{waits:?}");
    }

    #[test]
    fn what_the_user_asks_for_does_not_wait() {
        assert_eq!(
            waits(&[0, 60, 120], Overtakes::AnAnswer, Trigger::Invoked),
            [0, 0, 0]
        );
    }

    #[test]
    fn a_pause_ends_the_burst_of_all_but_the_fastest() {
        let first_after_pause = |gap: u64| {
            let keys = [0, gap, 2 * gap, 2_000];
            waits(&keys, Overtakes::AnAnswer, Trigger::Typing)[3]
        };
        assert_eq!(first_after_pause(150), 0);
        assert!(first_after_pause(60) > 60);
    }

    #[test]
    fn slow_typing_is_not_waited_for_long() {
        let longest = waits(&[0, 300, 600], Overtakes::AnAnswer, Trigger::Typing)[2];
        assert_eq!(u128::from(longest), WAITS.1.as_millis());
    }
}
