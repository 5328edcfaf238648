//! What stands at a place in a document: code, a comment, a string, or text for people.
//!
//! The tree decides where there is one and it is sound on the cursor's line;
//! otherwise a scan of the text before the cursor, which fits what is just being typed better than error recovery does.

mod html;
mod scan;

use tree_sitter::{Node, Tree};

use crate::language::{DocumentationRule, Entry};
use crate::position;
use crate::snapshot::Snapshot;
use crate::symbol::symbol_at;
use crate::syntax::path_at;

/// What stands at a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Region {
    /// Program text, or data of a format for programs.
    Code,
    /// A comment that documents nothing.
    Comment,
    /// A comment that documents a declaration or file, or a docstring.
    DocComment,
    /// The inside of a string, without what is interpolated.
    String,
    /// Text for people: Markdown, plain text, a commit message.
    Prose,
}

/// The number of lines of a comment that are followed to see what it stands above.
const COMMENT_LINES: usize = 200;

/// Says what is at an offset, that is, what a character typed there would become part of.
///
/// The end of a line comment, or of a block comment or string that is not closed yet, is still inside.
pub fn region_at(snapshot: &Snapshot, offset: usize) -> Region {
    let offset = position::floor(snapshot.text().slice(..), offset);
    let entry = snapshot.language().entry();
    let region = match snapshot.tree() {
        Some(tree) if entry.prose || !tree.root_node().has_error() => by_tree(snapshot, tree, entry, offset),
        Some(tree) if !has_error_on_line(snapshot, tree, offset) => {
            match by_tree(snapshot, tree, entry, offset) {
                // After recovery the tree may have forgotten a comment or string that is open since some lines.
                Region::Code => scan::region_from_above(snapshot, entry, offset).unwrap_or(Region::Code),
                region => region,
            }
        }
        _ => scan::region_by_markers(snapshot, entry, offset),
    };
    let above = entry.symbols.documentation == DocumentationRule::Above;
    if region == Region::Comment && above && is_above_declaration(snapshot, entry, offset) {
        return Region::DocComment;
    }
    region
}

/// Whether a comment documents the declaration that it stands above.
pub(crate) fn is_documentation(snapshot: &Snapshot, comment_start: usize, rule: DocumentationRule) -> bool {
    let start = snapshot.after(comment_start, scan::MARKER_BYTES);
    match rule {
        DocumentationRule::Above => !start.starts_with("#!"),
        // What begins with `!` documents the file or module around it.
        DocumentationRule::Marked => {
            scan::is_marked_documentation(&start, &snapshot.language().comment_markers())
                && !start.starts_with("//!")
        }
        DocumentationRule::Docstring => false,
    }
}

fn by_tree(snapshot: &Snapshot, tree: &Tree, entry: &'static Entry, offset: usize) -> Region {
    let ground = if entry.prose { Region::Prose } else { Region::Code };
    let Some(last_byte) = offset.checked_sub(1) else {
        return ground;
    };
    let path = path_at(tree, last_byte);
    for (depth, node) in path.iter().enumerate().rev() {
        if !node.is_named() {
            // A keyword may have the name of a node: the type `string` is none.
            continue;
        }
        let kind = node.kind();
        if entry.regions.comments.contains(&kind) {
            if is_inside_comment(snapshot, entry, *node, offset) {
                let start = snapshot.after(node.start_byte(), scan::MARKER_BYTES);
                let is_doc = scan::is_marked_documentation(&start, &entry.comments);
                return if is_doc {
                    Region::DocComment
                } else {
                    Region::Comment
                };
            }
        } else if entry.regions.strings.contains(&kind) {
            if is_block_header(snapshot, *node, offset) {
                return ground;
            }
            if is_beyond_its_line(snapshot, entry, *node, offset) {
                return scan::region_by_markers(snapshot, entry, offset);
            }
            if offset < node.end_byte() || is_open(snapshot, *node, offset) {
                return if is_docstring(entry, &path[..=depth]) {
                    Region::DocComment
                } else {
                    Region::String
                };
            }
        } else if entry.regions.code.contains(&kind) && is_inside_code(snapshot, entry, *node, offset) {
            return Region::Code;
        } else if entry.regions.unparsed.contains(&kind) {
            let before = snapshot.slice(node.start_byte()..offset);
            return if entry.prose {
                html::region_at_end(&before)
            } else {
                scan::region_at_end(&before, entry)
            };
        }
    }
    ground
}

/// Whether a string of one line goes on at an offset on a later one: then some quote before it is unpaired.
fn is_beyond_its_line(snapshot: &Snapshot, entry: &Entry, string: Node, offset: usize) -> bool {
    let first = snapshot.line_of(string.start_byte());
    let start = snapshot.after(string.start_byte(), scan::MARKER_BYTES);
    first != snapshot.line_of(offset)
        && entry
            .regions
            .line_quotes
            .iter()
            .any(|quote| start.starts_with(quote))
        && !["\\", "\\z"]
            .iter()
            .any(|escape| snapshot.line_text(first).ends_with(escape))
}

/// Whether an offset is on the line that only says how the block of text below it is meant, as `|-` does in YAML.
fn is_block_header(snapshot: &Snapshot, string: Node, offset: usize) -> bool {
    string.kind() == "block_scalar" && snapshot.line_of(string.start_byte()) == snapshot.line_of(offset)
}

