//! From LINE and COLUMN to an offset in a snapshot. Lines and columns are counted from 1, columns in characters.

use std::ops::Range;
use std::str::FromStr;

use anyhow::bail;
use ponder_text::{Position, PositionEncoding, Snapshot};

/// Lines of a file, the last one included. Counted from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lines {
    /// One line: what is declared there may be meant.
    One(u32),
    /// A first and a last line.
    Span(u32, u32),
}

impl FromStr for Lines {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let number = |text: &str| match text.parse::<u32>() {
            Ok(number) if number > 0 => Ok(number),
            _ => Err("write LINE or LINE:LINE, each a number from 1 on".to_owned()),
        };
        let Some((first, last)) = text.split_once(':') else {
            return Ok(Self::One(number(text)?));
        };
        let (first, last) = (number(first)?, number(last)?);
        if first > last {
            return Err(format!(
                "line {first} comes after line {last}; write the first line first"
            ));
        }
        Ok(Self::Span(first, last))
    }
}

/// The byte offset of a line and column. The column may be one past the line's last character.
pub(crate) fn offset(snapshot: &Snapshot, line: u32, column: u32) -> anyhow::Result<usize> {
    let index = line_index(snapshot, line)?;
    let characters = snapshot.line_text(index).chars().count();
    if u64::from(column) > characters as u64 + 1 {
        bail!(
            "line {line} has {characters} characters, so there is no column {column}; the last is {}",
            characters + 1
        );
    }
    let position = Position {
        line: line - 1,
        character: column - 1,
    };
    Ok(snapshot.offset_of(position, PositionEncoding::Utf32))
}

/// The byte offset at which the text of a line begins, after its indentation.
pub(crate) fn text_start(snapshot: &Snapshot, line: u32) -> anyhow::Result<usize> {
    let index = line_index(snapshot, line)?;
    Ok(snapshot.line_start(index) + snapshot.indentation(index).len())
}

/// The bytes of whole lines, without the last line break.
pub(crate) fn bytes_of(snapshot: &Snapshot, first: u32, last: u32) -> anyhow::Result<Range<usize>> {
    let start = snapshot.line_start(line_index(snapshot, first)?);
    let last = line_index(snapshot, last)?;
    Ok(start..snapshot.line_start(last) + snapshot.line_text(last).len())
}

fn line_index(snapshot: &Snapshot, line: u32) -> anyhow::Result<usize> {
    let count = snapshot.line_count();
    let index = usize::try_from(line).unwrap_or(usize::MAX).wrapping_sub(1);
    if index >= count {
        bail!(
            "the file has {count} {}, so there is no line {line}",
            if count == 1 { "line" } else { "lines" }
        );
    }
    Ok(index)
}

#[cfg(test)]
mod tests {
    use ponder_text::{Document, Language};

    use super::*;

    fn snapshot(text: &str) -> Snapshot {
        Document::new(text, 0, Language::PlainText).snapshot()
    }

    fn refusal<T: std::fmt::Debug>(result: anyhow::Result<T>) -> String {
        result.expect_err("refused").to_string()
    }

    #[test]
    fn columns_count_characters_from_one() {
        let snapshot = snapshot("a🤗字é\r\nxy");
        let offsets: Vec<usize> = (1..=5)
            .map(|column| offset(&snapshot, 1, column).unwrap())
            .collect();
        assert_eq!(offsets, [0, 1, 5, 8, 10]);
        assert_eq!(offset(&snapshot, 2, 3).unwrap(), 14);
    }

    #[test]
    fn what_is_past_the_end_is_refused_with_the_numbers() {
        let snapshot = snapshot("one\ntwo\n");
        assert_eq!(
            refusal(offset(&snapshot, 4, 1)),
            "the file has 3 lines, so there is no line 4"
        );
        assert_eq!(
            refusal(offset(&snapshot, 1, 5)),
            "line 1 has 3 characters, so there is no column 5; the last is 4"
        );
        assert_eq!(
            offset(&snapshot, 3, 1).unwrap(),
            8,
            "the empty line at the end is one"
        );
        assert!(bytes_of(&snapshot, 1, 4).is_err());
    }

    #[test]
    fn lines_are_taken_whole() {
        let snapshot = snapshot("one\r\n  two\r\nthree");
        assert_eq!(bytes_of(&snapshot, 1, 2).unwrap(), 0..10);
        assert_eq!(bytes_of(&snapshot, 3, 3).unwrap(), 12..17);
        assert_eq!(text_start(&snapshot, 2).unwrap(), 7);
    }

    #[test]
    fn lines_are_one_number_or_two_in_order() {
        assert_eq!("7".parse(), Ok(Lines::One(7)));
        assert_eq!("7:9".parse(), Ok(Lines::Span(7, 9)));
        for wrong in ["", "0", "a", "1:", ":2", "9:7", "1:2:3", "-1", "4294967296"] {
            assert!(wrong.parse::<Lines>().is_err(), "{wrong}");
        }
    }
}
