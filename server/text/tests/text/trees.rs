//! Syntax trees: kept up to date through edits, the same as a fresh parse, and absent where they would cost too much.

use ponder_text::{
    Change, Document, Language, Position, PositionEncoding, Range, Snapshot, Tree, region_at, symbol_at,
    symbols,
};
use proptest::prelude::*;
use proptest::sample::Index;
use tree_sitter::Node;

use crate::reference::{ENCODINGS, any_change, any_text, text_of};

/// Every language with a grammar, with text that has no syntax error.
const SAMPLES: [(Language, &str); 17] = [
    (
        Language::Rust,
        "/// A.\nfn f<'a>(x: &'a str) -> u8 {\n    let s = r#\"字\"#; // 🤗\n    g(x, s)\n}\nstruct B { c: u8 }\n",
    ),
    (
        Language::Python,
        "class A:\n    \"\"\"字\"\"\"\n\n    def f(self):\n        return f\"a {b} 🤗\"\n\n\nx = [1, 2]\n",
    ),
    (
        Language::TypeScript,
        "export class A<T> {\n  f(a: string): T { return `a ${a} 🤗`; }\n}\ntype B = A<'字'>;\n",
    ),
    (
        Language::Tsx,
        "const A = (p: P) => <p title=\"字\">{p.b} 🤗</p>;\nfunction f(): void {}\n",
    ),
    (
        Language::JavaScript,
        "/** 字 */\nconst f = async (a) => { await g(`a ${a}`); };\nclass A { b = /c/; }\n",
    ),
    (
        Language::Go,
        "package a\n\n// F 字\nfunc F(a int) string {\n\treturn `🤗` + \"b\"\n}\n\ntype S struct{ A int }\n",
    ),
    (
        Language::C,
        "#include <a.h>\n/* 字 */\nint f(char *a) {\n  return a[0] == 'b';\n}\nstruct A { int b; };\n",
    ),
    (
        Language::Cpp,
        "namespace a {\ntemplate <class T> class B : C {\n  T f() { return R\"(字)\"; }\n};\n}\n",
    ),
    (
        Language::Java,
        "class A {\n  /** 字 */\n  int f(int a) { return a + 1; }\n  String b = \"🤗\";\n}\n",
    ),
    (
        Language::CSharp,
        "namespace A {\n  class B {\n    string f(int a) => $\"字 {a}\";\n    int C { get; set; }\n  }\n}\n",
    ),
    (
        Language::Ruby,
        "# 字\nclass A\n  def f(a)\n    b = <<~T\n      🤗 #{a}\n    T\n    b\n  end\nend\n",
    ),
    (
        Language::Lua,
        "-- 字\nlocal function f(a)\n  return [[🤗]] .. a\nend\nlocal t = { a = 1 }\n",
    ),
    (
        Language::Bash,
        "# 字\nf() {\n  echo \"a $(g) 🤗\"\n}\nif true; then f; fi\n",
    ),
    (
        Language::Json,
        "{\n  \"字\": [1, true, \"🤗\"],\n  \"a\": {}\n}\n",
    ),
    (Language::Yaml, "# 字\na:\n  - b: \"🤗\"\n  - c\nd: |\n  e\n"),
    (Language::Toml, "# 字\n[a]\nb = \"🤗\"\nc = [1, 2]\n"),
    (
        Language::Markdown,
        "# 字\n\nText 🤗\n\n- a\n- b\n\n```rust\nfn f() {}\n```\n",
    ),
];

fn tree(snapshot: &Snapshot) -> &Tree {
    snapshot
        .tree()
        .expect("the language has a grammar and the text is short")
}

fn nodes(tree: &Tree) -> Vec<Node<'_>> {
    let mut nodes = Vec::new();
    let mut cursor = tree.walk();
    loop {
        nodes.push(cursor.node());
        if cursor.goto_first_child() {
            continue;
        }
        while !cursor.goto_next_sibling() {
            if !cursor.goto_parent() {
                return nodes;
            }
        }
    }
}

/// Every node with its place in bytes, rows and columns.
fn everything(tree: &Tree) -> Vec<String> {
    let describe = |node: &Node| {
        format!(
            "{} {:?} {}",
            node.kind(),
            node.byte_range(),
            node.start_position()
        )
    };
    nodes(tree).iter().map(describe).collect()
}

/// Where every node starts: byte, then row and column.
fn starts(tree: &Tree) -> Vec<(usize, (usize, usize))> {
    let start = |node: &Node| {
        (
            node.start_byte(),
            (node.start_position().row, node.start_position().column),
        )
    };
    nodes(tree).iter().map(start).collect()
}

