//! Drafts: tokens that will likely come next, guessed from what stands earlier, so that one batch checks them all.
//!
//! Rewritten code mostly repeats what it was. A wrong guess costs a little time and never changes the answer.
//!
//! On a CPU a batch pays only if much of it holds. On 2 cores the 1.5B model takes 31 ms for one token, 155 for 8, 209 for
//! 16, 390 for 32 and 594 for 64 (the 0.5B model 17, 85, 126, 240 and 331). So nothing is guessed before several tokens
//! agree, and then many at once.

use super::llama::Token;

/// The most tokens guessed at once.
pub(crate) const LONGEST: usize = super::OUTPUTS as usize - 1;

/// Tokens guessed at once after a difference: with the one before them a batch of 16, which pays if 6 of them hold.
const FIRST: usize = 15;

/// So many tokens have to agree with the end of the text before what follows them is taken for a guess.
const SHORTEST_MATCH: usize = 4;

/// So many where it is not the place from which the last guess was taken: many texts share a few tokens.
const SHORTEST_MATCH_ELSEWHERE: usize = 8;

/// How far after the last guess its text may go on, in tokens: what was replaced in between.
const NEAR: usize = 64;

/// Guesses what comes next, and learns from what came.
#[derive(Debug)]
pub(crate) struct Drafts {
    /// Where the text that is repeated goes on, if the last guess held.
    next: Option<usize>,
    reach: usize,
}

impl Default for Drafts {
    fn default() -> Self {
        Self {
            next: None,
            reach: FIRST,
        }
    }
}

impl Drafts {
    /// At most `most` tokens that may follow `text`: what followed its last few tokens earlier in it.
    ///
    /// Where a text is repeated, it goes on where the last guess ended; after a difference, at the next place that agrees.
    pub(crate) fn guess(&mut self, text: &[Token], most: usize) -> Vec<Token> {
        let Some(from) = self.place(text) else {
            return Vec::new();
        };
        self.next = Some(from);
        text[from..].iter().copied().take(self.reach.min(most)).collect()
    }

    /// Learns from `guessed` tokens of which the first `held` came, and then one that was not among them.
    pub(crate) fn note(&mut self, guessed: usize, held: usize) {
        self.next = self.next.map(|next| next + held + 1);
        self.reach = if held == guessed {
            (2 * self.reach + 1).min(LONGEST)
        } else {
            FIRST
        };
    }

    /// Where what may follow `text` begins in it: after tokens that agree with its last ones.
    fn place(&self, text: &[Token]) -> Option<usize> {
        if let Some(next) = self.next {
            let behind = next.saturating_sub(NEAR / 2).max(1);
            let near = (next..next + NEAR).chain((behind..next).rev());
            let found = near
                .filter(|end| *end < text.len())
                .find(|end| agreeing(text, *end) >= SHORTEST_MATCH);
            if found.is_some() {
                return found;
            }
        }
        (1..text.len())
            .rev()
            .find(|end| agreeing(text, *end) >= SHORTEST_MATCH_ELSEWHERE)
    }
}

/// How many of the tokens before `end` agree with the last ones of `text`; more than is needed is not counted.
fn agreeing(text: &[Token], end: usize) -> usize {
    let pairs = text[..end].iter().rev().zip(text.iter().rev());
    pairs
        .take(SHORTEST_MATCH_ELSEWHERE)
        .take_while(|(one, other)| one == other)
        .count()
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINE: [Token; 12] = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];

    fn repeated(start: usize, repeats: usize) -> Vec<Token> {
        [&LINE[..], &[99], &LINE[start..start + repeats]].concat()
    }

    #[test]
    fn what_followed_the_same_tokens_earlier_is_guessed() {
        assert_eq!(Drafts::default().guess(&repeated(0, 8), 2), [9, 10]);
        assert_eq!(Drafts::default().guess(&repeated(0, 8), 9)[..4], LINE[8..]);
    }

    #[test]
    fn a_few_tokens_that_agree_anywhere_are_too_little() {
        assert!(Drafts::default().guess(&repeated(0, 7), 9).is_empty());
        assert!(Drafts::default().guess(&[], 4).is_empty());
    }

    #[test]
    fn after_a_difference_a_text_goes_on_near_where_the_guess_before_ended() {
        // The fourth token of the repetition is another one; what follows agrees again.
        let mut drafts = Drafts {
            next: Some(3),
            ..Drafts::default()
        };
        let text = [&LINE[..], &[99, 1, 2, 3, 77, 5, 6, 7]].concat();
        assert!(drafts.guess(&text, 2).is_empty());
        let text = [text, vec![8]].concat();
        assert_eq!(drafts.guess(&text, 2), [9, 10]);
    }

    #[test]
    fn a_repeated_text_goes_on_where_the_guess_before_ended() {
        let text = [&LINE[..8], &[50], &LINE[..8], &[60], &LINE[..8]].concat();
        let at = |next| {
            let mut drafts = Drafts {
                next,
                ..Drafts::default()
            };
            drafts.guess(&text, 1)
        };
        assert_eq!(
            (at(Some(8)), at(Some(17)), at(None)),
            (vec![50], vec![60], vec![60])
        );
    }

    #[test]
    fn guesses_reach_further_while_they_hold() {
        let mut drafts = Drafts::default();
        drafts.note(FIRST, FIRST);
        assert_eq!(drafts.reach, 31);
        for _ in 0..3 {
            drafts.note(31, 31);
        }
        assert_eq!(drafts.reach, LONGEST);
        drafts.note(LONGEST, 20);
        assert_eq!(drafts.reach, FIRST);
    }

    proptest::proptest! {
        #[test]
        fn a_guess_follows_tokens_that_agree(
            text in proptest::collection::vec(0..2, 0..60), next in proptest::option::of(0_usize..70), most in 1_usize..6,
        ) {
            let mut drafts = Drafts { next, ..Drafts::default() };
            let guess = drafts.guess(&text, most);
            if guess.is_empty() {
                return Ok(());
            }
            let pattern = [&text[text.len() - SHORTEST_MATCH..], &guess].concat();
            proptest::prop_assert!(text.windows(pattern.len()).any(|window| window == pattern));
        }
    }
}
