//! What a model wrote as tests, taken apart for where they go: without what is there already.

use std::ops::Range;

use ponder_text::{Document, Language, Snapshot, Symbol, imports, symbols};

use crate::target::{is_function, whole_lines};

/// What marks a test in attributes and annotations, in lower case.
const MARKS: [&str; 7] = [
    "test]",
    "test(",
    "test_case",
    "case(",
    "@test",
    "fact]",
    "theory]",
];

/// Tests, ready to be put where others stand.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Tests {
    /// Imports that are not there yet, each whole.
    pub(super) imports: Vec<String>,
    /// All else, without blank lines around it; with a line break at its end unless it is empty.
    pub(super) body: String,
}

/// Takes `code` apart for a place where `there` stands. What is named in `tested` and is no test is left out, since tests
/// use it from where it is; and a test of a name that is taken gets another.
pub(super) fn taken_apart(there: &Snapshot, tested: &[String], code: &str) -> Tests {
    let language = there.language();
    let code = without(there, tested, code);
    let code = with_new_names(there, &code);
    let snapshot = Document::new(&code, 0, language).snapshot();
    let lines: Vec<Range<usize>> = imports(&snapshot)
        .into_iter()
        .chain(header(&snapshot))
        .map(|bytes| whole_lines(&snapshot, &bytes))
        .collect();
    let wanted = imports(&snapshot)
        .into_iter()
        .map(|bytes| snapshot.slice(bytes))
        .collect();
    Tests {
        imports: missing(there, wanted),
        body: tidied(&cut(&code, lines)),
    }
}

/// `code` without declarations that the tested file has, and without those that stand `there` word for word.
pub(super) fn without(there: &Snapshot, tested: &[String], code: &str) -> String {
    let language = there.language();
    let existing: Vec<String> = outermost(there)
        .into_iter()
        .map(|symbol| there.slice(symbol.range))
        .collect();
    let snapshot = Document::new(code, 0, language).snapshot();
    let is_repeated = |symbol: &Symbol| {
        let again = tested.contains(&symbol.name) && !is_test(&snapshot, symbol);
        again || existing.contains(&snapshot.slice(symbol.range.clone()))
    };
    let repeated = outermost(&snapshot)
        .into_iter()
        .filter(is_repeated)
        .map(|symbol| {
            let start = symbol
                .documentation
                .map_or(symbol.range.start, |above| above.start.min(symbol.range.start));
            whole_lines(&snapshot, &(start..symbol.range.end))
        })
        .collect();
    cut(code, repeated)
}

/// The symbols that stand in no other.
pub(super) fn outermost(snapshot: &Snapshot) -> Vec<Symbol> {
    let mut end = 0;
    symbols(snapshot)
        .into_iter()
        .filter(|symbol| {
            let is_outermost = symbol.range.start >= end;
            end = end.max(symbol.range.end);
            is_outermost
        })
        .collect()
}

/// Whether a declaration is one of tests, by the customs of its language.
fn is_test(snapshot: &Snapshot, symbol: &Symbol) -> bool {
    let attributes = snapshot
        .slice(symbol.range.start..symbol.signature.start)
        .to_lowercase();
    let is_marked = MARKS.iter().any(|mark| attributes.contains(mark));
    is_marked || (snapshot.language() != Language::Rust && symbol.name.to_lowercase().contains("test"))
}

/// `code` in which functions whose names are taken `there`, or by one above, have names of their own.
pub(super) fn with_new_names(there: &Snapshot, code: &str) -> String {
    let language = there.language();
    let snapshot = Document::new(code, 0, language).snapshot();
    let mut taken: Vec<String> = outermost(there).into_iter().map(|symbol| symbol.name).collect();
    let mut renamed = code.to_owned();
    let mut shift = 0;
    for symbol in outermost(&snapshot) {
        if taken.contains(&symbol.name) && is_function(&symbol) && is_test(&snapshot, &symbol) {
            let mut number = 2;
            let mut name = format!("{}_{number}", symbol.name);
            while taken.contains(&name) {
                number += 1;
                name = format!("{}_{number}", symbol.name);
            }
            let signature = snapshot.slice(symbol.signature.clone());
            if let Some(at) = word_at(&signature, &symbol.name) {
                let start = symbol.signature.start + at + shift;
                renamed.replace_range(start..start + symbol.name.len(), &name);
                shift += name.len() - symbol.name.len();
            }
            taken.push(name);
        } else {
            taken.push(symbol.name);
        }
    }
    renamed
}

/// Where `word` stands as a whole word.
fn word_at(text: &str, word: &str) -> Option<usize> {
    let is_part = |character: char| character.is_alphanumeric() || character == '_';
    text.match_indices(word)
        .map(|(at, _)| at)
        .find(|at| !text[..*at].ends_with(is_part) && !text[at + word.len()..].starts_with(is_part))
}

