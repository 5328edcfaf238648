//! The form of a doc comment in each language. Whatever the text is, it stays within the comment.

mod line;
mod sections;
#[cfg(test)]
mod tests;

use ponder_text::{Language, Snapshot};

use crate::directive::{is_directive, without_directives};
use crate::document::convention::Convention;
use crate::document::description::{described, within_sentence};
use crate::document::parameters::declared;
use crate::{DocumentTarget, Edit};
use line::{Line, broken};
use sections::sections;

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

/// The edit that writes a model's `answer` as the documentation of `target`; `None` if nothing is left of it, or the
/// language has no comments.
pub(crate) fn doc_comment(
    answer: &str,
    snapshot: &Snapshot,
    target: &DocumentTarget,
    convention: Convention,
) -> Option<Edit> {
    let language = snapshot.language();
    let declaration = snapshot.slice(target.symbol.range.clone());
    let declared = declared(snapshot, &target.symbol);
    let mut description = described(answer, &declaration, &declared)?;
    if convention == Convention::Go {
        description.summary = beginning_with(&target.symbol.name, &description.summary);
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
    let lines = sections(&description, &declared, convention);
    let comment = written(&form, language, convention, &lines, width);
    // Nothing may be left of hostile text but the marks of a comment.
    if !comment.iter().any(|line| line.contains(char::is_alphanumeric)) {
        return None;
    }

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

fn written(
    form: &Form,
    language: Language,
    convention: Convention,
    lines: &[Line],
    width: usize,
) -> Vec<String> {
    // Judged line by line as they stand in the end: what is in the middle of a line may come to begin one.
    let obeyed_by_nobody = |lines: Vec<String>, marker: &str| -> Vec<String> {
        lines
            .iter()
            .filter_map(|line| defused(language, marker, &without_directives(language, line)))
            .collect()
    };
    let harmless = |change: &dyn Fn(&str) -> String| -> Vec<Line> {
        lines.iter().map(|line| line.with_text(change)).collect()
    };
    match form {
        Form::Lines(marker) => {
            let lines = prefixed(
                &format!("{marker} "),
                &obeyed_by_nobody(broken(lines, width), marker),
            );
            if convention == Convention::EmmyLua {
                // Its tags follow the marker at once; no text begins with `@`.
                let joined = |line: String| match line.strip_prefix("--- @") {
                    Some(tag) => format!("---@{tag}"),
                    None => line,
                };
                lines.into_iter().map(joined).collect()
            } else {
                lines
            }
        }
        Form::Block(begin, end) => {
            let lines = harmless(&|text| apart(text, begin, end));
            let lines = obeyed_by_nobody(broken(&lines, width), begin);
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
        Form::Docstring => docstring(&harmless(&in_docstring), width),
        Form::Xml(marker) => prefixed(
            &format!("{marker} "),
            &obeyed_by_nobody(broken(&harmless(&in_xml), width), marker),
        ),
    }
}

/// A line as it can stand behind `marker` and no tool takes it for an instruction: its first word in backquotes, where that
/// helps. `None` if it doesn't.
fn defused(language: Language, marker: &str, line: &str) -> Option<String> {
    let is_obeyed = |line: &str| is_directive(language, &format!("{marker} {line}"));
    if !is_obeyed(line) {
        return Some(line.to_owned());
    }
    let (first, rest) = line.split_once(' ').unwrap_or((line, ""));
    let quoted = format!("`{}` {rest}", first.replace('`', ""));
    let quoted = quoted.trim_end();
    (!is_obeyed(quoted)).then(|| quoted.to_owned())
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
fn docstring(lines: &[Line], width: usize) -> Vec<String> {
    let (summary, rest) = lines.split_at(1.min(lines.len()));
    let mut written = broken(summary, width);
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
    written.extend(broken(rest, width));
    written.push("\"\"\"".to_owned());
    written
}

/// A line that can't end a docstring, nor escape anything in it, nor is run by `doctest`.
fn in_docstring(line: &str) -> String {
    line.replace('\\', "\\\\")
        .replace('"', "'")
        .replace(">>>", ">> >")
}

fn in_xml(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
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
fn beginning_with(name: &str, summary: &str) -> String {
    if summary.split(' ').next() == Some(name) {
        return summary.to_owned();
    }
    let rest = [
        "This function ",
        "The function ",
        "This method ",
        "This type ",
        "It ",
    ]
    .iter()
    .find_map(|beginning| summary.strip_prefix(beginning))
    .unwrap_or(summary);
    format!("{name} {}", within_sentence(rest))
}
