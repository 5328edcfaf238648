//! A document's tree without its comments.

use std::ops::Range;

use ponder_text::{Language, Snapshot, Tree};
use tree_sitter::Node;

use crate::directive::{begins_data, is_directive};

/// What the tree consists of, in the order of the text.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Leaf {
    /// A node with others in it begins.
    Begin(u16),
    /// It ends.
    End,
    /// Text, of a node of that kind. Whether it begins a line is told where that may mean something.
    Text {
        kind: u16,
        text: String,
        begins_line: Option<bool>,
    },
    /// Text that is in no node.
    Skipped(String),
    /// A comment that somebody obeys.
    Directive {
        text: String,
        begins_line: bool,
        /// The line, where it has to be one of the first.
        line: Option<usize>,
    },
    /// How many lines further on the code begins that a directive is about.
    Distance(usize),
}

/// The leaves of a document without its comments and docstrings. The same leaves mean the same to a compiler.
pub(super) fn leaves(snapshot: &Snapshot, tree: &Tree) -> Vec<Leaf> {
    let mut reader = Reader {
        snapshot,
        language: snapshot.language(),
        leaves: Vec::new(),
        end: 0,
        begins_line: true,
        is_in_data: false,
        directive: None,
    };
    let mut cursor = tree.walk();
    loop {
        let node = cursor.node();
        if reader.takes(node) && cursor.goto_first_child() {
            continue;
        }
        while !cursor.goto_next_sibling() {
            if !cursor.goto_parent() {
                reader.skip_to(snapshot.text().len_bytes());
                return reader.leaves;
            }
            reader.leaves.push(Leaf::End);
        }
    }
}

struct Reader<'a> {
    snapshot: &'a Snapshot,
    language: Language,
    leaves: Vec<Leaf>,
    /// Up to where the text is read.
    end: usize,
    /// Whether a line began since the last text.
    begins_line: bool,
    /// Whether comments are data up to the next text.
    is_in_data: bool,
    /// The line on which a directive ends that is about what comes next.
    directive: Option<usize>,
}

impl Reader<'_> {
    /// Reads a node, and says whether those in it are to be read too.
    fn takes(&mut self, node: Node) -> bool {
        let bytes = node.byte_range();
        if node.is_named() && node.kind().contains("comment") {
            self.skip_to(bytes.start);
            self.comment(&bytes);
            return false;
        }
        if self.language == Language::Python && is_docstring(self.snapshot, node) {
            self.skip_to(bytes.start);
            self.pass(&bytes);
            return false;
        }
        if node.child_count() > 0 && !is_text(node.kind()) {
            self.leaves.push(Leaf::Begin(node.kind_id()));
            return true;
        }
        let text = self.snapshot.slice(bytes.clone());
        if text.trim().is_empty() && !node.is_named() && !node.is_missing() {
            // The end of a line, or that of the document: told by the text that follows.
            self.pass(&bytes);
            return false;
        }
        self.skip_to(bytes.start);
        if let Some(line) = self.directive.take() {
            let distance = self.snapshot.line_of(bytes.start).saturating_sub(line);
            self.leaves.push(Leaf::Distance(distance));
        }
        let begins_line = has_meaningful_lines(self.language).then_some(self.begins_line);
        self.leaves.push(Leaf::Text {
            kind: node.kind_id(),
            // Some grammars count the line break behind it in.
            text: text.trim_end_matches(['\r', '\n']).to_owned(),
            begins_line,
        });
        self.begins_line = text.ends_with(['\r', '\n']);
        self.is_in_data = false;
        self.end = self.end.max(bytes.end);
        false
    }

    fn comment(&mut self, bytes: &Range<usize>) {
        let text = self.snapshot.slice(bytes.clone());
        let text = text.trim_end();
        let first = self.snapshot.line_of(bytes.start);
        self.is_in_data |= begins_data(self.language, text);
        if self.is_in_data || is_directive(self.language, text) || is_code(self.snapshot, bytes, text) {
            let has_place = matches!(self.language, Language::Python | Language::Ruby | Language::Bash);
            self.leaves.push(Leaf::Directive {
                text: text.to_owned(),
                begins_line: self.begins_line,
                line: (has_place && first < 2).then_some(first),
            });
            let lower = text.to_lowercase();
            if ["next", "ts-ignore", "ts-expect-error"]
                .iter()
                .any(|word| lower.contains(word))
            {
                self.directive = Some(self.snapshot.line_of(bytes.start + text.len()));
            }
        }
        self.pass(bytes);
    }

    /// Goes on behind what is not compared.
    fn pass(&mut self, bytes: &Range<usize>) {
        if bytes.end > self.end {
            let passed = self.snapshot.slice(self.end.max(bytes.start)..bytes.end);
            self.begins_line |= passed.contains(['\r', '\n']);
            self.end = bytes.end;
        }
    }

    /// Goes on at an offset.
    fn skip_to(&mut self, offset: usize) {
        if offset <= self.end {
            return;
        }
        let skipped = self.snapshot.slice(self.end..offset);
        self.begins_line |= skipped.contains(['\r', '\n']);
        if !skipped.trim().is_empty() {
            self.leaves.push(Leaf::Skipped(skipped.trim().to_owned()));
        }
        self.end = offset;
    }
}

/// Nodes that are compared as text with all that is in them: whitespace there means something.
fn is_text(kind: &str) -> bool {
    ["string", "heredoc", "scalar", "regex", "template_literal"]
        .iter()
        .any(|part| kind.contains(part))
}

/// Languages in which the end of a line may end a statement without a trace in the tree.
fn has_meaningful_lines(language: Language) -> bool {
    matches!(
        language,
        Language::JavaScript
            | Language::TypeScript
            | Language::Tsx
            | Language::Go
            | Language::Ruby
            | Language::Bash
    )
}

/// Whether a comment is code, or can become it.
fn is_code(snapshot: &Snapshot, bytes: &Range<usize>, comment: &str) -> bool {
    match snapshot.language() {
        // Escapes are read before comments are: `\u002a/` ends one.
        Language::Java => comment.contains("\\u"),
        // A comment of a line goes on behind a backslash, also one that is written in three characters.
        Language::C | Language::Cpp => comment.starts_with("//") && comment.ends_with("??/"),
        // What stands above this import is C.
        Language::Go => {
            let behind = snapshot.after(bytes.end, 64 * 1024);
            behind.contains("import \"C\"") && {
                let import = behind.find("import \"C\"").unwrap_or(0);
                behind[..import]
                    .lines()
                    .all(|line| line.trim().is_empty() || line.trim_start().starts_with("//"))
            }
        }
        _ => false,
    }
}

/// Whether a node is a statement that documents the module, class or function that it is the first one of.
fn is_docstring(snapshot: &Snapshot, node: Node) -> bool {
    if node.kind() != "expression_statement" || node.child_count() != 1 {
        return false;
    }
    let is_plain = node.child(0).is_some_and(|string| {
        let start = snapshot.after(string.start_byte(), 2).to_lowercase();
        string.kind() == "string" && start.trim_start_matches(['r', 'u']).starts_with(['"', '\''])
    });
    let Some(body) = node.parent().filter(|_| is_plain) else {
        return false;
    };
    let documents = match body.kind() {
        "module" => true,
        "block" => body
            .parent()
            .is_some_and(|parent| matches!(parent.kind(), "class_definition" | "function_definition")),
        _ => false,
    };
    let mut cursor = body.walk();
    let first = body.named_children(&mut cursor).find(|child| !child.is_extra());
    documents && first.is_some_and(|first| first.id() == node.id())
}