/// The lines that a file has once and the answer repeats: Go's package clause, and Python's call of the tests.
fn header(snapshot: &Snapshot) -> Vec<Range<usize>> {
    let kind = match snapshot.language() {
        Language::Go => "package_clause",
        Language::Java => "package_declaration",
        Language::Python => "if_statement",
        _ => return Vec::new(),
    };
    let Some(tree) = snapshot.tree() else {
        return Vec::new();
    };
    let mut cursor = tree.walk();
    tree.root_node()
        .children(&mut cursor)
        .filter(|node| node.kind() == kind)
        .map(|node| node.byte_range())
        .filter(|bytes| kind != "if_statement" || snapshot.slice(bytes.clone()).contains("__main__"))
        .collect()
}

/// Where Python's call of the tests begins, which stays the last of a file.
pub(super) fn main_block(there: &Snapshot) -> Option<usize> {
    if there.language() != Language::Python {
        return None;
    }
    header(there).first().map(|bytes| bytes.start)
}

/// The imports among `wanted` that `there` has not.
fn missing(there: &Snapshot, wanted: Vec<String>) -> Vec<String> {
    let existing: Vec<String> = imports(there)
        .into_iter()
        .map(|bytes| there.slice(bytes))
        .collect();
    let language = there.language();
    let mut missing: Vec<String> = Vec::new();
    for import in wanted {
        let import = match language {
            Language::Go => without_packages(&import, &existing),
            Language::JavaScript | Language::TypeScript | Language::Tsx => without_names(&import, &existing),
            _ => Some(import),
        };
        let is_there = |import: &String| {
            let same = |other: &String| other.trim() == import.trim();
            existing.iter().any(same) || missing.iter().any(same)
        };
        missing.extend(import.filter(|import| !is_there(import)));
    }
    missing
}

/// A Go import without the packages that are imported already: twice is an error.
fn without_packages(import: &str, existing: &[String]) -> Option<String> {
    let Some((_, list)) = import.split_once('(') else {
        let path = import.trim_start_matches("import").trim();
        return (!existing.iter().any(|other| other.contains(path))).then(|| import.to_owned());
    };
    let new: Vec<&str> = list
        .trim_end()
        .trim_end_matches(')')
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !existing.iter().any(|other| other.contains(line)))
        .collect();
    (!new.is_empty()).then(|| format!("import (\n\t{}\n)", new.join("\n\t")))
}

/// An import of names from a module without the names that are imported from it already: twice is an error.
fn without_names(import: &str, existing: &[String]) -> Option<String> {
    let parts = |import: &str| -> Option<(String, Vec<String>)> {
        let (names, module) = import.strip_prefix("import")?.split_once(" from ")?;
        let names = names.trim().strip_prefix('{')?.strip_suffix('}')?;
        let names = names
            .split(',')
            .map(|name| name.trim().to_owned())
            .filter(|name| !name.is_empty());
        let module = module
            .trim()
            .trim_end_matches(';')
            .trim_matches(['"', '\''])
            .to_owned();
        Some((module, names.collect()))
    };
    let Some((module, names)) = parts(import) else {
        // The form of the quotes does not count.
        let plain = |import: &str| import.replace('\'', "\"").trim_end_matches(';').to_owned();
        let is_there = existing.iter().any(|other| plain(other) == plain(import));
        return (!is_there).then(|| import.to_owned());
    };
    let known: Vec<String> = existing
        .iter()
        .filter_map(|other| parts(other))
        .filter(|(other, _)| *other == module)
        .flat_map(|(_, names)| names)
        .collect();
    let new: Vec<String> = names
        .iter()
        .filter(|name| !known.contains(name))
        .cloned()
        .collect();
    if new.len() == names.len() {
        return Some(import.to_owned());
    }
    let (_, module) = import.split_once(" from ")?;
    (!new.is_empty()).then(|| format!("import {{ {} }} from {module}", new.join(", ")))
}

/// `text` without `lines`, which are whole lines without their breaks.
fn cut(text: &str, mut lines: Vec<Range<usize>>) -> String {
    lines.sort_by_key(|bytes| bytes.start);
    let mut kept = String::new();
    let mut from = 0;
    for Range { start, end } in lines {
        kept.push_str(text.get(from..start).unwrap_or_default());
        let line_break = usize::from(text[end..].starts_with('\n'));
        from = from.max(end + line_break);
    }
    kept.push_str(text.get(from..).unwrap_or_default());
    kept
}

/// `text` without blank lines around it and without more than two in a row.
fn tidied(text: &str) -> String {
    let mut lines: Vec<&str> = Vec::new();
    for line in text.lines() {
        let line = if line.trim().is_empty() { "" } else { line };
        let blanks = lines.iter().rev().take_while(|line| line.is_empty()).count();
        let begins = blanks == lines.len();
        if line.is_empty() && (begins || blanks >= 2) {
            continue;
        }
        lines.push(line);
    }
    while lines.last().is_some_and(|line| line.is_empty()) {
        lines.pop();
    }
    lines.iter().flat_map(|line| [*line, "\n"]).collect()
}
