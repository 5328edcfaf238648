//! Doc comments over languages, and the promise that no text leaves its comment.

use ponder_text::{Document, Language, Snapshot, Tree, symbol_at};
use proptest::prelude::*;

use crate::document::convention::convention;
use crate::{DocumentTarget, Edit, comments_only, documentable, explain};

/// A document and the offset of the cursor mark `|` in it.
pub(crate) fn fixture(language: Language, text: &str) -> (Snapshot, usize) {
    let offset = text.find('|').expect("a cursor mark");
    let text = format!("{}{}", &text[..offset], &text[offset + 1..]);
    (Document::new(&text, 0, language).snapshot(), offset)
}

pub(crate) fn apply(snapshot: &Snapshot, edit: &Edit) -> String {
    let mut text = snapshot.text().to_string();
    text.replace_range(edit.bytes.clone(), &edit.new_text);
    text
}

/// The document after its symbol at the mark was documented with `written`.
pub(crate) fn documented(language: Language, text: &str, written: &str) -> String {
    let (snapshot, offset) = fixture(language, text);
    let target = documentable(&snapshot, offset).expect("a symbol to document");
    let edit = doc_comment(written, &snapshot, &target).expect("a comment");
    apply(&snapshot, &edit)
}

/// The edit that documents `target` with what a model wrote, in the document's convention.
pub(crate) fn doc_comment(written: &str, snapshot: &Snapshot, target: &DocumentTarget) -> Option<Edit> {
    crate::doc_comment::doc_comment(written, snapshot, target, convention(snapshot))
}

pub(crate) const CODE: [(Language, &str); 13] = [
    (
        Language::Rust,
        "struct S;\n\nimpl S {\n    #[inline]\n    fn ad|d(a: u8) -> u8 {\n        a\n    }\n}\n",
    ),
    (
        Language::Python,
        "class C:\n    @property\n    def ad|d(self):\n        return 1\n",
    ),
    (
        Language::TypeScript,
        "export function ad|d(a: number): number {\n  return a;\n}\n",
    ),
    (Language::JavaScript, "const add = (a) => {\n  ret|urn a;\n};\n"),
    (
        Language::Go,
        "package p\n\nfunc Ad|d(a int) int {\n\treturn a\n}\n",
    ),
    (Language::C, "int ad|d(int a) {\n    return a;\n}\n"),
    (
        Language::Cpp,
        "class C {\n    int ad|d(int a) { return a; }\n};\n",
    ),
    (
        Language::Java,
        "class C {\n    int ad|d(int a) { return a; }\n}\n",
    ),
    (
        Language::CSharp,
        "class C {\n    int Ad|d(int a) { return a; }\n}\n",
    ),
    (Language::Ruby, "class C\n  def ad|d(a)\n    a\n  end\nend\n"),
    (Language::Lua, "local function ad|d(a)\n  return a\nend\n"),
    (Language::Bash, "ad|d() {\n  return 1\n}\n"),
    (
        Language::Tsx,
        "export const Ad|d = () => {\n  return <a />;\n};\n",
    ),
];

#[test]
fn each_language_has_its_own_form() {
    let all: Vec<String> = CODE
        .iter()
        .map(|(language, text)| {
            let text = documented(*language, text, "Returns the sum.\nFails on overflow.");
            let comment: Vec<&str> = text
                .lines()
                .skip_while(|line| {
                    !line.contains("eturns the sum") && !line.contains("/**") && !line.contains("<sum")
                })
                .take_while(|line| !line.contains("return a") && !line.contains("dd("))
                .collect();
            format!("{}:\n{}\n", language.name(), comment.join("\n"))
        })
        .collect();
    insta::assert_snapshot!(all.join(""));
}

