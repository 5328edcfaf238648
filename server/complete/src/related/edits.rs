//! What was edited lately, as hunks: runs of lines that move along with later edits.

use std::ops::Range;

use ponder_text::Rope;

use super::window::LINE_BYTES;

/// The hunks that are kept for a file, and those that are shown, at most.
pub(crate) const HUNKS: usize = 6;

/// An edit of more lines than this is no typing: it was pasted, generated, or came from another branch.
const EDIT_LINES: usize = 60;

/// The lines of a hunk, at most. Of more the last edited ones stay.
const HUNK_LINES: usize = 24;

/// The bytes of a hunk's text, at most.
const HUNK_BYTES: usize = 1536;

/// Edits with no more lines than this between them make one hunk.
const NEAR: usize = 8;

/// The lines that are shown before and after what was edited; fewer where they are long.
const AROUND: [usize; 3] = [3, 1, 0];

/// The bytes at either end of an edit that are compared with what stood there before, at most.
const COMPARED: usize = 1024 * 1024;

/// Lines that were edited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Hunk {
    /// Stays the same while it grows and moves.
    pub(crate) id: u64,
    /// When it was last edited.
    pub(crate) edited: u64,
    lines: Range<usize>,
}

/// Notes an edit at time `now` in the hunks of its file, and moves those after it.
pub(crate) fn record(hunks: &mut Vec<Hunk>, before: &Rope, after: &Rope, edited: Range<usize>, now: u64) {
    let Some((replaced, edited)) = narrowed(before, after, edited) else {
        return;
    };
    let first = after.byte_to_line(edited.start);
    let replaced_last = before.byte_to_line(replaced.end);
    let last = after.byte_to_line(edited.end);
    // The line after a whole line that was written was not edited.
    let end = if last > first && after.line_to_byte(last) == edited.end {
        last
    } else {
        last + 1
    };
    let moved = |line: usize| (line + after.len_lines()).saturating_sub(before.len_lines());
    for hunk in hunks.iter_mut() {
        if hunk.lines.start > replaced_last {
            hunk.lines = moved(hunk.lines.start)..moved(hunk.lines.end);
        } else if hunk.lines.end > first {
            let rest = if hunk.lines.end > replaced_last + 1 {
                moved(hunk.lines.end)
            } else {
                end
            };
            hunk.lines = hunk.lines.start.min(first)..rest.max(end);
        }
    }
    let is_near = |hunk: &Hunk| hunk.lines.start <= end + NEAR && first <= hunk.lines.end + NEAR;
    if end - first > EDIT_LINES {
        hunks.retain(|hunk| !is_near(hunk));
        return;
    }
    let mut merged = Hunk {
        id: now,
        edited: now,
        lines: first..end,
    };
    hunks.retain(|hunk| {
        if is_near(hunk) {
            merged.id = merged.id.min(hunk.id);
            merged.lines = merged.lines.start.min(hunk.lines.start)..merged.lines.end.max(hunk.lines.end);
        }
        !is_near(hunk)
    });
    if merged.lines.len() > HUNK_LINES {
        let last = merged.lines.end.min(end + NEAR);
        merged.lines = last.saturating_sub(HUNK_LINES).max(merged.lines.start)..last;
    }
    hunks.push(merged);
    if hunks.len() > HUNKS {
        // They stand in the order of their edits.
        hunks.remove(0);
    }
}

/// The bytes of a hunk with the lines around it, where they are few enough and text.
pub(crate) fn bytes(text: &Rope, hunk: &Hunk) -> Option<Range<usize>> {
    let count = text.len_lines();
    let byte = |line: usize| text.line_to_byte(line.min(count));
    AROUND
        .into_iter()
        .map(|around| byte(hunk.lines.start.saturating_sub(around))..byte(hunk.lines.end + around))
        .find(|bytes| bytes.len() <= HUNK_BYTES)
        .filter(|bytes| !bytes.is_empty())
}

/// The text of such bytes, unless it is binary, generated or blank.
pub(crate) fn text(text: &Rope, bytes: Range<usize>) -> Option<String> {
    let text = text.byte_slice(bytes).to_string();
    let is_odd = text.contains('\0') || text.lines().any(|line| line.len() > LINE_BYTES);
    (!is_odd && !text.trim().is_empty()).then_some(text)
}

