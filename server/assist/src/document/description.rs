//! From what a model wrote to a description of a symbol: summary, details, parameters, result, errors.
//!
//! The model is asked for one line for each, but what it writes in the style of some documentation is understood too. An
//! answer without any of that is a summary and details as it stands. How it is written down is the convention's matter.

mod label;
#[cfg(test)]
mod tests;

use crate::document::parameters::{Declared, Returns};
use crate::plain_text::plain_lines;
use label::{Label, label};

/// What is said about a symbol. Every text is on one line, and of visible characters without code blocks.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Description {
    /// Never empty.
    pub(crate) summary: String,
    /// More lines of text, an empty one between paragraphs; the first is empty where a paragraph follows the summary.
    pub(crate) details: Vec<String>,
    /// Names and texts, in the order of the declaration.
    pub(crate) parameters: Vec<(String, String)>,
    /// What is given back.
    pub(crate) returns: Option<String>,
    /// How it fails.
    pub(crate) errors: Vec<Failure>,
    /// When it panics.
    pub(crate) panics: Option<String>,
}

/// A way to fail.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Failure {
    /// The type of the error: a name in ASCII with dots or colons.
    pub(crate) kind: Option<String>,
    /// When it comes.
    pub(crate) text: String,
}

/// What the next line without a label belongs to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Field {
    /// No label has come yet.
    Free,
    Summary,
    Details,
    /// A list of parameters, at none of them.
    Parameters,
    Parameter,
    Returns,
    /// A list of errors, at none of them.
    Errors,
    Error,
    Panics,
}

/// What `answer` says about a symbol with this `declaration`; `None` if it says nothing.
///
/// Only parameters that are declared are kept, and a result, errors and panics only where there may be some.
pub(crate) fn described(answer: &str, declaration: &str, declared: &Declared) -> Option<Description> {
    let names: Vec<&str> = declared
        .parameters
        .iter()
        .map(|parameter| parameter.name.as_str())
        .collect();
    let mut reading = Reading {
        description: Description::default(),
        field: Field::Free,
        after_gap: false,
    };
    for line in plain_lines(answer, declaration) {
        reading.read(&line, &names);
    }
    checked(reading.description, &names, declared)
}

struct Reading {
    description: Description,
    field: Field,
    after_gap: bool,
}

impl Reading {
    fn read(&mut self, line: &str, names: &[&str]) {
        let is_rule = line.len() >= 3 && line.bytes().all(|byte| matches!(byte, b'-' | b'=' | b'_' | b'*'));
        if is_rule {
            return;
        }
        if line.is_empty() {
            self.after_gap = true;
            return;
        }
        let line = ["</summary>", "</param>", "</returns>", "</exception>"]
            .iter()
            .find_map(|end| line.strip_suffix(end).filter(|line| !line.is_empty()))
            .unwrap_or(line);
        match label(line, names, self.within()) {
            Some((label, text)) => self.begin(label, text),
            None => self.go_on(line),
        }
        self.after_gap = false;
    }

    fn within(&self) -> label::Within {
        match self.field {
            Field::Parameters | Field::Parameter => label::Within::Parameters,
            Field::Errors | Field::Error => label::Within::Errors,
            _ => label::Within::Text,
        }
    }

    fn begin(&mut self, label: Label, text: String) {
        let description = &mut self.description;
        self.field = match label {
            // What came before any label is an introduction.
            Label::Summary if self.field == Field::Free || description.summary.is_empty() => {
                if self.field == Field::Free {
                    description.details.clear();
                }
                description.summary = text;
                Field::Summary
            }
            Label::Summary | Label::Details => {
                description.details.push(String::new());
                if !text.is_empty() {
                    description.details.push(text);
                }
                Field::Details
            }
            Label::Parameters => Field::Parameters,
            Label::Parameter(name) => {
                description.parameters.push((name, text));
                Field::Parameter
            }
            Label::Returns => {
                join(description.returns.get_or_insert_default(), &text);
                Field::Returns
            }
            Label::Errors => Field::Errors,
            Label::Error(kind) => {
                description.errors.push(Failure { kind, text });
                Field::Error
            }
            Label::Panics => {
                join(description.panics.get_or_insert_default(), &text);
                Field::Panics
            }
        };
    }

    /// Takes in a line without a label.
    fn go_on(&mut self, line: &str) {
        let description = &mut self.description;
        let open = match self.field {
            Field::Summary if is_unfinished(&description.summary) => Some(&mut description.summary),
            Field::Parameter => description.parameters.last_mut().map(|(_, text)| text),
            Field::Returns => description.returns.as_mut(),
            Field::Error => description.errors.last_mut().map(|error| &mut error.text),
            Field::Panics => description.panics.as_mut(),
            _ => None,
        };
        if let Some(text) = open.filter(|text| !self.after_gap || text.is_empty()) {
            join(text, line);
            return;
        }
        match self.field {
            // Not one of those that are listed.
            Field::Parameters => {}
            Field::Errors => {
                description.errors.push(Failure {
                    kind: None,
                    text: line.to_owned(),
                });
                self.field = Field::Error;
            }
            Field::Free if description.summary.is_empty() => line.clone_into(&mut description.summary),
            field => {
                if self.after_gap || !matches!(field, Field::Free | Field::Details | Field::Summary) {
                    description.details.push(String::new());
                }
                description.details.push(line.to_owned());
                if field != Field::Free {
                    self.field = Field::Details;
                }
            }
        }
    }
}

fn is_unfinished(text: &str) -> bool {
    !text.ends_with(['.', '!', '?', ':'])
}

fn join(text: &mut String, more: &str) {
    if !text.is_empty() && !more.is_empty() {
        text.push(' ');
    }
    text.push_str(more);
}