#[test]
fn a_symbol_is_documented_where_its_language_looks_for_it() {
    for (language, text) in CODE {
        let text = documented(language, text, "Returns the sum.");
        let snapshot = Document::new(&text, 0, language).snapshot();
        let offset = text.find("dd(").or_else(|| text.find("dd =")).expect("the name");
        let symbol = symbol_at(&snapshot, offset).expect("the symbol");
        assert!(symbol.documentation.is_some(), "{}:\n{text}", language.name());
    }
}

#[test]
fn what_is_there_is_replaced() {
    let text = documented(Language::Rust, "/// Old.\n/// Words.\nfn f|() {}\n", "New words.");
    assert_eq!(text, "/// New words.\nfn f() {}\n");
    let text = documented(
        Language::Python,
        "def f|():\n    \"\"\"Old.\"\"\"\n    pass\n",
        "New words.",
    );
    assert_eq!(text, "def f():\n    \"\"\"New words.\"\"\"\n    pass\n");
}

#[test]
fn what_a_model_adds_to_its_sentences_is_left_out() {
    let chatty = "Here is the documentation:\n```rust\n/// Adds **two** numbers.\nfn f() {}\n```\n\n\n";
    assert_eq!(
        documented(Language::Rust, "fn f|() {}\n", chatty),
        "/// Adds **two** numbers.\nfn f() {}\n"
    );
}

#[test]
fn nothing_but_chatter_is_no_comment() {
    let (snapshot, offset) = fixture(Language::Rust, "fn f|() {}\n");
    let target = documentable(&snapshot, offset).expect("a symbol");
    assert_eq!(doc_comment("```\nfn f() {}\n```", &snapshot, &target), None);
    assert_eq!(doc_comment(" \u{202e}\n", &snapshot, &target), None);
}

#[test]
fn the_documents_line_ends_are_kept() {
    let text = documented(Language::Rust, "fn f|() {}\r\n", "One.\nTwo.");
    assert_eq!(text, "/// One.\r\n/// Two.\r\nfn f() {}\r\n");
}

#[test]
fn long_lines_are_wrapped() {
    let text = documented(Language::Rust, "fn f|() {}\n", &"word ".repeat(60));
    assert!(text.lines().all(|line| line.chars().count() <= 100), "{text}");
}

