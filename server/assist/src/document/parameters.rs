//! What a declaration says about itself by syntax: its parameters, and whether it gives something back.
//!
//! Documentation is held to it: a parameter that a model makes up is not written.

#[cfg(test)]
mod tests;

use std::ops::Range;

use ponder_text::{Language, Snapshot, Symbol, SymbolKind};
use tree_sitter::Node;

/// The length in bytes up to which a return type is written out in documentation.
const LONGEST_TYPE: usize = 60;

/// What panics in Rust, by its text.
const PANICS: [&str; 7] = [
    "panic",
    "unwrap()",
    "expect(",
    "assert",
    "unreachable!",
    "unimplemented!",
    "todo!",
];

/// What a declaration says about itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Declared {
    /// In their order, without the receiver. Those that are taken apart at once have no name and are left out.
    pub(crate) parameters: Vec<Parameter>,
    pub(crate) returns: Returns,
    /// Whether errors may come of it, as far as its own text shows.
    pub(crate) may_fail: bool,
    /// Whether there is something in its own text that panics.
    pub(crate) may_panic: bool,
    /// Python: what the annotation says is given back, if that is short.
    pub(crate) return_type: Option<String>,
}

/// A parameter of a function.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Parameter {
    /// Letters, digits, `_` and `$`, at least one.
    pub(crate) name: String,
    /// Python's `*` or `**` before the name.
    pub(crate) stars: &'static str,
}

/// Whether a function gives something back, as far as its syntax tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Returns {
    /// Surely not.
    Nothing,
    /// Surely, or it can't be told.
    Perhaps,
}

/// What the declaration of `symbol` says about itself. Walks a part of the tree.
pub(crate) fn declared(snapshot: &Snapshot, symbol: &Symbol) -> Declared {
    let is_function = super::is_function(symbol);
    let function = is_function.then(|| function_of(snapshot, symbol)).flatten();
    let Some(function) = function else {
        return Declared {
            parameters: Vec::new(),
            returns: if is_function && symbol.kind != SymbolKind::Constructor {
                Returns::Perhaps
            } else {
                Returns::Nothing
            },
            may_fail: is_function,
            may_panic: is_function,
            return_type: None,
        };
    };
    let language = snapshot.language();
    let text = snapshot.slice(symbol.range.clone());
    let annotation = (language == Language::Python)
        .then(|| text_of(snapshot, function, "return_type"))
        .flatten()
        .filter(|text| text.len() <= LONGEST_TYPE && !text.contains('\n'));
    Declared {
        parameters: parameters(snapshot, function),
        returns: returns(snapshot, symbol, function),
        may_fail: may_fail(snapshot, symbol, function),
        may_panic: PANICS.iter().any(|mark| text.contains(mark)),
        return_type: annotation,
    }
}

/// The node that has the parameters of `symbol`, or would have them.
fn function_of<'tree>(snapshot: &'tree Snapshot, symbol: &Symbol) -> Option<Node<'tree>> {
    let root = snapshot.tree()?.root_node();
    match symbol.body.as_ref().filter(|body| !body.is_empty()) {
        Some(body) => with_body(root, body),
        None => first_with_parameters(root, &symbol.signature),
    }
}

fn with_body<'tree>(root: Node<'tree>, body: &Range<usize>) -> Option<Node<'tree>> {
    let mut cursor = root.walk();
    loop {
        let node = cursor.node();
        let own = node.child_by_field_name("body");
        if own.is_some_and(|own| own.byte_range() == *body) {
            return Some(node);
        }
        cursor.goto_first_child_for_byte(body.start)?;
    }
}

fn first_with_parameters<'tree>(root: Node<'tree>, signature: &Range<usize>) -> Option<Node<'tree>> {
    let mut pending = vec![root.descendant_for_byte_range(signature.start, signature.end)?];
    while let Some(node) = pending.pop() {
        if signature.start <= node.start_byte() && parameter_list(node).is_some() {
            return Some(node);
        }
        let mut cursor = node.walk();
        let inner: Vec<_> = node
            .children(&mut cursor)
            .filter(|child| child.start_byte() < signature.end && signature.start < child.end_byte())
            .collect();
        pending.extend(inner.into_iter().rev());
    }
    None
}

