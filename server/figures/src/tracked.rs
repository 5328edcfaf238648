//! The suggestions whose fate is not known yet: those shown, and those accepted and still to be looked for. In memory
//! only, and bounded: the oldest are given up. What is counted is left to the caller.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use crate::event::{Accepted, Check, Suggestion, Survival};
use crate::ledger::Day;
use crate::survival::boundary;

/// So many shown suggestions can still be accepted. One is on the screen, the others are waiting to be told of.
const MOST_SHOWN: usize = 256;

/// So many accepted suggestions are looked for. More are not accepted in five minutes.
const MOST_ACCEPTED: usize = 512;

/// Text beyond so many bytes is not kept.
const MOST_BYTES: usize = 8 << 10;

/// Suggestions shown and accepted.
#[derive(Default)]
pub(crate) struct Tracked {
    shown: VecDeque<Shown>,
    accepted: VecDeque<Taken>,
}

struct Shown {
    suggestion: Suggestion,
    day: Day,
    /// Bytes of the text that were accepted.
    taken: usize,
    steps: u32,
}

/// Accepted text.
struct Taken {
    id: u64,
    document: String,
    offset: usize,
    text: String,
    day: Day,
    at: Instant,
    half_minute: Look,
    five_minutes: Look,
}

/// How far one look at accepted text is.
#[derive(PartialEq, Eq)]
enum Look {
    /// Its time has not come.
    Waiting,
    /// The caller was told to look.
    Asked,
    /// It was counted, or could not be.
    Done,
}

/// A step of accepting a suggestion.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Step {
    /// When the suggestion was shown: what becomes of it is counted there.
    pub(crate) day: Day,
    /// Characters that were accepted.
    pub(crate) characters: u64,
    /// What the suggestion is now.
    pub(crate) becomes: Becomes,
}

/// What a step makes of a suggestion.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Becomes {
    /// Nothing was accepted before.
    Partly,
    /// A part was accepted before.
    StillPartly,
    /// Nothing was accepted before.
    Whole,
    /// A part was accepted before.
    WholeByParts,
}

/// Accepted text that is to be looked for.
pub(crate) struct Sought {
    pub(crate) day: Day,
    pub(crate) offset: usize,
    pub(crate) text: String,
}

impl Tracked {
    /// Follows a suggestion. Says whether it is a new one.
    #[must_use]
    pub(crate) fn show(&mut self, mut suggestion: Suggestion, day: Day) -> bool {
        suggestion.text.truncate(boundary(&suggestion.text, MOST_BYTES));
        if let Some(shown) = self
            .shown
            .iter_mut()
            .find(|shown| shown.suggestion.id == suggestion.id)
        {
            shown.suggestion = suggestion;
            shown.taken = 0;
            return false;
        }
        push(
            &mut self.shown,
            MOST_SHOWN,
            Shown {
                suggestion,
                day,
                taken: 0,
                steps: 0,
            },
        );
        true
    }

    /// Takes a part or all of a suggestion. None for one that is not followed, and for a part without text.
    pub(crate) fn accept(&mut self, id: u64, accepted: Accepted, now: Instant) -> Option<Step> {
        let index = self.shown.iter().position(|shown| shown.suggestion.id == id)?;
        let shown = &mut self.shown[index];
        let (start, text) = (shown.taken, &shown.suggestion.text);
        let end = match accepted {
            Accepted::Whole => text.len(),
            Accepted::Part { bytes } => boundary(text, start.saturating_add(bytes)),
        };
        let part = text[start..end].to_owned();
        let is_whole = end == text.len();
        if part.is_empty() && !is_whole {
            return None;
        }
        let becomes = match (is_whole, shown.steps) {
            (true, 0) => Becomes::Whole,
            (true, _) => Becomes::WholeByParts,
            (false, 0) => Becomes::Partly,
            (false, _) => Becomes::StillPartly,
        };
        shown.taken = end;
        shown.steps += 1;
        let step = Step {
            day: shown.day,
            characters: part.chars().count() as u64,
            becomes,
        };
        let Suggestion { document, offset, .. } = &shown.suggestion;
        let (document, offset) = (document.clone(), offset.saturating_add(start));
        if is_whole {
            self.shown.remove(index);
        }
        self.seek(id, step.day, document, offset, &part, now);
        Some(step)
    }

