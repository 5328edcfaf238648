//! Comments in documents without a tree: whole lines that begin with a comment's marker.

use ponder_text::{Region, Snapshot, region_at};
use similar::{Algorithm, DiffOp, capture_diff_slices};

use crate::directive::is_directive;

/// Whether all lines that are not the same in both documents are comments of a line in both, and none that is obeyed.
pub(super) fn change_only_comments(before: &Snapshot, after: &Snapshot) -> bool {
    let (of_before, of_after) = (lines(before), lines(after));
    let mut operations = capture_diff_slices(Algorithm::Myers, &of_before, &of_after).into_iter();
    operations.all(|operation| {
        matches!(operation, DiffOp::Equal { .. })
            || operation.old_range().all(|line| is_comment(before, line))
                && operation.new_range().all(|line| is_comment(after, line))
    })
}

fn lines(snapshot: &Snapshot) -> Vec<String> {
    (0..snapshot.line_count())
        .map(|line| snapshot.line_text(line))
        .collect()
}

/// Whether a line is nothing but a comment that nobody obeys, or blank.
fn is_comment(snapshot: &Snapshot, line: usize) -> bool {
    let text = snapshot.line_text(line);
    let comment = text.trim();
    if comment.is_empty() {
        return region_at(snapshot, snapshot.line_start(line)) != Region::String;
    }
    let markers = snapshot.language().comment_markers();
    let start = snapshot.line_start(line) + text.len() - text.trim_start().len();
    markers.line.iter().any(|marker| {
        comment.starts_with(marker)
            // Not in a string of several lines.
            && matches!(region_at(snapshot, start + marker.len()), Region::Comment | Region::DocComment)
    }) && !comment.ends_with('\\')
        && !is_directive(snapshot.language(), comment)
}
