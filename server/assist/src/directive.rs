//! Comments that compilers and tools obey: kept where a document has them, never written from a model's text.

use ponder_text::Language;

/// Ruby's magic comments and those of its usual checkers.
const RUBY_KEYS: [&str; 6] = [
    "frozen_string_literal",
    "warn_indent",
    "warn_past_scope",
    "shareable_constant_value",
    "typed",
    "rubocop",
];

/// What the compilers and bundlers of JavaScript and TypeScript look for anywhere in a comment: the mark and what
/// follows it, in lower case. JSX pragmas choose what code is imported, `@__..` what is thrown away as unused.
const ECMASCRIPT: [(&str, &str); 7] = [
    ("@", "jsx"),
    ("@", "ts-"),
    ("@", "__"),
    ("#", "__"),
    ("@", "cc_on"),
    ("sourcemappingurl", "="),
    ("sourceurl", "="),
];

/// Whether a comment of the document, given with its marker, is an instruction and no documentation.
pub(crate) fn is_directive(language: Language, comment: &str) -> bool {
    match language {
        Language::Go => comment.strip_prefix("//").is_some_and(is_directive_of_go),
        Language::Ruby => is_magic(comment.trim_start_matches('#')),
        Language::Bash => comment.starts_with("#!") || comment.starts_with("# shellcheck "),
        _ => false,
    }
}

/// A line of prose, to be written behind a comment's marker, in a form that is obeyed by nobody.
pub(crate) fn without_directives(language: Language, line: &str) -> String {
    match language {
        // Unicode escapes are read before comments are: `\u002a/` would end one.
        Language::Java => line.replace("\\u", "\\ u"),
        Language::JavaScript | Language::TypeScript | Language::Tsx => ECMASCRIPT
            .iter()
            .fold(line.to_owned(), |line, (mark, rest)| apart(&line, mark, rest)),
        Language::Ruby if is_magic(line) => {
            let line = ["coding:", "coding="].iter().fold(line.to_owned(), |line, key| {
                let (mark, rest) = key.split_at(key.len() - 1);
                apart(&line, mark, rest)
            });
            // A name in backquotes is none that Ruby knows.
            format!("`{}`", line.replace("-*-", "").trim())
        }
        _ => line.to_owned(),
    }
}

/// `line` with a space between each `mark` and a `rest` behind it, in any case. Both are ASCII in lower case.
fn apart(line: &str, mark: &str, rest: &str) -> String {
    let lower = line.to_ascii_lowercase();
    let mut written = String::with_capacity(line.len());
    let mut from = 0;
    for (index, _) in lower.match_indices(&format!("{mark}{rest}")) {
        let between = index + mark.len();
        written.push_str(&line[from..between]);
        written.push(' ');
        from = between;
    }
    written.push_str(&line[from..]);
    written
}

/// The forms that Go's toolchain defines, such as `//go:noinline`, `//export name` and a linter's `//nolint:all`.
fn is_directive_of_go(comment: &str) -> bool {
    let is_word = |text: &str| {
        !text.is_empty()
            && text
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
    };
    ["line ", "extern ", "export "]
        .iter()
        .any(|word| comment.starts_with(word))
        || comment
            .split_once(':')
            .is_some_and(|(tool, rest)| is_word(tool) && rest.get(..1).is_some_and(is_word))
}

/// Whether Ruby takes this for a magic comment, if it stands at the top of the file.
fn is_magic(comment: &str) -> bool {
    let comment = comment.to_ascii_lowercase().replace('-', "_");
    let key = comment
        .trim_start_matches([' ', '\'', '"', ':', ';'])
        .split_once(':')
        .map(|(key, _)| key.trim_end());
    ["coding:", "coding=", "_*_"]
        .iter()
        .any(|mark| comment.contains(mark))
        || key.is_some_and(|key| RUBY_KEYS.contains(&key))
}
