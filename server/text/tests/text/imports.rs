//! What each language writes to bring in what others define.

use ponder_text::{Document, Language, imports};

#[track_caller]
fn imported(language: Language, text: &str, expected: &[&str]) {
    let snapshot = Document::new(text, 1, language).snapshot();
    let found: Vec<String> = imports(&snapshot)
        .into_iter()
        .map(|bytes| snapshot.slice(bytes))
        .collect();
    assert_eq!(found, expected, "{}", language.name());
}

#[test]
fn every_language_has_its_own_form() {
    imported(
        Language::Rust,
        "//! A.\nuse std::{\n    fmt,\n};\nextern crate x;\nfn f() {\n    use y;\n}\n",
        &["use std::{\n    fmt,\n};", "extern crate x;"],
    );
    imported(
        Language::Python,
        "from __future__ import a\nimport os\nfrom x import (\n    y,\n)\ndef f():\n    import z\n",
        &[
            "from __future__ import a",
            "import os",
            "from x import (\n    y,\n)",
        ],
    );
    for language in [Language::TypeScript, Language::Tsx, Language::JavaScript] {
        imported(
            language,
            "import a from 'a';\nconst b = require('b');\nconst c = () => { return require('c'); };\n",
            &["import a from 'a';", "const b = require('b');"],
        );
    }
    imported(
        Language::Go,
        "package p\n\nimport (\n\t\"fmt\"\n)\nimport \"os\"\n",
        &["import (\n\t\"fmt\"\n)", "import \"os\""],
    );
    for language in [Language::C, Language::Cpp] {
        imported(
            language,
            "#ifndef A_H\n#define A_H\n#include <a.h>\n#include \"b.h\"\nint f();\n#endif\n",
            &["#include <a.h>", "#include \"b.h\""],
        );
    }
    imported(
        Language::Java,
        "package p;\nimport a.B;\nclass C {}\n",
        &["import a.B;"],
    );
    imported(
        Language::CSharp,
        "using System;\nnamespace N {\n    using X;\n    class C {}\n}\n",
        &["using System;", "using X;"],
    );
    imported(
        Language::Ruby,
        "require 'json'\nrequire_relative \"x\"\nputs 'require '\n",
        &["require 'json'", "require_relative \"x\""],
    );
    imported(
        Language::Lua,
        "local a = require(\"a\")\nrequire 'b'\nlocal c = f(require)\n",
        &["local a = require(\"a\")", "require 'b'"],
    );
    imported(
        Language::Bash,
        "#!/bin/sh\nsource ./a.sh\n. ./b.sh\necho . c\n",
        &["source ./a.sh", ". ./b.sh"],
    );
}

#[test]
fn text_without_a_tree_has_none() {
    imported(Language::PlainText, "import os\n", &[]);
    imported(Language::Json, "{\"import\": 1}\n", &[]);
}
