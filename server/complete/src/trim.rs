//! From what the model wrote to what is worth showing.

mod guard;
mod indentation;
mod overlap;

use ponder_model::Finish;
use ponder_text::Region;

use crate::extent::Extent;
use crate::extent::around::{Around, indentation as width_of};
use crate::hole::Hole;
use crate::prose;
use crate::stop::Stop;

/// The suggestion in the answer `text` for a hole: the text to insert there, with `\n` line ends. `None` if nothing in the
/// answer is worth showing. May parse: work for a blocking thread.
///
/// It ends where [`Stop`] says, repeats nothing that stands around the hole, is indented as the file is, and breaks no
/// syntax that was sound.
pub(crate) fn suggestion(text: &str, finish: Finish, hole: &Hole, extent: Extent) -> Option<String> {
    let around = Around::of(hole);
    let mut stop = Stop::around(around.clone(), extent);
    stop.push(text);
    let is_cut_off = finish == Finish::Length && !stop.is_enough();
    let kept = stop.kept();
    let kept = if is_cut_off { whole(&kept) } else { kept.as_str() };
    if kept.trim().is_empty() {
        return None;
    }
    let text = match around.region {
        Region::Code | Region::String => code(kept, &around, extent),
        Region::Comment | Region::DocComment | Region::Prose => {
            let laid_out = prose::lay_out(overlap::without_line_before(kept, &around), hole);
            overlap::without_rest(&laid_out, &around.rest)
                .trim_end()
                .to_owned()
        }
    };
    if text.trim().is_empty() {
        return None;
    }
    let text = match around.region {
        Region::Prose => text,
        _ => guard::sound(&text, hole, &around)?,
    };
    Some(closed_below(text, &around, extent))
}

/// Code without what stands there already, indented as the file is.
fn code(text: &str, around: &Around, extent: Extent) -> String {
    let text = overlap::without_line_before(text, around);
    let text = match around.region {
        Region::String => text.to_owned(),
        _ => indentation::fit(text, around, extent),
    };
    let text = overlap::without_rest(&text, &around.rest);
    overlap::without_next_lines(text, around).trim_end().to_owned()
}

/// An answer without what its limit cut off: the last line, or of a single one the last word.
fn whole(text: &str) -> &str {
    match text.rsplit_once('\n') {
        Some((lines, _)) if !lines.trim().is_empty() => lines,
        _ => {
            let word =
                text.trim_end_matches(|character: char| character.is_alphanumeric() || character == '_');
            if word.trim().is_empty() { text } else { word }
        }
    }
}

/// A block between brackets that stand on one line: what closes it goes on a line of its own.
fn closed_below(mut text: String, around: &Around, extent: Extent) -> String {
    let is_closed_by_rest = around.rest.trim_start().starts_with(['}', ')', ']']);
    if extent == Extent::Block && is_closed_by_rest && text.contains('\n') {
        text.push('\n');
        text.push_str(&around.blank(width_of(&around.line_before)));
    }
    text
}

#[cfg(test)]
pub(crate) mod fixtures;
#[cfg(test)]
mod properties;
