//! Regions by comment markers and quotes alone, for text without a sound tree.
//!
//! It reads the text before the cursor from a little way back, one character after the other.
//! It knows no grammar: a pattern like `/"/` looks like the beginning of a string to it, until the line ends.

use super::Region;
use crate::language::{CommentMarkers, DocumentationRule, Entry, LineComments};
use crate::position;
use crate::snapshot::Snapshot;

/// How many bytes before the cursor's line are read: enough for any block comment that a person writes.
const WINDOW_BYTES: usize = 64 * 1024;

/// More bytes than the longest comment marker has, with the character that follows it.
pub(super) const MARKER_BYTES: usize = 16;

/// Says what is at an offset by what opens and closes before it.
pub(super) fn region_by_markers(snapshot: &Snapshot, entry: &'static Entry, offset: usize) -> Region {
    let ground = if entry.prose { Region::Prose } else { Region::Code };
    innermost_at(snapshot, entry, offset).map_or(ground, |inside| inside.region())
}

/// Says what is at the end of a piece of code that begins in code.
pub(super) fn region_at_end(text: &str, entry: &'static Entry) -> Region {
    innermost_at_end(text, entry).map_or(Region::Code, |inside| inside.region())
}

/// The same as by markers, but only where it is something that began on an earlier line.
pub(super) fn region_from_above(snapshot: &Snapshot, entry: &'static Entry, offset: usize) -> Option<Region> {
    let line_start = snapshot.line_start(snapshot.line_of(offset));
    let above = innermost_at(snapshot, entry, line_start)?;
    (above.region() != Region::Code).then(|| region_by_markers(snapshot, entry, offset))
}

/// Reads up to an offset and tells what is open there.
fn innermost_at(snapshot: &Snapshot, entry: &'static Entry, offset: usize) -> Option<Inside> {
    let line_start = snapshot.line_start(snapshot.line_of(offset));
    let from = line_start.saturating_sub(WINDOW_BYTES);
    // The window begins with a whole line.
    let window = if from == 0 {
        0
    } else {
        snapshot.line_start(snapshot.line_of(from) + 1).min(line_start)
    };
    let window = window.max(position::floor(
        snapshot.text().slice(..),
        offset.saturating_sub(2 * WINDOW_BYTES),
    ));
    innermost_at_end(&snapshot.slice(window..offset), entry)
}

fn innermost_at_end(text: &str, entry: &'static Entry) -> Option<Inside> {
    let mut scan = Scan {
        text,
        entry,
        at: 0,
        inside: Vec::new(),
    };
    while scan.at < text.len() {
        scan.step();
    }
    scan.inside.pop()
}

/// Whether a comment, given by its first characters, is in a form reserved for documentation.
pub(super) fn is_marked_documentation(start: &str, markers: &CommentMarkers) -> bool {
    let reserved = |marker: &str| {
        let Some(rest) = start.strip_prefix(marker) else {
            return false;
        };
        // `////` and `/***` are rulers, and `/**/` is an empty comment.
        let is_other_form = rest.starts_with('/') || rest.chars().next() == marker.chars().last();
        !markers.line.contains(&marker) && !is_other_form
    };
    markers.doc_line.iter().any(|marker| reserved(marker))
        || markers.doc_block.iter().any(|(open, _)| reserved(open))
}

/// How deep strings in interpolations in strings are followed.
const NESTING: usize = 32;

struct Scan<'text> {
    text: &'text str,
    entry: &'static Entry,
    at: usize,
    /// What is open, the innermost last. Nothing is open in code.
    inside: Vec<Inside>,
}

