//! One state of a document, unchangeable, for work that goes on while the user types.
//!
//! It answers for text and places, and parses when first asked for a tree.
//! What the tree means is for `region` and `symbol`.

use std::ops::{self, ControlFlow};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use ropey::Rope;
use tree_sitter::{InputEdit, ParseOptions, ParseState, Parser, Point, Tree};

use crate::language::Language;
use crate::position::{self, Position, PositionEncoding};
use crate::syntax;

/// The size in bytes above which a document has no tree: a first parse would take longer than a user waits.
const PARSED_BYTES: usize = 4 * 1024 * 1024;

/// The length in bytes of a line above which a document has no tree: such text is generated, often minified,
/// and grammars with lookahead over a line become slow on it.
const PARSED_LINE_BYTES: usize = 100_000;

/// The time after which a parse is given up: ordinary code of the size above takes a quarter of it,
/// but a grammar that sees errors everywhere can take ten times as long.
const PARSE_TIME: Duration = Duration::from_secs(2);

/// A document at one version. Cloning is cheap and shares the tree.
#[derive(Clone, Debug)]
pub struct Snapshot(Arc<State>);

#[derive(Debug)]
struct State {
    text: Rope,
    version: i32,
    language: Language,
    /// A tree of an earlier state, edited to fit `text`.
    edited_tree: Option<Tree>,
    tree: OnceLock<Option<Tree>>,
}

impl Snapshot {
    pub(crate) fn new(text: Rope, version: i32, language: Language, edited_tree: Option<Tree>) -> Self {
        Self(Arc::new(State {
            text,
            version,
            language,
            edited_tree,
            tree: OnceLock::new(),
        }))
    }

    /// The text.
    pub fn text(&self) -> &Rope {
        &self.0.text
    }

    /// The version that the editor gave this state.
    pub fn version(&self) -> i32 {
        self.0.version
    }

    /// The language that the document was opened with.
    pub fn language(&self) -> Language {
        self.0.language
    }

    /// The syntax tree, parsed at the first call and kept.
    ///
    /// `None` for a language without a grammar, a text above 4 MiB, one with a line above 100,000 bytes,
    /// or one so full of errors that parsing takes more than 2 seconds.
    /// This is CPU work, some 40 milliseconds for 10,000 lines the first time: call it on a blocking thread.
    /// Every function that takes a snapshot and speaks of regions or symbols calls it.
    pub fn tree(&self) -> Option<&Tree> {
        self.0.tree.get_or_init(|| parse(&self.0)).as_ref()
    }

    /// The tree if it is parsed already.
    pub(crate) fn parsed(&self) -> Option<&Tree> {
        self.0.tree.get()?.as_ref()
    }

    /// The state in which `text` stands at byte `offset` too, of the same version; an offset inside of a character means
    /// its start.
    ///
    /// If this state's tree is parsed already, that of the new one reads only what the text changes: well below a
    /// millisecond for a few lines in a file of 10,000.
    #[must_use]
    pub fn with_insertion(&self, offset: usize, text: &str) -> Self {
        let offset = position::floor(self.0.text.slice(..), offset);
        let mut whole = self.0.text.clone();
        whole.insert(whole.byte_to_char(offset), text);
        let tree = self.parsed().map(|tree| {
            let start = point(&self.0.text, offset);
            let end = match text.rfind('\n') {
                Some(last) => Point::new(start.row + text.matches('\n').count(), text.len() - last - 1),
                None => Point::new(start.row, start.column + text.len()),
            };
            let mut tree = tree.clone();
            tree.edit(&InputEdit {
                start_byte: offset,
                old_end_byte: offset,
                new_end_byte: offset + text.len(),
                start_position: start,
                old_end_position: start,
                new_end_position: end,
            });
            tree
        });
        Self::new(whole, self.0.version, self.0.language, tree)
    }

    /// The number of places at which the text does not fit the grammar: what was skipped and what is missing.
    ///
    /// `None` where there is no tree; parses as [`Snapshot::tree`] does.
    pub fn error_count(&self) -> Option<usize> {
        self.tree().map(syntax::error_count)
    }

    /// Finds the byte offset of a position, see [`position::offset_of`].
    pub fn offset_of(&self, position: Position, encoding: PositionEncoding) -> usize {
        position::offset_of(&self.0.text, position, encoding)
    }