    fn seek(&mut self, id: u64, day: Day, document: String, offset: usize, part: &str, now: Instant) {
        match self.accepted.iter_mut().find(|taken| taken.id == id) {
            Some(taken) if taken.half_minute == Look::Waiting => {
                taken.text.push_str(part);
                taken.text.truncate(boundary(&taken.text, MOST_BYTES));
                taken.at = now;
            }
            // It was looked for already: what comes so late is left to itself.
            Some(_) => {}
            None => {
                let taken = Taken {
                    id,
                    document,
                    offset,
                    text: part.to_owned(),
                    day,
                    at: now,
                    half_minute: Look::Waiting,
                    five_minutes: Look::Waiting,
                };
                push(&mut self.accepted, MOST_ACCEPTED, taken);
            }
        }
    }

    /// Ends a suggestion that the user does not want. Some day if nothing of it was accepted.
    pub(crate) fn reject(&mut self, id: u64) -> Option<Day> {
        let index = self.shown.iter().position(|shown| shown.suggestion.id == id)?;
        let shown = self.shown.remove(index)?;
        (shown.steps == 0).then_some(shown.day)
    }

    /// What is to be looked for at `now`; told once.
    pub(crate) fn due(&mut self, now: Instant) -> Vec<Check> {
        let mut due = Vec::new();
        for taken in &mut self.accepted {
            let age = now.saturating_duration_since(taken.at);
            for after in [Survival::HalfMinute, Survival::FiveMinutes] {
                if age >= length(after) && *taken.look(after) == Look::Waiting {
                    *taken.look(after) = Look::Asked;
                    let (document, text) = (taken.document.clone(), taken.text.clone());
                    due.push(Check {
                        id: taken.id,
                        document,
                        text,
                        after,
                    });
                }
            }
        }
        due
    }

    /// What a look has to find. None if it was not asked for, or done already.
    pub(crate) fn look(&mut self, id: u64, after: Survival) -> Option<Sought> {
        let index = self.accepted.iter().position(|taken| taken.id == id)?;
        let taken = &mut self.accepted[index];
        if *taken.look(after) != Look::Asked {
            return None;
        }
        *taken.look(after) = Look::Done;
        let sought = Sought {
            day: taken.day,
            offset: taken.offset,
            text: taken.text.clone(),
        };
        if after == Survival::FiveMinutes {
            self.accepted.remove(index);
        }
        Some(sought)
    }
}

impl Taken {
    fn look(&mut self, after: Survival) -> &mut Look {
        match after {
            Survival::HalfMinute => &mut self.half_minute,
            Survival::FiveMinutes => &mut self.five_minutes,
        }
    }
}

fn length(survival: Survival) -> Duration {
    match survival {
        Survival::HalfMinute => Duration::from_secs(30),
        Survival::FiveMinutes => Duration::from_secs(5 * 60),
    }
}