enum Inside {
    /// A comment up to what closes it, or up to the line's end.
    Comment {
        close: Option<&'static str>,
        documents: bool,
    },
    /// A string and where its quote stands.
    Text {
        quote: &'static str,
        at: usize,
        documents: bool,
    },
    /// A string in which only its end means something.
    LongText { close: &'static str },
    /// Code in a string, with the number of its own brackets that are open.
    Interpolation { open: char, close: char, depth: usize },
}

impl Inside {
    fn region(&self) -> Region {
        match self {
            Self::Comment { documents: true, .. } | Self::Text { documents: true, .. } => Region::DocComment,
            Self::Comment { .. } => Region::Comment,
            Self::Text { .. } | Self::LongText { .. } => Region::String,
            Self::Interpolation { .. } => Region::Code,
        }
    }
}

impl Scan<'_> {
    fn step(&mut self) {
        let rest = &self.text[self.at..];
        if rest.starts_with(['\n', '\r']) {
            self.end_line();
            self.at += 1;
            return;
        }
        match self.inside.last_mut() {
            None => self.step_in_code(),
            Some(
                Inside::Comment {
                    close: Some(close), ..
                }
                | Inside::LongText { close },
            ) if rest.starts_with(*close) => {
                self.at += close.len();
                self.inside.pop();
            }
            Some(Inside::Text { .. }) if rest.starts_with('\\') => self.skip_escaped(),
            Some(Inside::Text { quote, .. }) if rest.starts_with(*quote) => {
                self.at += quote.len();
                self.inside.pop();
            }
            Some(Inside::Text { quote, at, .. }) => {
                let (quote, at) = (*quote, *at);
                self.step_in_string(quote, at);
            }
            Some(Inside::Comment { .. } | Inside::LongText { .. }) => self.skip(1),
            Some(Inside::Interpolation { open, close, depth }) => {
                if rest.starts_with(*close) && *depth == 0 {
                    self.inside.pop();
                    self.skip(1);
                } else {
                    if rest.starts_with(*open) {
                        *depth += 1;
                    } else if rest.starts_with(*close) {
                        *depth -= 1;
                    }
                    self.step_in_code();
                }
            }
        }
    }

    /// Goes on in a string whose quote stands at a place: to the next character or into code.
    fn step_in_string(&mut self, quote: &str, at: usize) {
        let rest = &self.text[self.at..];
        let before = &self.text[..at];
        let code = self.entry.interpolations.iter().find(|code| {
            let is_prefixed =
                code.prefixes.is_empty() || code.prefixes.iter().any(|prefix| before.ends_with(prefix));
            rest.starts_with(code.open) && code.quotes.contains(&quote) && is_prefixed
        });
        let brackets = code.and_then(|code| code.open.chars().last().zip(code.close.chars().next()));
        match (code, brackets) {
            (Some(code), _) if code.open == "{" && rest.starts_with("{{") => self.at += 2,
            (Some(code), Some((open, close))) if self.inside.len() < NESTING => {
                self.at += code.open.len();
                self.inside.push(Inside::Interpolation {
                    open,
                    close,
                    depth: 0,
                });
            }
            _ => self.skip(1),
        }
    }

    /// A line's end closes line comments and the strings that cannot span lines, with all that is open in them.
    fn end_line(&mut self) {
        let ends = |inside: &Inside| match inside {
            Inside::Comment { close, .. } => close.is_none(),
            Inside::Text { quote, .. } => quote.len() == 1 && *quote != "`",
            Inside::LongText { .. } | Inside::Interpolation { .. } => false,
        };
        if let Some(first) = self.inside.iter().position(ends) {
            self.inside.truncate(first);
        }
    }

