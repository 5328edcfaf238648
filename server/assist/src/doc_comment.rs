//! The form of a doc comment in each language. Whatever the text is, it stays within the comment.

use ponder_text::{Language, Snapshot};

use crate::directive::without_directives;
use crate::plain_text::{plain_lines, wrap};
use crate::{DocumentTarget, Edit};

/// Columns that a line of documentation takes, indentation included, and how few are left for text at the least.
const WIDTH: usize = 100;
const DOCSTRING_WIDTH: usize = 80;
const LEAST_WIDTH: usize = 40;

/// How a language writes documentation.
enum Form {
    /// Each line begins with this.
    Lines(&'static str),
    /// Between these, with a ` * ` before each line where the block is a starred one.
    Block(&'static str, &'static str),
    /// A Python docstring.
    Docstring,
    /// C#: lines with XML in them.
    Xml(&'static str),
}

/// The edit that writes `text` as the documentation of `target`; `None` if nothing is left of it, or the language has no
/// comments.
pub(crate) fn doc_comment(text: &str, snapshot: &Snapshot, target: &DocumentTarget) -> Option<Edit> {
    let language = snapshot.language();
    let declaration = snapshot.slice(target.symbol.range.clone());
    let mut lines = plain_lines(text, &declaration);
    let first = lines.first_mut()?;
    if language == Language::Go {
        *first = beginning_with(&target.symbol.name, first);
    }
    let form = form(language)?;
    let indentation = &target.place.indentation;
    let whole = if matches!(form, Form::Docstring) {
        DOCSTRING_WIDTH
    } else {
        WIDTH
    };
    let width = whole
        .saturating_sub(indentation.chars().count() + 4)
        .max(LEAST_WIDTH);
    let comment = written(&form, language, &lines, width);

    let line_break = if snapshot.slice(0..snapshot.line_start(1)).ends_with("\r\n") {
        "\r\n"
    } else {
        "\n"
    };
    let indented: Vec<String> = comment
        .iter()
        .map(|line| {
            if line.is_empty() {
                String::new()
            } else {
                format!("{indentation}{line}")
            }
        })
        .collect();
    let new_text = indented.join(line_break);
    Some(match &target.replaced {
        // What is there begins after its own indentation and ends before its line break.
        Some(bytes) => Edit {
            bytes: bytes.clone(),
            new_text: new_text.trim_start().to_owned(),
        },
        None => Edit {
            bytes: target.place.offset..target.place.offset,
            new_text: new_text + line_break,
        },
    })
}

fn form(language: Language) -> Option<Form> {
    let markers = language.comment_markers();
    let lines = || {
        markers
            .doc_line
            .first()
            .or(markers.line.first())
            .map(|marker| Form::Lines(marker))
    };
    let block = || {
        markers
            .doc_block
            .first()
            .or(markers.block.first())
            .map(|(begin, end)| Form::Block(begin, end))
    };
    match language {
        Language::Python => Some(Form::Docstring),
        Language::CSharp => Some(Form::Xml("///")),
        Language::JavaScript
        | Language::TypeScript
        | Language::Tsx
        | Language::Java
        | Language::C
        | Language::Cpp => block(),
        _ => lines().or_else(block),
    }
}

fn written(form: &Form, language: Language, lines: &[String], width: usize) -> Vec<String> {
    // Judged line by line as they stand in the end: what is in the middle of a line may come to begin one.
    let obeyed_by_nobody = |lines: Vec<String>| -> Vec<String> {
        lines
            .iter()
            .map(|line| without_directives(language, line))
            .collect()
    };
    match form {
        Form::Lines(marker) => prefixed(&format!("{marker} "), &obeyed_by_nobody(wrap(lines, width))),
        Form::Block(begin, end) => {
            let lines = obeyed_by_nobody(wrap(
                &lines
                    .iter()
                    .map(|line| apart(line, begin, end))
                    .collect::<Vec<_>>(),
                width,
            ));
            let stars = end.starts_with('*');
            match lines.as_slice() {
                [line] => vec![format!("{begin} {line} {end}")],
                lines => {
                    let body = prefixed(if stars { " * " } else { "" }, lines);
                    let end = if stars {
                        format!(" {end}")
                    } else {
                        (*end).to_owned()
                    };
                    std::iter::once((*begin).to_owned())
                        .chain(body)
                        .chain([end])
                        .collect()
                }
            }
        }
        Form::Docstring => docstring(
            &lines.iter().map(|line| in_docstring(line)).collect::<Vec<_>>(),
            width,
        ),
        Form::Xml(marker) => {
            let escaped: Vec<String> = lines
                .iter()
                .map(|line| {
                    line.replace('&', "&amp;")
                        .replace('<', "&lt;")
                        .replace('>', "&gt;")
                })
                .collect();
            let tagged = std::iter::once("<summary>".to_owned())
                .chain(wrap(&escaped, width))
                .chain(["</summary>".to_owned()])
                .collect::<Vec<_>>();
            prefixed(&format!("{marker} "), &tagged)
        }
    }
}

/// Lines behind `prefix`. None ends with a backslash, or the trigraph for one: some languages continue a comment there.
fn prefixed(prefix: &str, lines: &[String]) -> Vec<String> {
    lines
        .iter()
        .map(|line| {
            let line = format!("{prefix}{line}");
            let mut kept = line.trim_end_matches(['\\', ' ']);
            while let Some(rest) = kept.strip_suffix("??/") {
                kept = rest.trim_end_matches(['\\', ' ']);
            }
            kept.to_owned()
        })
        .collect()
}

/// A docstring: one line if it fits, else the summary, an empty line and the rest (PEP 257).
fn docstring(lines: &[String], width: usize) -> Vec<String> {
    let (summary, rest) = lines.split_at(1.min(lines.len()));
    let mut written = wrap(summary, width);
    if let ([line], []) = (written.as_slice(), rest)
        && line.chars().count() + 2 <= width
    {
        return vec![format!("\"\"\"{line}\"\"\"")];
    }
    if let Some(first) = written.first_mut() {
        first.insert_str(0, "\"\"\"");
    }
    if rest.first().is_some_and(|line| !line.is_empty()) {
        written.push(String::new());
    }
    written.extend(wrap(rest, width));
    written.push("\"\"\"".to_owned());
    written
}

/// A line that can't end a docstring, nor escape anything in it, nor is run by `doctest`.
fn in_docstring(line: &str) -> String {
    line.replace('\\', "\\\\")
        .replace('"', "'")
        .replace(">>>", ">> >")
}

/// A line in which neither mark of a block comment stands, nor comes about where it is written into one.
fn apart(line: &str, begin: &str, end: &str) -> String {
    let mut line = line.to_owned();
    for mark in [end, begin.trim_end_matches('*'), "/*", "*/"] {
        let Some((first, rest)) = mark.char_indices().nth(1).map(|(index, _)| mark.split_at(index)) else {
            continue;
        };
        while line.contains(mark) {
            line = line.replace(mark, &format!("{first} {rest}"));
        }
    }
    line.trim_end_matches('\\').to_owned()
}

/// Go's convention: documentation begins with the name it documents.
fn beginning_with(name: &str, line: &str) -> String {
    if line.split(' ').next() == Some(name) {
        return line.to_owned();
    }
    let mut characters = line.chars();
    let first: String = characters
        .next()
        .map(|first| first.to_lowercase().collect())
        .unwrap_or_default();
    format!("{name} {first}{}", characters.as_str())
}
