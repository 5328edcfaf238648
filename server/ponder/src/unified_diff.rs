//! One replacement in a file, shown as a unified diff.

use std::fmt::Write as _;
use std::ops::Range;

/// The lines shown around what changes, as is customary.
const CONTEXT: usize = 3;

/// The unified diff of `text` with its `bytes` replaced by `new_text`; empty if nothing changes.
///
/// # Panics
///
/// If `bytes` is not a range of whole characters in `text`.
pub(crate) fn unified_diff(name: &str, text: &str, bytes: &Range<usize>, new_text: &str) -> String {
    let mut changed = text.to_owned();
    changed.replace_range(bytes.clone(), new_text);
    let old: Vec<&str> = text.split_inclusive('\n').collect();
    let new: Vec<&str> = changed.split_inclusive('\n').collect();
    let same_start = old.iter().zip(&new).take_while(|(old, new)| old == new).count();
    let same_end = old[same_start..]
        .iter()
        .rev()
        .zip(new[same_start..].iter().rev())
        .take_while(|(old, new)| old == new)
        .count();
    let (old_end, new_end) = (old.len() - same_end, new.len() - same_end);
    if same_start == old_end && same_start == new_end {
        return String::new();
    }

    let start = same_start.saturating_sub(CONTEXT);
    let after = same_end.min(CONTEXT);
    let mut diff = format!("--- {name}\n+++ {name}\n");
    let hunk = |end: usize| match end + after - start {
        // Where there are no lines, the one before is named.
        0 => format!("{start},0"),
        length => format!("{},{length}", start + 1),
    };
    // Writing to a string does not fail.
    let _ = writeln!(diff, "@@ -{} +{} @@", hunk(old_end), hunk(new_end));
    for (sign, lines) in [
        (' ', &old[start..same_start]),
        ('-', &old[same_start..old_end]),
        ('+', &new[same_start..new_end]),
        (' ', &old[old_end..old_end + after]),
    ] {
        for line in lines {
            diff.push(sign);
            diff.push_str(line);
            if !line.ends_with('\n') {
                diff.push_str("\n\\ No newline at end of file\n");
            }
        }
    }
    diff
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_insertion_stands_among_its_neighbors() {
        let text = "1\n2\n3\n4\n5\n6\n7\n8\n";
        assert_eq!(
            unified_diff("a.txt", text, &(8..8), "new\n"),
            "--- a.txt\n+++ a.txt\n@@ -2,6 +2,7 @@\n 2\n 3\n 4\n+new\n 5\n 6\n 7\n"
        );
    }

    #[test]
    fn a_replacement_within_a_line_replaces_the_line() {
        assert_eq!(
            unified_diff("a", "one two\n", &(4..7), "three"),
            "--- a\n+++ a\n@@ -1,1 +1,1 @@\n-one two\n+one three\n"
        );
    }

    #[test]
    fn a_missing_line_break_at_the_end_is_said() {
        assert_eq!(
            unified_diff("a", "one", &(0..0), "zero\n"),
            "--- a\n+++ a\n@@ -1,1 +1,2 @@\n+zero\n one\n\\ No newline at end of file\n"
        );
        assert_eq!(
            unified_diff("a", "", &(0..0), "x\n"),
            "--- a\n+++ a\n@@ -0,0 +1,1 @@\n+x\n"
        );
    }

    #[test]
    fn no_change_is_no_diff() {
        assert_eq!(unified_diff("a", "one\n", &(0..3), "one"), "");
    }
}