/// A change between two places of a document, and the one that takes it back.
fn edit(
    document: &Document,
    one: Index,
    other: Index,
    inserted: &str,
    encoding: PositionEncoding,
) -> (Change, Change) {
    let snapshot = document.snapshot();
    let place = |index: Index| {
        snapshot
            .text()
            .char_to_byte(index.index(snapshot.text().len_chars() + 1))
    };
    let (start, end) = (place(one).min(place(other)), place(one).max(place(other)));
    let end = end.min(start + 40);
    let removed = snapshot.slice(start..end);
    let end = start + removed.len();
    let range = |snapshot: &Snapshot, end| Range {
        start: snapshot.position_of(start, encoding),
        end: snapshot.position_of(end, encoding),
    };
    let change = Change {
        range: Some(range(&snapshot, end)),
        text: inserted.to_owned(),
    };
    let mut changed = snapshot.text().to_string();
    changed.replace_range(start..end, inserted);
    let after = Document::new(&changed, 0, Language::PlainText).snapshot();
    let way_back = Change {
        range: Some(range(&after, start + inserted.len())),
        text: removed,
    };
    (change, way_back)
}

#[test]
fn every_grammar_parses_its_language() {
    for (language, text) in SAMPLES {
        let snapshot = Document::new(text, 1, language).snapshot();
        assert!(
            !tree(&snapshot).root_node().has_error(),
            "{language:?}: {}",
            tree(&snapshot).root_node()
        );
    }
}

#[test]
fn snapshots_of_one_state_share_their_tree() {
    let document = Document::new("fn f() {}", 1, Language::Rust);
    let (one, other) = (document.snapshot(), document.snapshot());
    assert!(std::ptr::eq(tree(&one), tree(&other)));
}

#[test]
fn the_next_parse_starts_from_the_edited_tree() {
    let text = "fn f() { let a = 1; }\n".repeat(200);
    let mut document = Document::new(&text, 1, Language::Rust);
    let unchanged = tree(&document.snapshot())
        .root_node()
        .child(0)
        .expect("there are functions")
        .id();
    let at = Position {
        line: 150,
        character: 9,
    };
    let change = Change {
        range: Some(Range { start: at, end: at }),
        text: "let b = 2; ".to_owned(),
    };
    document.apply([change], 2, PositionEncoding::Utf8);
    let snapshot = document.snapshot();
    assert_eq!(
        tree(&snapshot)
            .root_node()
            .child(0)
            .expect("there are functions")
            .id(),
        unchanged
    );
    let fresh = Document::new(&snapshot.text().to_string(), 2, Language::Rust).snapshot();
    assert_eq!(everything(tree(&snapshot)), everything(tree(&fresh)));
}

#[test]
fn a_text_too_large_or_with_a_line_too_long_has_no_tree() {
    let line = "fn f() {}\n";
    let of_size =
        |bytes: usize| Document::new(&line.repeat(bytes / line.len()), 1, Language::Rust).snapshot();
    assert!(of_size(5 * 1024 * 1024).tree().is_none());
    assert!(
        Document::new(&"a ".repeat(60_000), 1, Language::Rust)
            .snapshot()
            .tree()
            .is_none()
    );
    assert!(
        Document::new(&"a ".repeat(40_000), 1, Language::Rust)
            .snapshot()
            .tree()
            .is_some()
    );
    assert!(
        Document::new("a", 1, Language::PlainText)
            .snapshot()
            .tree()
            .is_none()
    );
}

#[test]
fn a_parse_that_takes_too_long_is_given_up_and_regions_still_work() {
    let hostile = "\"\n".repeat(2_000_000);
    let snapshot = Document::new(&hostile, 1, Language::Rust).snapshot();
    assert!(snapshot.tree().is_none());
    assert_eq!(region_at(&snapshot, 1), ponder_text::Region::String);
    assert_eq!(symbols(&snapshot), []);
}

