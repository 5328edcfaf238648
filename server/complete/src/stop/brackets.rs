//! Which brackets are open, read byte by byte, without those in strings and comments.
//!
//! It knows only how a language writes strings and comments, so that it works on half-typed code and on code that
//! streams in. Grammar is for the tree.

use ponder_text::{CommentMarkers, Language};

/// How many open brackets are followed; text with more is no code.
const DEPTH: usize = 4096;

/// The brackets that are open at a place.
#[derive(Clone, Debug)]
pub(crate) struct Brackets {
    language: Language,
    markers: CommentMarkers,
    inside: Inside,
    open: Vec<Open>,
    /// The last eight bytes, the newest lowest.
    tail: u64,
    /// The width of the line's indentation, and whether only that was read of the line.
    indentation: usize,
    at_line_start: bool,
    /// Lines that were read whole.
    line: usize,
}

/// An open bracket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Open {
    /// What closes it.
    pub(crate) closer: u8,
    /// The width of the indentation of its line.
    pub(crate) indentation: usize,
    /// Its line, counted from where the reading began.
    pub(crate) line: usize,
}

/// What a byte was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Seen {
    /// No bracket of the code.
    Other,
    /// An opening bracket.
    Opened,
    /// The closing bracket of one that was open.
    Closed,
    /// A closing bracket of none that was open.
    Unmatched(u8),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Inside {
    Code,
    LineComment,
    BlockComment(&'static str),
    Text { quote: u8, escaped: bool },
    LongText(u8),
}

impl Brackets {
    pub(crate) fn new(language: Language) -> Self {
        Self {
            language,
            markers: language.comment_markers(),
            inside: Inside::Code,
            open: Vec::new(),
            tail: u64::from_be_bytes([b'\n'; 8]),
            indentation: 0,
            at_line_start: true,
            line: 0,
        }
    }

    /// The brackets that are open, the innermost last.
    pub(crate) fn open(&self) -> &[Open] {
        &self.open
    }

    /// Forgets what is open, but not where in strings and comments the text is, and counts lines from here.
    pub(crate) fn forget_open(&mut self) {
        self.open.clear();
        self.line = 0;
    }

    /// Lines that were read whole.
    pub(crate) fn line(&self) -> usize {
        self.line
    }

    pub(crate) fn is_in_code(&self) -> bool {
        self.inside == Inside::Code
    }

    /// The quote of the string that is open.
    pub(crate) fn quote(&self) -> Option<u8> {
        match self.inside {
            Inside::Text { quote, .. } | Inside::LongText(quote) => Some(quote),
            _ => None,
        }
    }

    /// Goes on in code.
    pub(crate) fn enter_code(&mut self) {
        self.inside = Inside::Code;
    }

    /// Goes on in a string.
    pub(crate) fn enter_text(&mut self, quote: u8) {
        self.inside = Inside::Text {
            quote,
            escaped: false,
        };
    }

    /// The width of the indentation of the line so far.
    pub(crate) fn indentation(&self) -> usize {
        self.indentation
    }

    pub(crate) fn read(&mut self, text: &str) {
        for byte in text.bytes() {
            self.step(byte);
        }
    }

    pub(crate) fn step(&mut self, byte: u8) -> Seen {
        let previous = self.tail.to_be_bytes()[7];
        self.tail = self.tail << 8 | u64::from(byte);
        if byte == b'\n' {
            self.end_line();
            return Seen::Other;
        }
        if self.at_line_start {
            match byte {
                b' ' => self.indentation += 1,
                b'\t' => self.indentation += TAB,
                _ => self.at_line_start = false,
            }
        }
        match self.inside {
            Inside::Code => self.step_in_code(byte, previous),
            Inside::LineComment => {
                // Lua's block comment begins as a line comment does.
                if byte == b'['
                    && let Some((_, close)) = self.block_comment()
                {
                    self.inside = Inside::BlockComment(close);
                }
                Seen::Other
            }
            Inside::BlockComment(close) => {
                if self.ends_with(close) {
                    self.inside = Inside::Code;
                }
                Seen::Other
            }
            Inside::Text { quote, escaped } => {
                self.inside = if !escaped && byte == quote {
                    Inside::Code
                } else {
                    Inside::Text {
                        quote,
                        escaped: !escaped && byte == b'\\',
                    }
                };
                Seen::Other
            }
            Inside::LongText(quote) => {
                let closing = u64::from_be_bytes([0, 0, 0, 0, 0, quote, quote, quote]);
                if self.tail & 0xFF_FFFF == closing && self.tail >> 24 & 0xFF != u64::from(b'\\') {
                    self.inside = Inside::Code;
                }
                Seen::Other
            }
        }
    }

    fn end_line(&mut self) {
        self.indentation = 0;
        self.line += 1;
        self.at_line_start = true;
        match self.inside {
            Inside::LineComment => self.inside = Inside::Code,
            Inside::Text { quote, .. } if quote != b'`' && !self.spans_lines() => self.inside = Inside::Code,
            _ => {}
        }
    }

    /// Whether ordinary strings go on on the next line.
    fn spans_lines(&self) -> bool {
        matches!(self.language, Language::Rust | Language::Ruby | Language::Bash)
    }

    fn step_in_code(&mut self, byte: u8, previous: u8) -> Seen {
        // Rust's and others' quoted characters, `'{'` or `'"'`: the quote itself opens nothing there.
        let is_character = previous == b'\'' && !self.has_apostrophe_strings();
        match byte {
            b'(' | b'[' | b'{' if !is_character => {
                if self.open.len() < DEPTH {
                    self.open.push(Open {
                        closer: closer(byte),
                        indentation: self.indentation,
                        line: self.line,
                    });
                }
                Seen::Opened
            }
            b')' | b']' | b'}' if !is_character => self.close(byte),
            b'"' | b'\'' | b'`' => {
                self.open_text(byte, previous, is_character);
                Seen::Other
            }
            _ => {
                if let Some((_, close)) = self.block_comment() {
                    self.inside = Inside::BlockComment(close);
                } else if self.begins_line_comment(byte) {
                    self.inside = Inside::LineComment;
                }
                Seen::Other
            }
        }
    }

    fn close(&mut self, byte: u8) -> Seen {
        // The patterns of a shell's `case` end so.
        if byte == b')'
            && self.language == Language::Bash
            && self.open.last().is_none_or(|open| open.closer != byte)
        {
            return Seen::Other;
        }
        match self.open.iter().rposition(|open| open.closer == byte) {
            Some(at) => {
                self.open.truncate(at);
                Seen::Closed
            }
            None => Seen::Unmatched(byte),
        }
    }

    fn open_text(&mut self, quote: u8, previous: u8, is_character: bool) {
        let is_string = match quote {
            b'\'' => self.has_apostrophe_strings() && !previous.is_ascii_digit(),
            b'`' => matches!(
                self.language,
                Language::JavaScript | Language::TypeScript | Language::Tsx | Language::Go
            ),
            _ => !is_character,
        };
        if !is_string || previous == b'\\' {
            return;
        }
        // The third quote in a row: the first two were an empty string.
        let three = u64::from_be_bytes([0, 0, 0, 0, 0, quote, quote, quote]);
        let has_long = matches!(
            self.language,
            Language::Python | Language::Java | Language::CSharp | Language::Toml | Language::Other(_)
        );
        self.inside = if has_long && self.tail & 0xFF_FFFF == three {
            Inside::LongText(quote)
        } else {
            Inside::Text {
                quote,
                escaped: false,
            }
        };
    }

    /// Whether `'` begins a string or a character, and not a lifetime, a type variable or a word's genitive.
    fn has_apostrophe_strings(&self) -> bool {
        !matches!(
            self.language,
            Language::Rust
                | Language::Markdown
                | Language::PlainText
                | Language::GitCommit
                | Language::Other(
                    "haskell"
                        | "elm"
                        | "purescript"
                        | "ocaml"
                        | "fsharp"
                        | "coq"
                        | "unknown"
                        | "lisp"
                        | "clojure"
                        | "scheme"
                        | "ada"
                        | "vhdl"
                )
        )
    }

    /// What opens the block comment that the text ends with the beginning of, and what closes it.
    fn block_comment(&self) -> Option<(&'static str, &'static str)> {
        self.markers
            .block
            .iter()
            .copied()
            .find(|(open, _)| !open.starts_with('=') && self.ends_with(open))
    }

    fn begins_line_comment(&self, byte: u8) -> bool {
        self.markers.line.iter().any(|marker| {
            marker.ends_with(char::from(byte)) && self.ends_with(marker) && {
                let before = self
                    .tail
                    .checked_shr(8 * u32::try_from(marker.len()).unwrap_or(8));
                let before = before.map_or(b'\n', |tail| tail.to_be_bytes()[7]);
                match *marker {
                    "#" => !(before.is_ascii_alphanumeric() || b"_${&".contains(&before)),
                    "//" => before != b':',
                    _ => true,
                }
            }
        })
    }

    fn ends_with(&self, text: &str) -> bool {
        let tail = self.tail.to_be_bytes();
        tail.ends_with(text.as_bytes())
    }
}

/// How much a tab indents, where widths are compared.
pub(crate) const TAB: usize = 4;

/// What closes an opening bracket.
pub(crate) fn closer(opener: u8) -> u8 {
    match opener {
        b'(' => b')',
        b'[' => b']',
        _ => b'}',
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn open(language: Language, text: &str) -> String {
        let mut brackets = Brackets::new(language);
        brackets.read(text);
        brackets
            .open()
            .iter()
            .map(|open| char::from(open.closer))
            .collect()
    }

    #[test]
    fn brackets_in_strings_and_comments_are_none() {
        assert_eq!(
            open(Language::Rust, "f(\"(\", '(', 'a', &'b x, // (\n /* ( */ ["),
            ")]"
        );
        assert_eq!(open(Language::Python, "f('(', \"\"\"( \" (\"\"\", # (\n{"), ")}");
        assert_eq!(open(Language::Lua, "f( --[[ ( \n ( ]] -- (\n {"), ")}");
        assert_eq!(open(Language::JavaScript, "f(`${(`, 'it\\'s (', {"), ")}");
    }

    #[test]
    fn a_string_ends_with_its_line_where_the_language_says_so() {
        assert_eq!(open(Language::Go, "f(\"abc\n["), ")]");
        assert_eq!(open(Language::Bash, "f \"abc\n["), "");
    }

    #[test]
    fn closing_brackets_of_none_are_told() {
        let mut brackets = Brackets::new(Language::C);
        brackets.read("(a[0]");
        assert_eq!(brackets.step(b'}'), Seen::Unmatched(b'}'));
        assert_eq!(brackets.step(b')'), Seen::Closed);
        assert_eq!(brackets.step(b')'), Seen::Unmatched(b')'));
    }
}
