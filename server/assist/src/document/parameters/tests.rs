//! What declarations say, language by language.

use ponder_text::Language;

use super::{Returns, declared};
use crate::documentable;
use crate::tests::fixture;

/// The parameters of the function at the mark, separated by spaces, and whether it gives something back.
fn said(language: Language, code: &str) -> (String, Returns) {
    let (snapshot, offset) = fixture(language, code);
    let target = documentable(&snapshot, offset).expect("a symbol");
    let declared = declared(&snapshot, &target.symbol);
    let names: Vec<String> = declared
        .parameters
        .iter()
        .map(|parameter| format!("{}{}", parameter.stars, parameter.name))
        .collect();
    (names.join(" "), declared.returns)
}

/// Declarations and their parameters.
const DECLARATIONS: &[(Language, &str, &str)] = &[
    (
        Language::Rust,
        "impl S {\n    fn f|(&mut self, a: u8, mut b: S, (c, d): (u8, u8), _: u8, _e: &str) {}\n}\n",
        "a b _e",
    ),
    (
        Language::Rust,
        "trait T {\n    fn f|(self: Box<Self>, a: u8) -> u8;\n}\n",
        "a",
    ),
    (
        Language::Python,
        "class C:\n    @classmethod\n    def f|(cls, a, /, b: int, *args, c=1, d: int = 2, **rest):\n        pass\n",
        "a b *args c d **rest",
    ),
    (
        Language::Python,
        "def f|(\n    a,  # first\n    *, b,\n):\n    pass\n",
        "a b",
    ),
    (
        Language::JavaScript,
        "const f| = (a, b = 1, { c }, ...rest) => {\n};\n",
        "a b rest",
    ),
    (Language::JavaScript, "const f| = a => {\n};\n", "a"),
    (
        Language::JavaScript,
        "exports.f| = function (a, b) {\n};\n",
        "a b",
    ),
    (
        Language::TypeScript,
        "class C {\n  constructor|(private readonly a: number, b?: string, ...c: number[]) {}\n}\n",
        "a b c",
    ),
    (
        Language::TypeScript,
        "interface I {\n  f|(this: Window, a: (x: number) => void): void;\n}\n",
        "a",
    ),
    (
        Language::TypeScript,
        "abstract class C {\n  abstract f|(a: number): string;\n}\n",
        "a",
    ),
    (
        Language::Tsx,
        "export default function F|({ a }: P, b: number) {\n  return <a />;\n}\n",
        "b",
    ),
    (
        Language::Go,
        "package p\n\nfunc (s *S) F|(a, b int, c ...string) {\n}\n",
        "a b c",
    ),
    (
        Language::Go,
        "package p\n\ntype I interface {\n\tF|(a int) error\n}\n",
        "a",
    ),
    (
        Language::C,
        "int *f|(const char *a, int b[2], int (*c)(int x), void *, ...);\n",
        "a b c",
    ),
    (Language::C, "#define F|(a, b) ((a) + (b))\n", "a b"),
    (
        Language::Cpp,
        "template <typename T>\nT &f|(T &a, T &&b, int c = 1, T... d);\n",
        "a b c d",
    ),
    (
        Language::Cpp,
        "struct S {\n  S|(int a) : b(a) {}\n  int b;\n};\n",
        "a",
    ),
    (
        Language::Java,
        "class C {\n    <T> void f|(final int a, @Nullable T b, String... c) { }\n}\n",
        "a b c",
    ),
    (Language::Java, "interface I {\n    void f|(int a);\n}\n", "a"),
    (
        Language::CSharp,
        "class C {\n    void F|(ref int a, string b = \"\", params int[] c) { }\n}\n",
        "a b c",
    ),
    (Language::CSharp, "class C {\n    int F|(int a) => a;\n}\n", "a"),
    (
        Language::Ruby,
        "def f|(a, b = 1, *c, d:, e: 2, **g, &h)\n  a\nend\n",
        "a b c d e g h",
    ),
    (Language::Ruby, "def self.f| a\n  a\nend\n", "a"),
    (Language::Lua, "function M:f|(a, ...)\n  return a\nend\n", "a"),
    (Language::Lua, "M.f| = function(self, a)\n  return a\nend\n", "a"),
    (Language::Bash, "f|() {\n  return 1\n}\n", ""),
    (Language::Rust, "struct S|;\n", ""),
    (Language::Java, "record R|(int a) {\n}\n", ""),
];

