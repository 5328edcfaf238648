//! What each language declares, and where its documentation goes.

use ponder_text::{
    Document, Language, Placement, Snapshot, Symbol, SymbolKind, document_placement, enclosing_symbols,
    symbol_at, symbols,
};

fn open(language: Language, text: &str) -> Snapshot {
    Document::new(text, 1, language).snapshot()
}

/// One line per symbol: kind, name, signature; then, if any, body and documentation.
fn outline(language: Language, text: &str) -> String {
    let snapshot = open(language, text);
    let describe = |symbol: &Symbol| {
        let part = |range: &Option<std::ops::Range<usize>>| {
            range
                .clone()
                .map_or("-".to_owned(), |range| snapshot.slice(range))
        };
        format!(
            "{:?} {}: {:?} body {:?} doc {:?}\n",
            symbol.kind,
            symbol.name,
            snapshot.slice(symbol.signature.clone()),
            part(&symbol.body),
            part(&symbol.documentation),
        )
    };
    symbols(&snapshot).iter().map(describe).collect()
}

#[track_caller]
fn declares(language: Language, text: &str, expected: &[&str]) {
    let found = outline(language, text);
    assert_eq!(found.lines().collect::<Vec<_>>(), expected, "\n{found}");
}

#[test]
fn rust() {
    declares(
        Language::Rust,
        "//! About the file.\n#[derive(Debug)]\n/// A pair.\npub struct Pair<T>(T);\n\n/// Adds.\n/// More.\n#[inline]\npub fn add(a: u8) -> u8 { fn inner() {} a }\n\nimpl<T> Show for Pair<T> {\n    /// Shows.\n    fn show(&self) {}\n}\ntrait Show { fn show(&self); }\nmod m { const X: u8 = 1; }\nenum E { A }\nmacro_rules! mm { () => {} }\n",
        &[
            r#"Struct Pair: "pub struct Pair<T>" body "(T)" doc "/// A pair.""#,
            r#"Function add: "pub fn add(a: u8) -> u8" body "{ fn inner() {} a }" doc "/// Adds.\n/// More.""#,
            r#"Function inner: "fn inner()" body "{}" doc "-""#,
            r#"Implementation Pair<T>: "impl<T> Show for Pair<T>" body "{\n    /// Shows.\n    fn show(&self) {}\n}" doc "-""#,
            r#"Method show: "fn show(&self)" body "{}" doc "/// Shows.""#,
            r#"Trait Show: "trait Show" body "{ fn show(&self); }" doc "-""#,
            r#"Method show: "fn show(&self);" body "-" doc "-""#,
            r#"Module m: "mod m" body "{ const X: u8 = 1; }" doc "-""#,
            r#"Constant X: "const X: u8 = 1;" body "-" doc "-""#,
            r#"Enum E: "enum E" body "{ A }" doc "-""#,
            r#"Macro mm: "macro_rules! mm" body "{ () => {} }" doc "-""#,
        ],
    );
}

#[test]
fn python() {
    declares(
        Language::Python,
        "@dec\nclass A(B):\n    \"\"\"An A.\"\"\"\n\n    @property\n    def x(self) -> int:\n        return 1\n\nasync def f(\n    a,\n):  # note\n    # why\n    \"\"\"F.\"\"\"\n\ndef g(): return 1\n",
        &[
            "Class A: \"class A(B):\" body \"\\\"\\\"\\\"An A.\\\"\\\"\\\"\\n\\n    @property\\n    def x(self) -> int:\\n        return 1\" doc \"\\\"\\\"\\\"An A.\\\"\\\"\\\"\"",
            r#"Method x: "def x(self) -> int:" body "return 1" doc "-""#,
            r#"Function f: "async def f(\n    a,\n):" body "\"\"\"F.\"\"\"" doc "\"\"\"F.\"\"\"""#,
            r#"Function g: "def g():" body "return 1" doc "-""#,
        ],
    );
}