/// Whether an offset after the comment's start is part of it. A line comment goes on at its end, a block only if open.
fn is_inside_comment(snapshot: &Snapshot, entry: &Entry, comment: Node, offset: usize) -> bool {
    if offset < comment.end_byte() {
        return true;
    }
    let start = snapshot.after(comment.start_byte(), scan::MARKER_BYTES);
    let block = entry
        .comments
        .block
        .iter()
        .find(|(open, _)| start.starts_with(open));
    match block {
        Some((open, close)) => {
            let inside = snapshot.slice(comment.start_byte() + open.len()..offset);
            !inside.trim_end().ends_with(close)
        }
        None => !snapshot.before(offset, 1).ends_with(['\n', '\r']),
    }
}

/// Whether a string goes on at its end: its closing quote is missing, or it ends where its indented block does.
fn is_open(snapshot: &Snapshot, string: Node, offset: usize) -> bool {
    let last = string
        .child_count()
        .checked_sub(1)
        .and_then(|last| string.child(last));
    string.kind() == "block_scalar" && !snapshot.before(offset, 1).ends_with(['\n', '\r'])
        || last.is_some_and(|last| last.is_missing())
}

/// Whether an offset after the start of an interpolation or of a block of code is part of it.
fn is_inside_code(snapshot: &Snapshot, entry: &Entry, code: Node, offset: usize) -> bool {
    // The grammar of the shell counts blanks before an expansion as part of it.
    let has_begun = || entry.prose || !snapshot.slice(code.start_byte()..offset).trim_start().is_empty();
    (offset < code.end_byte() || is_open_fence(code))
        && has_begun()
        && !is_below_fence(snapshot, code, offset)
}

/// Whether a fenced block lacks its closing fence: it goes on at the document's end.
fn is_open_fence(node: Node) -> bool {
    node.kind() == "fenced_code_block" && fences(node).1.is_none()
}

/// Whether an offset is below the closing fence. What a line in a list or quotation begins with counts as part of
/// the block above.
fn is_below_fence(snapshot: &Snapshot, code: Node, offset: usize) -> bool {
    let closing = fences(code).1;
    closing.is_some_and(|closing| snapshot.line_of(offset) > snapshot.line_of(closing.start_byte()))
}

/// The opening and the closing fence of a block.
fn fences(code: Node) -> (Option<Node>, Option<Node>) {
    let mut cursor = code.walk();
    let mut fences = code
        .children(&mut cursor)
        .filter(|child| child.kind() == "fenced_code_block_delimiter");
    (fences.next(), fences.next())
}

/// Whether the last node of a path is the first statement of a module, class or function.
fn is_docstring(entry: &Entry, path: &[Node]) -> bool {
    if entry.symbols.documentation != DocumentationRule::Docstring {
        return false;
    }
    let [.., holder, body, statement, _] = path else {
        // A module's docstring: module, statement, string.
        return matches!(path, [module, statement, _] if is_first_statement(*module, *statement));
    };
    let declares = entry
        .symbols
        .declarations
        .iter()
        .any(|declaration| declaration.node == holder.kind());
    declares && is_first_statement(*body, *statement)
}

fn is_first_statement(body: Node, statement: Node) -> bool {
    let mut cursor = body.walk();
    let first = body.named_children(&mut cursor).find(|child| !child.is_extra());
    statement.kind() == "expression_statement" && first.is_some_and(|first| first.id() == statement.id())
}

/// Whether the comment at an offset stands directly above a declaration, maybe with more comment lines between.
fn is_above_declaration(snapshot: &Snapshot, entry: &Entry, offset: usize) -> bool {
    let Some(tree) = snapshot.tree() else { return false };
    let first = snapshot.line_of(offset);
    let is_comment = |line: &str| entry.comments.line.iter().any(|marker| line.starts_with(marker));
    if !is_comment(snapshot.line_text(first).trim_start()) || snapshot.line_text(first).starts_with("#!") {
        return false;
    }
    for line in first + 1..(first + COMMENT_LINES).min(snapshot.line_count()) {
        let text = snapshot.line_text(line);
        let content = text.trim_start();
        if is_comment(content) {
            continue;
        }
        let start = snapshot.line_start(line) + text.len() - content.len();
        return !content.is_empty() && declares(snapshot, tree, entry, start);
    }
    false
}

/// Whether something begins at an offset that the comment above it documents.
fn declares(snapshot: &Snapshot, tree: &Tree, entry: &Entry, start: usize) -> bool {
    let is_documented =
        |node: &Node| node.start_byte() == start && entry.symbols.documented.contains(&node.kind());
    path_at(tree, start).iter().any(is_documented)
        || symbol_at(snapshot, start).is_some_and(|symbol| symbol.range.start == start)
}

/// Whether error recovery touched the line of an offset.
fn has_error_on_line(snapshot: &Snapshot, tree: &Tree, offset: usize) -> bool {
    let line = snapshot.line_of(offset);
    let (start, end) = (snapshot.line_start(line), snapshot.line_start(line + 1));
    let mut cursor = tree.walk();
    loop {
        let node = cursor.node();
        let touches = node.has_error() && node.start_byte() <= end && node.end_byte() >= start;
        if touches && (node.is_error() || node.is_missing()) {
            return true;
        }
        if touches && cursor.goto_first_child() {
            continue;
        }
        while !cursor.goto_next_sibling() {
            if !cursor.goto_parent() {
                return false;
            }
        }
    }
}
