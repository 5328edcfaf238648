//! Ways through a syntax tree that stay fast on deep and wide ones.
//!
//! tree-sitter finds a node's parent by a walk from the root, so a climb costs the square of the depth;
//! a descent that remembers its way does not.

use tree_sitter::{Node, Tree};

/// The nodes that cover a byte, from the root to the leaf.
pub(crate) fn path_at(tree: &Tree, byte: usize) -> Vec<Node<'_>> {
    let mut cursor = tree.walk();
    let mut path = vec![cursor.node()];
    while cursor.goto_first_child_for_byte(byte).is_some() {
        let node = cursor.node();
        if node.start_byte() > byte || node.end_byte() <= byte {
            break;
        }
        path.push(node);
    }
    path
}

/// The number of nodes that error recovery made: text that was skipped, and nodes that are missing. What was skipped
/// counts once, whatever is in it.
pub(crate) fn error_count(tree: &Tree) -> usize {
    let mut cursor = tree.walk();
    let mut count = 0;
    loop {
        let node = cursor.node();
        let is_recovered = node.is_error() || node.is_missing();
        count += usize::from(is_recovered);
        if node.has_error() && !is_recovered && cursor.goto_first_child() {
            continue;
        }
        while !cursor.goto_next_sibling() {
            if !cursor.goto_parent() {
                // What is missing may be a token that the tree hides, such as the end of a line.
                return count.max(usize::from(tree.root_node().has_error()));
            }
        }
    }
}