#[test]
fn javascript() {
    declares(
        Language::JavaScript,
        "/** F. */\nexport const f = async (a) => { return a; };\nexport default function g() {}\nclass A {\n  constructor() {}\n  #p = () => 1;\n}\nmodule.exports.h = function (x) {};\nconst n = 1;\nconst View = () => <p>{n}</p>;\nfunction* gen() {}\n",
        &[
            r#"Function f: "export const f = async (a) =>" body "{ return a; }" doc "/** F. */""#,
            r#"Function g: "export default function g()" body "{}" doc "-""#,
            r#"Class A: "class A" body "{\n  constructor() {}\n  #p = () => 1;\n}" doc "-""#,
            r#"Method constructor: "constructor()" body "{}" doc "-""#,
            r##"Method #p: "#p = () =>" body "1" doc "-""##,
            r#"Function module.exports.h: "module.exports.h = function (x)" body "{}" doc "-""#,
            r#"Function View: "const View = () =>" body "<p>{n}</p>" doc "-""#,
            r#"Function gen: "function* gen()" body "{}" doc "-""#,
        ],
    );
}

#[test]
fn typescript() {
    for language in [Language::TypeScript, Language::Tsx] {
        declares(
            language,
            "@Component({})\nexport class A<T> {\n  /** M. */\n  @Input() private m(a: string): void {}\n}\nexport interface I { a(): void }\nexport type T = string;\nexport enum E { A }\ndeclare function f(a: string): void;\nabstract class C { abstract d(): void; }\nnamespace N {}\nexport const x: F = (a) => a;\n",
            &[
                r#"Class A: "export class A<T>" body "{\n  /** M. */\n  @Input() private m(a: string): void {}\n}" doc "-""#,
                r#"Method m: "private m(a: string): void" body "{}" doc "/** M. */""#,
                r#"Interface I: "export interface I" body "{ a(): void }" doc "-""#,
                r#"Method a: "a(): void" body "-" doc "-""#,
                r#"Type T: "export type T = string;" body "-" doc "-""#,
                r#"Enum E: "export enum E" body "{ A }" doc "-""#,
                r#"Function f: "declare function f(a: string): void;" body "-" doc "-""#,
                r#"Class C: "abstract class C" body "{ abstract d(): void; }" doc "-""#,
                r#"Method d: "abstract d(): void" body "-" doc "-""#,
                r#"Module N: "namespace N" body "{}" doc "-""#,
                r#"Function x: "export const x: F = (a) =>" body "a" doc "-""#,
            ],
        );
    }
}

#[test]
fn go() {
    declares(
        Language::Go,
        "package a\n\n// S is.\ntype S struct {\n\tA int\n}\n\ntype I interface {\n\t// M does.\n\tM() error\n}\n\n// Add adds\n// things.\nfunc Add[T any](a T) (int, error) { return 1, nil }\n\nfunc (s *S) M() {}\n\nconst X = 1\n\ntype (\n\t// D is.\n\tD int\n)\n",
        &[
            r#"Struct S: "type S struct" body "{\n\tA int\n}" doc "// S is.""#,
            r#"Interface I: "type I interface" body "{\n\t// M does.\n\tM() error\n}" doc "-""#,
            r#"Method M: "M() error" body "-" doc "// M does.""#,
            r#"Function Add: "func Add[T any](a T) (int, error)" body "{ return 1, nil }" doc "// Add adds\n// things.""#,
            r#"Method M: "func (s *S) M()" body "{}" doc "-""#,
            r#"Constant X: "const X = 1" body "-" doc "-""#,
            r#"Type D: "D int" body "-" doc "// D is.""#,
        ],
    );
}

#[test]
fn c() {
    declares(
        Language::C,
        "/** F. */\nstatic int *f(int a)\n{\n  return 0;\n}\nint g(void);\nint (*callback)(int);\nstruct A { int a; };\ntypedef struct B { int b; } B_t;\ntypedef enum { X } E;\nstruct A x;\n#define M(a) (a)\n",
        &[
            r#"Function f: "static int *f(int a)" body "{\n  return 0;\n}" doc "/** F. */""#,
            r#"Function g: "int g(void);" body "-" doc "-""#,
            r#"Struct A: "struct A" body "{ int a; }" doc "-""#,
            r#"Struct B_t: "typedef struct B" body "{ int b; }" doc "-""#,
            r#"Enum E: "typedef enum" body "{ X }" doc "-""#,
            r##"Macro M: "#define M(a) (a)" body "-" doc "-""##,
        ],
    );
}

