//! Fitting a model's text into the place that it is for: indentation, line endings, the line break at the end.
//!
//! The law: what the model leaves as it is stays as it is, to the byte, also if it wrote it without the indentation of its
//! place and with other line endings. For that its lines are compared with those that they replace; only lines that are new
//! are written as the document's customs say.

mod indentation;
pub(crate) mod lines;
mod strings;
#[cfg(test)]
mod tests;

use std::ops::Range;

use ponder_text::Snapshot;
use similar::{Algorithm, DiffOp, capture_diff_slices};

use crate::Edit;
use indentation::Scheme;
use lines::{Line, customary_ending, lines};

const BYTE_ORDER_MARK: char = '\u{feff}';

/// `code` as it has to stand at `bytes` of the document: indented as what it replaces is, with the document's line endings,
/// and with or without a line break at its end as it is there. Blank lines around what it replaces stay.
pub(crate) fn fitted(snapshot: &Snapshot, bytes: &Range<usize>, code: &str) -> String {
    let place = Place::new(snapshot, bytes);
    let code = code.strip_prefix(BYTE_ORDER_MARK).unwrap_or(code);
    let old = lines(&place.text);
    let new = lines(code);
    let written = text_lines(&new).map(|kept| new[kept].iter().map(Line::whole).collect::<String>());
    let Some(text_of_old) = text_lines(&old) else {
        let indentation = old.first().map_or("", |line| line.content);
        let written = written.filter(|_| !old.is_empty());
        return place.finished(&fit(
            snapshot,
            &old,
            written.as_deref().unwrap_or(code),
            None,
            indentation,
        ));
    };
    let Some(written) = written else {
        return place.finished("");
    };
    let mut text: String = old[..text_of_old.start].iter().map(Line::whole).collect();
    let indentation = old[text_of_old.start].indentation();
    text += &fit(snapshot, &old[text_of_old.clone()], &written, None, indentation);
    text.extend(old[text_of_old.end..].iter().map(Line::whole));
    place.finished(&text)
}

/// The same for code that is written as if what it replaces began with `indentation`. Nothing is kept around it.
pub(crate) fn placed(snapshot: &Snapshot, bytes: &Range<usize>, code: &str, indentation: &str) -> String {
    let place = Place::new(snapshot, bytes);
    let code = code.strip_prefix(BYTE_ORDER_MARK).unwrap_or(code);
    let old = lines(&place.text);
    let own = text_lines(&old).map_or("", |range| old[range.start].indentation());
    place.finished(&fit(snapshot, &old, code, Some(indentation), own))
}

/// The same change as few lines as possible: lines that stay are in no edit. In the order of their bytes; empty if nothing
/// changes.
pub(crate) fn narrowed(snapshot: &Snapshot, edit: &Edit) -> Vec<Edit> {
    let old_text = snapshot.slice(edit.bytes.clone());
    let old: Vec<&str> = lines(&old_text).iter().map(Line::whole).collect();
    let new: Vec<&str> = lines(&edit.new_text).iter().map(Line::whole).collect();
    let starts = |lines: &[&str]| -> Vec<usize> {
        let mut starts = vec![0];
        starts.extend(lines.iter().scan(0, |end, line| {
            *end += line.len();
            Some(*end)
        }));
        starts
    };
    let (old_starts, new_starts) = (starts(&old), starts(&new));
    let mut edits: Vec<Edit> = Vec::new();
    for operation in capture_diff_slices(Algorithm::Myers, &old, &new) {
        if matches!(operation, DiffOp::Equal { .. }) {
            continue;
        }
        let (of_old, of_new) = (operation.old_range(), operation.new_range());
        let bytes = edit.bytes.start + old_starts[of_old.start]..edit.bytes.start + old_starts[of_old.end];
        let new_text = &edit.new_text[new_starts[of_new.start]..new_starts[of_new.end]];
        match edits.last_mut() {
            Some(last) if last.bytes.end == bytes.start => {
                last.bytes.end = bytes.end;
                last.new_text.push_str(new_text);
            }
            _ => edits.push(Edit {
                bytes,
                new_text: new_text.to_owned(),
            }),
        }
    }
    edits
}

