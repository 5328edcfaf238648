//! What a character typed at the cursor (`$0`) would become part of, in every language.

use ponder_text::Region::{self, Code, Comment, DocComment, Prose, String};
use ponder_text::{Document, Language, region_at};

#[track_caller]
fn check(language: Language, places: &[(&str, Region)]) {
    let wrong: Vec<_> = places
        .iter()
        .map(|(fixture, expected)| {
            let offset = fixture.find("$0").expect("every fixture has a cursor");
            let snapshot = Document::new(&fixture.replacen("$0", "", 1), 1, language).snapshot();
            (fixture, region_at(&snapshot, offset), expected)
        })
        .filter(|(_, found, expected)| found != *expected)
        .map(|(fixture, found, expected)| format!("{found:?} instead of {expected:?} in {fixture}"))
        .collect();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n\n"));
}

#[test]
fn rust() {
    check(
        Language::Rust,
        &[
            ("$0fn main() {}", Code),
            ("fn main() { $0 }", Code),
            ("fn main() {} // a$0b", Comment),
            ("fn main() {} // at the end$0", Comment),
            ("fn main() {} // at the end$0\nfn next() {}", Comment),
            ("// before\n$0fn main() {}", Code),
            ("fn main() { /* in$0 */ }", Comment),
            ("fn main() { /* closed */$0 }", Code),
            ("fn main() {}\n/* not closed $0", Comment),
            ("/// doc$0\nfn main() {}", DocComment),
            ("/// doc\n$0fn main() {}", Code),
            ("/// doc\n///$0\nfn main() {}", DocComment),
            ("//! about this file$0\n", DocComment),
            ("/** doc $0 */\nfn main() {}", DocComment),
            ("//// ruler $0\nfn main() {}", Comment),
            ("/**/$0", Code),
            ("let a = \"te$0xt\";", String),
            ("fn f() { let a = \"te$0xt\"; }", String),
            ("fn f() { let a = \"text\"$0; }", Code),
            ("fn f() { let a = $0\"text\"; }", Code),
            ("fn f() { let a = \"not closed $0\n}", String),
            (
                "fn f() {\n    let a = \"not closed $0\n    let b = \"closed\";\n}",
                String,
            ),
            ("fn f() {\n    let a = \"// no comment $0\";\n}", String),
            ("fn f() { let a = r#\"a \"b\" $0c\"#; }", String),
            ("fn f<'a>(x: &'a str) { x.$0 }", Code),
            ("fn f() { call(a, // why$0\n}", Comment),
            ("fn f() { let quote = '\"'; x.$0", Code),
            ("#!/usr/bin/env ru$0n\nfn main() {}\n", Comment),
            ("fn f() { let a = r#\"not\nclosed \" $0", String),
            ("fn f() { let a = r#\"closed\"#; g($0", Code),
            ("fn f() { let a = attr\"no raw string\"; g($0", Code),
            ("fn f() { /* a /* b */ c$0 */ }", Comment),
            ("fn f() {\r\n    // typed$0\r\n}", Comment),
        ],
    );
}

#[test]
fn python() {
    check(
        Language::Python,
        &[
            ("x = $01\n", Code),
            ("x = 1  # no$0te\n", Comment),
            ("# alone$0", Comment),
            ("x = 'te$0xt'\n", String),
            ("x = 'text'$0\n", Code),
            ("x = 'not closed $0\ny = 1\n", String),
            ("\"\"\"The module$0.\"\"\"\nimport os\n", DocComment),
            ("# license\n\"\"\"The module$0.\"\"\"\nimport os\n", DocComment),
            (
                "def f():\n    \"\"\"What it $0does.\"\"\"\n    return 1\n",
                DocComment,
            ),
            ("def f():\n    '''What it $0does.'''\n", DocComment),
            (
                "class A:\n    \"\"\"What it $0is.\"\"\"\n\n    x = 1\n",
                DocComment,
            ),
            ("def f():\n    return 1\n    \"\"\"No doc$0.\"\"\"\n", String),
            ("def f():\n    x = \"\"\"No doc$0.\"\"\"\n", String),
            ("def f():\n    \"\"\"Being typed $0\n    return 1\n", DocComment),
            (
                "def f():\n    \"\"\"Being typed\n\n    More $0\n    return 1\n",
                DocComment,
            ),
            ("def f():\n    \"\"\"$0\n", DocComment),
            (
                "x = 1\n\ndef f():\n    \"\"\"Being typed\n\n    More $0\n\ndef g():\n    \"\"\"Done.\"\"\"\n",
                DocComment,
            ),
            (
                "class A(B):  # why\n    r\"\"\"Being typed $0\n    x = 1\n",
                DocComment,
            ),
            ("# license\n\n\"\"\"Being typed $0\nimport os\n", DocComment),
            ("x = 1\n\"\"\"no docstring $0\n", String),
            ("x = f'a {b$0} c'\n", Code),
            ("x = f'a {b} $0c'\n", String),
            ("x = f'a {b.$0'\n", Code),
            ("x = f'a {b.$0}'\n", Code),
            ("def f(a, b$0", Code),
            ("def f():\n    return call(  # why $0\n", Comment),
            ("x = 'it\\'s $0'\n", String),
            ("@decorator('te$0xt')\ndef f(): pass\n", String),
        ],
    );
}

