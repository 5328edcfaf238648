//! Text that goes round in circles, as small models write it when they have nothing to say.

use crate::extent::around::head;

/// Times that a piece must stand in a row within a line.
const TIMES: usize = 6;

/// Bytes of a piece that repeats within a line.
const PIECE: std::ops::RangeInclusive<usize> = 3..=48;

/// Lines of a piece that repeats.
const LINES: usize = 4;

/// Where on a line the run of equal pieces starts that it ends with. A run of one and the same character is none: rulers
/// and long zeros are written on purpose.
pub(super) fn run_on_line(line: &str) -> Option<usize> {
    let bytes = line.as_bytes();
    let last = *bytes.last()?;
    for piece in PIECE {
        let length = piece * TIMES;
        if length > bytes.len() {
            return None;
        }
        let run = &bytes[bytes.len() - length..];
        if run[piece..] == run[..length - piece] && run.iter().any(|byte| *byte != last) {
            let mut start = bytes.len() - length;
            while start > 0 && bytes[start - 1] == bytes[start - 1 + piece] {
                start -= 1;
            }
            return Some(head(line, start).len());
        }
    }
    None
}

/// How many of the last lines only repeat those before them: a piece of a few lines that stands there three times.
pub(super) fn repeated_lines<Line: AsRef<str> + PartialEq>(lines: &[Line]) -> Option<usize> {
    (1..=LINES).find_map(|piece| {
        let run = lines.get(lines.len().checked_sub(3 * piece)?..)?;
        let is_word = |line: &Line| line.as_ref().chars().any(char::is_alphanumeric);
        (run[piece..] == run[..2 * piece] && run.iter().any(is_word)).then_some(2 * piece)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_piece_that_repeats_within_a_line_is_found_from_its_first_time() {
        assert_eq!(run_on_line("x = foo, foo, foo, foo, foo, foo, foo, "), Some(3));
        assert_eq!(run_on_line("x = foo, foo, foo, "), None);
        assert_eq!(run_on_line("// =================================="), None);
        assert_eq!(run_on_line(""), None);
    }

    #[test]
    fn lines_that_repeat_are_counted_without_their_first_time() {
        assert_eq!(repeated_lines(&["x", "a;", "a;", "a;"]), Some(2));
        assert_eq!(repeated_lines(&["a", "b", "a", "b", "a", "b"]), Some(4));
        assert_eq!(repeated_lines(&["}", "}", "}"]), None);
        assert_eq!(repeated_lines(&["a", "a"]), None);
    }
}