#[test]
fn parameters_are_those_of_the_declaration_without_the_receiver() {
    for (language, code, names) in DECLARATIONS {
        assert_eq!(said(*language, code).0, *names, "{}: {code}", language.name());
    }
}

#[test]
fn functions_that_give_nothing_back_are_known() {
    for (language, code) in [
        (Language::Rust, "fn f|() {}\n"),
        (Language::Rust, "fn f|() -> ! {\n    loop {}\n}\n"),
        (Language::Python, "def f|() -> None:\n    return None\n"),
        (
            Language::Python,
            "class C:\n    def __init__|(self):\n        return\n",
        ),
        (
            Language::Python,
            "def f|():\n    def g():\n        return 1\n    g()\n",
        ),
        (
            Language::JavaScript,
            "class C {\n  constructor|() { this.f = () => { return 1; }; }\n}\n",
        ),
        (
            Language::TypeScript,
            "async function f|(): Promise<void> {\n  return g();\n}\n",
        ),
        (Language::Go, "package p\n\nfunc F|(a int) {\n}\n"),
        (Language::C, "static void f|(void) {\n}\n"),
        (Language::Cpp, "struct S {\n  S|() {}\n};\n"),
        (Language::Java, "class C {\n    C|() { }\n}\n"),
        (Language::Java, "class C {\n    void f|() { }\n}\n"),
        (Language::CSharp, "class C {\n    async Task F|() { }\n}\n"),
        (Language::Ruby, "def initialize|(a)\n  @a = a\nend\n"),
        (Language::Lua, "function f|()\n  g()\nend\n"),
        (Language::Rust, "struct S|;\n"),
    ] {
        assert_eq!(
            said(language, code).1,
            Returns::Nothing,
            "{}: {code}",
            language.name()
        );
    }
}

#[test]
fn functions_that_may_give_something_back_are_known() {
    for (language, code) in [
        (
            Language::Rust,
            "fn f|() -> impl Iterator<Item = ()> {\n    []\n}\n",
        ),
        (Language::Python, "def f|():\n    if a:\n        return 1\n"),
        (Language::Python, "def f|():\n    yield\n"),
        (Language::JavaScript, "const f| = () => 1;\n"),
        (Language::TypeScript, "interface I {\n  f|(): number;\n}\n"),
        (Language::Go, "package p\n\nfunc F|() error {\n\treturn nil\n}\n"),
        (Language::C, "void *f|(void) {\n}\n"),
        (
            Language::Cpp,
            "struct S {\n  bool operator==|(const S &a) const { return true; }\n};\n",
        ),
        (Language::Java, "class C {\n    int f|() { return 1; }\n}\n"),
        (
            Language::CSharp,
            "class C {\n    Task<int> F|() { return g(); }\n}\n",
        ),
        (Language::Ruby, "def f|\n  1\nend\n"),
        (Language::Lua, "local f| = function()\n  return 1\nend\n"),
    ] {
        assert_eq!(
            said(language, code).1,
            Returns::Perhaps,
            "{}: {code}",
            language.name()
        );
    }
}

#[test]
fn what_may_fail_or_panic_shows_it() {
    for (language, code, may_fail, may_panic) in [
        (
            Language::Rust,
            "fn f|() -> io::Result<u8> {\n    Ok(1)\n}\n",
            true,
            false,
        ),
        (
            Language::Rust,
            "fn f|(a: Option<u8>) -> u8 {\n    a.expect(\"one\")\n}\n",
            false,
            true,
        ),
        (
            Language::Go,
            "package p\n\nfunc F|() (int, error) {\n\treturn 1, nil\n}\n",
            true,
            false,
        ),
        (
            Language::Go,
            "package p\n\nfunc F|() int {\n\treturn 1\n}\n",
            false,
            false,
        ),
        (Language::Python, "def f|():\n    raise ValueError\n", true, false),
        (Language::Python, "def f|():\n    return 1\n", false, false),
        (
            Language::Java,
            "class C {\n    int f|() throws E { return 1; }\n}\n",
            true,
            false,
        ),
        (
            Language::Python,
            "class C|:\n    def f(self):\n        raise ValueError\n",
            false,
            false,
        ),
    ] {
        let (snapshot, offset) = fixture(language, code);
        let target = documentable(&snapshot, offset).expect("a symbol");
        let declared = declared(&snapshot, &target.symbol);
        assert_eq!(
            (declared.may_fail, declared.may_panic),
            (may_fail, may_panic),
            "{code}"
        );
    }
}
