//! The walk over a tree that makes symbols of its declarations.

use std::ops::Range;

use tree_sitter::Node;

use super::parts::{Parts, parts_of};
use super::{Symbol, SymbolKind};
use crate::language::{DocumentationRule, Entry, Scope, Shape};
use crate::region::is_documentation;
use crate::snapshot::Snapshot;

/// The length in bytes of the whitespace between a declaration and the comment above it that is looked through.
const GAP_BYTES: usize = 1_000;

/// The number of levels of a declaration's tree that may begin with attributes.
const ATTRIBUTE_LEVELS: usize = 4;

/// Lists the symbols that touch a range of bytes, and some beside them.
pub(super) fn symbols_within(snapshot: &Snapshot, within: Range<usize>) -> Vec<Symbol> {
    let entry = snapshot.language().entry();
    let Some(tree) = snapshot.tree().filter(|_| !entry.symbols.declarations.is_empty()) else {
        return Vec::new();
    };
    let mut collection = Collection {
        snapshot,
        entry,
        leading: Vec::new(),
        open: Vec::new(),
        symbols: Vec::new(),
    };
    let mut cursor = tree.walk();
    let mut path = Vec::new();
    loop {
        let node = cursor.node();
        if node.start_byte() > within.end {
            return collection.symbols;
        }
        collection.visit(node, &path, within.start);
        if node.end_byte() >= within.start && cursor.goto_first_child() {
            path.push(node);
            continue;
        }
        while !cursor.goto_next_sibling() {
            if !cursor.goto_parent() {
                return collection.symbols;
            }
            path.pop();
        }
    }
}

struct Collection<'tree> {
    snapshot: &'tree Snapshot,
    entry: &'static Entry,
    /// Comments and attributes in document order, wherever the grammar hangs them:
    /// those that belong to a declaration are the last ones when the walk comes to it.
    leading: Vec<Leading>,
    /// The declarations around the present node.
    open: Vec<Open>,
    symbols: Vec<Symbol>,
}

struct Leading {
    range: Range<usize>,
    role: Role,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    Attribute,
    Comment,
}

struct Open {
    node: usize,
    end: usize,
    kind: SymbolKind,
    shape: Shape,
}

