//! Which symbols of a file want documentation and have none.

use std::collections::HashSet;

use ponder_text::{Language, Snapshot, Symbol, SymbolKind, symbols};

use crate::DocumentTarget;
use crate::document::{is_function, target_of};

/// Words in attributes and decorators that make a test of what follows.
const TESTS: [&str; 14] = [
    "test",
    "tests",
    "rstest",
    "bench",
    "test_case",
    "proptest",
    "fact",
    "theory",
    "testmethod",
    "testcase",
    "testclass",
    "parameterizedtest",
    "beforeeach",
    "aftereach",
];

/// The symbols that want documentation and have none, in their order.
///
/// Left out are what is local to a function, tests with all that is in them, and what is documented elsewhere: Rust's
/// `impl` blocks and the methods of a trait's implementation, methods that say that they override another, the modules
/// whose text is in another file, namespaces, Go's constants in a group, definitions below their own prototype or overloads, and Python's methods
/// between double underscores, except `__init__`, `__new__` and `__call__` whose parameters are the type's own.
/// Walks the whole tree.
pub(super) fn missing(snapshot: &Snapshot) -> Vec<DocumentTarget> {
    let mut wanted: Vec<DocumentTarget> = Vec::new();
    let mut around: Vec<Around> = Vec::new();
    let mut prototypes = HashSet::new();
    for symbol in symbols(snapshot) {
        while around
            .last()
            .is_some_and(|outer| outer.symbol.range.end <= symbol.range.start)
        {
            around.pop();
        }
        let outer = around.last();
        let is_left_out = outer.is_some_and(|outer| outer.hides_inner) || is_test(snapshot, &symbol);
        let is_repeated = is_repeated(snapshot.language(), &symbol, outer, &mut prototypes);
        let is_documented_elsewhere =
            is_repeated || is_documented_elsewhere(snapshot, &symbol, outer.map(|outer| &outer.symbol));
        let has_none = symbol.documentation.is_none() && !is_documented_inside(snapshot, &symbol);
        let hides_inner = is_left_out || is_function(&symbol);
        if !is_left_out
            && !is_documented_elsewhere
            && has_none
            && let Some(target) = target_of(snapshot, symbol.clone())
            && wanted
                .last()
                .is_none_or(|last| last.place.offset < target.place.offset)
        {
            wanted.push(target);
        }
        around.push(Around { symbol, hides_inner });
    }
    wanted
}

/// A symbol around the present one.
struct Around {
    symbol: Symbol,
    /// Nothing in it is documented.
    hides_inner: bool,
}

fn is_test(snapshot: &Snapshot, symbol: &Symbol) -> bool {
    let name = symbol.name.as_str();
    let attributes = words(&attributes(snapshot, symbol));
    let by_attribute = attributes.iter().any(|word| TESTS.contains(&word.as_str()));
    let by_name = match snapshot.language() {
        Language::Rust => symbol.kind == SymbolKind::Module && ["test", "tests"].contains(&name),
        Language::Python => {
            name.starts_with("test_") || symbol.kind == SymbolKind::Class && name.starts_with("Test")
        }
        Language::Ruby => name.starts_with("test_"),
        Language::Go => {
            ["Test", "Benchmark", "Fuzz", "Example"]
                .iter()
                .any(|start| name.starts_with(start))
                && snapshot.slice(symbol.signature.clone()).contains("*testing.")
        }
        _ => false,
    };
    by_attribute || by_name
}

fn is_documented_elsewhere(snapshot: &Snapshot, symbol: &Symbol, outer: Option<&Symbol>) -> bool {
    let overrides = || {
        let signature = snapshot.slice(symbol.signature.clone());
        words(&format!("{} {signature}", attributes(snapshot, symbol)))
            .iter()
            .any(|word| word == "override")
    };
    match snapshot.language() {
        Language::Rust => {
            let in_trait = outer.is_some_and(|outer| {
                outer.kind == SymbolKind::Implementation
                    && words(&snapshot.slice(outer.signature.clone())).contains(&"for".to_owned())
            });
            let is_elsewhere = symbol.kind == SymbolKind::Module && symbol.body.is_none();
            symbol.kind == SymbolKind::Implementation || in_trait || is_elsewhere
        }
        Language::Python => {
            let name = symbol.name.as_str();
            let is_special = name.starts_with("__") && name.ends_with("__");
            is_special && !["__init__", "__new__", "__call__"].contains(&name) || overrides()
        }
        Language::Go => {
            symbol.kind == SymbolKind::Constant
                && !snapshot.slice(symbol.signature.clone()).starts_with("const")
        }
        Language::CSharp | Language::Cpp => symbol.kind == SymbolKind::Module || overrides(),
        Language::Java | Language::TypeScript | Language::Tsx => overrides(),
        _ => false,
    }
}

