//! Whose turn it is: a rule over what is known of the jobs, without the jobs.

use std::time::Instant;

use ponder_model::Priority;

/// What decides when it is a job's turn.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Standing {
    pub(crate) priority: Priority,
    /// The sequence it reads into.
    pub(crate) sequence: usize,
    /// It has read something into its sequence and needs it still.
    pub(crate) begun: bool,
    /// It has nothing to do before then.
    pub(crate) rests_until: Option<Instant>,
}

impl Standing {
    fn rests(&self, now: Instant) -> bool {
        self.rests_until.is_some_and(|until| until > now)
    }
}

/// What to do next.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Turn {
    /// Advance this job.
    Advance(usize),
    /// There is nothing to do before then, or before something new arrives.
    Rest(Option<Instant>),
}

/// The first job of the highest priority that has something to do.
///
/// A sequence is read by one job at a time. What was begun for somebody is ended first, also for a higher priority, or a
/// long question would be read anew after each keystroke in its sequence. What is done ahead is overtaken, and reads on
/// from what is left of it; it leaves alone the sequence of those who rest.
pub(crate) fn choose(jobs: &[Standing], now: Instant) -> Turn {
    let taken = |job: &Standing| {
        jobs.iter().any(|other| {
            other.begun && other.rests(now) && other.sequence == job.sequence && other.priority > job.priority
        })
    };
    let ready = || {
        jobs.iter()
            .enumerate()
            .filter(|(_, job)| !job.rests(now) && !taken(job))
    };
    let Some(highest) = ready().map(|(_, job)| job.priority).max() else {
        let until = jobs
            .iter()
            .filter_map(|job| job.rests_until)
            .filter(|until| *until > now)
            .min();
        return Turn::Rest(until);
    };
    let wanted = ready().find(|(_, job)| job.priority == highest);
    let begun = wanted.and_then(|(_, wanted)| {
        ready().find(|(_, job)| {
            job.begun
                && job.sequence == wanted.sequence
                && (job.priority > Priority::Ahead || job.priority == highest)
        })
    });
    begun
        .or(wanted)
        .map_or(Turn::Rest(None), |(index, _)| Turn::Advance(index))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use ponder_model::Priority::{Ahead, Keystroke, Question};

    use super::*;

    const FILLS: usize = 0;
    const CHATS: usize = 1;

    fn new(priority: Priority, sequence: usize) -> Standing {
        Standing {
            priority,
            sequence,
            begun: false,
            rests_until: None,
        }
    }

    fn begun(priority: Priority, sequence: usize) -> Standing {
        Standing {
            begun: true,
            ..new(priority, sequence)
        }
    }

    fn resting(standing: Standing, until: Instant) -> Standing {
        Standing {
            rests_until: Some(until),
            ..standing
        }
    }

    fn chosen(jobs: &[Standing]) -> Turn {
        choose(jobs, Instant::now())
    }

    #[test]
    fn nothing_is_done_for_nobody() {
        assert_eq!(chosen(&[]), Turn::Rest(None));
    }

    #[test]
    fn a_keystroke_goes_before_a_question_and_a_question_before_what_is_ahead() {
        let jobs = [new(Ahead, FILLS), begun(Question, CHATS), new(Keystroke, FILLS)];
        assert_eq!(chosen(&jobs), Turn::Advance(2));
        assert_eq!(chosen(&jobs[..2]), Turn::Advance(1));
        assert_eq!(chosen(&jobs[..1]), Turn::Advance(0));
    }

    #[test]
    fn the_first_of_a_priority_goes_first() {
        assert_eq!(
            chosen(&[new(Keystroke, FILLS), new(Keystroke, FILLS)]),
            Turn::Advance(0)
        );
    }

    #[test]
    fn what_was_begun_in_a_sequence_is_ended_first() {
        let jobs = [new(Keystroke, CHATS), begun(Question, CHATS)];
        assert_eq!(chosen(&jobs), Turn::Advance(1));
    }

    #[test]
    fn what_was_begun_ahead_is_overtaken_in_its_own_sequence() {
        assert_eq!(
            chosen(&[begun(Ahead, FILLS), new(Keystroke, FILLS)]),
            Turn::Advance(1)
        );
        assert_eq!(
            chosen(&[begun(Ahead, CHATS), new(Question, CHATS)]),
            Turn::Advance(1)
        );
    }

    #[test]
    fn of_two_ahead_the_one_begun_is_ended_first() {
        assert_eq!(
            chosen(&[new(Ahead, FILLS), begun(Ahead, FILLS)]),
            Turn::Advance(1)
        );
    }

    #[test]
    fn who_rests_holds_up_no_other_job_of_the_same_priority_or_sequence() {
        let now = Instant::now();
        let rests = resting(begun(Keystroke, FILLS), now + Duration::from_secs(1));
        assert_eq!(choose(&[rests, begun(Question, CHATS)], now), Turn::Advance(1));
        assert_eq!(choose(&[rests, new(Keystroke, FILLS)], now), Turn::Advance(1));
    }

    #[test]
    fn what_is_ahead_leaves_alone_the_sequence_of_who_rests() {
        let now = Instant::now();
        let until = now + Duration::from_secs(1);
        let jobs = [begun(Ahead, FILLS), resting(begun(Keystroke, FILLS), until)];
        assert_eq!(choose(&jobs, now), Turn::Rest(Some(until)));
        assert_eq!(choose(&jobs, until), Turn::Advance(1));
    }

    #[test]
    fn the_rest_lasts_until_the_first_of_all_has_something_to_do() {
        let now = Instant::now();
        let [soon, late] = [1, 2].map(|seconds| now + Duration::from_secs(seconds));
        let jobs = [
            resting(begun(Keystroke, FILLS), late),
            resting(new(Question, CHATS), soon),
        ];
        assert_eq!(choose(&jobs, now), Turn::Rest(Some(soon)));
        assert_eq!(choose(&jobs, soon), Turn::Advance(1));
    }
}
