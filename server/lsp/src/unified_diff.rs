//! Edits that can't be made, shown as a unified diff.

use std::fmt::Write as _;
use std::ops::Range;

use ponder_assist::{Edit, edited};

/// The lines shown around what changes, as is customary.
const CONTEXT: usize = 3;

/// Lines that are replaced by others.
struct Replaced {
    old: Range<usize>,
    new: Vec<String>,
}

/// The unified diff of `text` with `edits` made, which are in their order and don't overlap; empty if nothing changes.
///
/// # Panics
///
/// If a range of bytes is not one of whole characters in `text`.
pub(crate) fn unified_diff(name: &str, text: &str, edits: &[Edit]) -> String {
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let replaced = replaced(text, &lines, edits);
    if replaced.is_empty() {
        return String::new();
    }
    let mut diff = format!("--- {name}\n+++ {name}\n");
    let (mut added, mut removed) = (0, 0);
    for hunk in replaced.chunk_by(|one, next| next.old.start - one.old.end <= 2 * CONTEXT) {
        let (Some(first), Some(last)) = (hunk.first(), hunk.last()) else {
            continue;
        };
        let start = first.old.start.saturating_sub(CONTEXT);
        let end = (last.old.end + CONTEXT).min(lines.len());
        let new_len: usize = hunk.iter().map(|replaced| replaced.new.len()).sum();
        let old_len: usize = hunk.iter().map(|replaced| replaced.old.len()).sum();
        // Writing to a string does not fail.
        let _ = writeln!(
            diff,
            "@@ -{} +{} @@",
            span(start, end - start),
            span(start + added - removed, end - start + new_len - old_len)
        );
        let mut at = start;
        for Replaced { old, new } in hunk {
            push(&mut diff, ' ', lines[at..old.start].iter().copied());
            push(&mut diff, '-', lines[old.clone()].iter().copied());
            push(&mut diff, '+', new.iter().map(String::as_str));
            at = old.end;
        }
        push(&mut diff, ' ', lines[at..end].iter().copied());
        added += new_len;
        removed += old_len;
    }
    diff
}

fn span(start: usize, length: usize) -> String {
    match length {
        // Where there are no lines, the one before is named.
        0 => format!("{start},0"),
        length => format!("{},{length}", start + 1),
    }
}

fn push<'a>(diff: &mut String, sign: char, lines: impl Iterator<Item = &'a str>) {
    for line in lines {
        diff.push(sign);
        diff.push_str(line);
        if !line.ends_with('\n') {
            diff.push_str("\n\\ No newline at end of file\n");
        }
    }
}

/// What `edits` replace, by whole lines; lines that stay at the beginning or the end of a replacement are none of it.
fn replaced(text: &str, lines: &[&str], edits: &[Edit]) -> Vec<Replaced> {
    let mut starts = vec![0];
    for line in lines {
        starts.push(starts[starts.len() - 1] + line.len());
    }
    // The end of a text without a line break at its end is on its last line.
    let last = lines.len().saturating_sub(usize::from(!text.ends_with('\n')));
    let line_of = |offset: usize| (starts.partition_point(|start| *start <= offset) - 1).min(last);
    let touched = |bytes: &Range<usize>| line_of(bytes.start)..(line_of(bytes.end) + 1).min(lines.len());
    let mut found: Vec<Replaced> = Vec::new();
    let mut rest = edits;
    while let Some(first) = rest.first() {
        let mut old = touched(&first.bytes);
        let together = rest
            .iter()
            .take_while(|edit| {
                let other = touched(&edit.bytes);
                let follows = other.start <= old.end;
                if follows {
                    old.end = old.end.max(other.end);
                }
                follows
            })
            .count();
        let (these, others) = rest.split_at(together);
        rest = others;
        let from = starts[old.start];
        let moved: Vec<Edit> = these
            .iter()
            .map(|edit| Edit {
                bytes: edit.bytes.start - from..edit.bytes.end - from,
                new_text: edit.new_text.clone(),
            })
            .collect();
        let new = edited(&text[from..starts[old.end]], &moved);
        let mut new: Vec<String> = new.split_inclusive('\n').map(str::to_owned).collect();
        let same_start = lines[old.clone()]
            .iter()
            .zip(&new)
            .take_while(|(old, new)| old == new)
            .count();
        new.drain(..same_start);
        old.start += same_start;
        while !old.is_empty() && new.last().is_some_and(|new| new == lines[old.end - 1]) {
            new.pop();
            old.end -= 1;
        }
        if !(old.is_empty() && new.is_empty()) {
            found.push(Replaced { old, new });
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn diff(text: &str, edits: &[(Range<usize>, &str)]) -> String {
        let edits: Vec<Edit> = edits
            .iter()
            .map(|(bytes, new_text)| Edit {
                bytes: bytes.clone(),
                new_text: (*new_text).to_owned(),
            })
            .collect();
        unified_diff("a", text, &edits)
    }

    #[test]
    fn an_insertion_stands_among_its_neighbors() {
        assert_eq!(
            diff("1\n2\n3\n4\n5\n6\n7\n8\n", &[(8..8, "new\n")]),
            "--- a\n+++ a\n@@ -2,6 +2,7 @@\n 2\n 3\n 4\n+new\n 5\n 6\n 7\n"
        );
    }

    #[test]
    fn changes_far_from_each_other_stand_apart() {
        let text = (10..30)
            .map(|number| number.to_string())
            .collect::<Vec<_>>()
            .join("\n")
            + "\n";
        assert_eq!(
            diff(&text, &[(3..5, "x\ny"), (6..9, ""), (51..53, "z")]),
            "--- a\n+++ a\n@@ -1,6 +1,6 @@\n 10\n-11\n-12\n+x\n+y\n 13\n 14\n 15\n\
             @@ -15,6 +15,6 @@\n 24\n 25\n 26\n-27\n+z\n 28\n 29\n"
        );
    }

    #[test]
    fn a_later_change_is_counted_behind_the_earlier_ones() {
        let text = (10..30)
            .map(|number| number.to_string())
            .collect::<Vec<_>>()
            .join("\n")
            + "\n";
        let diff = diff(&text, &[(0..0, "x\ny\n"), (51..54, "")]);
        assert!(diff.contains("@@ -1,3 +1,5 @@\n+x\n+y\n 10\n"), "{diff}");
        assert!(
            diff.contains("@@ -15,6 +17,5 @@\n 24\n 25\n 26\n-27\n 28\n"),
            "{diff}"
        );
    }

    #[test]
    fn a_missing_line_break_at_the_end_is_said() {
        assert_eq!(
            diff("one", &[(0..0, "zero\n")]),
            "--- a\n+++ a\n@@ -1,1 +1,2 @@\n+zero\n one\n\\ No newline at end of file\n"
        );
        assert_eq!(
            diff("one", &[(3..3, "x")]),
            "--- a\n+++ a\n@@ -1,1 +1,1 @@\n-one\n\\ No newline at end of file\n+onex\n\\ No newline at end of file\n"
        );
        assert_eq!(diff("", &[(0..0, "x\n")]), "--- a\n+++ a\n@@ -0,0 +1,1 @@\n+x\n");
        assert_eq!(
            diff("x\n", &[(2..2, "y\n")]),
            "--- a\n+++ a\n@@ -1,1 +1,2 @@\n x\n+y\n"
        );
    }

    #[test]
    fn no_change_is_no_diff() {
        assert_eq!(diff("one\n", &[(0..3, "one")]), "");
        assert_eq!(diff("one\n", &[]), "");
    }
}
