//! The indentation of a suggestion, as the file has it.

use crate::extent::Extent;
use crate::extent::around::{Around, TAB_WIDTH, indentation, opens_block};

/// `text` with the file's kind of indentation, without white space at line ends, and without what the hole's line has of
/// it already.
pub(super) fn fit(text: &str, around: &Around, extent: Extent) -> String {
    let unit = around.unit();
    let mut lines = text.split('\n');
    let first = lines.next().unwrap_or_default();
    let mut fitted = first_line(first, around, extent, &unit);
    fitted.truncate(
        fitted
            .trim_end()
            .len()
            .max(usize::from(!text.contains('\n')) * fitted.len()),
    );
    for line in lines {
        fitted.push('\n');
        fitted.push_str(&convert(line.trim_end(), &unit));
    }
    fitted
}

fn first_line(first: &str, around: &Around, extent: Extent, unit: &str) -> String {
    let content = first.trim_start();
    let blank = &first[..first.len() - content.len()];
    if blank.is_empty() || content.is_empty() {
        return first.to_owned();
    }
    if !around.is_at_line_start() {
        let is_double = around.line_before.ends_with(char::is_whitespace);
        return if is_double {
            content.to_owned()
        } else {
            first.to_owned()
        };
    }
    if around.line_before.is_empty() {
        return convert(first, unit);
    }
    let own = around.indentation();
    let more = indentation(first);
    let expected = expected(around, extent, unit);
    let missing = if content.starts_with(['.', '?', '&', '|', '+']) {
        more
    } else if own >= expected {
        0
    } else if more == expected {
        // The whole indentation again, though a part of it is there.
        expected - own
    } else {
        more
    };
    let text = if unit == "\t" {
        "\t".repeat(missing / TAB_WIDTH)
    } else {
        " ".repeat(missing)
    };
    text + content
}

/// The width of the indentation that the line above asks for.
fn expected(around: &Around, extent: Extent, unit: &str) -> usize {
    let Some(above) = around.above.first() else {
        return 0;
    };
    let deeper = extent == Extent::Block || opens_block(above, around.language);
    indentation(above) + if deeper { indentation(unit) } else { 0 }
}

/// A line with its indentation in the file's kind.
fn convert(line: &str, unit: &str) -> String {
    let content = line.trim_start();
    let blank = &line[..line.len() - content.len()];
    if unit == "\t" && blank.contains(' ') {
        // Answers that are indented by two are told by an odd level.
        let step = if blank.contains('\t') || blank.len().is_multiple_of(TAB_WIDTH) {
            TAB_WIDTH
        } else {
            2
        };
        return "\t".repeat(indentation(line) / step) + &" ".repeat(indentation(line) % step) + content;
    }
    if unit != "\t" && blank.contains('\t') {
        return blank.replace('\t', unit) + content;
    }
    line.to_owned()
}