#[test]
fn cpp() {
    declares(
        Language::Cpp,
        "/// A.\ntemplate <typename T>\nclass A : public B {\n  ~A() = default;\n  T& r();\n};\nnamespace n { void f() {} }\ntemplate <class T> T A<T>::m(int a) { return 1; }\nA::A(int a) : b(a) {}\nenum class E { X };\nusing Q = int;\n",
        &[
            r#"Class A: "template <typename T>\nclass A : public B" body "{\n  ~A() = default;\n  T& r();\n}" doc "/// A.""#,
            r#"Method ~A: "~A() = default;" body "-" doc "-""#,
            r#"Method r: "T& r();" body "-" doc "-""#,
            r#"Module n: "namespace n" body "{ void f() {} }" doc "-""#,
            r#"Function f: "void f()" body "{}" doc "-""#,
            r#"Method A<T>::m: "template <class T> T A<T>::m(int a)" body "{ return 1; }" doc "-""#,
            r#"Method A::A: "A::A(int a) : b(a)" body "{}" doc "-""#,
            r#"Enum E: "enum class E" body "{ X }" doc "-""#,
            r#"Type Q: "using Q = int;" body "-" doc "-""#,
        ],
    );
}

#[test]
fn java() {
    declares(
        Language::Java,
        "/** An A. */\n@Deprecated\npublic class A<T> extends B {\n    /** M. */\n    @Override\n    public int m(int a) throws E { return 1; }\n    A() {}\n    interface I { void x(); }\n    enum E { X }\n    record R(int a) {}\n}\n",
        &[
            r#"Class A: "public class A<T> extends B" body "{\n    /** M. */\n    @Override\n    public int m(int a) throws E { return 1; }\n    A() {}\n    interface I { void x(); }\n    enum E { X }\n    record R(int a) {}\n}" doc "/** An A. */""#,
            r#"Method m: "public int m(int a) throws E" body "{ return 1; }" doc "/** M. */""#,
            r#"Constructor A: "A()" body "{}" doc "-""#,
            r#"Interface I: "interface I" body "{ void x(); }" doc "-""#,
            r#"Method x: "void x();" body "-" doc "-""#,
            r#"Enum E: "enum E" body "{ X }" doc "-""#,
            r#"Class R: "record R(int a)" body "{}" doc "-""#,
        ],
    );
}

#[test]
fn csharp() {
    declares(
        Language::CSharp,
        "namespace N {\n    /// <summary>An A.</summary>\n    [Serializable]\n    public class A : B {\n        [Obsolete]\n        public int M(int a) => a;\n        public A() {}\n        public string P { get; set; }\n    }\n    struct S {}\n    enum E { X }\n    delegate int D(int a);\n}\n",
        &[
            r#"Module N: "namespace N" body "{\n    /// <summary>An A.</summary>\n    [Serializable]\n    public class A : B {\n        [Obsolete]\n        public int M(int a) => a;\n        public A() {}\n        public string P { get; set; }\n    }\n    struct S {}\n    enum E { X }\n    delegate int D(int a);\n}" doc "-""#,
            r#"Class A: "public class A : B" body "{\n        [Obsolete]\n        public int M(int a) => a;\n        public A() {}\n        public string P { get; set; }\n    }" doc "/// <summary>An A.</summary>""#,
            r#"Method M: "public int M(int a)" body "=> a" doc "-""#,
            r#"Constructor A: "public A()" body "{}" doc "-""#,
            r#"Property P: "public string P" body "{ get; set; }" doc "-""#,
            r#"Struct S: "struct S" body "{}" doc "-""#,
            r#"Enum E: "enum E" body "{ X }" doc "-""#,
            r#"Type D: "delegate int D(int a);" body "-" doc "-""#,
        ],
    );
}

#[test]
fn ruby() {
    declares(
        Language::Ruby,
        "# An A.\nclass A < B\n  # M\n  # more.\n  def m(a, b = 1)\n    a\n  end\n\n  def self.s\n  end\nend\nmodule M\n  def q(x) = x\nend\n",
        &[
            r##"Class A: "class A < B" body "def m(a, b = 1)\n    a\n  end\n\n  def self.s\n  end" doc "# An A.""##,
            r##"Method m: "def m(a, b = 1)" body "a" doc "# M\n  # more.""##,
            r#"Method s: "def self.s" body "-" doc "-""#,
            r#"Module M: "module M" body "def q(x) = x" doc "-""#,
            r#"Function q: "def q(x) =" body "x" doc "-""#,
        ],
    );
}

