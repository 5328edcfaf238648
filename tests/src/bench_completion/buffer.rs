//! The text in an editor, with the cursor. Offsets are bytes; places in the protocol are lines and bytes in them, as
//! the benchmark asks for UTF-8 positions.

use serde_json::{Value, json};

/// A change of the text: some bytes go, some text comes in their place, the cursor stands after it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Key {
    pub(crate) at: usize,
    pub(crate) deleted: usize,
    pub(crate) inserted: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Buffer {
    pub(crate) text: String,
    pub(crate) cursor: usize,
}

impl Buffer {
    pub(crate) fn new(text: String, cursor: usize) -> Self {
        Self { text, cursor }
    }

    pub(crate) fn before(&self) -> &str {
        &self.text[..self.cursor]
    }

    pub(crate) fn after(&self) -> &str {
        &self.text[self.cursor..]
    }

    /// Applies a change and returns it as the protocol has it.
    pub(crate) fn apply(&mut self, key: &Key) -> Value {
        let end = key.at + key.deleted;
        let range = json!({"start": self.position_of(key.at), "end": self.position_of(end)});
        self.text.replace_range(key.at..end, &key.inserted);
        self.cursor = key.at + key.inserted.len();
        json!({"range": range, "text": key.inserted})
    }

    /// Types at the cursor.
    pub(crate) fn insert(&mut self, text: &str) -> Value {
        self.apply(&Key {
            at: self.cursor,
            deleted: 0,
            inserted: text.to_owned(),
        })
    }

    /// The cursor's place.
    pub(crate) fn position(&self) -> Value {
        self.position_of(self.cursor)
    }

    fn position_of(&self, offset: usize) -> Value {
        let before = &self.text[..offset];
        let line = before.matches('\n').count();
        let start = before.rfind('\n').map_or(0, |end| end + 1);
        json!({"line": line, "character": offset - start})
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_moves_the_cursor_behind_it_and_is_told_in_lines() {
        let mut buffer = Buffer::new("one\ntwo\n".to_owned(), 0);
        let change = buffer.apply(&Key {
            at: 5,
            deleted: 2,
            inserted: "äb".to_owned(),
        });
        assert_eq!(buffer, Buffer::new("one\ntäb\n".to_owned(), 8));
        let range = json!({"start": {"line": 1, "character": 1}, "end": {"line": 1, "character": 3}});
        assert_eq!(change, json!({"range": range, "text": "äb"}));
        assert_eq!(buffer.position(), json!({"line": 1, "character": 4}));
    }
}
