//! Whole lines around a place, without a copy of what may be a long text.

use std::ops::Range;

use ponder_text::Snapshot;

/// Bytes of a line that are looked at where its beginning tells enough.
const GLANCE: usize = 400;

/// Lines of comments and attributes that are passed on the way to the code below them.
const MOST_ABOVE: usize = 200;

/// What begins an attribute or a decorator.
const ATTRIBUTES: [&str; 3] = ["@", "#[", "["];

/// The whole lines that `bytes` touch, without the last line break. What ends at a line's start does not touch the line.
pub(crate) fn whole_lines(snapshot: &Snapshot, bytes: &Range<usize>) -> Range<usize> {
    let first = snapshot.line_of(bytes.start);
    let mut last = snapshot.line_of(bytes.end);
    if last > first && snapshot.line_start(last) == bytes.end {
        last -= 1;
    }
    snapshot.line_start(first)..line_end(snapshot, last)
}

/// The end of a line, before its line break.
pub(crate) fn line_end(snapshot: &Snapshot, line: usize) -> usize {
    let (start, next) = (snapshot.line_start(line), snapshot.line_start(line + 1));
    if line + 1 >= snapshot.line_count() {
        return next;
    }
    let text = snapshot.text();
    let is = |offset: usize, byte| offset >= start && text.byte(offset) == byte;
    if next >= 2 && is(next - 1, b'\n') && is(next - 2, b'\r') {
        next - 2
    } else {
        next - 1
    }
}

/// Whether there is more than whitespace in `bytes`. Looks at the first of them only.
pub(crate) fn has_text(snapshot: &Snapshot, bytes: &Range<usize>) -> bool {
    let end = bytes.end.min(bytes.start.saturating_add(10 * GLANCE));
    !snapshot.slice(bytes.start..end).trim().is_empty() || end < bytes.end
}

/// The beginning of a line, without its indentation.
pub(crate) fn start_of_line(snapshot: &Snapshot, line: usize) -> String {
    let start = snapshot.line_start(line);
    let end = line_end(snapshot, line).min(start + GLANCE);
    snapshot.slice(start..end).trim_start().to_owned()
}

/// Whether a line begins with a comment, or looks like a line within one.
pub(crate) fn is_comment(snapshot: &Snapshot, line: usize) -> bool {
    let text = start_of_line(snapshot, line);
    let markers = snapshot.language().comment_markers();
    let lines = markers.line.iter().chain(markers.doc_line);
    let blocks = markers.block.iter().chain(markers.doc_block);
    lines.into_iter().any(|marker| text.starts_with(marker))
        || blocks.into_iter().any(|(open, close)| {
            let is_starred = close.starts_with('*');
            text.starts_with(open)
                || (is_starred && (text.starts_with("* ") || text.trim_end() == "*"))
                || (is_starred && text.starts_with(close))
        })
}

/// The first code below the comments and attributes that begin on the line of `offset`; `offset` itself if none do, or
/// if they stand above nothing.
pub(crate) fn code_below(snapshot: &Snapshot, offset: usize) -> usize {
    let first = snapshot.line_of(offset);
    if !is_comment(snapshot, first) {
        return offset;
    }
    for line in first + 1..(first + MOST_ABOVE).min(snapshot.line_count()) {
        if is_comment(snapshot, line) {
            continue;
        }
        let text = start_of_line(snapshot, line);
        if text.trim().is_empty() {
            return offset;
        }
        if ATTRIBUTES.iter().any(|begin| text.starts_with(begin)) {
            continue;
        }
        let (start, end) = (snapshot.line_start(line), line_end(snapshot, line));
        let indentation = end.min(start + GLANCE) - start - text.len();
        return start + indentation;
    }
    offset
}