/// Where a function has its parameters: in C within its declarator.
fn parameter_list(function: Node) -> Option<Node> {
    // A template's parameters are types.
    if function.kind() == "template_declaration" {
        return None;
    }
    let own = ["parameters", "parameter"]
        .iter()
        .find_map(|field| function.child_by_field_name(field));
    if own.is_some() {
        return own;
    }
    let mut node = function;
    loop {
        node = match node.child_by_field_name("declarator") {
            Some(inner) => inner,
            None if node.kind() == "reference_declarator" => node.named_child(0)?,
            None => return None,
        };
        if node.kind() == "function_declarator" {
            return node.child_by_field_name("parameters");
        }
    }
}

fn parameters(snapshot: &Snapshot, function: Node) -> Vec<Parameter> {
    let Some(list) = parameter_list(function) else {
        return Vec::new();
    };
    // `a => a`
    if list.kind() == "identifier" {
        return parameter(snapshot, list, "").into_iter().collect();
    }
    let mut found = Vec::new();
    let mut cursor = list.walk();
    let mut goes_on = cursor.goto_first_child();
    while goes_on {
        let node = cursor.node();
        // C# has the type and the name of a `params` array among the parameters.
        if node.is_named() && !node.is_extra() && cursor.field_name() != Some("type") {
            found.extend(named(snapshot, node));
        }
        goes_on = cursor.goto_next_sibling();
    }
    if found
        .first()
        .is_some_and(|first| ["self", "cls", "this"].contains(&first.name.as_str()))
    {
        found.remove(0);
    }
    found
}

/// The parameters that a node of the list declares: several in Go.
fn named(snapshot: &Snapshot, node: Node) -> Vec<Parameter> {
    let mut cursor = node.walk();
    let names: Vec<_> = node.children_by_field_name("name", &mut cursor).collect();
    if names.len() > 1 {
        return names
            .into_iter()
            .filter_map(|name| parameter(snapshot, name, ""))
            .collect();
    }
    name_of(node)
        .and_then(|(name, stars)| parameter(snapshot, name, stars))
        .into_iter()
        .collect()
}

fn parameter(snapshot: &Snapshot, name: Node, stars: &'static str) -> Option<Parameter> {
    let name = snapshot.slice(name.byte_range());
    let is_name = name
        .chars()
        .all(|character| character.is_alphanumeric() || matches!(character, '_' | '$'));
    (is_name && name.chars().any(|character| character != '_')).then_some(Parameter { name, stars })
}

/// The name in a parameter, and the stars before it; none in one that is taken apart.
fn name_of(parameter: Node) -> Option<(Node, &'static str)> {
    let mut node = parameter;
    let mut stars = "";
    loop {
        node = match node.kind() {
            "identifier" => return Some((node, stars)),
            "self_parameter"
            | "receiver_parameter"
            | "self"
            | "this"
            | "object_pattern"
            | "array_pattern"
            | "tuple_pattern"
            | "tuple_struct_pattern"
            | "struct_pattern"
            | "slice_pattern"
            | "destructured_parameter"
            | "attribute_item"
            | "attribute_list" => return None,
            "list_splat_pattern" => {
                stars = "*";
                node.named_child(0)?
            }
            "dictionary_splat_pattern" => {
                stars = "**";
                node.named_child(0)?
            }
            "mut_pattern" | "ref_pattern" | "reference_pattern" | "spread_parameter" => {
                let mut cursor = node.walk();
                node.named_children(&mut cursor).last()?
            }
            "typed_parameter"
            | "rest_pattern"
            | "reference_declarator"
            | "variadic_declarator"
            | "parenthesized_declarator" => node.named_child(0)?,
            _ => ["name", "pattern", "left", "declarator"]
                .iter()
                .find_map(|field| node.child_by_field_name(field))?,
        };
    }
}

fn text_of(snapshot: &Snapshot, node: Node, field: &str) -> Option<String> {
    let node = node.child_by_field_name(field)?;
    Some(snapshot.slice(node.byte_range()).trim().to_owned())
}