/// Whether a definition follows its own prototype or the signatures of its overloads, which are to be documented.
fn is_repeated(
    language: Language,
    symbol: &Symbol,
    outer: Option<&Around>,
    prototypes: &mut HashSet<(Option<usize>, String)>,
) -> bool {
    let has_prototypes = matches!(
        language,
        Language::C | Language::Cpp | Language::TypeScript | Language::Tsx
    );
    if !has_prototypes || !is_function(symbol) {
        return false;
    }
    let place = outer.map(|outer| outer.symbol.range.start);
    if symbol.body.is_none() {
        prototypes.insert((place, symbol.name.clone()));
        return false;
    }
    match symbol.name.rsplit_once("::") {
        Some((_, name)) => prototypes
            .iter()
            .any(|(place, other)| place.is_some() && other == name),
        None => prototypes.contains(&(place, symbol.name.clone())),
    }
}

/// Rust: documentation within the module, or by an attribute.
fn is_documented_inside(snapshot: &Snapshot, symbol: &Symbol) -> bool {
    if snapshot.language() != Language::Rust {
        return false;
    }
    let by_attribute = attributes(snapshot, symbol).contains("#[doc");
    let inside = symbol.body.as_ref().is_some_and(|body| {
        let start = snapshot.slice(body.start..body.end.min(body.start + 200));
        let start = start.trim_start_matches('{').trim_start();
        ["//!", "/*!", "#![doc"]
            .iter()
            .any(|mark| start.starts_with(mark))
    });
    by_attribute || symbol.kind == SymbolKind::Module && inside
}

/// What stands before the first word of a declaration.
fn attributes(snapshot: &Snapshot, symbol: &Symbol) -> String {
    snapshot.slice(symbol.range.start..symbol.signature.start)
}

fn words(text: &str) -> Vec<String> {
    text.split(|character: char| !(character.is_alphanumeric() || character == '_'))
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use ponder_text::Document;

    use super::*;

    fn names(language: Language, text: &str) -> Vec<String> {
        let snapshot = Document::new(text, 0, language).snapshot();
        missing(&snapshot)
            .into_iter()
            .map(|target| target.symbol.name)
            .collect()
    }

    #[test]
    fn what_is_documented_and_what_is_local_is_left_out() {
        let text =
            "/// One.\npub fn documented() {}\n\npub fn outer() {\n    fn inner() {}\n}\n\npub struct S;\n";
        assert_eq!(names(Language::Rust, text), ["outer", "S"]);
        let text =
            "function outer() {\n  const inner = () => 1;\n}\n\nconst arrow = () => {\n  return 1;\n};\n";
        assert_eq!(names(Language::JavaScript, text), ["outer", "arrow"]);
    }

    #[test]
    fn tests_are_left_out_with_all_that_is_in_them() {
        let text = "fn f() {}\n\n#[tokio::test]\nasync fn g() {}\n\n#[cfg(test)]\nmod checks {\n    fn helper() {}\n}\n";
        assert_eq!(names(Language::Rust, text), ["f"]);
        let text = "def f():\n    return 1\n\n\ndef test_f():\n    pass\n\n\nclass TestF:\n    def helper(self):\n        pass\n";
        assert_eq!(names(Language::Python, text), ["f"]);
        let text = "package p\n\nfunc TestF(t *testing.T) {\n}\n\nfunc Testament() {\n}\n";
        assert_eq!(names(Language::Go, text), ["Testament"]);
        let text = "class C {\n    @Test\n    void f() {\n    }\n}\n";
        assert_eq!(names(Language::Java, text), ["C"]);
    }

    #[test]
    fn what_is_documented_elsewhere_is_left_out() {
        let text = "struct S;\n\nimpl S {\n    fn own(&self) {}\n}\n\nimpl Clone for S {\n    fn clone(&self) -> S {\n        S\n    }\n}\n\nmod other;\n\nmod inside {\n    //! Words.\n}\n";
        assert_eq!(names(Language::Rust, text), ["S", "own"]);
        let text = "class C:\n    def __init__(self, a):\n        self.a = a\n\n    def __eq__(self, other):\n        return True\n";
        assert_eq!(names(Language::Python, text), ["C", "__init__"]);
        let text = "int f(int a);\n\nint f(int a) {\n    return a;\n}\n";
        assert_eq!(names(Language::C, text), ["f"]);
        let text = "class C extends B {\n    @Override\n    public String toString() {\n        return null;\n    }\n\n    int own() {\n        return 1;\n    }\n}\n";
        assert_eq!(names(Language::Java, text), ["C", "own"]);
        let text = "namespace N {\n    class C {\n        public override int F() { return 1; }\n        int G() { return 1; }\n    }\n}\n";
        assert_eq!(names(Language::CSharp, text), ["C", "G"]);
    }
}