#[test]
fn javascript() {
    check(
        Language::JavaScript,
        &[
            ("const a = $01;", Code),
            ("const a = 1; // no$0te", Comment),
            ("const a = 1; // note$0", Comment),
            ("/* block$0 */ f();", Comment),
            ("/** Adds.$0 */\nfunction add() {}", DocComment),
            (
                "/**\n * Adds.\n * @param a $0\n */\nfunction add(a) {}",
                DocComment,
            ),
            ("/**\n * Not closed $0\nfunction add(a) {}", DocComment),
            ("const a = 'te$0xt';", String),
            ("const a = 'not closed $0\nconst b = 1;", String),
            ("const a = `te$0xt`;", String),
            ("const a = `a ${b$0} c`;", Code),
            ("const a = `a ${b.$0} c`;", Code),
            ("const a = `a ${b} $0c`;", String),
            ("const a = `not closed $0", String),
            ("const a = `a ${f(`b ${c$0}`)}`;", Code),
            ("#!/usr/bin/env no$0de\nf();\n", Comment),
            ("const a = /[\"'`]/; f($0);", Code),
            ("const a = <p className=\"te$0xt\">{b}</p>;", String),
            ("const a = <p>{b$0}</p>;", Code),
            ("const a = `not closed\nsecond line $0\nfunction f() {}", String),
            ("const a = {;\nf();\ng($0);", Code),
            ("f();\n/* not closed\nsecond line $0\nfunction g() {}", Comment),
            ("const url = 'http://$0';", String),
            ("const a = {\n  b: 'c',\n  d: $0\n};", Code),
        ],
    );
}

#[test]
fn typescript() {
    for language in [Language::TypeScript, Language::Tsx] {
        check(
            language,
            &[
                ("const a: string = $0;", Code),
                ("interface A { b: $0 }", Code),
                (
                    "interface A {\n  /** What it is.$0 */\n  b: string;\n}",
                    DocComment,
                ),
                ("const a: string = 'te$0xt';", String),
                ("type A = `a-${B$0}`;", Code),
                ("let a: str$0ing | null;", Code),
                ("function f(a: { b: string$0 }) {}", Code),
                ("const a = `a ${b} $0`;", String),
                ("let a = 1; // no$0te", Comment),
                ("import { a } from './$0", String),
            ],
        );
    }
}

#[test]
fn go() {
    check(
        Language::Go,
        &[
            ("package main\n\nfunc main() { $0 }\n", Code),
            ("// Package main does$0 it.\npackage main\n", DocComment),
            ("package main\n\n// Add adds$0.\nfunc Add() {}\n", DocComment),
            (
                "package main\n\n// Add adds$0\n// two numbers.\nfunc Add() {}\n",
                DocComment,
            ),
            ("package main\n\n// T is$0\ntype T struct{}\n", DocComment),
            (
                "package main\n\ntype T struct {\n\t// A is$0\n\tA int\n}\n",
                DocComment,
            ),
            ("package main\n\n// alone$0\n\nfunc Add() {}\n", Comment),
            ("package main\n\nfunc Add() {\n\t// why$0\n\tx := 1\n}\n", Comment),
            ("package main\n\nvar a = 1 // why$0\nvar b = 2\n", Comment),
            ("package main\n\nvar a = \"te$0xt\"\n", String),
            ("package main\n\nvar a = `te$0xt`\n", String),
            ("package main\n\nvar a = \"not closed $0\n", String),
            (
                "package main\n\nfunc main() {\n\tfmt.Println(\"a\", $0\n}\n",
                Code,
            ),
        ],
    );
}

