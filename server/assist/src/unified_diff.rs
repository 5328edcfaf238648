//! What changes in a text, as a unified diff.

use std::fmt::Write as _;

use similar::{Algorithm, DiffOp, capture_diff_slices, group_diff_ops};

/// The lines shown around what changes, as is customary.
const CONTEXT: usize = 3;

/// The unified diff from `old` to `new` under these names; empty if nothing changes.
pub fn unified_diff(old_name: &str, new_name: &str, old: &str, new: &str) -> String {
    // Lines end at `\n` alone, as git and patch see them: a `\r` is text.
    let old_lines: Vec<&str> = old.split_inclusive('\n').collect();
    let new_lines: Vec<&str> = new.split_inclusive('\n').collect();
    let operations = capture_diff_slices(Algorithm::Patience, &old_lines, &new_lines);
    if operations
        .iter()
        .all(|operation| matches!(operation, DiffOp::Equal { .. }))
    {
        return String::new();
    }
    let mut diff = format!("--- {old_name}\n+++ {new_name}\n");
    for hunk in group_diff_ops(operations, CONTEXT) {
        let (Some(first), Some(last)) = (hunk.first(), hunk.last()) else {
            continue;
        };
        let old_span = span(first.old_range().start, last.old_range().end);
        let new_span = span(first.new_range().start, last.new_range().end);
        // Writing to a string does not fail.
        let _ = writeln!(diff, "@@ -{old_span} +{new_span} @@");
        for operation in &hunk {
            if let DiffOp::Equal { .. } = operation {
                push(&mut diff, ' ', &old_lines[operation.old_range()]);
            } else {
                push(&mut diff, '-', &old_lines[operation.old_range()]);
                push(&mut diff, '+', &new_lines[operation.new_range()]);
            }
        }
    }
    diff
}

/// Lines from `start` on, counted from 0, to before `end`, as a hunk's head tells them.
fn span(start: usize, end: usize) -> String {
    match end - start {
        // Where there are no lines, the one before is named.
        0 => format!("{start},0"),
        length => format!("{},{length}", start + 1),
    }
}

fn push(diff: &mut String, sign: char, lines: &[&str]) {
    for line in lines {
        diff.push(sign);
        diff.push_str(line);
        if !line.ends_with('\n') {
            diff.push_str("\n\\ No newline at end of file\n");
        }
    }
}

#[cfg(test)]
mod tests {
    use std::ops::Range;

    use super::*;
    use crate::{Edit, edited};

    fn diff(text: &str, edits: &[(Range<usize>, &str)]) -> String {
        let edits: Vec<Edit> = edits
            .iter()
            .map(|(bytes, new_text)| Edit {
                bytes: bytes.clone(),
                new_text: (*new_text).to_owned(),
            })
            .collect();
        unified_diff("a", "a", text, &edited(text, &edits))
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
