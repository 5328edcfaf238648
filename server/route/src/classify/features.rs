//! What the linear model sees of a text: hashed n-grams of three parts of it, and a set of signals.
//!
//! The same code serves the program that trains the weights. What a feature is worth stands in the weights file.

use super::notice;
use super::signals::Signals;
use super::tokens::{self, Kind, Token};
use super::vocabulary;

/// The number of places that a hashed feature may fall on, a power of two. At 2^17 two features of the training
/// material seldom meet, and the weights take 128 KiB.
pub const PLACES: usize = 1 << 17;

/// The tokens at the start of a text that are read as the instruction.
const HEAD: usize = 48;

/// The tokens at the end that are read a second time, as a question often stands behind its material.
const TAIL: usize = 32;

/// Below this many tokens head and tail would be the same words.
const LEAST_FOR_TAIL: usize = 96;

/// The parts of a text that have n-grams of their own.
pub const PARTS: usize = 3;

/// What the model sees of one text.
#[derive(Debug, Clone, Default)]
pub struct Features {
    /// The places of the n-grams of the whole text, of its start and of its end, each once.
    pub parts: [Vec<u32>; PARTS],
    /// What was noticed about it.
    pub signals: Signals,
    /// The first programming language named in it.
    pub language: Option<&'static str>,
}

impl Features {
    /// The features of a text. Of a long text, its start and its end are read.
    pub fn of(text: &str) -> Self {
        let mut tokens = Vec::with_capacity(256);
        let (start, end) = tokens::bounded(text);
        tokens::split(start, &mut tokens);
        tokens::split(end, &mut tokens);

        let mut parts = [Vec::new(), Vec::new(), Vec::new()];
        let mut seen = Seen::new();
        grams(&tokens, 0, &mut seen, &mut parts[0]);
        seen.clear(&parts[0]);
        grams(&tokens[..tokens.len().min(HEAD)], 1, &mut seen, &mut parts[1]);
        opening(&tokens, &mut seen, &mut parts[1]);
        seen.clear(&parts[1]);
        if tokens.len() >= LEAST_FOR_TAIL {
            grams(&tokens[tokens.len() - TAIL..], 2, &mut seen, &mut parts[2]);
        }
        let language = tokens.iter().find_map(|token| vocabulary::language(token.text));
        Self {
            signals: notice::signals(start, end, &tokens),
            parts,
            language,
        }
    }
}

/// The places that a part has already, one bit each.
struct Seen([u64; PLACES / 64]);

impl Seen {
    fn new() -> Self {
        Self([0; PLACES / 64])
    }

    fn add(&mut self, hash: u64, into: &mut Vec<u32>) {
        let place = spread(hash);
        let (word, bit) = (place as usize / 64, place % 64);
        if self.0[word] >> bit & 1 == 0 {
            self.0[word] |= 1 << bit;
            into.push(place);
        }
    }

    fn clear(&mut self, places: &[u32]) {
        for place in places {
            self.0[*place as usize / 64] = 0;
        }
    }
}

/// The n-grams of a part: single tokens, pairs, runs of three (four of Chinese), and the two ends of long words.
fn grams(tokens: &[Token<'_>], part: u64, seen: &mut Seen, into: &mut Vec<u32>) {
    for (index, token) in tokens.iter().enumerate() {
        let one = join(part, token.hash);
        seen.add(one, into);
        if token.kind == Kind::Word && token.text.len() >= 6 && token.text.is_ascii() {
            let (start, end) = (&token.text[..4], &token.text[token.text.len() - 4..]);
            seen.add(join(one_of(part, 11), tokens::hash(start)), into);
            seen.add(join(one_of(part, 12), tokens::hash(end)), into);
        }
        let Some(second) = tokens.get(index + 1) else {
            continue;
        };
        let two = join(one, second.hash);
        seen.add(two, into);
        let Some(third) = tokens.get(index + 2) else {
            continue;
        };
        let chinese = [token, second, third]
            .iter()
            .all(|token| token.kind == Kind::Ideograph);
        let three = join(two, third.hash);
        if chinese || part == 1 {
            seen.add(three, into);
        }
        let Some(fourth) = tokens.get(index + 3) else {
            continue;
        };
        if chinese && fourth.kind == Kind::Ideograph {
            seen.add(join(three, fourth.hash), into);
        }
    }
}

/// The first tokens, as what a text opens with.
fn opening(tokens: &[Token<'_>], seen: &mut Seen, into: &mut Vec<u32>) {
    let mut hash = one_of(1, 13);
    for token in tokens.iter().take(4) {
        hash = join(hash, token.hash);
        seen.add(hash, into);
    }
}

fn one_of(part: u64, sort: u64) -> u64 {
    part * 31 + sort
}

fn join(first: u64, second: u64) -> u64 {
    (first.rotate_left(17) ^ second).wrapping_mul(0x9E37_79B9_7F4A_7C15)
}

#[expect(clippy::cast_possible_truncation, reason = "the shift leaves 17 bits")]
fn spread(hash: u64) -> u32 {
    // The high bits of a product are the well-mixed ones.
    (hash.wrapping_mul(0xD6E8_FEB8_6659_FD93) >> (64 - PLACES.trailing_zeros())) as u32
}
