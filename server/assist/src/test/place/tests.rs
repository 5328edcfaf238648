use std::path::{Path, PathBuf};

use ponder_text::{Document, Language};

use super::{TestPlace, test_place};

fn place(language: Language, text: &str, path: &str) -> TestPlace {
    test_place(
        &Document::new(text, 0, language).snapshot(),
        Some(Path::new(path)),
    )
}

#[track_caller]
fn first(language: Language, path: &str, expected: &str) {
    match place(language, "", path) {
        TestPlace::File(candidates) => assert_eq!(candidates[0], PathBuf::from(expected)),
        other => panic!("{path}: {other:?}"),
    }
}

#[test]
fn each_language_has_its_place_for_tests() {
    assert_eq!(
        place(Language::Rust, "fn f() {}\n", "/p/src/a.rs"),
        TestPlace::Here
    );
    let declared = "fn f() {}\n\n#[cfg(test)]\nmod tests;\n";
    let module = |path: &str| TestPlace::File(vec![PathBuf::from(path)]);
    assert_eq!(
        place(Language::Rust, declared, "/p/src/a.rs"),
        module("/p/src/a/tests.rs")
    );
    assert_eq!(
        place(Language::Rust, declared, "/p/src/lib.rs"),
        module("/p/src/tests.rs")
    );
    assert_eq!(
        place(Language::Python, "", "/p/src/a.py"),
        TestPlace::File(
            ["/p/src/tests", "/p/tests", "/tests", "/p/src"]
                .map(|folder| Path::new(folder).join("test_a.py"))
                .to_vec()
        )
    );
    first(Language::Go, "/p/a.go", "/p/a_test.go");
    first(Language::TypeScript, "/p/a.ts", "/p/a.test.ts");
    first(Language::Tsx, "/p/a.tsx", "/p/a.test.tsx");
    first(Language::JavaScript, "/p/a.jsx", "/p/a.test.jsx");
    first(
        Language::Java,
        "/p/src/main/java/x/A.java",
        "/p/src/test/java/x/ATest.java",
    );
    first(Language::Java, "/p/A.java", "/p/ATest.java");
    first(Language::CSharp, "/p/A.cs", "/p/ATests.cs");
    first(Language::Ruby, "/p/lib/x/a.rb", "/p/spec/x/a_spec.rb");
    first(Language::Lua, "/p/lua/a.lua", "/p/spec/a_spec.lua");
    for (language, path) in [
        (Language::C, "/p/a.c"),
        (Language::Bash, "/p/a.sh"),
        (Language::Json, "/p/a.json"),
    ] {
        assert_eq!(place(language, "", path), TestPlace::Unknown);
    }
    let untitled = Document::new("", 0, Language::Python).snapshot();
    assert_eq!(test_place(&untitled, None), TestPlace::Unknown);
    let untitled = Document::new("", 0, Language::Rust).snapshot();
    assert_eq!(test_place(&untitled, None), TestPlace::Here);
}

#[test]
fn a_file_of_tests_is_its_own_place() {
    for (language, path) in [
        (Language::Rust, "/p/tests/a.rs"),
        (Language::Rust, "/p/src/a/tests.rs"),
        (Language::Python, "/p/tests/test_a.py"),
        (Language::Go, "/p/a_test.go"),
        (Language::TypeScript, "/p/a.spec.ts"),
        (Language::Java, "/p/ATest.java"),
        (Language::CSharp, "/p/ATests.cs"),
        (Language::Ruby, "/p/spec/a_spec.rb"),
        (Language::Lua, "/p/spec/a_spec.lua"),
    ] {
        assert_eq!(place(language, "", path), TestPlace::Here, "{path}");
    }
}
