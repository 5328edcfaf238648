//! The name, body and docstring of a declaration, cut out of its node.

use std::ops::Range;

use tree_sitter::Node;

use super::SymbolKind;
use crate::language::{Declaration, Shape};
use crate::snapshot::Snapshot;

/// What a declaration's node says about it.
pub(super) struct Parts {
    pub(super) name: String,
    pub(super) kind: SymbolKind,
    /// Where the signature ends; `None` where it is all of the declaration.
    pub(super) signature_end: Option<usize>,
    pub(super) body: Option<Range<usize>>,
    pub(super) docstring: Option<Range<usize>>,
}

/// Cuts up a declaration; `None` if the node turns out to declare nothing that has a name.
pub(super) fn parts_of(snapshot: &Snapshot, node: Node, declaration: &Declaration) -> Option<Parts> {
    let (name, holder, kind) = match declaration.shape {
        Shape::Named(field) => (node.child_by_field_name(field)?, node, declaration.kind),
        Shape::NamedWithBody => {
            node.child_by_field_name("body")?;
            (node.child_by_field_name("name")?, node, declaration.kind)
        }
        Shape::NamedType => {
            let holder = node.child_by_field_name("type")?;
            (
                node.child_by_field_name("name")?,
                holder,
                kind_of_type(holder, declaration.kind),
            )
        }
        Shape::Bound(name, value) => {
            let value = node.child_by_field_name(value)?;
            (
                node.child_by_field_name(name)?,
                value,
                kind_of_value(value, declaration.kind)?,
            )
        }
        Shape::BoundLists => {
            let (names, values) = (node.named_child(0)?, node.named_child(1)?);
            let value = values.named_child(0)?;
            (
                names.named_child(0)?,
                value,
                kind_of_value(value, declaration.kind)?,
            )
        }
        Shape::FunctionDeclarator => (
            function_name(node.child_by_field_name("declarator")?)?,
            node,
            declaration.kind,
        ),
        Shape::TypeDeclarator => {
            let holder = node.child_by_field_name("type")?;
            holder.child_by_field_name("body")?;
            (
                node.child_by_field_name("declarator")?,
                holder,
                kind_of_type(holder, declaration.kind),
            )
        }
    };
    let name = snapshot.slice(name.byte_range());
    if name.is_empty() {
        return None;
    }
    let body = body_of(holder);
    let docstring = holder.child_by_field_name("body").and_then(docstring_of);
    let signature_end = match &body {
        Some(body) => end_before(holder, body.start),
        None => end_before_closing_word(holder),
    };
    Some(Parts {
        name,
        kind,
        signature_end,
        body,
        docstring,
    })
}

fn body_of(holder: Node) -> Option<Range<usize>> {
    let field = |name| holder.child_by_field_name(name);
    if let Some(body) = field("body").or_else(|| field("accessors")) {
        return Some(body.byte_range());
    }
    // Go writes the fields of a struct in an unnamed child, and the methods of an interface between bare braces.
    let mut cursor = holder.walk();
    holder
        .children(&mut cursor)
        .find(|child| matches!(child.kind(), "field_declaration_list" | "{"))
        .map(|child| child.start_byte()..holder.end_byte())
}

/// Where the last thing before the body ends, other than a comment.
fn end_before(holder: Node, body_start: usize) -> Option<usize> {
    let mut cursor = holder.walk();
    holder
        .children(&mut cursor)
        .take_while(|child| child.end_byte() <= body_start)
        .filter(|child| !child.is_extra())
        .last()
        .map(|child| child.end_byte())
}

/// Where the header ends of a declaration that has no body, only the word `end`.
fn end_before_closing_word(holder: Node) -> Option<usize> {
    let last = holder.child(holder.child_count().checked_sub(1)?)?;
    if last.kind() == "end" {
        end_before(holder, last.start_byte())
    } else {
        None
    }
}

fn kind_of_type(node: Node, otherwise: SymbolKind) -> SymbolKind {
    match node.kind() {
        "struct_type" | "struct_specifier" | "union_specifier" => SymbolKind::Struct,
        "interface_type" => SymbolKind::Interface,
        "enum_specifier" => SymbolKind::Enum,
        _ => otherwise,
    }
}

fn kind_of_value(node: Node, function: SymbolKind) -> Option<SymbolKind> {
    match node.kind() {
        "arrow_function" | "function_expression" | "generator_function" | "function_definition" => {
            Some(function)
        }
        "class" => Some(SymbolKind::Class),
        _ => None,
    }
}

/// The name inside of C's declarators, if they make a function: `*(*name)(..)` is a variable.
fn function_name(declarator: Node) -> Option<Node> {
    let mut node = declarator;
    loop {
        let inner = match node.child_by_field_name("declarator") {
            Some(inner) => inner,
            // C++ has no field for what a reference or an attribute surrounds.
            None if matches!(node.kind(), "reference_declarator" | "attributed_declarator") => {
                node.named_child(0)?
            }
            None => return None,
        };
        if node.kind() == "function_declarator" {
            return (inner.kind() != "parenthesized_declarator").then_some(inner);
        }
        node = inner;
    }
}

fn docstring_of(body: Node) -> Option<Range<usize>> {
    let mut cursor = body.walk();
    let first = body.named_children(&mut cursor).find(|child| !child.is_extra())?;
    let string = if first.kind() == "expression_statement" {
        first.named_child(0)?
    } else {
        first
    };
    (string.kind() == "string").then(|| string.byte_range())
}
