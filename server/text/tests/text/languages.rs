//! How documents get their language.

use ponder_text::Language;

#[test]
fn the_protocols_identifiers_are_known() {
    for (id, language) in [
        ("rust", Language::Rust),
        ("python", Language::Python),
        ("typescript", Language::TypeScript),
        ("typescriptreact", Language::Tsx),
        ("javascript", Language::JavaScript),
        ("javascriptreact", Language::JavaScript),
        ("go", Language::Go),
        ("c", Language::C),
        ("cpp", Language::Cpp),
        ("java", Language::Java),
        ("csharp", Language::CSharp),
        ("ruby", Language::Ruby),
        ("lua", Language::Lua),
        ("shellscript", Language::Bash),
        ("sh", Language::Bash),
        ("json", Language::Json),
        ("jsonc", Language::Json),
        ("yaml", Language::Yaml),
        ("toml", Language::Toml),
        ("markdown", Language::Markdown),
        ("plaintext", Language::PlainText),
        ("git-commit", Language::GitCommit),
        ("gitcommit", Language::GitCommit),
        ("Rust", Language::Rust),
    ] {
        assert_eq!(Language::from_id(id), Some(language), "{id}");
    }
    assert_eq!(Language::from_id("brandnew"), None);
}

#[test]
fn names_of_files_are_known() {
    for (path, name) in [
        ("src/main.rs", "rust"),
        ("a.PY", "python"),
        ("a.d.ts", "typescript"),
        ("a.tsx", "typescriptreact"),
        ("a.jsx", "javascript"),
        ("a.hpp", "cpp"),
        ("a.h", "c"),
        ("/home/user/.bashrc", "shellscript"),
        ("Makefile", "makefile"),
        ("deploy/Dockerfile", "dockerfile"),
        (".git/COMMIT_EDITMSG", "git-commit"),
        ("Cargo.lock", "toml"),
        ("CMakeLists.txt", "cmake"),
        ("query.sql", "sql"),
        ("a.zig", "zig"),
        ("notes.txt", "plaintext"),
    ] {
        assert_eq!(
            Language::from_path(path).map(Language::name),
            Some(name),
            "{path}"
        );
    }
    assert_eq!(Language::from_path("a.brandnew"), None);
    assert_eq!(Language::from_path(""), None);
}

#[test]
fn the_editors_word_counts_unless_it_is_plain_text() {
    assert_eq!(Language::detect("cpp", "a.h"), Language::Cpp);
    assert_eq!(Language::detect("brandnew", "a.rs"), Language::Rust);
    assert_eq!(Language::detect("plaintext", "a.zig").name(), "zig");
    assert_eq!(Language::detect("plaintext", "a.brandnew"), Language::PlainText);
    assert_eq!(Language::detect("", "untitled"), Language::Other("unknown"));
}

#[test]
fn a_language_found_by_its_name_is_the_same_one() {
    for id in [
        "sql", "haskell", "kotlin", "swift", "php", "css", "html", "perl", "r", "julia", "elixir", "zig",
    ] {
        let language = Language::from_id(id).expect("the language has an entry");
        assert_eq!(language, Language::Other(id));
        assert_eq!(language.name(), id);
        assert!(language.grammar().is_none());
        let markers = language.comment_markers();
        assert!(!markers.line.is_empty() || !markers.block.is_empty(), "{id}");
    }
}

#[test]
fn comment_markers_say_how_to_document() {
    assert_eq!(Language::Rust.comment_markers().doc_line.first(), Some(&"///"));
    assert_eq!(Language::Go.comment_markers().doc_line, ["//"]);
    assert_eq!(
        Language::Python.comment_markers().doc_block.first(),
        Some(&("\"\"\"", "\"\"\""))
    );
    assert_eq!(Language::JavaScript.comment_markers().doc_block, [("/**", "*/")]);
    assert_eq!(Language::Other("unknown").comment_markers().line, [] as [&str; 0]);
    assert_eq!(
        Language::Other("made up elsewhere").comment_markers().line,
        [] as [&str; 0]
    );
}

#[test]
fn code_declares_and_text_for_people_is_prose() {
    for language in [Language::Rust, Language::Python, Language::Bash] {
        assert!(language.declares() && !language.is_prose(), "{}", language.name());
    }
    for language in [
        Language::Json,
        Language::Yaml,
        Language::Toml,
        Language::Other("unknown"),
    ] {
        assert!(
            !language.declares() && !language.is_prose(),
            "{}",
            language.name()
        );
    }
    for language in [Language::Markdown, Language::PlainText, Language::GitCommit] {
        assert!(!language.declares() && language.is_prose(), "{}", language.name());
    }
}
