//! One open document: its text, version and language, changed in the order in which the editor says so.
//!
//! Changes are applied and nothing else: the syntax tree is only shifted along, parsing is left to [`Snapshot`].

use std::sync::OnceLock;

use ropey::{Rope, RopeSlice};
use tree_sitter::{InputEdit, Point, Tree};

use crate::language::Language;
use crate::position::{PositionEncoding, Range, offset_of};
use crate::since::{Followers, Since, replacement};
use crate::snapshot::{Snapshot, point};

/// One edit of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The text that is replaced, in positions of the document as it is before this change; `None` means all of it.
    pub range: Option<Range>,
    /// The text that stands there afterwards.
    pub text: String,
}

/// A document that an editor has open.
///
/// It keeps the last tree that any of its snapshots parsed, shifted along by each edit,
/// so that the next parse reads only what changed.
#[derive(Debug)]
pub struct Document {
    text: Rope,
    version: i32,
    language: Language,
    /// The number of `\n` in the text: tells without a scan whether rows (ended by `\n` for tree-sitter)
    /// are the same as lines (ended by a lone `\r` too).
    line_feeds: usize,
    /// The last parsed tree, edited to fit `text`.
    edited_tree: Option<Tree>,
    /// The snapshot of the present text, once somebody asked for it.
    current: OnceLock<Snapshot>,
    /// Those who have to know what changes.
    followers: Followers,
}

impl Document {
    /// Opens a document.
    pub fn new(text: &str, version: i32, language: Language) -> Self {
        let text = Rope::from_str(text);
        Self {
            line_feeds: line_feeds(text.slice(..)),
            text,
            version,
            language,
            edited_tree: None,
            current: OnceLock::new(),
            followers: Followers::default(),
        }
    }

    /// Applies changes one after the other, each in positions of the text that the one before left.
    ///
    /// Positions that do not exist are taken as [`offset_of`] takes them, and a reversed range as the ordered one.
    /// The version is taken as given, also when it repeats or goes back.
    pub fn apply(
        &mut self,
        changes: impl IntoIterator<Item = Change>,
        version: i32,
        encoding: PositionEncoding,
    ) {
        // Dropping the snapshot before the edit spares a copy of the rope's nodes when nobody else holds it.
        if let Some(tree) = self
            .current
            .take()
            .and_then(|snapshot| snapshot.parsed().cloned())
        {
            self.edited_tree = Some(tree);
        }
        for change in changes {
            match change.range {
                Some(range) => self.replace(range, &change.text, encoding),
                None => self.replace_all(&change.text),
            }
        }
        self.version = version;
    }

    /// Takes the document as it is now. Costs the same for any length.
    ///
    /// Snapshots of the same state share their tree: it is parsed at most once, and the document keeps it.
    pub fn snapshot(&self) -> Snapshot {
        self.current
            .get_or_init(|| {
                Snapshot::new(
                    self.text.clone(),
                    self.version,
                    self.language,
                    self.edited_tree.clone(),
                )
            })
            .clone()
    }

    /// Begins to note what changes, for as long as what is returned or a clone of it is held. An edit costs nothing more
    /// while nobody follows.
    pub fn since(&mut self) -> Since {
        self.followers.add()
    }

    fn replace(&mut self, range: Range, text: &str, encoding: PositionEncoding) {
        let one = offset_of(&self.text, range.start, encoding);
        let other = offset_of(&self.text, range.end, encoding);
        let (start, end) = (one.min(other), one.max(other));

        let before = self
            .edited_tree
            .is_some()
            .then(|| (self.point(start), self.point(end)));

        let (start_char, end_char) = (self.text.byte_to_char(start), self.text.byte_to_char(end));
        if start < end {
            self.line_feeds -= line_feeds(self.text.slice(start_char..end_char));
            self.text.remove(start_char..end_char);
        }
        if !text.is_empty() {
            self.text.insert(start_char, text);
            self.line_feeds += text.bytes().filter(|byte| *byte == b'\n').count();
        }

        self.followers.replaced(&(start..end), text.len());

        let new_end = start + text.len();
        if let Some((start_position, old_end_position)) = before {
            let edit = InputEdit {
                start_byte: start,
                old_end_byte: end,
                new_end_byte: new_end,
                start_position,
                old_end_position,
                new_end_position: self.point(new_end),
            };
            if let Some(tree) = &mut self.edited_tree {
                tree.edit(&edit);
            }
        }
    }

    fn replace_all(&mut self, text: &str) {
        if !self.followers.is_empty() {
            let (old, new_len) = replacement(&self.text, text);
            self.followers.replaced(&old, new_len);
        }
        self.text = Rope::from_str(text);
        self.line_feeds = line_feeds(self.text.slice(..));
        self.edited_tree = None;
    }

    /// The row and column, in bytes, as tree-sitter counts them: only `\n` ends a row.
    fn point(&self, offset: usize) -> Point {
        if self.text.len_lines() == self.line_feeds + 1 {
            let row = self.text.byte_to_line(offset);
            return Point::new(row, offset - self.text.line_to_byte(row));
        }
        point(&self.text, offset)
    }
}

fn line_feeds(text: RopeSlice<'_>) -> usize {
    text.chunks()
        .map(|chunk| chunk.bytes().filter(|byte| *byte == b'\n').count())
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_for_the_tree_end_only_at_line_feeds() {
        for text in ["a\nbc\r\nd\n", "a\rb\nc\r\r\nd\r", "\r\r\r", "字\r字\n字\r", ""] {
            let long = text.repeat(2_000);
            for text in [text, long.as_str()] {
                let document = Document::new(text, 1, Language::PlainText);
                for (offset, _) in text.char_indices().step_by(7).chain([(text.len(), ' ')]) {
                    let row_start = text[..offset].rfind('\n').map_or(0, |line_feed| line_feed + 1);
                    let row = text[..offset].matches('\n').count();
                    assert_eq!(
                        document.point(offset),
                        Point::new(row, offset - row_start),
                        "{offset}"
                    );
                }
            }
        }
    }

    #[test]
    fn the_count_of_line_feeds_follows_every_edit() {
        let at = |line, character| crate::Position { line, character };
        let mut document = Document::new("a\r\nb\rc\n", 1, Language::PlainText);
        for (start, end, text) in [
            (at(0, 0), at(1, 0), "\n"),
            (at(0, 0), at(0, 0), "\r"),
            (at(1, 0), at(9, 9), "x\n\n\r\n"),
            (at(2, 0), at(1, 0), ""),
        ] {
            let change = Change {
                range: Some(Range { start, end }),
                text: text.to_owned(),
            };
            document.apply([change], 2, PositionEncoding::Utf16);
            assert_eq!(
                document.line_feeds,
                document.text.to_string().matches('\n').count()
            );
        }
    }
}