#[test]
fn c_and_cpp() {
    for language in [Language::C, Language::Cpp] {
        check(
            language,
            &[
                ("int main(void) { $0 }", Code),
                ("int a; // no$0te\n", Comment),
                ("int a; /* no$0te */\n", Comment),
                ("/* note */$0 int a;\n", Code),
                ("/** What it does.$0 */\nint f(void);\n", DocComment),
                ("/// What it does.$0\nint f(void);\n", DocComment),
                ("/*! What it does.$0 */\nint f(void);\n", DocComment),
                ("const char *a = \"te$0xt\";\n", String),
                ("#define A(b) f(\"te$0xt\", b)\n", String),
                ("#define A(b) f(\"text\", $0b)\n", Code),
                ("#define A 1; // no$0te\n", Comment),
                ("#define A(b) a ## b = 1; // no$0te\n", Comment),
                ("#define A f(\"one\") \\\n    g(\"t$0wo\")\n", String),
                ("#include \"a$0.h\"\n", String),
                ("int f(void) { return g(1'000'00, $0\n", Code),
                ("const char *a = \"not closed $0\nint b;\n", String),
                ("char a = '\"'; int b = $0;\n", Code),
                ("int main(void) {\n  printf(\"a\", $0\n}\n", Code),
            ],
        );
    }
    check(
        Language::Cpp,
        &[
            ("auto a = R\"(te$0xt)\";", String),
            ("auto a = R\"(not\nclosed \" $0", String),
            ("std::vector<int> a = {$0};", Code),
        ],
    );
}

#[test]
fn java() {
    check(
        Language::Java,
        &[
            ("class A { int b = $01; }", Code),
            ("class A { // no$0te\n}", Comment),
            ("class A { /* no$0te */ }", Comment),
            ("/** What it is.$0 */\nclass A {}", DocComment),
            (
                "class A {\n    /**\n     * Adds.\n     * @param b $0\n     */\n    void f(int b) {}\n}",
                DocComment,
            ),
            ("class A { String b = \"te$0xt\"; }", String),
            ("class A { String b = \"not closed $0\n}", String),
            ("class A { String b = \"\"\"\n    te$0xt\n    \"\"\"; }", String),
            ("class A { void f() { g.$0 } }", Code),
        ],
    );
}

#[test]
fn csharp() {
    check(
        Language::CSharp,
        &[
            ("class A { int b = $01; }", Code),
            ("class A { // no$0te\n}", Comment),
            ("/// <summary>What it is$0</summary>\nclass A {}", DocComment),
            ("class A {\n    /// <param$0\n    void F() {}\n}", DocComment),
            ("class A { string b = \"te$0xt\"; }", String),
            ("class A { string b = @\"te$0xt\"; }", String),
            ("class A { string b = $\"a {c$0} d\"; }", Code),
            ("class A { string b = $\"a {c} $0d\"; }", String),
            ("class A { string b = $\"a {c.$0} d\"; }", Code),
            ("class A { string b = \"not closed $0\n}", String),
        ],
    );
}

#[test]
fn ruby() {
    check(
        Language::Ruby,
        &[
            ("a = $01\n", Code),
            ("a = 1 # no$0te\n", Comment),
            ("# Adds$0\ndef add\nend\n", DocComment),
            (
                "class A\n  # Adds$0\n  # numbers.\n  def add\n  end\nend\n",
                DocComment,
            ),
            ("# alone$0\n\ndef add\nend\n", Comment),
            ("=begin\nno$0te\n=end\n", Comment),
            ("a = \"te$0xt\"\n", String),
            ("a = 'te$0xt'\n", String),
            ("a = \"a #{b$0} c\"\n", Code),
            ("a = \"a #{b} $0c\"\n", String),
            ("a = <<~TEXT\n  te$0xt\nTEXT\n", String),
            ("a = %w[one $0 two]\n", String),
            ("a = %i[one two$0]\n", String),
            ("a = %w[one two]$0\n", Code),
            ("def f\n  a = \"not closed $0\nend\n", String),
        ],
    );
}