#[test]
fn lua() {
    declares(
        Language::Lua,
        "--- F.\n-- @param a\nlocal function f(a)\n  return a\nend\nfunction M.g() end\nfunction M:h() end\nlocal k = function(x) return x end\nM.l = function() end\nlocal z = 1\n",
        &[
            r#"Function f: "local function f(a)" body "return a" doc "--- F.\n-- @param a""#,
            r#"Function M.g: "function M.g()" body "-" doc "-""#,
            r#"Method M:h: "function M:h()" body "-" doc "-""#,
            r#"Function k: "local k = function(x)" body "return x" doc "-""#,
            r#"Function M.l: "M.l = function()" body "-" doc "-""#,
        ],
    );
}

#[test]
fn bash() {
    declares(
        Language::Bash,
        "#!/bin/bash\n# F.\nf() {\n  echo\n}\nfunction g { :; }\n",
        &[
            r##"Function f: "f()" body "{\n  echo\n}" doc "# F.""##,
            r#"Function g: "function g" body "{ :; }" doc "-""#,
        ],
    );
}

#[test]
fn data_and_prose_declare_nothing() {
    for language in [
        Language::Json,
        Language::Yaml,
        Language::Toml,
        Language::Markdown,
        Language::PlainText,
    ] {
        declares(language, "{\"a\": 1}\n", &[]);
    }
}

