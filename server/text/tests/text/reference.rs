//! A plain model of documents: a `String` that is walked one character at a time, as slow as it is easy to check.

use ponder_text::{Change, Position, PositionEncoding, Range};
use proptest::prelude::*;

pub(crate) const ENCODINGS: [PositionEncoding; 3] = [
    PositionEncoding::Utf8,
    PositionEncoding::Utf16,
    PositionEncoding::Utf32,
];

fn units(character: char, encoding: PositionEncoding) -> u64 {
    match encoding {
        PositionEncoding::Utf8 => character.len_utf8() as u64,
        PositionEncoding::Utf16 => character.len_utf16() as u64,
        PositionEncoding::Utf32 => 1,
    }
}

/// The length of the line break that a text begins with; 0 if it begins with none.
fn line_break(text: &str) -> usize {
    if text.starts_with("\r\n") {
        2
    } else {
        usize::from(text.starts_with(['\n', '\r']))
    }
}

pub(crate) fn reference_offset(text: &str, position: Position, encoding: PositionEncoding) -> usize {
    let mut offset = 0;
    for _ in 0..position.line {
        while line_break(&text[offset..]) == 0 {
            match text[offset..].chars().next() {
                Some(character) => offset += character.len_utf8(),
                None => return text.len(),
            }
        }
        offset += line_break(&text[offset..]);
    }
    let mut counted = 0;
    while line_break(&text[offset..]) == 0 {
        let Some(character) = text[offset..].chars().next() else {
            break;
        };
        counted += units(character, encoding);
        if counted > u64::from(position.character) {
            break;
        }
        offset += character.len_utf8();
    }
    offset
}

pub(crate) fn reference_position(text: &str, offset: usize, encoding: PositionEncoding) -> Position {
    let mut position = Position {
        line: 0,
        character: 0,
    };
    let mut at = 0;
    while let Some(character) = text[at..].chars().next() {
        let length = line_break(&text[at..]);
        if length > 0 {
            if at + length > offset {
                break;
            }
            position = Position {
                line: position.line + 1,
                character: 0,
            };
            at += length;
        } else {
            if at + character.len_utf8() > offset {
                break;
            }
            position.character +=
                u32::try_from(units(character, encoding)).expect("a character has few units");
            at += character.len_utf8();
        }
    }
    position
}

pub(crate) fn reference_apply(text: &mut String, change: &Change, encoding: PositionEncoding) {
    match change.range {
        None => text.clone_from(&change.text),
        Some(Range { start, end }) => {
            let mut ends = [start, end].map(|position| reference_offset(text, position, encoding));
            ends.sort_unstable();
            text.replace_range(ends[0]..ends[1], &change.text);
        }
    }
}

/// Pieces in which counting goes wrong: several units per character, several characters per glyph, odd line breaks.
const PIECES: [&str; 22] = [
    "a",
    "fn f() {}",
    "\"text\"",
    "// note",
    " ",
    "\t",
    "\n",
    "\n",
    "\r\n",
    "\r",
    "🤗🤗🤗",
    "字",
    "漢字かな",
    "é",
    "e\u{301}",
    "👩‍👩‍👧‍👦",
    "\u{200d}",
    "\u{feff}",
    "\u{2028}",
    "\u{85}",
    "नि",
    "{",
];

pub(crate) fn any_text() -> impl Strategy<Value = String> {
    text_of(0..24)
}

pub(crate) fn text_of(pieces: std::ops::Range<usize>) -> impl Strategy<Value = String> {
    proptest::collection::vec(proptest::sample::select(&PIECES[..]), pieces)
        .prop_map(|pieces| pieces.concat())
}

pub(crate) fn any_position() -> impl Strategy<Value = Position> {
    let number = || prop_oneof![12 => 0_u32..12, 2 => 0_u32..60, 1 => Just(1 << 31), 1 => Just(u32::MAX)];
    (number(), number()).prop_map(|(line, character)| Position { line, character })
}

/// Changes inside, across, and outside of the text, the right way and reversed, and now and then of all of it.
pub(crate) fn any_change() -> impl Strategy<Value = Change> {
    let range = (any_position(), any_position()).prop_map(|(start, end)| Some(Range { start, end }));
    let insertion = any_position().prop_map(|position| {
        Some(Range {
            start: position,
            end: position,
        })
    });
    let range = prop_oneof![10 => range, 20 => insertion, 1 => Just(None)];
    (range, text_of(0..4)).prop_map(|(range, text)| Change { range, text })
}
