//! What is seen at a place without looking far: it decides what is offered.

use std::ops::Range;

use ponder_text::{Language, Region, Snapshot, Symbol, document_placement, enclosing_symbols, region_at};

use crate::Diagnostic;
use crate::target::{
    Unwritten, code_below, has_text, is_comment_line, is_function, is_testable, line_end, start_of_line,
    unwritten, whole_lines,
};

/// Bytes of a selection or a symbol that are searched for comments.
const READ: usize = 32 * 1024;

/// Comment markers in them that are looked up in the tree: strings may have some too.
const LOOKED_UP: usize = 10;

/// Lines around the cursor that are looked at where there is no tree.
const LINES: usize = 10;

/// What a body looks like that is not written yet, to whom has no tree.
const PLACEHOLDERS: [&str; 6] = [
    "{}",
    "todo!",
    "unimplemented!",
    "NotImplemented",
    "not implemented",
    "{ }",
];

/// Something that is at a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Seen {
    /// The document has text.
    File,
    /// Text is selected.
    Selection,
    /// There is code.
    Code,
    /// It is in a declaration.
    Symbol,
    /// That is one that tests can be written for.
    Testable,
    /// That is one that a doc comment can be written for.
    Documentable,
    /// That is a function that waits to be written.
    Unwritten,
    /// There are comments in the code.
    Comments,
    /// The place is in a comment, a doc comment included.
    Comment,
    /// The place is in text for people.
    Prose,
    /// One of the two: words that can be written in other words.
    Words,
}

/// What is seen at a place.
#[derive(Debug)]
pub(super) struct Sight {
    seen: Vec<Seen>,
    /// The diagnostics that touch its lines, as places in the list given.
    pub(super) diagnostics: Vec<usize>,
}

impl Sight {
    pub(super) fn sees(&self, what: Seen) -> bool {
        self.seen.contains(&what)
    }

    /// By syntax.
    pub(super) fn by_tree(snapshot: &Snapshot, bytes: &Range<usize>, diagnostics: &[Diagnostic]) -> Self {
        let (mut sight, place) = Self::begun(snapshot, bytes, diagnostics);
        let Some(region) = sight.words(snapshot, &place, region_by_tree(snapshot, &place)) else {
            return sight;
        };
        let below = code_below(snapshot, place.at);
        let symbols = enclosing_symbols(snapshot, below);
        let symbol = symbols.last();
        let has_code = region == Region::Code || region == Region::String;
        let selects_more = || place.selects && has_code_line(snapshot, &place.bytes);
        if has_code || symbol.is_some() || selects_more() {
            sight.seen.push(Seen::Code);
        }
        if let Some(symbol) = symbol {
            sight.seen.push(Seen::Symbol);
            if below == place.at && document_placement(snapshot, symbol).is_some() {
                sight.seen.push(Seen::Documentable);
            }
        }
        if symbols.iter().any(is_testable) {
            sight.seen.push(Seen::Testable);
        }
        let function = symbols.iter().rfind(|symbol| is_function(symbol));
        if function.is_some_and(|function| unwritten(snapshot, function) == Unwritten::Yes) {
            sight.seen.push(Seen::Unwritten);
        }
        if has_comments(snapshot, &place, symbol) {
            sight.seen.push(Seen::Comments);
        }
        sight
    }

    /// By the text around.
    pub(super) fn by_text(snapshot: &Snapshot, bytes: &Range<usize>, diagnostics: &[Diagnostic]) -> Self {
        let (mut sight, place) = Self::begun(snapshot, bytes, diagnostics);
        let region = region_by_text(snapshot, snapshot.line_of(place.at));
        if sight.words(snapshot, &place, region).is_none() {
            return sight;
        }
        sight.seen.push(Seen::Code);
        if snapshot.language().declares() {
            sight
                .seen
                .extend([Seen::Symbol, Seen::Testable, Seen::Documentable]);
            let line = snapshot.line_of(place.at);
            let mut near = line.saturating_sub(1)..(line + LINES).min(snapshot.line_count());
            if near.any(|line| is_placeholder(snapshot, line)) {
                sight.seen.push(Seen::Unwritten);
            }
        }
        let lines = snapshot.line_of(place.bytes.start)..=snapshot.line_of(place.bytes.end);
        if lines.take(LINES).any(|line| is_comment_line(snapshot, line)) {
            sight.seen.push(Seen::Comments);
        }
        sight
    }

    /// What is seen by everybody.
    fn begun(snapshot: &Snapshot, bytes: &Range<usize>, diagnostics: &[Diagnostic]) -> (Self, Place) {
        let place = Place::of(snapshot, bytes);
        let touches = |diagnostic: &Diagnostic| {
            diagnostic.bytes.start <= place.bytes.end && place.bytes.start <= diagnostic.bytes.end
        };
        let touching = diagnostics.iter().enumerate().filter(|(_, one)| touches(one));
        let mut sight = Self {
            seen: Vec::new(),
            diagnostics: touching.map(|(index, _)| index).collect(),
        };
        if has_text(snapshot, &(0..snapshot.text().len_bytes())) {
            sight.seen.push(Seen::File);
        }
        if place.selects {
            sight.seen.push(Seen::Selection);
        }
        (sight, place)
    }