#[test]
fn a_trailing_comment_on_the_line_above_documents_nothing() {
    declares(
        Language::Ruby,
        "a = 1 # note\ndef f\nend\n",
        &[r#"Function f: "def f" body "-" doc "-""#],
    );
}

#[test]
fn a_comment_with_a_blank_line_below_documents_nothing() {
    declares(
        Language::Rust,
        "/// Gone.\n\nfn f() {}\n",
        &[r#"Function f: "fn f()" body "{}" doc "-""#],
    );
}

#[track_caller]
fn names_around(language: Language, fixture: &str) -> Vec<String> {
    let offset = fixture.find("$0").expect("every fixture has a cursor");
    let snapshot = open(language, &fixture.replacen("$0", "", 1));
    let enclosing = enclosing_symbols(&snapshot, offset);
    assert_eq!(symbol_at(&snapshot, offset).as_ref(), enclosing.last());
    enclosing.into_iter().map(|symbol| symbol.name).collect()
}

#[test]
fn the_innermost_declaration_is_found_with_those_around_it() {
    let none: [&str; 0] = [];
    let rust = |fixture| names_around(Language::Rust, fixture);
    assert_eq!(rust("mod m { impl A { fn f() { $0 } } }"), ["m", "A", "f"]);
    assert_eq!(rust("impl A {\n    fn f() {}\n$0\n    fn g() {}\n}"), ["A"]);
    assert_eq!(rust("impl A {\n $0   fn f() {}\n}"), ["A", "f"]);
    assert_eq!(rust("#[test]\n$0fn f() {}"), ["f"]);
    assert_eq!(rust("#[te$0st]\nfn f() {}"), ["f"]);
    assert_eq!(rust("fn f() {}$0\nfn g() {}"), ["f"]);
    assert_eq!(rust("fn f() {}\n\n$0\nfn g() {}"), none);
    assert_eq!(rust("fn f() {} fn g() { $0 }"), ["g"]);
    assert_eq!(rust("  $0  struct A;"), ["A"]);
    let python = |fixture| names_around(Language::Python, fixture);
    assert_eq!(
        python("class A:\n    def f(self):\n        return$0 1\n"),
        ["A", "f"]
    );
    assert_eq!(python("@a\n@b$0\ndef f():\n    pass\n"), ["f"]);
}

#[test]
fn an_offset_past_the_end_finds_no_symbol_and_does_not_panic() {
    let snapshot = open(Language::Rust, "fn f() {}\n\n");
    assert_eq!(symbol_at(&snapshot, usize::MAX), None);
}

#[test]
fn the_whole_range_includes_attributes_and_wrappers() {
    let whole = |language, text: &str| {
        let snapshot = open(language, text);
        symbols(&snapshot)
            .first()
            .map(|symbol| snapshot.slice(symbol.range.clone()))
    };
    assert_eq!(
        whole(Language::Rust, "/// Doc.\n#[a]\n#[b]\nfn f() {}\n").as_deref(),
        Some("#[a]\n#[b]\nfn f() {}")
    );
    assert_eq!(
        whole(Language::Python, "@a\ndef f(): pass\n").as_deref(),
        Some("@a\ndef f(): pass")
    );
    assert_eq!(
        whole(Language::JavaScript, "export const f = () => 1;\n").as_deref(),
        Some("export const f = () => 1;")
    );
}

/// The text with `$0` where documentation goes and the indentation after it.
#[track_caller]
fn placed(language: Language, text: &str, name: &str) -> Option<(String, Placement)> {
    let snapshot = open(language, text);
    let symbol = symbols(&snapshot)
        .into_iter()
        .find(|symbol| symbol.name == name)
        .expect("the symbol is declared");
    let place = document_placement(&snapshot, &symbol)?;
    let mut marked = text.to_owned();
    marked.insert_str(place.offset, &format!("{}$0\n", place.indentation));
    Some((marked, place.placement))
}

#[test]
fn documentation_goes_above_the_declaration_and_its_attributes() {
    let above = |language, text: &str, name| {
        let (marked, placement) = placed(language, text, name).expect("there is a line for it");
        assert_eq!(placement, Placement::BeforeDeclaration);
        marked
    };
    assert_eq!(
        above(Language::Rust, "impl A {\n    #[a]\n    fn f() {}\n}\n", "f"),
        "impl A {\n    $0\n    #[a]\n    fn f() {}\n}\n"
    );
    assert_eq!(
        above(Language::Go, "package a\nfunc (s *S) M() {}\n", "M"),
        "package a\n$0\nfunc (s *S) M() {}\n"
    );
    assert_eq!(
        above(Language::TypeScript, "class A {\n\t@In()\n\tm() {}\n}\n", "m"),
        "class A {\n\t$0\n\t@In()\n\tm() {}\n}\n"
    );
    assert_eq!(
        above(Language::Java, "@A\nclass B {}\n", "B"),
        "$0\n@A\nclass B {}\n"
    );
    assert_eq!(
        above(Language::Cpp, "template <class T>\nvoid f() {}\n", "f"),
        "$0\ntemplate <class T>\nvoid f() {}\n"
    );
    assert_eq!(
        above(Language::Ruby, "class A\r\n  def f\r\n  end\r\nend\r\n", "f"),
        "class A\r\n  $0\n  def f\r\n  end\r\nend\r\n"
    );
}

#[test]
fn documentation_goes_inside_the_body_in_python() {
    let inside = |text: &str, name| {
        let (marked, placement) = placed(Language::Python, text, name).expect("there is a line for it");
        assert_eq!(placement, Placement::InsideBody);
        marked
    };
    assert_eq!(
        inside("def f():\n    return 1\n", "f"),
        "def f():\n    $0\n    return 1\n"
    );
    assert_eq!(
        inside("@a\ndef f(\n    b,\n):  # note\n    # why\n    return 1\n", "f"),
        "@a\ndef f(\n    b,\n):  # note\n    $0\n    # why\n    return 1\n"
    );
    assert_eq!(
        inside("class A:\n\tdef f(self):\n\t\tpass\n", "f"),
        "class A:\n\tdef f(self):\n\t\t$0\n\t\tpass\n"
    );
    assert_eq!(inside("class A:\n  x = 1\n", "A"), "class A:\n  $0\n  x = 1\n");
}

#[test]
fn there_is_no_place_where_no_line_is_free() {
    assert_eq!(placed(Language::Python, "def f(): return 1\n", "f"), None);
    assert_eq!(placed(Language::Java, "class A { void f() {} }\n", "f"), None);
}

#[test]
fn kinds_of_symbols_tell_methods_from_functions() {
    let snapshot = open(
        Language::Python,
        "class A:\n    def f(self):\n        def g(): pass\n",
    );
    let kinds: Vec<_> = symbols(&snapshot).iter().map(|symbol| symbol.kind).collect();
    assert_eq!(
        kinds,
        [SymbolKind::Class, SymbolKind::Method, SymbolKind::Function]
    );
}