/// The lines around `place` up to the next blank ones, within `limits` and about `most` bytes.
pub(super) fn block(
    snapshot: &Snapshot,
    place: &Range<usize>,
    limits: &Range<usize>,
    most: usize,
) -> Range<usize> {
    let is_blank = |line| start_of_line(snapshot, line).trim().is_empty();
    let own = whole_lines(snapshot, place);
    let mut first = snapshot.line_of(own.start);
    while first > 0
        && snapshot.line_start(first) > limits.start
        && own.end - snapshot.line_start(first) <= most
        && !is_blank(first - 1)
    {
        first -= 1;
    }
    let mut last = snapshot.line_of(own.end);
    while last + 1 < snapshot.line_count()
        && snapshot.line_start(last + 1) < limits.end
        && snapshot.line_start(last + 1) - own.start <= most
        && !is_blank(last + 1)
    {
        last += 1;
    }
    snapshot.line_start(first)..line_end(snapshot, last)
}

/// Lines around `least`, alternately below and above, as long as they are in `limits` and fit into `most` bytes.
pub(super) fn grown(
    snapshot: &Snapshot,
    least: &Range<usize>,
    limits: &Range<usize>,
    most: usize,
) -> Range<usize> {
    let mut bytes = least.clone();
    loop {
        let before = bytes.clone();
        let below = snapshot.line_of(bytes.end) + 1;
        if below < snapshot.line_count() {
            let end = line_end(snapshot, below);
            if end <= limits.end && end - bytes.start <= most {
                bytes.end = end;
            }
        }
        if let Some(above) = snapshot.line_of(bytes.start).checked_sub(1) {
            let start = snapshot.line_start(above);
            if start >= limits.start && bytes.end - start <= most {
                bytes.start = start;
            }
        }
        if bytes == before {
            return bytes;
        }
    }
}

/// The outermost statement around `place` whose lines fit into `most` bytes, with as many of those beside it as fit too.
pub(super) fn statements(snapshot: &Snapshot, place: &Range<usize>, most: usize) -> Option<Range<usize>> {
    let mut cursor = snapshot.tree()?.walk();
    let least = whole_lines(snapshot, place);
    let mut bytes = loop {
        cursor.goto_first_child_for_byte(place.start)?;
        let node = cursor.node();
        if node.end_byte() < place.end {
            return None;
        }
        let lines = whole_lines(snapshot, &node.byte_range());
        let bytes = lines.start.min(least.start)..lines.end.max(least.end);
        if bytes.len() <= most {
            break bytes;
        }
    };
    let statement = cursor.clone();
    while cursor.goto_next_sibling() {
        let end = whole_lines(snapshot, &cursor.node().byte_range()).end;
        if end > bytes.start + most {
            break;
        }
        bytes.end = bytes.end.max(end);
    }
    let mut cursor = statement;
    while cursor.goto_previous_sibling() {
        let start = whole_lines(snapshot, &cursor.node().byte_range()).start;
        if bytes.end - start.min(bytes.end) > most {
            break;
        }
        bytes.start = bytes.start.min(start);
    }
    Some(bytes)
}

/// Whole lines without the blank ones at both ends.
pub(super) fn without_blank_ends(snapshot: &Snapshot, bytes: &Range<usize>) -> Range<usize> {
    let is_blank = |line| !has_text(snapshot, &(snapshot.line_start(line)..line_end(snapshot, line)));
    let (mut first, mut last) = (snapshot.line_of(bytes.start), snapshot.line_of(bytes.end));
    while first < last && is_blank(first) {
        first += 1;
    }
    while first < last && is_blank(last) {
        last -= 1;
    }
    snapshot.line_start(first)..line_end(snapshot, last)
}

/// Lines by their numbers, counted from 1.
pub(super) fn named(snapshot: &Snapshot, bytes: &Range<usize>) -> String {
    let (first, last) = (snapshot.line_of(bytes.start) + 1, snapshot.line_of(bytes.end) + 1);
    if first == last {
        format!("line {first}")
    } else {
        format!("lines {first} to {last}")
    }
}