    /// Sees whether the place is in words for people; `None` if there is nothing else to see.
    fn words(&mut self, snapshot: &Snapshot, place: &Place, region: Region) -> Option<Region> {
        if !place.selects && !has_text(snapshot, &place.bytes) {
            return None;
        }
        let is_by_git = || is_comment_line(snapshot, snapshot.line_of(place.at));
        match region {
            // What git writes below the message is not the user's.
            _ if snapshot.language() == Language::GitCommit && is_by_git() => None,
            Region::Prose => {
                self.seen.extend([Seen::Prose, Seen::Words]);
                None
            }
            Region::Comment | Region::DocComment => {
                self.seen.extend([Seen::Comment, Seen::Words]);
                Some(region)
            }
            Region::Code | Region::String => Some(region),
        }
    }
}

/// Where something is asked for.
#[derive(Debug)]
struct Place {
    /// The selection, or the cursor's whole line.
    bytes: Range<usize>,
    /// Whether text is selected.
    selects: bool,
    /// The cursor, or the first selected text.
    at: usize,
    /// A little further: inside of what begins there.
    inside: usize,
}

impl Place {
    fn of(snapshot: &Snapshot, bytes: &Range<usize>) -> Self {
        let length = snapshot.text().len_bytes();
        let start = bytes.start.min(length);
        let end = bytes.end.clamp(start, length);
        if start < end && has_text(snapshot, &(start..end)) {
            let beginning = snapshot.slice(start..end.min(start + 4_000));
            let at = start + beginning.len() - beginning.trim_start().len();
            let line = line_end(snapshot, snapshot.line_of(at));
            return Self {
                bytes: start..end,
                selects: true,
                at,
                // The longest marker of a doc comment has three characters.
                inside: (at + 3).min(line).min(end),
            };
        }
        Self {
            bytes: whole_lines(snapshot, &(start..start)),
            selects: false,
            at: start,
            inside: start,
        }
    }
}

/// What the place is in. Before a comment on its line the cursor is as good as in it.
fn region_by_tree(snapshot: &Snapshot, place: &Place) -> Region {
    let region = region_at(snapshot, place.inside);
    let line = snapshot.line_of(place.at);
    let is_before = || {
        let indentation = snapshot.slice(snapshot.line_start(line)..place.at);
        indentation.trim().is_empty() && begins_comment(snapshot, line)
    };
    if region == Region::Code && is_before() {
        Region::Comment
    } else {
        region
    }
}

/// What a line is, by its beginning.
fn region_by_text(snapshot: &Snapshot, line: usize) -> Region {
    if snapshot.language().is_prose() {
        Region::Prose
    } else if begins_comment(snapshot, line) {
        Region::Comment
    } else {
        Region::Code
    }
}

/// Whether a line is no mere line within a comment, but begins with a comment's marker.
fn begins_comment(snapshot: &Snapshot, line: usize) -> bool {
    let text = start_of_line(snapshot, line);
    is_comment_line(snapshot, line) && !text.starts_with("* ") && text.trim_end() != "*"
}

/// Whether one of the first lines has code.
fn has_code_line(snapshot: &Snapshot, bytes: &Range<usize>) -> bool {
    let lines = snapshot.line_of(bytes.start)..=snapshot.line_of(bytes.end);
    lines
        .take(10 * LINES)
        .any(|line| !is_comment_line(snapshot, line) && !start_of_line(snapshot, line).trim().is_empty())
}

fn has_comments(snapshot: &Snapshot, place: &Place, symbol: Option<&Symbol>) -> bool {
    let bytes = match symbol {
        _ if place.selects => place.bytes.clone(),
        Some(symbol) if symbol.documentation.is_some() => return true,
        Some(symbol) => symbol.range.clone(),
        None => place.bytes.clone(),
    };
    let Some(tree) = snapshot.tree() else {
        let lines = snapshot.line_of(bytes.start)..=snapshot.line_of(bytes.end);
        return lines.take(LINES).any(|line| is_comment_line(snapshot, line));
    };
    let markers = snapshot.language().comment_markers();
    let blocks = markers
        .block
        .iter()
        .chain(markers.doc_block)
        .map(|(open, _)| *open);
    let openings: Vec<&str> = markers.line.iter().copied().chain(blocks).collect();
    let end = bytes.end.min(bytes.start + READ);
    let text = snapshot.slice(bytes.start..end);
    let Some(around) = tree.root_node().descendant_for_byte_range(bytes.start, end) else {
        return false;
    };
    let is_comment = |offset: usize| {
        let node = around.named_descendant_for_byte_range(offset, offset + 1);
        node.is_some_and(|node| node.kind().contains("comment"))
    };
    let found = openings.iter().flat_map(|opening| text.match_indices(opening));
    found
        .take(LOOKED_UP)
        .any(|(offset, _)| is_comment(bytes.start + offset))
}

fn is_placeholder(snapshot: &Snapshot, line: usize) -> bool {
    let text = start_of_line(snapshot, line);
    let text = text.trim_end();
    text == "pass" || text == "..." || PLACEHOLDERS.iter().any(|placeholder| text.contains(placeholder))
}
