//! Drafts: tokens that will likely come next, guessed from what stands earlier, so that one batch checks them all.
//!
//! Rewritten code mostly repeats what it was. A wrong guess costs a little time and never changes the answer.

use super::llama::Token;

/// The most tokens guessed at once.
pub(crate) const LONGEST: usize = super::OUTPUTS as usize - 1;

/// So many tokens have to agree with the end of the text before what follows them is taken for a guess.
const SHORTEST_MATCH: usize = 2;

/// More agreement than this is no better.
const LONGEST_MATCH: usize = 4;

/// Guesses what comes next, and learns from what came.
#[derive(Debug)]
pub(crate) struct Drafts {
    /// Where the text that is repeated goes on, if the last guess held.
    next: usize,
    reach: usize,
    failures: u32,
    rest: u32,
}

impl Default for Drafts {
    fn default() -> Self {
        Self {
            next: 0,
            // Few: on a CPU that is short of arithmetic and not of memory bandwidth a wrong guess costs a whole token.
            reach: 2,
            failures: 0,
            rest: 0,
        }
    }
}

impl Drafts {
    /// At most `most` tokens that may follow `text`: what followed its last few tokens earlier in it.
    ///
    /// Where a text is repeated, it goes on where the last guess ended; after a difference, at the next place that agrees.
    pub(crate) fn guess(&mut self, text: &[Token], most: usize) -> Vec<Token> {
        if self.rest > 0 {
            self.rest -= 1;
            return Vec::new();
        }
        let Some(from) = place(text, self.next) else {
            return Vec::new();
        };
        self.next = from;
        text[from..].iter().copied().take(self.reach.min(most)).collect()
    }

    /// Learns from `guessed` tokens of which the first `held` came, and then one that was not among them.
    pub(crate) fn note(&mut self, guessed: usize, held: usize) {
        self.next += held + 1;
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

/// Where what may follow `text` begins in it: after tokens that agree with its last ones. The place that agrees for longest
/// decides, then the first from `next` on, then the latest before it.
fn place(text: &[Token], next: usize) -> Option<usize> {
    let agreeing = |end: usize| {
        let pairs = text[..end].iter().rev().zip(text.iter().rev());
        pairs
            .take(LONGEST_MATCH)
            .take_while(|(one, other)| one == other)
            .count()
    };
    let mut best: Option<(usize, usize)> = None;
    let after = (next.max(1)..text.len()).chain((1..next.min(text.len())).rev());
    for end in after {
        let length = agreeing(end);
        if length >= SHORTEST_MATCH && best.is_none_or(|(most, _)| length > most) {
            best = Some((length, end));
            if length == LONGEST_MATCH {
                break;
            }
        }
    }
    best.map(|(_, end)| end)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn guess(text: &[Token], most: usize) -> Vec<Token> {
        let mut drafts = Drafts {
            reach: most,
            ..Drafts::default()
        };
        drafts.guess(text, most)
    }

    #[test]
    fn what_followed_the_same_tokens_earlier_is_guessed() {
        assert_eq!(guess(&[1, 2, 3, 4, 5, 1, 2], 2), [3, 4]);
        assert_eq!(guess(&[1, 2, 3, 4, 5, 1, 2], 9), [3, 4, 5, 1, 2]);
    }

    #[test]
    fn the_place_that_agrees_for_longest_is_taken() {
        assert_eq!(guess(&[9, 1, 2, 3, 1, 2, 4, 9, 1, 2], 1), [3]);
    }

    #[test]
    fn one_token_that_agrees_is_too_little() {
        assert!(guess(&[1, 2, 3, 1], 4).is_empty());
        assert!(guess(&[], 4).is_empty());
    }

    #[test]
    fn a_repeated_text_goes_on_where_the_guess_before_ended() {
        // `1 2` stands there three times; what is repeated is the second of them.
        let text = [1, 2, 3, 7, 8, 1, 2, 4, 1, 2, 5, 7, 8, 1, 2];
        let mut drafts = Drafts {
            next: 5,
            ..Drafts::default()
        };
        assert_eq!(drafts.guess(&text, 1), [4]);
    }

    #[test]
    fn guesses_reach_further_while_they_hold_and_rest_after_they_failed() {
        let text = [1, 2, 3, 4, 5, 6, 1, 2];
        let mut drafts = Drafts::default();
        let first = drafts.guess(&text, 9).len();
        drafts.note(first, first);
        assert!(drafts.guess(&text, 9).len() > first);
        for _ in 0..3 {
            drafts.note(4, 0);
        }
        let rest = std::iter::repeat_with(|| drafts.guess(&text, 9))
            .take_while(Vec::is_empty)
            .count();
        assert_eq!(rest, 15);
    }

    proptest::proptest! {
        #[test]
        fn a_guess_follows_tokens_that_agree(
            text in proptest::collection::vec(0..4, 0..40), next in 0_usize..50, most in 1_usize..6,
        ) {
            let mut drafts = Drafts { next, reach: most, ..Drafts::default() };
            let guess = drafts.guess(&text, most);
            if guess.is_empty() {
                return Ok(());
            }
            let pattern = [&text[text.len() - SHORTEST_MATCH..], &guess].concat();
            proptest::prop_assert!(text.windows(pattern.len()).any(|window| window == pattern));
        }
    }
}
