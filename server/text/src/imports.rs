//! Where a document says what it uses of others: `use`, `import`, `#include`, `require`.
//!
//! Only what stands in the open is listed, not what a function loads when it runs.

use std::ops::Range;

use tree_sitter::{Node, TreeCursor};

use crate::language::Language;
use crate::snapshot::Snapshot;

/// How a language brings in what others define.
struct Form {
    /// Nodes that do nothing else.
    nodes: &'static [&'static str],
    /// Nodes that do it if their text begins with one of the words, and those that give a name to what comes of it if
    /// one stands on their first line behind a `=`.
    calls: &'static [&'static str],
    bindings: &'static [&'static str],
    words: &'static [&'static str],
    /// Nodes that imports stand in without being any less in the open.
    around: &'static [&'static str],
}

/// Bytes of a call that are searched for the word that makes it an import.
const CALL_BYTES: usize = 500;

/// Lists the imports that stand outside of all declarations, in their order, each without the line break at its end. Empty
/// for a document without a tree, and for languages without imports.
///
/// Walks the top of the tree: CPU work that grows with the number of declarations.
pub fn imports(snapshot: &Snapshot) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    if let (Some(form), Some(tree)) = (form(snapshot.language()), snapshot.tree()) {
        collect(snapshot, &form, &mut tree.walk(), &mut found);
    }
    found
}

fn collect(snapshot: &Snapshot, form: &Form, cursor: &mut TreeCursor, found: &mut Vec<Range<usize>>) {
    if !cursor.goto_first_child() {
        return;
    }
    loop {
        let node = cursor.node();
        if form.nodes.contains(&node.kind()) || calls(snapshot, form, node) {
            let text = snapshot.slice(node.byte_range());
            found.push(node.start_byte()..node.start_byte() + text.trim_end().len());
        } else if form.around.contains(&node.kind()) {
            collect(snapshot, form, cursor, found);
        }
        if !cursor.goto_next_sibling() {
            break;
        }
    }
    cursor.goto_parent();
}

fn calls(snapshot: &Snapshot, form: &Form, node: Node) -> bool {
    let (is_call, is_binding) = (
        form.calls.contains(&node.kind()),
        form.bindings.contains(&node.kind()),
    );
    if !is_call && !is_binding {
        return false;
    }
    let end = node.end_byte().min(node.start_byte() + CALL_BYTES);
    let text = snapshot.slice(node.start_byte()..end);
    let first = text.lines().next().unwrap_or_default();
    let called = if is_call {
        Some(first)
    } else {
        first.split_once('=').map(|(_, value)| value.trim_start())
    };
    called.is_some_and(|called| form.words.iter().any(|word| called.starts_with(word)))
}

fn form(language: Language) -> Option<Form> {
    let nodes = |nodes| Form {
        nodes,
        calls: &[],
        bindings: &[],
        words: &[],
        around: &[],
    };
    let form = match language {
        Language::Rust => nodes(&["use_declaration", "extern_crate_declaration"]),
        Language::Python => nodes(&[
            "import_statement",
            "import_from_statement",
            "future_import_statement",
        ]),
        Language::TypeScript | Language::Tsx | Language::JavaScript => Form {
            bindings: &["lexical_declaration", "variable_declaration"],
            words: &["require("],
            ..nodes(&["import_statement"])
        },
        Language::Go | Language::Java => nodes(&["import_declaration"]),
        Language::C | Language::Cpp => Form {
            // Headers stand in a guard as a whole.
            around: &["preproc_ifdef", "preproc_if", "linkage_specification"],
            ..nodes(&["preproc_include", "using_declaration"])
        },
        Language::CSharp => Form {
            around: &["namespace_declaration", "declaration_list"],
            ..nodes(&["using_directive"])
        },
        Language::Ruby => Form {
            calls: &["call"],
            words: &["require ", "require_relative ", "require(", "require_relative("],
            ..nodes(&[])
        },
        Language::Lua => Form {
            calls: &["function_call"],
            bindings: &["variable_declaration", "assignment_statement"],
            words: &["require(", "require \"", "require '", "require\"", "require'"],
            ..nodes(&[])
        },
        Language::Bash => Form {
            calls: &["command"],
            words: &["source ", ". "],
            ..nodes(&[])
        },
        _ => return None,
    };
    Some(form)
}
