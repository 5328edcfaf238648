//! Cutting a file into windows: overlapping pieces of some forty lines that begin and end where a paragraph of code does.
//!
//! Blank lines and a plain count are all it goes by: a parse would give better cuts and cost ten times as much.

use std::ops::Range;

use ponder_text::Rope;

use super::fingerprint::{Fingerprint, LineMarks};

/// The bytes of one file that are cut into windows, around the place where it was last looked at or edited.
pub(crate) const TEXT_BYTES: usize = 32 * 1024;

/// The place of the text that is cut moves in steps of this many bytes, so that looking around keeps the windows.
const TEXT_STEP: usize = 8 * 1024;

/// A line longer than this many bytes is generated or minified: no window holds it.
pub(crate) const LINE_BYTES: usize = 1000;

/// The lines of a window, at least where the file has so many and at most.
const LINES: Range<usize> = 20..41;

/// The bytes of a window, at most: some 500 tokens.
pub(crate) const WINDOW_BYTES: usize = 2048;

/// The lines between the starts of two windows, at least and at most.
const LINES_BETWEEN: Range<usize> = 8..21;

/// Windows with fewer words than this say too little to be found by them.
const WORDS: usize = 5;

/// A piece of a file that may be shown.
#[derive(Debug, Clone)]
pub(crate) struct Window {
    /// Where it stands, in whole lines.
    pub(crate) bytes: Range<usize>,
    pub(crate) fingerprint: Fingerprint,
}

/// The part of a text of `length` bytes that is cut into windows where `focus` is the place of interest.
pub(crate) fn part_around(focus: usize, length: usize) -> Range<usize> {
    if length <= TEXT_BYTES {
        return 0..length;
    }
    let wanted = focus.saturating_sub(TEXT_BYTES / 2) / TEXT_STEP * TEXT_STEP;
    let start = wanted.min(length - TEXT_BYTES);
    start..start + TEXT_BYTES
}

/// The windows of a part of a text; none where it is not text at all.
pub(crate) fn windows(text: &Rope, part: Range<usize>) -> Vec<Window> {
    let start = text.char_to_byte(text.byte_to_char(part.start));
    let end = text.char_to_byte(text.byte_to_char(part.end));
    let taken = text.byte_slice(start..end).to_string();
    if taken.contains('\0') {
        return Vec::new();
    }
    // A line that the part's ends cut is left out.
    let first = if start == 0 {
        0
    } else {
        taken.find('\n').map_or(taken.len(), |at| at + 1)
    };
    let last = if end == text.len_bytes() {
        taken.len()
    } else {
        taken.rfind('\n').map_or(0, |at| at + 1)
    };
    let Some(whole) = taken.get(first..last) else {
        return Vec::new();
    };

    let mut offset = start + first;
    let mut windows = Vec::new();
    let mut run = Run::default();
    for line in whole.split_inclusive('\n') {
        if line.len() > LINE_BYTES {
            run.cut_into(&mut windows);
            run = Run::default();
        } else {
            run.push(line, offset);
        }
        offset += line.len();
    }
    run.cut_into(&mut windows);
    windows
}

/// Lines that follow one another.
#[derive(Default)]
struct Run {
    marks: Vec<LineMarks>,
    bytes: Vec<Range<usize>>,
    is_blank: Vec<bool>,
}

impl Run {
    fn push(&mut self, line: &str, offset: usize) {
        self.marks.push(LineMarks::of(line));
        self.bytes.push(offset..offset + line.len());
        self.is_blank.push(line.trim().is_empty());
    }

    /// Whether a paragraph begins at a line.
    fn begins(&self, line: usize) -> bool {
        !self.is_blank[line] && (line == 0 || self.is_blank[line - 1])
    }

    fn cut_into(&self, windows: &mut Vec<Window>) {
        let count = self.marks.len();
        let mut start = 0;
        while start < count {
            let end = self.end(start);
            let shown = (start..end).rfind(|line| !self.is_blank[*line]);
            if let Some(last) = shown {
                let fingerprint = Fingerprint::of_lines(&self.marks[start..=last]);
                if fingerprint.word_count() >= WORDS {
                    windows.push(Window {
                        bytes: self.bytes[start].start..self.bytes[last].end,
                        fingerprint,
                    });
                }
            }
            if end == count {
                return;
            }
            // Not past the end of this window: no line is left out.
            let farthest = (start + LINES_BETWEEN.end - 1).min(end);
            let nearest = (start + LINES_BETWEEN.start).min(farthest);
            start = (nearest..=farthest)
                .find(|line| self.begins(*line))
                .unwrap_or(farthest);
        }
    }

    /// The line before which the window that begins at `start` ends.
    fn end(&self, start: usize) -> usize {
        let limit = self.bytes[start].start + WINDOW_BYTES;
        let most = self.bytes.len().min(start + LINES.end - 1);
        let fitting = (start + 1..=most)
            .take_while(|end| self.bytes[end - 1].end <= limit)
            .last()
            .unwrap_or(start + 1);
        if fitting == self.bytes.len() {
            return fitting;
        }
        (start + LINES.start..=fitting)
            .rev()
            .find(|end| self.begins(*end))
            .unwrap_or(fitting)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn paragraphs(count: usize) -> String {
        (0..count)
            .map(|index| {
                format!("fn number_{index}() {{\n    let alpha_{index} = beta;\n    gamma(delta);\n}}\n\n")
            })
            .collect::<Vec<_>>()
            .concat()
    }

    fn cut(text: &str) -> Vec<String> {
        let rope = Rope::from_str(text);
        windows(&rope, part_around(0, text.len()))
            .into_iter()
            .map(|window| text[window.bytes].to_owned())
            .collect()
    }

    #[test]
    fn windows_begin_and_end_with_a_paragraph() {
        let windows = cut(&paragraphs(40));
        assert!(windows.len() > 5);
        for window in windows {
            assert!(window.starts_with("fn ") && window.ends_with("}\n"), "{window}");
            assert!(window.lines().count() < LINES.end);
        }
    }

    #[test]
    fn minified_lines_and_binary_text_are_never_taken() {
        let text = format!("{}{}\n{}", paragraphs(3), "x=1;".repeat(300), paragraphs(3));
        let windows = cut(&text);
        assert!(!windows.is_empty());
        assert!(windows.iter().all(|window| !window.contains("x=1;")));
        assert!(cut(&format!("{}\0", paragraphs(3))).is_empty());
        assert!(cut(&"x".repeat(1_000_000)).is_empty());
    }

    #[test]
    fn of_a_long_file_the_part_around_the_focus_is_taken() {
        let text = paragraphs(5000);
        let focus = text.find("number_3000()").expect("there");
        let windows = windows(&Rope::from_str(&text), part_around(focus, text.len()));
        assert!(windows.iter().any(|window| window.bytes.contains(&focus)));
        let bytes: usize = windows.last().expect("some").bytes.end - windows[0].bytes.start;
        assert!(bytes <= TEXT_BYTES);
    }

    proptest! {
        #[test]
        fn windows_are_whole_lines_and_short(
            text in "([a-z é字_]{0,30}(\n|\r\n|\n\n)){0,200}[a-z]{0,5}", focus in 0usize..10_000,
        ) {
            let rope = Rope::from_str(&text);
            for window in windows(&rope, part_around(focus, text.len())) {
                let Range { start, end } = window.bytes;
                prop_assert!(start == 0 || text[..start].ends_with('\n'));
                prop_assert!(end == text.len() || text[..end].ends_with('\n'));
                prop_assert!(end - start <= WINDOW_BYTES);
            }
        }
    }
}