/// What is replaced, as whole lines as far as it can be.
struct Place {
    /// The text, with `margin` before it and without a byte order mark.
    text: String,
    /// The indentation of the first line, where the bytes begin behind it.
    margin: String,
    /// The byte order mark, where the bytes begin with it.
    mark: &'static str,
}

impl Place {
    fn new(snapshot: &Snapshot, bytes: &Range<usize>) -> Self {
        let before = snapshot.slice(snapshot.line_start(snapshot.line_of(bytes.start))..bytes.start);
        let margin = if before.chars().all(lines::is_indentation) {
            before
        } else {
            String::new()
        };
        let text = snapshot.slice(bytes.clone());
        let (mark, text) = match text.strip_prefix(BYTE_ORDER_MARK) {
            Some(rest) if bytes.start == 0 => ("\u{feff}", rest),
            _ => ("", text.as_str()),
        };
        Self {
            text: format!("{margin}{text}"),
            margin,
            mark,
        }
    }

    /// A new text for the bytes themselves.
    fn finished(&self, text: &str) -> String {
        let text = text
            .strip_prefix(&self.margin)
            .unwrap_or_else(|| text.trim_start_matches(lines::is_indentation));
        format!("{}{text}", self.mark)
    }
}

/// From the first to the last line that is not blank.
fn text_lines(lines: &[Line]) -> Option<Range<usize>> {
    let first = lines.iter().position(|line| !line.is_blank())?;
    let last = lines.iter().rposition(|line| !line.is_blank())?;
    Some(first..last + 1)
}

/// `code` in the place of `old`, whose lines are indented from `to` on. `from` is where the lines of the code are, if that is
/// not what its first line says.
fn fit(snapshot: &Snapshot, old: &[Line], code: &str, from: Option<&str>, to: &str) -> String {
    let new = lines(code);
    let ending = customary_ending(snapshot, old);
    let pairs = pairs(old, &new);
    let strings = strings::strings(code, snapshot.language());
    let scheme = Scheme::found(snapshot, old, &new, &pairs, &strings, from, to);
    let is_kept = strings::kept(&strings, old, &new, &pairs, &scheme);
    let mut text = String::with_capacity(code.len() * 2);
    for (index, line) in new.iter().enumerate() {
        let pair = pairs[index].map(|pair| old[pair]);
        let fitted = scheme.fitted(index, line);
        match pair {
            Some(pair) if line.is_blank() || fitted == pair.content => text.push_str(pair.content),
            Some(pair) if line.content == pair.content && !pair.indentation().starts_with(to) => {
                text.push_str(pair.content);
            }
            _ if line.is_blank() => {}
            _ if is_kept[index] => text.push_str(line.content),
            _ => text.push_str(&fitted),
        }
        let is_last = index + 1 == new.len();
        let own = pair.map_or("", |pair| pair.ending);
        text.push_str(match old.last() {
            Some(last) if is_last => last.ending,
            None if is_last && line.ending.is_empty() => "",
            _ if own.is_empty() => ending,
            _ => own,
        });
    }
    text
}

/// For each new line the old one that it is, but for the whitespace around it.
fn pairs(old: &[Line], new: &[Line]) -> Vec<Option<usize>> {
    let key =
        |lines: &[Line]| -> Vec<String> { lines.iter().map(|line| line.content.trim().to_owned()).collect() };
    let mut pairs = vec![None; new.len()];
    for operation in capture_diff_slices(Algorithm::Myers, &key(old), &key(new)) {
        if let DiffOp::Equal {
            old_index,
            new_index,
            len,
        } = operation
        {
            for offset in 0..len {
                pairs[new_index + offset] = Some(old_index + offset);
            }
        }
    }
    pairs
}