impl Collection<'_> {
    /// Takes in a node. A declaration that ends before `from`, with what is wrapped around it, is cut up for nobody.
    fn visit<'tree>(&mut self, node: Node<'tree>, path: &[Node<'tree>], from: usize) {
        if !node.is_named() {
            return;
        }
        let kind = node.kind();
        let rules = &self.entry.symbols;
        if self.entry.regions.comments.contains(&kind) {
            self.leading.push(Leading {
                range: node.byte_range(),
                role: Role::Comment,
            });
        } else if rules.attributes.contains(&kind) {
            self.leading.push(Leading {
                range: node.byte_range(),
                role: Role::Attribute,
            });
        } else if let Some(declaration) = rules
            .declarations
            .iter()
            .find(|declaration| declaration.node == kind)
        {
            while self.open.last().is_some_and(|open| open.end <= node.start_byte()) {
                self.open.pop();
            }
            if node.end_byte() < from && self.outermost(node, path).end_byte() < from {
                return;
            }
            if self.is_named_by_typedef(path) {
                return;
            }
            if let Some(parts) = parts_of(self.snapshot, node, declaration) {
                let shape = declaration.shape;
                let symbol = self.symbol(node, path, parts);
                self.open.push(Open {
                    node: node.id(),
                    end: node.end_byte(),
                    kind: symbol.kind,
                    shape,
                });
                self.symbols.push(symbol);
            }
        }
    }

    /// The struct inside of a C `typedef` that is a symbol already under the typedef's name.
    fn is_named_by_typedef(&self, path: &[Node]) -> bool {
        match (self.open.last(), path.last()) {
            (Some(open), Some(parent)) => {
                open.node == parent.id() && matches!(open.shape, Shape::TypeDeclarator)
            }
            _ => false,
        }
    }

    fn symbol<'tree>(&self, node: Node<'tree>, path: &[Node<'tree>], parts: Parts) -> Symbol {
        let outer = self.outermost(node, path);
        let (start, above) = self.leading(outer.start_byte());
        let documentation = if self.entry.symbols.documentation == DocumentationRule::Docstring {
            parts.docstring
        } else {
            above
        };
        let in_type = self
            .open
            .last()
            .is_some_and(|open| open.kind.scope() == Scope::Methods);
        let of_type = in_type || parts.name.contains(':');
        let kind = if parts.kind == SymbolKind::Function && of_type {
            SymbolKind::Method
        } else {
            parts.kind
        };
        let signature_start = self
            .after_attributes(outer, ATTRIBUTE_LEVELS)
            .unwrap_or(outer.start_byte());
        let end = self.trimmed_end(&outer.byte_range());
        Symbol {
            name: parts.name,
            kind,
            range: start..end,
            signature: signature_start..parts.signature_end.unwrap_or(end).max(signature_start),
            body: parts.body,
            documentation,
            indentation: self.snapshot.indentation(self.snapshot.line_of(start)),
        }
    }

    /// The declaration together with what is wrapped around it alone.
    fn outermost<'tree>(&self, node: Node<'tree>, path: &[Node<'tree>]) -> Node<'tree> {
        let mut outer = node;
        for parent in path.iter().rev() {
            if !self.entry.symbols.wrappers.contains(&parent.kind()) || !wraps_only(*parent, outer) {
                break;
            }
            outer = *parent;
        }
        outer
    }

    /// Where the first word of a node begins that is no attribute, also where attributes share a node with modifiers.
    fn after_attributes(&self, node: Node, levels: usize) -> Option<usize> {
        let mut cursor = node.walk();
        let mut children = node
            .children(&mut cursor)
            .filter(|child| !self.entry.symbols.attributes.contains(&child.kind()) && !child.is_extra());
        if levels == 0 || node.child_count() == 0 {
            return Some(node.start_byte());
        }
        children.find_map(|child| self.after_attributes(child, levels - 1))
    }

    /// Where the declaration begins with the attributes above it, and the comments above that document it.
    fn leading(&self, declaration_start: usize) -> (usize, Option<Range<usize>>) {
        let mut start = declaration_start;
        let mut top = declaration_start;
        let mut documentation: Option<Range<usize>> = None;
        for leading in self.leading.iter().rev() {
            if leading.range.start >= top {
                continue;
            }
            let Some(end) = self.adjacent_end(leading, top) else {
                break;
            };
            top = leading.range.start;
            match leading.role {
                Role::Attribute => start = top,
                Role::Comment if is_documentation(self.snapshot, top, self.entry.symbols.documentation) => {
                    documentation = Some(top..documentation.map_or(end, |below| below.end));
                }
                Role::Comment => {}
            }
        }
        (start, documentation)
    }

    /// The end of a node's bytes without whitespace: some grammars count the line break in.
    fn trimmed_end(&self, range: &Range<usize>) -> usize {
        let own = self.snapshot.text().byte_slice(range.clone());
        let trailing = own
            .bytes_at(own.len_bytes())
            .reversed()
            .take_while(u8::is_ascii_whitespace)
            .count();
        range.end - trailing
    }

    /// The end of a comment or attribute, without its line break, if only whitespace
    /// and at most one line break separate it from `below`.
    fn adjacent_end(&self, leading: &Leading, below: usize) -> Option<usize> {
        let end = self.trimmed_end(&leading.range);
        if below < end || below - end > GAP_BYTES {
            return None;
        }
        let gap = self.snapshot.slice(end..below);
        let breaks = ropey::Rope::from_str(&gap).len_lines() - 1;
        let line = self.snapshot.line_of(leading.range.start);
        let starts_line = self
            .snapshot
            .slice(self.snapshot.line_start(line)..leading.range.start)
            .trim()
            .is_empty();
        let is_adjacent = gap.trim().is_empty() && breaks <= 1 && (breaks == 0 || starts_line);
        is_adjacent.then_some(end)
    }
}

fn wraps_only(wrapper: Node, inner: Node) -> bool {
    let mut cursor = wrapper.walk();
    let mut same_kind = 0;
    let mut after = false;
    for child in wrapper.children(&mut cursor) {
        if child.kind_id() == inner.kind_id() {
            same_kind += 1;
        }
        if after && child.kind() != ";" && !child.is_extra() {
            return false;
        }
        after = after || child.id() == inner.id();
    }
    same_kind == 1
}
