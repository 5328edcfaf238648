//! A document in the plainest way that works: the oracle that the server's documents are compared with.

use serde_json::{Value, json};

/// What a position's `character` counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Bytes.
    Utf8,
    /// 16-bit units.
    Utf16,
    /// Scalar values.
    Utf32,
}

impl Unit {
    /// The name in the protocol.
    pub fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "utf-8",
            Self::Utf16 => "utf-16",
            Self::Utf32 => "utf-32",
        }
    }

    fn width(self, character: char) -> u64 {
        match self {
            Self::Utf8 => character.len_utf8() as u64,
            Self::Utf16 => character.len_utf16() as u64,
            Self::Utf32 => 1,
        }
    }
}

/// A text as a list of characters, searched from the beginning each time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlainText {
    characters: Vec<char>,
    unit: Unit,
}

impl PlainText {
    /// A document whose positions count in `unit`.
    pub fn new(text: &str, unit: Unit) -> Self {
        Self {
            characters: text.chars().collect(),
            unit,
        }
    }

    /// The whole text.
    pub fn text(&self) -> String {
        self.characters.iter().collect()
    }

    /// Applies the array of changes of a `textDocument/didChange`.
    ///
    /// # Panics
    ///
    /// If the array is not as the protocol has it.
    pub fn apply(&mut self, changes: &Value) {
        for change in changes.as_array().expect("changes are an array") {
            let text = change["text"].as_str().expect("a change has a text").chars();
            let range = match change.get("range") {
                None => 0..self.characters.len(),
                Some(range) => {
                    let (one, other) = (self.index(&range["start"]), self.index(&range["end"]));
                    one.min(other)..one.max(other)
                }
            };
            self.characters.splice(range, text);
        }
    }

    /// Where a position stands: past a line's end means its end, past the last line the text's end, and inside
    /// a character before it.
    fn index(&self, position: &Value) -> usize {
        let number = |name: &str| position[name].as_u64().expect("a position has two numbers");
        let mut index = 0;
        for _ in 0..number("line") {
            let Some(length) = self.characters[index..]
                .iter()
                .position(|&character| is_break(character))
            else {
                return self.characters.len();
            };
            index += length;
            let both = self.characters[index..].starts_with(&['\r', '\n']);
            index += if both { 2 } else { 1 };
        }
        let mut left = number("character");
        for &character in &self.characters[index..] {
            let width = self.unit.width(character);
            if is_break(character) || width > left {
                break;
            }
            left -= width;
            index += 1;
        }
        index
    }

    /// A range from numbers, as the protocol has it.
    pub fn range(start: (u32, u32), end: (u32, u32)) -> Value {
        json!({
            "start": {"line": start.0, "character": start.1},
            "end": {"line": end.0, "character": end.1},
        })
    }
}

/// Only these end a line in the protocol: not U+2028, not a form feed.
fn is_break(character: char) -> bool {
    matches!(character, '\r' | '\n')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_are_applied_where_the_protocol_says() {
        let mut document = PlainText::new("a🤗b\r\nc\rd\n", Unit::Utf16);
        document.apply(&json!([
            {"range": PlainText::range((0, 3), (0, 3)), "text": "1"},
            {"range": PlainText::range((1, 9), (1, 9)), "text": "2"},
            {"range": PlainText::range((2, 0), (2, 1)), "text": "3"},
            {"range": PlainText::range((9, 0), (9, 9)), "text": "4"},
            {"range": PlainText::range((0, 2), (0, 0)), "text": "5"},
        ]));
        assert_eq!(document.text(), "5🤗1b\r\nc2\r3\n4");
        document.apply(&json!([{"text": "all"}]));
        assert_eq!(document.text(), "all");
    }
}