fn push<T>(queue: &mut VecDeque<T>, most: usize, item: T) {
    if queue.len() >= most {
        queue.pop_front();
    }
    queue.push_back(item);
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: Day = Day(1);

    fn suggestion(id: u64, text: &str) -> Suggestion {
        Suggestion {
            id,
            document: "file:///a.rs".to_owned(),
            offset: 10,
            text: text.to_owned(),
        }
    }

    fn showing(text: &str) -> Tracked {
        let mut tracked = Tracked::default();
        assert!(tracked.show(suggestion(1, text), DAY));
        tracked
    }

    fn part(bytes: usize) -> Accepted {
        Accepted::Part { bytes }
    }

    fn steps(tracked: &mut Tracked, steps: &[Accepted]) -> Vec<Option<(Becomes, u64)>> {
        let now = Instant::now();
        let step = |accepted| {
            tracked
                .accept(1, accepted, now)
                .map(|step| (step.becomes, step.characters))
        };
        steps.iter().copied().map(step).collect()
    }

    #[test]
    fn a_suggestion_is_accepted_once() {
        let mut tracked = showing("a + b");
        assert_eq!(
            steps(&mut tracked, &[Accepted::Whole, Accepted::Whole]),
            [Some((Becomes::Whole, 5)), None]
        );
    }

    #[test]
    fn parts_end_in_a_whole_one_by_word_or_by_the_rest() {
        for last in [part(4), part(99), Accepted::Whole] {
            assert_eq!(
                steps(&mut showing("one two ten"), &[part(4), part(3), last]),
                [
                    Some((Becomes::Partly, 4)),
                    Some((Becomes::StillPartly, 3)),
                    Some((Becomes::WholeByParts, 4))
                ]
            );
        }
        assert_eq!(
            steps(&mut showing("one"), &[part(3)]),
            [Some((Becomes::Whole, 3))]
        );
    }

    #[test]
    fn a_part_that_ends_within_a_character_ends_before_it() {
        assert_eq!(
            steps(&mut showing("漢字"), &[part(2), part(4), Accepted::Whole]),
            [None, Some((Becomes::Partly, 1)), Some((Becomes::WholeByParts, 1))]
        );
    }

    #[test]
    fn the_rest_that_is_shown_again_is_the_same_suggestion() {
        let mut tracked = showing("one two ten");
        assert_eq!(steps(&mut tracked, &[part(4)]), [Some((Becomes::Partly, 4))]);
        assert!(!tracked.show(suggestion(1, "two ten"), DAY));
        assert_eq!(
            steps(&mut tracked, &[part(4), part(3)]),
            [Some((Becomes::StillPartly, 4)), Some((Becomes::WholeByParts, 3))]
        );
        let due = tracked.due(Instant::now() + Duration::from_secs(31));
        assert_eq!(due[0].text, "one two ten");
    }

    #[test]
    fn only_what_was_not_accepted_at_all_is_rejected() {
        assert_eq!(showing("a").reject(1), Some(DAY));
        assert_eq!(showing("a").reject(2), None);
        let mut tracked = showing("one two");
        steps(&mut tracked, &[part(3)]);
        assert_eq!(tracked.reject(1), None);
        assert_eq!(
            tracked.accept(1, Accepted::Whole, Instant::now()),
            None,
            "it is over"
        );
    }

    #[test]
    fn accepted_text_is_looked_for_twice() {
        let mut tracked = showing("a + b");
        let now = Instant::now();
        tracked.accept(1, Accepted::Whole, now);
        let mut due = |seconds| -> Vec<Survival> {
            let due = tracked.due(now + Duration::from_secs(seconds));
            due.into_iter().map(|check| check.after).collect()
        };
        assert_eq!(due(29), []);
        assert_eq!(due(30), [Survival::HalfMinute]);
        assert_eq!(due(299), [], "told once");
        assert_eq!(due(300), [Survival::FiveMinutes]);
        assert_eq!(due(9_000), []);
    }

    #[test]
    fn a_machine_that_slept_looks_for_both_at_once() {
        let mut tracked = showing("a + b");
        let now = Instant::now();
        tracked.accept(1, Accepted::Whole, now);
        assert_eq!(tracked.due(now + Duration::from_secs(3_600)).len(), 2);
    }

    #[test]
    fn each_further_part_starts_the_time_again() {
        let mut tracked = showing("one two");
        let now = Instant::now();
        tracked.accept(1, part(4), now);
        tracked.accept(1, part(3), now + Duration::from_secs(20));
        assert_eq!(tracked.due(now + Duration::from_secs(30)), []);
        let due = tracked.due(now + Duration::from_secs(50));
        assert_eq!((due.len(), due[0].text.as_str()), (1, "one two"));
    }

    #[test]
    fn a_look_counts_once_and_only_if_it_was_asked_for() {
        let mut tracked = showing("a + b");
        let now = Instant::now();
        tracked.accept(1, Accepted::Whole, now);
        assert!(tracked.look(1, Survival::HalfMinute).is_none());
        tracked.due(now + Duration::from_secs(30));
        assert_eq!(
            tracked
                .look(1, Survival::HalfMinute)
                .map(|sought| (sought.offset, sought.text)),
            Some((10, "a + b".to_owned()))
        );
        assert!(tracked.look(1, Survival::HalfMinute).is_none());
        assert!(tracked.look(1, Survival::FiveMinutes).is_none());
    }

    #[test]
    fn thousands_of_suggestions_take_a_bounded_space() {
        let mut tracked = Tracked::default();
        let long = "漢".repeat(100_000);
        for id in 0..5_000 {
            assert!(tracked.show(suggestion(id, &long), DAY));
            if id % 2 == 0 {
                tracked.accept(id, Accepted::Whole, Instant::now());
            }
        }
        assert_eq!(
            (tracked.shown.len(), tracked.accepted.len()),
            (MOST_SHOWN, MOST_ACCEPTED)
        );
        let shown = tracked.shown.iter().map(|shown| shown.suggestion.text.len());
        let accepted = tracked.accepted.iter().map(|taken| taken.text.len());
        assert!(shown.chain(accepted).all(|bytes| bytes <= MOST_BYTES));
    }
}
