//! A text as words, numbers, ideographs and symbols.

/// Bytes read from the start of a text. An instruction and the first page of its material fit.
const START: usize = 4096;

/// Bytes read from the end of a longer text.
const END: usize = 2048;

/// The sort of a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Letters of a script with words.
    Word,
    /// Digits, with a decimal point.
    Number,
    /// One Chinese character.
    Ideograph,
    /// A run of the same or of joining symbols, such as `==` or `->`.
    Symbol,
}

/// One token of a text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Token<'a> {
    pub(super) kind: Kind,
    /// As it stands in the text.
    pub(super) text: &'a str,
    /// Of its meaning: letters in lower case, numbers by their length, wide symbols as narrow ones.
    pub(super) hash: u64,
}

/// The parts of a text that are read: all of it, or its start and its end.
pub(super) fn bounded(text: &str) -> (&str, &str) {
    if text.len() <= START + END {
        return (text, "");
    }
    (start_of(text, START), end_of(text, END))
}

/// The first `bytes` of a text, or fewer, in whole characters.
pub(super) fn start_of(text: &str, bytes: usize) -> &str {
    let mut end = bytes.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// The last `bytes` of a text, or fewer, in whole characters.
pub(super) fn end_of(text: &str, bytes: usize) -> &str {
    let mut start = text.len().saturating_sub(bytes);
    while !text.is_char_boundary(start) {
        start += 1;
    }
    &text[start..]
}

/// Appends the tokens of `text`.
pub(super) fn split<'a>(text: &'a str, into: &mut Vec<Token<'a>>) {
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let length = match first {
            _ if first.is_whitespace() => {
                rest = &rest[first.len_utf8()..];
                continue;
            }
            _ if is_ideograph(first) => first.len_utf8(),
            _ if first.is_ascii_digit() => run(rest, |character| {
                character.is_ascii_digit() || matches!(character, '.' | ',')
            }),
            _ if first.is_alphabetic() => run(rest, |character| {
                (character.is_alphabetic() || character == '\'') && !is_ideograph(character)
            }),
            _ if first.is_ascii_punctuation() => run(rest, |character| {
                character == first || (is_joining(first) && is_joining(character))
            }),
            _ => first.len_utf8(),
        };
        let text = &rest[..length];
        rest = &rest[length..];
        let (kind, hash) = if is_ideograph(first) {
            (Kind::Ideograph, hash(text))
        } else if first.is_ascii_digit() {
            let text = text.trim_end_matches(['.', ',']);
            let dot = u64::from(text.contains('.'));
            (Kind::Number, 0x4E55_4D00 + (text.len().min(5) as u64) * 2 + dot)
        } else if first.is_alphabetic() {
            (Kind::Word, hash(text))
        } else {
            (Kind::Symbol, hash(text))
        };
        into.push(Token { kind, text, hash });
    }
}

fn run(text: &str, belongs: impl Fn(char) -> bool) -> usize {
    text.char_indices()
        .find(|(_, character)| !belongs(*character))
        .map_or(text.len(), |(index, _)| index)
}

/// Whether symbols of this sort form one sign of a language together.
fn is_joining(character: char) -> bool {
    matches!(
        character,
        '=' | '<' | '>' | '!' | '+' | '-' | '*' | '/' | '&' | '|' | ':' | '%' | '^'
    )
}

/// Whether this is a Chinese character.
pub(super) fn is_ideograph(character: char) -> bool {
    matches!(character, '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{2FFFF}')
}

/// FNV-1a of the text in lower case, wide symbols as narrow ones. It must not change: weights are found by it.
pub(super) fn hash(text: &str) -> u64 {
    let mut hash = 0xCBF2_9CE4_8422_2325_u64;
    for character in text.chars() {
        let narrow = match character {
            '\u{FF01}'..='\u{FF5E}' => u32::from(character) - 0xFEE0,
            _ if character.is_ascii() => u32::from(character.to_ascii_lowercase()),
            _ => character.to_lowercase().next().map_or(0, u32::from),
        };
        hash = (hash ^ u64::from(narrow)).wrapping_mul(0x0000_0100_0000_01B3);
    }
    hash
}