#[test]
fn lua() {
    check(
        Language::Lua,
        &[
            ("local a = $01\n", Code),
            ("local a = 1 -- no$0te\n", Comment),
            ("--[[ no$0te ]] local a = 1\n", Comment),
            ("--[[ note ]]$0 local a = 1\n", Code),
            ("--- Adds$0\nlocal function add() end\n", DocComment),
            ("--- @param a$0\n", DocComment),
            ("-- Adds$0\nfunction M.add() end\n", DocComment),
            ("-- Adds$0\nlocal add = function() end\n", DocComment),
            ("-- why$0\nlocal a = 1\n", Comment),
            ("local a = \"te$0xt\"\n", String),
            ("local a = [[te$0xt]]\n", String),
            ("local a = [[not\nclosed \" $0", String),
            ("local a = [==[ ]] te$0xt ]==]\n", String),
            ("--[==[ no$0te ]==] local a = 1\n", Comment),
            ("--[==[ note ]==]$0 local a = 1\n", Code),
            ("#!/usr/bin/lu$0a\n", Comment),
            ("local a = b ? \"c\n-- no$0te\nlocal d = \"e\"\n", Comment),
            ("local a = \"one \\\ntwo $0\"\n", String),
            ("local a = \"not closed $0\n", String),
        ],
    );
}

#[test]
fn bash() {
    check(
        Language::Bash,
        &[
            ("echo $0\n", Code),
            ("echo a # no$0te\n", Comment),
            ("#!/bin/bash$0\nf() { :; }\n", Comment),
            ("# Adds$0\nadd() { :; }\n", DocComment),
            ("echo \"te$0xt\"\n", String),
            ("echo 'te$0xt'\n", String),
            ("echo \"a $(b$0) c\"\n", Code),
            ("echo \"a $(b) $0c\"\n", String),
            ("echo \"  $0${a}\"\n", String),
            ("echo \"  ${a$0}\"\n", Code),
            ("echo \"${a} $0$b\"\n", String),
            ("echo \"not closed $0\n", String),
            ("cat <<END\nte$0xt\nEND\n", String),
            ("echo ${#a$0}\n", Code),
            ("if [ \"${a$0\n", Code),
            ("if [ \"$(a \"${b} $0\n", String),
        ],
    );
}

#[test]
fn data_formats() {
    check(
        Language::Json,
        &[
            ("{\"a\": $01}", Code),
            ("{\"a\": \"te$0xt\"}", String),
            ("{\"a$0\": 1}", String),
            ("{\"a\": \"not closed $0\n}", String),
            ("// no$0te\n{}", Comment),
            ("{ /* no$0te */ }", Comment),
        ],
    );
    check(
        Language::Yaml,
        &[
            ("a: $0b\n", Code),
            ("a: b # no$0te\n", Comment),
            ("# note$0", Comment),
            ("a: \"te$0xt\"\n", String),
            ("a: 'te$0xt'\n", String),
            ("a: |\n  te$0xt\nb: c\n", String),
            ("a: |$0-\n  text\n", Code),
            ("a: |-  # no$0te\n  text\n", Comment),
        ],
    );
    check(
        Language::Toml,
        &[
            ("a = $01\n", Code),
            ("a = 1 # no$0te\n", Comment),
            ("[a$0]\n", Code),
            ("[\"te$0xt\".a]\n", String),
            ("a = \"te$0xt\"\n", String),
            ("a = 'te$0xt'\n", String),
            ("a = \"not closed $0\n", String),
        ],
    );
}