#[test]
fn deep_nesting_is_walked_without_recursion() {
    let deep = format!("{}\n", "mod a {\n".repeat(20_000));
    let snapshot = Document::new(&deep, 1, Language::Rust).snapshot();
    assert_eq!(region_at(&snapshot, deep.len() - 2), ponder_text::Region::Code);
    let deep = format!("fn f() {{ {}\n", "(\n".repeat(20_000));
    let snapshot = Document::new(&deep, 1, Language::Rust).snapshot();
    assert_eq!(region_at(&snapshot, deep.len() - 1), ponder_text::Region::Code);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// What error recovery makes of broken text depends on what was there before, so trees are compared when it is whole.
    #[test]
    fn an_updated_tree_of_whole_text_is_that_of_a_fresh_parse(
        edits in proptest::collection::vec((any::<Index>(), any::<Index>(), text_of(0..3)), 1..8),
    ) {
        for ((language, text), encoding) in SAMPLES.iter().zip(ENCODINGS.iter().cycle()) {
            let mut document = Document::new(text, 0, *language);
            let mut ways_back = Vec::new();
            for (one, other, inserted) in &edits {
                let (change, way_back) = edit(&document, *one, *other, &inserted.replace('\r', ""), *encoding);
                tree(&document.snapshot());
                document.apply([change], 1, *encoding);
                ways_back.push(way_back);
            }
            for way_back in ways_back.into_iter().rev() {
                tree(&document.snapshot());
                document.apply([way_back], 2, *encoding);
            }
            let updated = document.snapshot();
            prop_assert_eq!(updated.text().to_string(), *text);
            let fresh = Document::new(text, 0, *language).snapshot();
            prop_assert_eq!(tree(&updated).root_node().to_sexp(), tree(&fresh).root_node().to_sexp(), "{:?}", language);
            prop_assert_eq!(everything(tree(&updated)), everything(tree(&fresh)));
        }
    }

    #[test]
    fn every_node_of_an_updated_tree_is_on_the_row_and_column_of_its_byte(
        text in any_text(),
        changes in proptest::collection::vec(any_change(), 1..12),
    ) {
        for ((language, _), encoding) in SAMPLES.iter().zip(ENCODINGS.iter().cycle()) {
            let mut document = Document::new(&text, 0, *language);
            for change in &changes {
                tree(&document.snapshot());
                document.apply([change.clone()], 1, *encoding);
            }
            let snapshot = document.snapshot();
            let text = snapshot.text().to_string();
            let fresh = Document::new(&text, 1, *language).snapshot();
            for (byte, point) in starts(tree(&snapshot)) {
                let row_start = text[..byte].rfind('\n').map_or(0, |line_feed| line_feed + 1);
                let row = text[..row_start].matches('\n').count();
                prop_assert_eq!((point.0, point.1), (row, byte - row_start), "{:?}: {:?}", language, text);
            }
            prop_assert_eq!(tree(&snapshot).root_node().end_byte(), tree(&fresh).root_node().end_byte());
        }
    }

    #[test]
    fn every_place_has_a_region_and_symbols_lie_inside_the_text(text in any_text(), offset in 0_usize..120) {
        for (language, _) in SAMPLES {
            let snapshot = Document::new(&text, 1, language).snapshot();
            region_at(&snapshot, offset);
            symbol_at(&snapshot, offset);
            for symbol in symbols(&snapshot) {
                prop_assert!(text.get(symbol.range.clone()).is_some());
                prop_assert!(text.get(symbol.signature.clone()).is_some());
                prop_assert!(symbol.body.is_none_or(|body| text.get(body).is_some()));
                prop_assert!(symbol.documentation.is_none_or(|range| text.get(range).is_some()));
            }
        }
    }
}

#[test]
fn a_text_that_is_tried_gets_the_tree_that_a_fresh_parse_gives_it() {
    for (language, text) in SAMPLES {
        for (offset, _) in text.char_indices().step_by(3) {
            let snapshot = Document::new(text, 0, language).snapshot();
            assert!(snapshot.tree().is_some());
            for tried in ["x", "字(", "\n  }\n\"", ""] {
                let with = snapshot.with_insertion(offset, tried);
                let whole = format!("{}{tried}{}", &text[..offset], &text[offset..]);
                assert_eq!(with.text().to_string(), whole);
                let fresh = Document::new(&whole, 0, language).snapshot();
                assert_eq!(
                    with.tree().map(|tree| tree.root_node().end_position()),
                    fresh.tree().map(|tree| tree.root_node().end_position()),
                    "{language:?} {whole:?}"
                );
                let is_sound =
                    |snapshot: &Snapshot| snapshot.tree().map(|tree| !tree.root_node().has_error());
                assert_eq!(is_sound(&with), is_sound(&fresh), "{language:?} {whole:?}");
                assert_eq!(is_sound(&with), with.error_count().map(|errors| errors == 0));
            }
        }
    }
}

#[test]
fn a_tried_text_leaves_the_state_as_it_was() {
    let snapshot = Document::new("fn f() {}\r\n字", 3, Language::Rust).snapshot();
    // Inside of a character means its start; past the end means the end.
    assert_eq!(
        snapshot.with_insertion(13, "a").text().to_string(),
        "fn f() {}\r\na字"
    );
    assert_eq!(
        snapshot.with_insertion(99, "a").text().to_string(),
        "fn f() {}\r\n字a"
    );
    assert_eq!(snapshot.text().to_string(), "fn f() {}\r\n字");
    assert_eq!(snapshot.with_insertion(0, "a").version(), 3);
}

#[test]
fn errors_are_counted_by_place() {
    let errors = |text: &str| Document::new(text, 0, Language::Rust).snapshot().error_count();
    assert_eq!(errors("fn f() { a(); }"), Some(0));
    assert_eq!(errors("fn f() { a(; }"), Some(1));
    assert_eq!(errors("fn f() { a( }\n\nfn g() { b( }\n"), Some(2));
    assert_eq!(
        Document::new("(", 0, Language::PlainText)
            .snapshot()
            .error_count(),
        None
    );
}
