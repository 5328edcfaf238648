//! Breaking text into lines and joining lines to text, by the columns that characters take.

use unicode_width::UnicodeWidthChar;

/// What no line begins with in Chinese and Japanese.
const CLOSING: &str = "\u{3001}\u{3002}\u{ff0c}\u{ff0e}\u{ff01}\u{ff1f}\u{ff1a}\u{ff1b}\u{300d}\u{300f}\u{ff09}\u{3011}\u{300b}\u{3009}\u{30fc}\u{3005}";

/// What no line ends with in them.
const OPENING: &str = "\u{300c}\u{300e}\u{ff08}\u{3010}\u{300a}\u{3008}";

/// A piece of a line that is not broken, and what stands before it on a line.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Token {
    space: &'static str,
    text: String,
}

/// The columns that `text` takes. A tab takes four.
pub(super) fn columns(text: &str) -> usize {
    text.chars()
        .map(|character| {
            if character == '\t' {
                4
            } else {
                character.width().unwrap_or(0)
            }
        })
        .sum()
}

/// The lines as one, without a space between characters that are written without one.
pub(super) fn joined<'a>(lines: impl Iterator<Item = &'a str>) -> String {
    let mut text = String::new();
    for line in lines {
        for word in words(line) {
            let first = word.chars().next();
            let last = text.chars().next_back();
            // Only where a line was broken; a space within a line was meant.
            let begins_line = word.as_ptr() == line.trim_start_matches(is_break).as_ptr();
            let is_unspaced = begins_line && first.is_some_and(is_unspaced) && last.is_some_and(is_unspaced);
            if last.is_some() && !is_unspaced {
                text.push(' ');
            }
            text.push_str(word);
        }
    }
    text
}

/// `text` in lines: of `first` columns the first one and of `rest` columns the others, unless a word is longer.
/// A word that `may_begin` a line not stays behind the one before.
pub(super) fn wrapped(
    text: &str,
    first: usize,
    rest: usize,
    may_begin: impl Fn(&str) -> bool,
) -> Vec<String> {
    let mut lines = Vec::new();
    let mut current = String::new();
    let mut taken = 0;
    for token in tokens(text, may_begin) {
        let width = columns(&token.text);
        let room = if lines.is_empty() { first } else { rest };
        if !current.is_empty() && taken + token.space.len() + width > room {
            lines.push(std::mem::take(&mut current));
            taken = 0;
        }
        if !current.is_empty() {
            current.push_str(token.space);
            taken += token.space.len();
        }
        current.push_str(&token.text);
        taken += width;
    }
    lines.push(current);
    lines
}

/// The words of a text. A space that is not to be broken at is part of a word.
pub(super) fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(is_break).filter(|word| !word.is_empty())
}

fn is_break(character: char) -> bool {
    character.is_whitespace() && !matches!(character, '\u{a0}' | '\u{202f}' | '\u{2007}')
}

fn tokens(text: &str, may_begin: impl Fn(&str) -> bool) -> Vec<Token> {
    let mut tokens: Vec<Token> = Vec::new();
    for word in words(text) {
        let mut space = " ";
        let mut rest = word;
        if !may_begin(word)
            && let Some(last) = tokens.last_mut()
        {
            last.text.push(' ');
            last.text.push_str(word);
            continue;
        }
        while !rest.is_empty() {
            let end = break_in(rest);
            tokens.push(Token {
                space,
                text: rest[..end].to_owned(),
            });
            rest = &rest[end..];
            space = "";
        }
    }
    tokens
}

/// Where a word may first be broken; its end where it may not.
fn break_in(word: &str) -> usize {
    let pairs = word.char_indices().zip(word.char_indices().skip(1));
    pairs
        .into_iter()
        .find(|((_, one), (_, other))| {
            (is_unspaced(*one) || is_unspaced(*other))
                && !CLOSING.contains(*other)
                && !OPENING.contains(*one)
                && (is_unspaced(*other) || other.is_alphanumeric())
        })
        .map_or(word.len(), |(_, (index, _))| index)
}

/// Whether a character is of a script that puts no spaces between words.
fn is_unspaced(character: char) -> bool {
    matches!(character,
        '\u{2e80}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}'
        | '\u{ff01}'..='\u{ff60}' | '\u{20000}'..='\u{3ffff}')
}