    fn step_in_code(&mut self) {
        let rest = &self.text[self.at..];
        let markers = &self.entry.comments;
        if rest.starts_with('\\') {
            self.skip_escaped();
        } else if rest.starts_with("'\"'") {
            self.at += 3;
        } else if rest.starts_with('\'') && self.is_after_digit() {
            // C++ groups digits so: `1'000`.
            self.skip(1);
        } else if let Some((open, close)) = self.long_string() {
            self.inside.push(Inside::LongText { close });
            self.at += open.len();
        } else if let Some(quote) = self.entry.quotes.iter().find(|quote| rest.starts_with(**quote)) {
            let documents = self.begins_docstring(quote);
            self.inside.push(Inside::Text {
                quote,
                at: self.at,
                documents,
            });
            self.at += quote.len();
        } else if let Some((open, close)) = markers
            .block
            .iter()
            .find(|(open, _)| rest.starts_with(open) && self.may_open_block(open))
        {
            let documents = is_marked_documentation(rest, markers);
            self.inside.push(Inside::Comment {
                close: Some(close),
                documents,
            });
            self.at += open.len();
        } else if let Some(marker) = markers
            .line
            .iter()
            .find(|marker| rest.starts_with(**marker) && self.may_open_line(marker))
        {
            let documents = is_marked_documentation(rest, markers);
            self.inside.push(Inside::Comment {
                close: None,
                documents,
            });
            self.at += marker.len();
        } else {
            self.skip(1);
        }
    }

    /// A docstring is the first on its line, and above is only the header that it belongs to, or nothing but comments.
    fn begins_docstring(&self, quote: &str) -> bool {
        // What costs little is asked first: a line may be the whole text, and full of quotes.
        if self.entry.symbols.documentation != DocumentationRule::Docstring || quote.len() != 3 {
            return false;
        }
        let before = &self.text[..self.at];
        let line = before.strip_suffix(['r', 'R', 'u', 'U']).unwrap_or(before);
        let above = line.trim_end_matches([' ', '\t']);
        if !above.is_empty() && !above.ends_with(['\n', '\r']) {
            return false;
        }
        let mut lines = above.rsplit(['\n', '\r']).map(str::trim);
        let header = lines.find(|line| !line.is_empty() && !line.starts_with('#'));
        let header = header.map(|line| line.split(" #").next().unwrap_or_default().trim_end());
        header.is_none_or(|header| header.ends_with(':'))
    }

    /// What begins here and ends a long string. Its letter, if it has one, is not the end of a longer name.
    fn long_string(&self) -> Option<(&'static str, &'static str)> {
        let rest = &self.text[self.at..];
        let is_after_name =
            self.text[..self.at].ends_with(|before: char| before.is_alphanumeric() || before == '_');
        self.entry.long_strings.iter().copied().find(|(open, _)| {
            rest.starts_with(open) && !(is_after_name && open.starts_with(char::is_alphabetic))
        })
    }

    fn may_open_block(&self, open: &str) -> bool {
        // Ruby's `=begin` counts only where a line begins.
        !open.starts_with('=') || self.is_first_on_line()
    }

    fn may_open_line(&self, marker: &str) -> bool {
        if self.entry.line_comments == LineComments::AtLineStart {
            return self.is_first_on_line();
        }
        match self.text[..self.at].chars().next_back() {
            // `$#`, `${#name}`, `&#160;`, `name#method` and `http://` begin no comment.
            Some(before) if marker == "#" => !(before.is_alphanumeric() || "_${&".contains(before)),
            Some(':') => marker != "//",
            _ => true,
        }
    }

    fn is_first_on_line(&self) -> bool {
        let before = &self.text[..self.at];
        let line = before.rsplit(['\n', '\r']).next().unwrap_or_default();
        line.trim().is_empty()
    }

    fn is_after_digit(&self) -> bool {
        self.text[..self.at].ends_with(|character: char| character.is_ascii_digit())
    }

    fn skip(&mut self, characters: usize) {
        let rest = &self.text[self.at..];
        self.at += rest.chars().take(characters).map(char::len_utf8).sum::<usize>();
    }

    /// Skips a backslash and what it escapes, unless that is the line's end.
    fn skip_escaped(&mut self) {
        self.at += 1;
        if !self.text[self.at..].starts_with(['\n', '\r']) {
            self.skip(1);
        }
    }
}
