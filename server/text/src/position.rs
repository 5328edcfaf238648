//! Positions as editors count them, and their conversion to and from byte offsets.
//!
//! A line ends at `\n`, `\r\n` or a lone `\r`, and nowhere else.
//! Nothing here fails: a position that does not exist means the nearest one before it.

use ropey::{Rope, RopeSlice};

/// The unit in which [`Position::character`] counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PositionEncoding {
    /// Bytes of UTF-8.
    Utf8,
    /// Code units of UTF-16: an emoji outside the basic plane counts two. What editors use unless told otherwise.
    Utf16,
    /// Unicode scalar values.
    Utf32,
}

/// A place between two characters of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// The line, counted from 0.
    pub line: u32,
    /// The distance from the line's start, in the units of a [`PositionEncoding`].
    pub character: u32,
}

/// The text between two positions; a reversed range means the same text as the ordered one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Range {
    /// Where the range begins.
    pub start: Position,
    /// Where the range ends; the character here is not part of it.
    pub end: Position,
}

/// Finds the byte offset of a position.
///
/// A character past the line's end means the line's end, before its line break.
/// A line past the last means the document's end.
/// A position inside a character (a surrogate pair, a UTF-8 sequence) means that character's start.
pub fn offset_of(rope: &Rope, position: Position, encoding: PositionEncoding) -> usize {
    let line = index(position.line);
    if line >= rope.len_lines() {
        return rope.len_bytes();
    }
    let start = rope.line_to_byte(line);
    let content = line_content(rope, line);
    let character = index(position.character);
    let inside = match encoding {
        PositionEncoding::Utf8 if character < content.len_bytes() => floor(content, character),
        PositionEncoding::Utf16 if character < content.len_utf16_cu() => {
            content.char_to_byte(content.utf16_cu_to_char(character))
        }
        PositionEncoding::Utf32 if character < content.len_chars() => content.char_to_byte(character),
        _ => content.len_bytes(),
    };
    start + inside
}

/// Finds the position of a byte offset.
///
/// An offset past the document's end means the end, one inside a character means that character's start,
/// and one inside a line break means the line's end.
/// Counts beyond `u32` saturate.
pub fn position_of(rope: &Rope, byte_offset: usize, encoding: PositionEncoding) -> Position {
    let offset = floor(rope.slice(..), byte_offset);
    let line = rope.byte_to_line(offset);
    let content = line_content(rope, line);
    let inside = (offset - rope.line_to_byte(line)).min(content.len_bytes());
    let character = match encoding {
        PositionEncoding::Utf8 => inside,
        PositionEncoding::Utf16 => content.char_to_utf16_cu(content.byte_to_char(inside)),
        PositionEncoding::Utf32 => content.byte_to_char(inside),
    };
    Position {
        line: count(line),
        character: count(character),
    }
}

/// The text of a line without its line break. The line must exist.
pub(crate) fn line_content(rope: &Rope, line: usize) -> RopeSlice<'_> {
    let line = rope.line(line);
    let length = line.len_bytes();
    let byte = |from_end: usize| length.checked_sub(from_end).map(|at| line.byte(at));
    let line_break = match (byte(2), byte(1)) {
        (Some(b'\r'), Some(b'\n')) => 2,
        (_, Some(b'\n' | b'\r')) => 1,
        _ => 0,
    };
    line.byte_slice(..length - line_break)
}

/// The nearest character boundary at or before an offset; the end for an offset past it.
pub(crate) fn floor(text: RopeSlice<'_>, offset: usize) -> usize {
    if offset >= text.len_bytes() {
        text.len_bytes()
    } else {
        text.char_to_byte(text.byte_to_char(offset))
    }
}

/// The nearest character boundary at or after an offset; the end for an offset past it.
pub(crate) fn ceiling(text: RopeSlice<'_>, offset: usize) -> usize {
    let floor = floor(text, offset);
    if floor >= offset || floor == text.len_bytes() {
        floor
    } else {
        text.char_to_byte(text.byte_to_char(floor) + 1)
    }
}

fn index(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