fn returns(snapshot: &Snapshot, symbol: &Symbol, function: Node) -> Returns {
    let text = |field: &str| text_of(snapshot, function, field);
    let nothing_if = |is_nothing: bool| {
        if is_nothing {
            Returns::Nothing
        } else {
            Returns::Perhaps
        }
    };
    if symbol.kind == SymbolKind::Constructor {
        return Returns::Nothing;
    }
    match snapshot.language() {
        Language::Rust if symbol.kind != SymbolKind::Macro => {
            nothing_if(text("return_type").is_none_or(|text| ["()", "!"].contains(&text.as_str())))
        }
        Language::Go => nothing_if(function.child_by_field_name("result").is_none()),
        Language::Java => nothing_if(text("type").is_none_or(|text| text == "void")),
        Language::CSharp => nothing_if(
            text("returns")
                .or_else(|| text("type"))
                .is_none_or(|text| ["void", "Task", "ValueTask"].contains(&text.as_str())),
        ),
        Language::C | Language::Cpp if symbol.kind != SymbolKind::Macro => {
            let is_plain = function
                .child_by_field_name("declarator")
                .is_some_and(|declarator| declarator.kind() == "function_declarator");
            nothing_if(text("type").is_none_or(|text| text == "void" && is_plain))
        }
        Language::JavaScript | Language::TypeScript | Language::Tsx => {
            let mut cursor = function.walk();
            let is_setter = function
                .children(&mut cursor)
                .any(|child| !child.is_named() && child.kind() == "set");
            match text("return_type") {
                Some(annotation) => {
                    let annotation = annotation.trim_start_matches(':').trim();
                    nothing_if(
                        ["void", "never", "undefined", "Promise<void>"].contains(&annotation)
                            || annotation.starts_with("asserts "),
                    )
                }
                None => nothing_if(symbol.name == "constructor" || is_setter || !gives_back(function)),
            }
        }
        Language::Python => match text("return_type") {
            Some(annotation) => nothing_if(["None", "NoReturn", "Never"].contains(&annotation.as_str())),
            None => nothing_if(symbol.name == "__init__" || !gives_back(function)),
        },
        Language::Ruby => nothing_if(symbol.name == "initialize" || symbol.name.ends_with('=')),
        Language::Lua => nothing_if(!gives_back(function)),
        _ => Returns::Perhaps,
    }
}

/// Whether errors may come of a function: by its type, or since it throws one itself. What others throw is not known here.
fn may_fail(snapshot: &Snapshot, symbol: &Symbol, function: Node) -> bool {
    let field =
        |field: &str, word: &str| text_of(snapshot, function, field).is_some_and(|text| text.contains(word));
    let text = |word: &str| snapshot.slice(symbol.range.clone()).contains(word);
    match snapshot.language() {
        Language::Rust => field("return_type", "Result"),
        Language::Go => field("result", "error"),
        Language::Python | Language::Ruby => text("raise"),
        Language::JavaScript
        | Language::TypeScript
        | Language::Tsx
        | Language::Java
        | Language::CSharp
        | Language::Cpp => text("throw"),
        _ => true,
    }
}

/// Whether a function that need not say what it gives back may give back something: there is a `return` with a value in
/// it, a `yield`, or it is an expression, or has no body that would tell.
fn gives_back(function: Node) -> bool {
    let Some(body) = function.child_by_field_name("body") else {
        return true;
    };
    if function.kind() == "arrow_function" && body.kind() != "statement_block" {
        return true;
    }
    let mut pending = vec![body];
    while let Some(node) = pending.pop() {
        let kind = node.kind();
        if node.is_named() && ["yield", "yield_expression"].contains(&kind)
            || kind == "return_statement" && node.named_child_count() > 0
        {
            return true;
        }
        let is_another_function = ["function", "lambda", "class", "method_definition"]
            .iter()
            .any(|word| kind.contains(word));
        if !is_another_function {
            let mut cursor = node.walk();
            pending.extend(node.children(&mut cursor));
        }
    }
    false
}