#[test]
fn markdown() {
    check(
        Language::Markdown,
        &[
            ("$0", Prose),
            ("# Head$0ing\n", Prose),
            ("Some te$0xt\n", Prose),
            ("- an it$0em\n", Prose),
            ("Text\n\n```rust\nfn f$0() {}\n```\n", Code),
            ("Text\n\n```rust\nfn f() {}\n```\n\nMore $0text\n", Prose),
            ("Text\n\n```rust\nfn f() {}\n```\n$0", Prose),
            ("Text\n\n```rust\nfn f($0", Code),
            ("Text\n\n~~~\nco$0de\n~~~\n", Code),
            ("- item\n\n  ```sh\n  ls$0\n  ```\n", Code),
            ("- item\n\n  ```sh\n  ls\n  ```\n $0 text\n", Prose),
            ("> ```sh\n> ls\n> ```\n>$0 text\n", Prose),
            ("> ```sh\n> l$0s\n> ```\n> text\n", Code),
            ("---\ntitle: $0\n---\n\nText\n", Code),
            ("Text\n\n    indented$0 code\n", Code),
            ("<!-- no$0te -->\n", Comment),
            ("<!-- one\n\ntwo$0 -->\n", Comment),
            ("Text <!-- no$0te --> more\n", Comment),
            ("Text <!-- note --> mo$0re\n", Prose),
            ("<div ali$0gn=\"center\">\n  Text\n</div>\n", Code),
            ("<div align=\"center\">\n  Te$0xt\n</div>\n", Prose),
            ("<div>\n  a <b$0\n</div>\n", Code),
            ("<div>\n  1 < 2$0\n</div>\n", Prose),
            ("<pre>\nco$0de\n</pre>\n", Code),
            ("Less <br> mo$0re\n", Prose),
        ],
    );
}

#[test]
fn text_for_people() {
    check(
        Language::PlainText,
        &[("", Prose)].map(|_| ("It's text $0// here", Prose)),
    );
    check(
        Language::GitCommit,
        &[
            ("Fix $0", Prose),
            ("Fix #12 $0", Prose),
            ("Fix\n\nBody $0\n# Please enter", Prose),
            ("Fix\n\n# Please en$0ter", Comment),
        ],
    );
}

#[test]
fn languages_known_by_their_markers() {
    let named = |id: &str| Language::from_id(id).expect("the language has an entry");
    check(
        named("sql"),
        &[
            ("SELECT $0", Code),
            ("SELECT 1 -- no$0te", Comment),
            ("SELECT 1 -- note\n$0", Code),
            ("SELECT 'te$0xt'", String),
            ("SELECT '-- no comment $0'", String),
            ("/* one\ntwo $0\n*/ SELECT 1", Comment),
            ("/* one\ntwo */ SELECT $0", Code),
        ],
    );
    check(
        named("haskell"),
        &[
            ("f = $0", Code),
            ("-- | Adds$0", DocComment),
            ("-- no$0te", Comment),
            ("{- a\n b$0 -}", Comment),
        ],
    );
    check(
        named("kotlin"),
        &[
            ("val a = \"http://$0\"", String),
            ("/** Adds.$0 */", DocComment),
            ("/** Adds.\n * $0", DocComment),
            ("// no$0te", Comment),
            ("/**/ val a$0", Code),
        ],
    );
    check(
        named("swift"),
        &[("/// Adds.$0", DocComment), ("let a = \"b\" // c$0", Comment)],
    );
    check(
        named("css"),
        &[("a { color: #f$0ff }", Code), ("/* no$0te */", Comment)],
    );
    check(
        named("html"),
        &[("<p>don't $0", Code), ("<!-- no$0te -->", Comment)],
    );
    check(
        named("perl"),
        &[("$#a$0", Code), ("my $a = 1; # no$0te", Comment)],
    );
    check(named("vim"), &[("\" no$0te", Comment), ("let a = b$0", Code)]);
    check(named("lisp"), &[("(quote 'a $0)", Code), ("; no$0te", Comment)]);
    check(
        named("tex"),
        &[
            ("Te$0xt", Prose),
            ("50\\% te$0xt", Prose),
            ("Text % no$0te", Comment),
        ],
    );
    check(named("dockerfile"), &[("FROM a$0", Code), ("# no$0te", Comment)]);
    check(
        named("powershell"),
        &[("<# a\n b$0 #>", Comment), ("$a = 1 # no$0te", Comment)],
    );
}

#[test]
fn an_unknown_language_is_all_code() {
    let language = Language::detect("brandnew", "file.brandnew");
    check(language, &[("// perhaps a comment $0", Code), ("$0", Code)]);
}
