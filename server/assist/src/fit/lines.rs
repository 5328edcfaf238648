//! Lines with what ends them.

use ponder_text::Snapshot;

/// A line of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Line<'a> {
    /// Without what ends it.
    pub(crate) content: &'a str,
    /// `\n`, `\r\n` or `\r`; empty at the text's end.
    pub(crate) ending: &'a str,
    whole: &'a str,
}

impl<'a> Line<'a> {
    fn new(content: &'a str, whole: &'a str) -> Self {
        Self {
            content,
            ending: &whole[content.len()..],
            whole,
        }
    }

    /// With what ends it.
    pub(crate) fn whole(&self) -> &'a str {
        self.whole
    }

    pub(crate) fn is_blank(&self) -> bool {
        self.content.trim().is_empty()
    }

    /// The spaces and tabs that it begins with.
    pub(crate) fn indentation(&self) -> &'a str {
        let rest = self.content.trim_start_matches(is_indentation);
        &self.content[..self.content.len() - rest.len()]
    }
}

/// Whether lines are indented with this character.
pub(crate) fn is_indentation(character: char) -> bool {
    matches!(character, ' ' | '\t')
}

/// The lines of a text. Text behind the last line break is one, if there is any.
pub(crate) fn lines(text: &str) -> Vec<Line<'_>> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(end) = rest.find(['\n', '\r']) {
        let length = if rest[end..].starts_with("\r\n") { 2 } else { 1 };
        let (whole, following) = rest.split_at(end + length);
        found.push(Line::new(&whole[..end], whole));
        rest = following;
    }
    if !rest.is_empty() {
        found.push(Line::new(rest, rest));
    }
    found
}

/// What new lines in the place of `old` end with: what most lines of the document do, or where they are not all the same,
/// what the first line of `old` does.
pub(super) fn customary_ending<'a>(snapshot: &Snapshot, old: &[Line<'a>]) -> &'a str {
    let mut counts = [("\n", 0), ("\r\n", 0), ("\r", 0)];
    let mut is_after_return = false;
    for byte in snapshot.text().bytes() {
        match (byte, is_after_return) {
            (b'\n', true) => {
                counts[2].1 -= 1;
                counts[1].1 += 1;
            }
            (b'\n', false) => counts[0].1 += 1,
            (b'\r', _) => counts[2].1 += 1,
            _ => {}
        }
        is_after_return = byte == b'\r';
    }
    let is_mixed = counts.iter().filter(|(_, count)| *count > 0).count() > 1;
    let first = old.first().map_or("", |line| line.ending);
    if is_mixed && !first.is_empty() {
        return first;
    }
    let most = counts.iter().map(|(_, count)| *count).max();
    let most = counts.iter().find(|(_, count)| Some(*count) == most);
    most.map_or("\n", |(ending, _)| ending)
}
