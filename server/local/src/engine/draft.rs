//! Drafts: tokens that will likely come next, guessed from what stands elsewhere, so that one batch checks them all.
//!
//! Rewritten code mostly repeats what it was, and a question asked again its answer. A wrong guess costs a little time and
//! never changes the answer.

use super::llama::Token;

/// The most tokens guessed at once.
pub(crate) const LONGEST: usize = super::OUTPUTS as usize - 1;

/// So many tokens have to agree with the end of the text before what follows them is taken for a guess.
const SHORTEST_MATCH: usize = 2;

/// More agreement than this is no better.
const LONGEST_MATCH: usize = 4;

/// What a sequence held before its last tokens were replaced.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Former<'a> {
    pub(crate) tokens: &'a [Token],
    /// What was replaced starts here.
    pub(crate) from: usize,
}

/// At most `most` tokens that may follow `text`: what followed its last few tokens in what was replaced, or else
/// earlier in `text` itself. The place that agrees for longest, then the latest one, decides.
pub(crate) fn find<'a>(text: &'a [Token], former: Former<'a>, most: usize) -> &'a [Token] {
    let replaced = best_match(former.tokens, former.from..former.tokens.len(), text);
    let earlier = best_match(text, 1..text.len(), text);
    let (source, found) = match (replaced, earlier) {
        (Some(replaced), Some(earlier)) if earlier.length > replaced.length => (text, earlier),
        (Some(replaced), _) => (former.tokens, replaced),
        (None, Some(earlier)) => (text, earlier),
        (None, None) => return &[],
    };
    let rest = &source[found.end..];
    &rest[..rest.len().min(most)]
}

struct Match {
    /// Tokens that agree.
    length: usize,
    /// Where they end.
    end: usize,
}

/// Where in `source`, ending at one of `ends`, the tokens agree with the last ones of `text` for longest.
fn best_match(source: &[Token], ends: std::ops::Range<usize>, text: &[Token]) -> Option<Match> {
    let mut best: Option<Match> = None;
    for end in ends.rev() {
        let length = source[..end]
            .iter()
            .rev()
            .zip(text.iter().rev())
            .take(LONGEST_MATCH)
            .take_while(|(one, other)| one == other)
            .count();
        if length >= SHORTEST_MATCH && best.as_ref().is_none_or(|best| length > best.length) {
            best = Some(Match { length, end });
            if length == LONGEST_MATCH {
                break;
            }
        }
    }
    best
}

/// How far guesses reach: further while they hold, and for a while not at all after they failed.
#[derive(Debug)]
pub(crate) struct Pace {
    reach: usize,
    failures: u32,
    rest: u32,
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            // Few: on a CPU that is short of arithmetic and not of memory bandwidth a wrong guess costs a whole token.
            reach: 2,
            failures: 0,
            rest: 0,
        }
    }
}

impl Pace {
    /// How many tokens to guess now.
    pub(crate) fn reach(&mut self) -> usize {
        if self.rest > 0 {
            self.rest -= 1;
            return 0;
        }
        self.reach
    }

    /// Learns from `guessed` tokens of which the first `held` came.
    pub(crate) fn note(&mut self, guessed: usize, held: usize) {
        if held == 0 {
            self.failures = self.failures.saturating_add(1);
            self.rest = (2 << self.failures.min(4)) - 1;
            self.reach = (self.reach / 2).max(1);
            return;
        }
        self.failures = 0;
        self.reach = if held == guessed {
            (self.reach * 2).min(LONGEST)
        } else {
            held
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &[Token], most: usize) -> &[Token] {
        find(text, Former::default(), most)
    }

    #[test]
    fn what_followed_the_same_tokens_earlier_is_guessed() {
        assert_eq!(found(&[1, 2, 3, 4, 5, 1, 2], 2), [3, 4]);
        assert_eq!(found(&[1, 2, 3, 4, 5, 1, 2], 9), [3, 4, 5, 1, 2]);
    }

    #[test]
    fn the_latest_of_equal_places_is_taken_and_the_longer_match_before_it() {
        assert_eq!(found(&[1, 2, 3, 1, 2, 4, 1, 2], 1), [4]);
        assert_eq!(found(&[9, 1, 2, 3, 1, 2, 4, 9, 1, 2], 1), [3]);
    }

    #[test]
    fn one_token_that_agrees_is_too_little() {
        assert!(found(&[1, 2, 3, 1], 4).is_empty());
        assert!(found(&[], 4).is_empty());
    }

    #[test]
    fn what_was_replaced_goes_before_the_text_and_what_was_kept_is_no_guess() {
        let text = [1, 2, 3, 7, 1, 2];
        let former = |from| Former {
            tokens: &[1, 2, 4, 1, 2, 5],
            from,
        };
        assert_eq!(find(&text, former(3), 1), [5]);
        assert_eq!(find(&text, former(6), 1), [3]);
    }

    #[test]
    fn guesses_reach_further_while_they_hold_and_rest_after_they_failed() {
        let mut pace = Pace::default();
        let first = pace.reach();
        pace.note(first, first);
        assert!(pace.reach() > first);
        for _ in 0..3 {
            pace.note(4, 0);
        }
        let rest = std::iter::repeat_with(|| pace.reach())
            .take_while(|reach| *reach == 0)
            .count();
        assert_eq!(rest, 15);
    }

    proptest::proptest! {
        #[test]
        fn a_guess_follows_tokens_that_agree(text in proptest::collection::vec(0..4, 0..40), most in 1_usize..6) {
            let guess = found(&text, most);
            if guess.is_empty() {
                return Ok(());
            }
            let pattern = [&text[text.len() - SHORTEST_MATCH..], guess].concat();
            proptest::prop_assert!(text.windows(pattern.len()).any(|window| window == pattern));
        }
    }
}