#[test]
fn an_explanation_asks_for_the_symbol_at_the_cursor_and_says_where_it_stands() {
    let (snapshot, offset) = fixture(
        Language::Rust,
        "impl S {\n    fn f(&self) {\n        wo|rk();\n    }\n}\n",
    );
    let messages = explain::messages(&snapshot, "s.rs", offset..offset);
    insta::assert_snapshot!(messages[1].content, @r"
    Explain this rust code from s.rs, which stands in `impl S`:

    fn f(&self) {
            work();
        }
    ");
}

#[test]
fn only_the_beginning_of_a_huge_selection_is_explained() {
    let text = "é".repeat(20_000);
    let snapshot = Document::new(&text, 0, Language::PlainText).snapshot();
    let messages = explain::messages(&snapshot, "x.txt", 0..text.len());
    assert!(messages[1].content.contains("only its beginning is shown"));
    assert!(messages[1].content.len() < 13 * 1024);
}

#[test]
fn lists_and_emphasis_are_kept_and_margins_are_not() {
    let text = documented(
        Language::Rust,
        "fn f|() {}\n",
        "**Adds**.\n\n* `a`: one\n* --b: two",
    );
    assert_eq!(
        text,
        "/// **Adds**.\n///\n/// * `a`: one\n/// * --b: two\nfn f() {}\n"
    );
    let text = documented(
        Language::Java,
        "class C {\n  int f|;\n}\n",
        "/**\n * Adds.\n * More.\n */",
    );
    assert_eq!(text, "/**\n * Adds.\n * More.\n */\nclass C {\n  int f;\n}\n");
    let long = format!("- {}", "word ".repeat(30));
    let text = documented(
        Language::Go,
        "package p\n\nfunc F|() {}\n",
        &format!("F adds.\n{long}"),
    );
    assert!(text.contains("\n//   word"), "{text}");
}

#[test]
fn quotation_marks_around_all_of_it_are_left_out() {
    let text = documented(Language::Rust, "fn f|() {}\n", "\"Adds.\"\n");
    assert_eq!(text, "/// Adds.\nfn f() {}\n");
}

#[test]
fn the_question_asks_for_what_the_declaration_has() {
    let (snapshot, offset) = fixture(
        Language::Python,
        "class C:\n    def f|(self, a, *rest):\n        raise E(a)\n",
    );
    let target = documentable(&snapshot, offset).expect("a symbol");
    let messages = crate::document::request::messages(&snapshot, &target, convention(&snapshot));
    insta::assert_snapshot!(messages[1].content, @r#"
    Write the docstring of `f` in this python code, which stands in `class C:`. It is between <code> and </code>.

    <code>
        def f(self, a, *rest):
            raise E(a)
    </code>

    Fill in these lines, one sentence each; where there is nothing to say, write "none":
    Summary: (what it does)
    Parameter a: (what it is)
    Parameter rest: (what it is)
    Raises: (type of error, and when)
    Details: (what else its user has to know)
    "#);
}

#[test]
fn the_question_says_what_is_cut() {
    let body = "    work();\n".repeat(2_000);
    let (snapshot, offset) = fixture(Language::Rust, &format!("fn f|() {{\n{body}}}\n"));
    let target = documentable(&snapshot, offset).expect("a symbol");
    let messages = crate::document::request::messages(&snapshot, &target, convention(&snapshot));
    let first = messages[1].content.lines().next().unwrap_or_default();
    insta::assert_snapshot!(
        first,
        @"Write the rustdoc comment of `f` in this rust code. It is between <code> and </code>, of which only the beginning is shown."
    );
    assert!(messages[1].content.len() <= 9 * 1024);
}

fn errors(tree: &Tree) -> usize {
    let mut pending = vec![tree.root_node()];
    let mut count = 0;
    while let Some(node) = pending.pop() {
        count += usize::from(node.is_error() || node.is_missing());
        let mut cursor = node.walk();
        pending.extend(node.children(&mut cursor));
    }
    count
}

/// Pieces of what a model may write, hostile ones among them.
fn piece() -> impl Strategy<Value = String> {
    let fixed = |texts: &'static [&'static str]| proptest::sample::select(texts).prop_map(str::to_owned);
    prop_oneof![
        4 => fixed(&[
            "*/", "/*", "\"\"\"", "'''", "\\", "\\u002a", "??/", "```", "- ", "@jsx ", "coding:", "\n", "\r", "\u{2028}",
            "\u{202e}", "]]", "*", "/", "\"", "</summary>", "evil()", "]]--", "#!", "=end", "=begin", "<!--", "@",
        ]),
        4 => fixed(&[
            "\nSummary: ", "\nDetails: ", "\nParameter a: ", "\nParameters:\n", "\na: ", "\n- `a` - ", "\n@param a ",
            "\n@param {a} a - ", "\n\\param a ", "\n:param a: ", "\nReturns: ", "\n@returns {", "\nRaises ValueError: ",
            "\nThrows A.B: ", "\nThrows A*/: ", "\n@throws {T} ", "\nErrors: ", "\nPanics: ", "\n<param name=\"a\">",
            "\n<exception cref=\"T\">", "\nArgs:\n    a (int): ", "\nRaises\n------\nValueError\n    ",
        ]),
        1 => "[ -~]{0,8}",
        1 => "\\PC{0,4}",
        1 => Just("word ".repeat(30)),
    ]
}

/// Each language in each convention that its documents may have.
fn every_convention() -> Vec<(Language, String)> {
    let mut all: Vec<(Language, String)> = CODE
        .iter()
        .map(|(language, text)| (*language, (*text).to_owned()))
        .collect();
    let further = [
        (
            Language::Rust,
            "/// # Arguments\n///\n/// * `a` - b\nfn g(a: u8) {}\n\nfn f|(a: u8) -> Result<(), E> {\n    b(a).unwrap()\n}\n",
        ),
        (
            Language::Python,
            "def g():\n    \"\"\"G.\n\n    Returns\n    -------\n    int\n    \"\"\"\n\ndef f|(a: int, *b) -> \"C\":\n    raise a\n",
        ),
        (
            Language::Python,
            "def g():\n    \"\"\"G.\n\n    :returns: a\n    \"\"\"\n\ndef f|(a):\n\traise a\n",
        ),
        (
            Language::Cpp,
            "/** \\param a b */\nint g(int a);\n\nint f|(int &a, int b[2]) { throw a; }\n",
        ),
        (
            Language::Lua,
            "--- G.\n-- @param a b\nfunction g(a) end\n\nfunction M:f|(a, ...)\n  return a\nend\n",
        ),
        (
            Language::Java,
            "class C {\r\n\t/** Old. */\r\n\tint f|(int a) throws E { return a; }\r\n}\r\n",
        ),
        (
            Language::Rust,
            "/// Old.\n#[inline]\nfn f|(a: u8) -> u8 {\n    a\n}\n",
        ),
        (
            Language::JavaScript,
            "class C {\n  async f|({ a }, b = 1, ...rest) {\n    throw b;\n  }\n}\n",
        ),
        (
            Language::Ruby,
            "# Old.\ndef f|(a, *b, c: 1, &d)\n  raise a\nend\n",
        ),
        (
            Language::Python,
            "def f|(a):\n    if a:\n        raise E\n    return a\n",
        ),
        (
            Language::CSharp,
            "class C {\n    int F|(int a) { throw new E(); }\n}\n",
        ),
        (
            Language::Tsx,
            "function f|(a: number) {\n  if (a) throw a;\n  return <a />;\n}\n",
        ),
        (
            Language::Go,
            "package p\n\nfunc F|(a int) (int, error) {\n\treturn a, nil\n}\n",
        ),
        (
            Language::Rust,
            "fn f|(a: u8) -> Result<u8, E> {\n    assert!(a > 1);\n    Ok(a)\n}\n",
        ),
    ];
    all.extend(further.map(|(language, text)| (language, text.to_owned())));
    all
}

proptest! {
    /// The promise: whatever a model writes, the code stays as it was and nothing of the text becomes code.
    #[test]
    fn no_text_leaves_its_comment(
        pieces in proptest::collection::vec(piece(), 0..16)
    ) {
        let written = pieces.concat();
        for (language, text) in every_convention() {
            let (snapshot, offset) = fixture(language, &text);
            let target = documentable(&snapshot, offset).expect("a symbol");
            let Some(edit) = doc_comment(&written, &snapshot, &target) else { continue };
            prop_assert_eq!(comments_only::check(&snapshot, std::slice::from_ref(&edit)), Ok(()), "{}: {:?}", language.name(), edit.new_text);
            let after = Document::new(&apply(&snapshot, &edit), 1, language).snapshot();
            let tree = after.tree().expect("a tree");
            prop_assert_eq!(errors(tree), 0, "{}: {:?}", language.name(), edit.new_text);
            // Each byte that was written is within a comment or a string of the new tree.
            let start = edit.bytes.start;
            for (index, character) in edit.new_text.char_indices().filter(|(_, character)| !character.is_whitespace()) {
                let node = tree
                    .root_node()
                    .descendant_for_byte_range(start + index, start + index + character.len_utf8())
                    .expect("a node");
                let mut kinds = std::iter::successors(Some(node), tree_sitter::Node::parent).map(|node| node.kind());
                prop_assert!(
                    kinds.any(|kind| kind.contains("comment") || kind.contains("string")),
                    "{}: {:?} at {index} of {:?}", language.name(), character, edit.new_text
                );
            }
        }
    }
}