fn checked(mut description: Description, names: &[&str], declared: &Declared) -> Option<Description> {
    let mentioned = std::mem::take(&mut description.parameters);
    description.parameters = names
        .iter()
        .filter_map(|name| {
            let text = mentioned
                .iter()
                .filter(|(mentioned, _)| mentioned == name)
                .map(|(_, text)| without_braces(text))
                .find(|text| !says_nothing(text))?;
            Some(((*name).to_owned(), text.to_owned()))
        })
        .collect();
    let kept = |text: String| {
        let text = without_braces(&text);
        (!says_nothing(text)).then(|| text.to_owned())
    };
    description.returns = description
        .returns
        .and_then(kept)
        .filter(|_| declared.returns == Returns::Perhaps);
    description.panics = description.panics.and_then(kept).filter(|_| declared.may_panic);
    description.errors = description
        .errors
        .into_iter()
        .filter(|_| declared.may_fail)
        .filter_map(|Failure { kind, text }| kept(text).map(|text| Failure { kind, text }))
        .collect();
    description.details = paragraphs(description.details);
    if is_empty_word(&description.summary) {
        description.summary = String::new();
    }
    if description.summary.is_empty() {
        let first = description.details.iter().position(|line| !line.is_empty());
        description.summary = match (first, &description.returns) {
            (Some(index), _) => {
                let rest = description.details.split_off(index + 1);
                let first = description.details.pop()?;
                description.details = rest;
                first
            }
            (None, Some(returns)) => returned(returns),
            (None, None) => return None,
        };
    }
    Some(description)
}

/// Lines without an empty one at the end, nor two in a row.
fn paragraphs(lines: Vec<String>) -> Vec<String> {
    let mut kept: Vec<String> = Vec::new();
    for line in lines {
        let says_none = !line.is_empty() && is_empty_word(&line);
        let is_second_gap = line.is_empty() && kept.last().is_some_and(String::is_empty);
        if !says_none && !is_second_gap {
            kept.push(line);
        }
    }
    while kept.last().is_some_and(String::is_empty) {
        kept.pop();
    }
    kept
}

/// Text that does not begin with a type in braces: some tools take that for a part of the code.
fn without_braces(text: &str) -> &str {
    let mut text = text.trim();
    while let Some(inner) = text.strip_prefix('{') {
        text = inner.split_once('}').map_or(inner, |(_, rest)| rest).trim_start();
    }
    text
}

/// Whether a text is a word for nothing, or in brackets as the question has it.
fn is_empty_word(text: &str) -> bool {
    let text = text.trim().trim_end_matches('.').to_lowercase();
    if text.starts_with('(') && text.ends_with(')') {
        return true;
    }
    let words = [
        "",
        "-",
        "none",
        "\"none\"",
        "`none`",
        "null",
        "nil",
        "n/a",
        "no",
        "never",
        "nothing",
        "void",
        "undefined",
        "not applicable",
        "leave out",
    ];
    words.contains(&text.as_str())
}

/// Whether a text about a parameter, a result or an error says that there is none.
fn says_nothing(text: &str) -> bool {
    let lower = text.trim().to_lowercase();
    let text = ["this ", "the ", "function ", "method ", "it "]
        .iter()
        .fold(lower.as_str(), |text, word| {
            text.strip_prefix(word).unwrap_or(text)
        });
    let denials = [
        "no error",
        "no exception",
        "no return value",
        "no panic",
        "does not fail",
        "does not raise",
        "does not return",
        "does not throw",
        "does not panic",
        "doesn't fail",
        "doesn't raise",
        "doesn't return",
        "doesn't throw",
        "doesn't panic",
        "can't fail",
        "cannot fail",
        "never fails",
        "never panics",
        "never raises",
        "never throws",
    ];
    is_empty_word(text) || denials.iter().any(|denial| text.starts_with(denial))
}

/// What is given back, as a sentence.
pub(crate) fn returned(text: &str) -> String {
    let rest = ["returns ", "return "]
        .iter()
        .find_map(|word| {
            let start = text.get(..word.len())?;
            start.eq_ignore_ascii_case(word).then(|| &text[word.len()..])
        })
        .unwrap_or(text);
    sentence(&format!("Returns {}", within_sentence(rest)))
}

/// How something fails, as a sentence.
pub(crate) fn failing(failure: &Failure) -> String {
    let Failure { kind, text } = failure;
    let condition = ["if ", "when ", "on "].iter().any(|word| {
        text.get(..word.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(word))
    });
    match kind {
        Some(kind) if condition => sentence(&format!("Fails with `{kind}` {}", within_sentence(text))),
        Some(kind) => sentence(&format!("Fails with `{kind}`: {}", within_sentence(text))),
        None if condition => sentence(&format!("Fails {}", within_sentence(text))),
        None => sentence(text),
    }
}

/// When something panics, as a sentence.
pub(crate) fn panicking(text: &str) -> String {
    if text.to_lowercase().starts_with("panic") {
        sentence(text)
    } else {
        sentence(&format!("Panics {}", within_sentence(text)))
    }
}

/// A text as it stands in the middle of a sentence: with a small letter, unless it begins with a name.
pub(crate) fn within_sentence(text: &str) -> String {
    let mut characters = text.chars();
    let first = characters.next();
    let is_word = characters
        .clone()
        .take_while(|character| !character.is_whitespace())
        .all(|character| !character.is_uppercase() && !matches!(character, '_' | ':'));
    match first {
        Some(first) if is_word => first.to_lowercase().chain(characters).collect(),
        _ => text.to_owned(),
    }
}

fn sentence(text: &str) -> String {
    let end = if text.ends_with(['.', '!', '?', ':', ';']) {
        ""
    } else {
        "."
    };
    format!("{text}{end}")
}