/// What really changed of an edit, before and after it: clients that send whole documents change little of them.
fn narrowed(before: &Rope, after: &Rope, edited: Range<usize>) -> Option<(Range<usize>, Range<usize>)> {
    let length = after.len_bytes();
    let end = edited.end.min(length);
    let start = edited.start.min(end).min(before.len_bytes());
    let replaced_end = before.len_bytes().saturating_sub(length - end).max(start);
    let most = (end - start).min(replaced_end - start).min(COMPARED);
    let same = before
        .bytes_at(start)
        .zip(after.bytes_at(start))
        .take(most)
        .take_while(|(before, after)| before == after)
        .count();
    let start = start + same;
    let most = (end - start).min(replaced_end - start).min(COMPARED);
    let same = before
        .bytes_at(replaced_end)
        .reversed()
        .zip(after.bytes_at(end).reversed())
        .take(most)
        .take_while(|(before, after)| before == after)
        .count();
    let (replaced, edited) = (start..replaced_end - same, start..end - same);
    (!replaced.is_empty() || !edited.is_empty()).then_some((replaced, edited))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// A file under the hands of somebody.
    struct Typed {
        text: String,
        hunks: Vec<Hunk>,
        now: u64,
    }

    impl Typed {
        fn new(text: &str) -> Self {
            Self {
                text: text.to_owned(),
                hunks: Vec::new(),
                now: 0,
            }
        }

        fn replace(&mut self, what: &str, with: &str) {
            let start = self.text.find(what).expect("it is there");
            self.splice(start..start + what.len(), with);
        }

        fn splice(&mut self, bytes: Range<usize>, with: &str) {
            let before = Rope::from_str(&self.text);
            let edited = bytes.start..bytes.start + with.len();
            self.text.replace_range(bytes, with);
            self.now += 1;
            let after = Rope::from_str(&self.text);
            record(&mut self.hunks, &before, &after, edited, self.now);
        }

        fn shown(&self) -> Vec<String> {
            let rope = Rope::from_str(&self.text);
            let shown = |hunk| text(&rope, bytes(&rope, hunk)?);
            self.hunks.iter().filter_map(shown).collect()
        }
    }

    fn numbered(count: usize) -> String {
        let lines = (0..count).map(|line| format!("line {line};\n"));
        lines.collect::<Vec<_>>().concat()
    }

    #[test]
    fn an_edit_is_shown_with_the_lines_around_it() {
        let mut typed = Typed::new(&numbered(100));
        typed.replace("line 50;", "changed;");
        let lines = "line 47;\nline 48;\nline 49;\nchanged;\nline 51;\nline 52;\nline 53;\n";
        assert_eq!(typed.shown(), [lines]);
    }

    #[test]
    fn near_edits_are_one_hunk_and_the_last_is_last() {
        let mut typed = Typed::new(&numbered(300));
        typed.replace("line 50;", "first;");
        typed.replace("line 200;", "second;");
        typed.replace("line 54;", "third;");
        let shown = typed.shown();
        assert_eq!(shown.len(), 2);
        assert!(shown[0].contains("second"));
        assert!(shown[1].contains("first") && shown[1].contains("third"));
    }

    #[test]
    fn hunks_move_with_edits_above_them() {
        let mut typed = Typed::new(&numbered(300));
        typed.replace("line 200;", "here;");
        typed.replace("line 10;", "a\nb\nc\nd");
        typed.replace("line 20;\nline 21;\nline 22;\nline 23;\nline 24;\n", "");
        assert!(typed.shown()[0].contains("line 199;\nhere;\nline 201;"));
    }

    #[test]
    fn only_what_changed_of_a_whole_document_counts() {
        let mut typed = Typed::new(&numbered(300));
        let text = typed.text.replace("line 150;", "new;");
        typed.splice(0..typed.text.len(), &text);
        assert_eq!(typed.shown().len(), 1);
        assert!(typed.shown()[0].contains("line 149;\nnew;\nline 151;"));
        typed.splice(0..typed.text.len(), &text);
        assert_eq!(typed.shown().len(), 1, "nothing changed");
    }

    #[test]
    fn long_pastes_and_long_lines_are_no_edits() {
        let mut typed = Typed::new(&numbered(100));
        typed.replace("line 50;", &numbered(EDIT_LINES + 1));
        assert!(typed.shown().is_empty());
        typed.replace("line 99;", &"x".repeat(LINE_BYTES + 1));
        assert!(typed.shown().is_empty());
    }

    #[test]
    fn hunks_are_few() {
        let mut typed = Typed::new(&numbered(1000));
        for line in 0..30 {
            typed.replace(&format!("line {};", line * 30 + 5), &format!("edit {line};"));
        }
        assert_eq!(typed.hunks.len(), HUNKS);
        assert!(typed.shown()[HUNKS - 1].contains("edit 29;"));
    }

    proptest! {
        #[test]
        fn hunks_stay_within_their_file(
            edits in prop::collection::vec((0usize..400, 0usize..60, "[a-z字\r\n]{0,40}"), 1..30),
        ) {
            let mut typed = Typed::new(&numbered(40));
            for (start, length, with) in edits {
                let boundary = |at: usize| (0..=at.min(typed.text.len()))
                    .rfind(|at| typed.text.is_char_boundary(*at))
                    .unwrap_or_default();
                let bytes = boundary(start)..boundary(start + length);
                typed.splice(bytes, &with);
                let lines = Rope::from_str(&typed.text).len_lines();
                for hunk in &typed.hunks {
                    prop_assert!(hunk.lines.start < hunk.lines.end && hunk.lines.end <= lines, "{hunk:?} {lines}");
                    prop_assert!(hunk.lines.len() <= HUNK_LINES);
                }
                prop_assert!(typed.hunks.len() <= HUNKS);
                typed.shown();
            }
        }
    }
}