    /// Finds the position of a byte offset, see [`position::position_of`].
    pub fn position_of(&self, offset: usize, encoding: PositionEncoding) -> Position {
        position::position_of(&self.0.text, offset, encoding)
    }

    /// The number of lines; text after the last line break counts as one, even when it is empty.
    pub fn line_count(&self) -> usize {
        self.0.text.len_lines()
    }

    /// The line, counted from 0, on which a byte offset lies; the last one for an offset past the end.
    pub fn line_of(&self, offset: usize) -> usize {
        self.0.text.byte_to_line(offset.min(self.0.text.len_bytes()))
    }

    /// The byte offset at which a line begins; the document's end for a line past the last.
    pub fn line_start(&self, line: usize) -> usize {
        if line < self.line_count() {
            self.0.text.line_to_byte(line)
        } else {
            self.0.text.len_bytes()
        }
    }

    /// A line's text without its line break; empty for a line past the last.
    pub fn line_text(&self, line: usize) -> String {
        if line < self.line_count() {
            position::line_content(&self.0.text, line).to_string()
        } else {
            String::new()
        }
    }

    /// The whitespace that a line begins with.
    pub fn indentation(&self, line: usize) -> String {
        let mut text = self.line_text(line);
        text.truncate(text.len() - text.trim_start().len());
        text
    }

    /// The text before an offset: the last `max_bytes` of it, less where that would cut a character.
    pub fn before(&self, offset: usize, max_bytes: usize) -> String {
        let text = self.0.text.slice(..);
        let end = position::floor(text, offset);
        self.slice(position::ceiling(text, end.saturating_sub(max_bytes))..end)
    }

    /// The text after an offset: the first `max_bytes` of it, less where that would cut a character.
    pub fn after(&self, offset: usize, max_bytes: usize) -> String {
        let text = self.0.text.slice(..);
        let start = position::floor(text, offset);
        self.slice(start..position::floor(text, start.saturating_add(max_bytes)))
    }

    /// The text of a range of bytes; its ends are moved back to character boundaries and into the document.
    pub fn slice(&self, bytes: ops::Range<usize>) -> String {
        let text = self.0.text.slice(..);
        let start = position::floor(text, bytes.start);
        let end = position::floor(text, bytes.end).max(start);
        text.byte_slice(start..end).to_string()
    }
}

fn parse(state: &State) -> Option<Tree> {
    let grammar = state.language.grammar()?;
    if state.text.len_bytes() > PARSED_BYTES || longest_row(&state.text) > PARSED_LINE_BYTES {
        return None;
    }
    let mut parser = Parser::new();
    parser.set_language(&grammar).ok()?;
    let length = state.text.len_bytes();
    let mut chunk_from = |offset: usize, _| {
        if offset >= length {
            return "";
        }
        let (chunk, chunk_start, _, _) = state.text.chunk_at_byte(offset);
        // A grammar may ask for an offset inside a character only if its tree does not fit the text.
        chunk.get(offset - chunk_start..).unwrap_or("")
    };
    let began = Instant::now();
    let mut give_up = |_: &ParseState| {
        if began.elapsed() > PARSE_TIME {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    };
    let options = ParseOptions::new().progress_callback(&mut give_up);
    parser.parse_with_options(&mut chunk_from, state.edited_tree.as_ref(), Some(options))
}

/// The row and column, in bytes, as tree-sitter counts them: only `\n` ends a row.
pub(crate) fn point(text: &Rope, offset: usize) -> Point {
    let mut row = 0;
    let mut row_start = 0;
    let mut chunk_start = 0;
    for chunk in text.byte_slice(..offset).chunks() {
        row += chunk.bytes().filter(|byte| *byte == b'\n').count();
        if let Some(last) = chunk.rfind('\n') {
            row_start = chunk_start + last + 1;
        }
        chunk_start += chunk.len();
    }
    Point::new(row, offset - row_start)
}

fn longest_row(text: &Rope) -> usize {
    let mut longest = 0;
    let mut row = 0;
    for chunk in text.chunks() {
        let mut parts = chunk.split('\n');
        row += parts.next().map_or(0, str::len);
        longest = longest.max(row);
        for part in parts {
            row = part.len();
            longest = longest.max(row);
        }
    }
    longest
}
