//! From lines to paragraphs: what is text for people, and what has to stay as it is.

use std::sync::LazyLock;

use ponder_text::{Document, Language};
use regex::Regex;

use super::{Backslash, Enclosure, Paragraph, has_words, wrap};

/// What a line begins with that is no part of its text.
static ITEM: LazyLock<Regex> =
    LazyLock::new(|| expression(r"^(?:[-*+•]\s+(?:\[[ xX]\]\s+)?|\d{1,3}[.)]\s+)"));
static TAG: LazyLock<Regex> = LazyLock::new(|| {
    expression(concat!(
        r"^(?:",
        // A tag whose type stands in braces, with or without a name.
        r"[@\\](?:returns?|throws?|exception|yields?)\s+\{[^}]*\}\s+(?:-\s+)?",
        r"|[@\\](?:param|arg|argument|tparam|property|prop|template|retval|throws?|exception)(?:\[[^\]]*\])?",
        r"(?:\s+\{[^}]*\})?\s+\S+\s+(?:-\s+)?",
        r"|[@\\](?:brief|short|details|returns?|result|note|remark|remarks|warning|deprecated|todo|pre|post|summary|description)\s+",
        r"|:\w+(?:\s+[^:]+)?:\s+",
        r"|(?:TODO|FIXME|XXX|HACK|BUG|NOTE|SAFETY|WARNING|Note|Warning)(?:\([^)]*\))?:\s+",
        r")",
    ))
});
static PARAMETER: LazyLock<Regex> = LazyLock::new(|| expression(r"^\*{0,2}\w+(?:\s*\([^)]*\))?:\s+"));
static TYPED: LazyLock<Regex> = LazyLock::new(|| expression(r"^\*{0,2}\w+(?:, \*{0,2}\w+)* : \S"));
static HEADING: LazyLock<Regex> = LazyLock::new(|| expression(r"^#{1,6}\s+"));
/// Other tags, whose lines say nothing to people.
static SILENT: LazyLock<Regex> = LazyLock::new(|| expression(r"^(?:[@\\]\w|:\w+:|\.\. |>\s|\|)"));
static SECTION: LazyLock<Regex> = LazyLock::new(|| {
    expression(
        r"^(?:Args|Arguments|Parameters|Params|Returns?|Raises|Yields?|Attributes|Examples?|Notes?|See Also|References|Warns|Warnings|Throws|Keyword Args|Other Parameters):?$",
    )
});
/// A line of a header for programs, as those of init scripts and of package metadata.
static DATA: LazyLock<Regex> = LazyLock::new(|| expression(r"^[A-Za-z][\w-]*:(?:\s|$)"));

/// Python has no marks that tell a statement from words.
static STATEMENT: LazyLock<Regex> = LazyLock::new(|| {
    expression(
        r"^(?:import [\w.]+|from [\w.]+ import .*|(?:try|else|finally|except.*|if .*|for .* in .*|while .*|with .*):)$",
    )
});
const BLOCK_TAGS: &str = r"/?(?:p|li|ul|ol|br|h[1-6]|summary|param|remarks|returns|value|exception|typeparam|para|item|description|term|list|example|inheritdoc)\b[^<>]*";
static OPENING: LazyLock<Regex> = LazyLock::new(|| expression(&format!(r"^(?:<{BLOCK_TAGS}>\s*)+")));
static CLOSING: LazyLock<Regex> = LazyLock::new(|| expression(&format!(r"(?:\s*<{BLOCK_TAGS}>)+$")));

/// What begins lines that are kept as they are, and what ends them; nothing: an empty line.
const KEPT: [(&str, &str); 12] = [
    ("```", "```"),
    ("~~~", "~~~"),
    ("<pre", "</pre>"),
    ("<code>", "</code>"),
    ("@code", "@endcode"),
    ("\\code", "\\endcode"),
    ("@verbatim", "@endverbatim"),
    ("\\verbatim", "\\endverbatim"),
    ("@startuml", "@enduml"),
    (">>> ", ""),
    ("@example", "@"),
    ("$ ", ""),
];

/// Columns from which on a line is code, to Markdown and its relatives.
const CODE_COLUMNS: usize = 4;

/// A line without what is no text.
#[derive(Debug, Clone)]
pub(super) struct Row {
    /// Where its text begins in the document.
    pub(super) at: usize,
    /// The text, without whitespace at its end.
    pub(super) text: String,
    /// What a line begins with that goes on after it.
    pub(super) prefix: String,
}

/// Lines to be read.
#[derive(Debug)]
pub(super) struct Source {
    pub(super) rows: Vec<Row>,
    pub(super) enclosure: Enclosure,
    /// The columns that the text may take; `None` if it has to stay on its one line.
    pub(super) width: Option<usize>,
    pub(super) language: Language,
}

/// What a paragraph is, which decides what belongs to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Text,
    Item,
    Tag,
}

/// A paragraph that is being read.
#[derive(Debug)]
struct Open {
    kind: Kind,
    start: usize,
    end: usize,
    indent: usize,
    lines: Vec<String>,
    continuation: String,
}

/// What is known from the lines so far.
#[derive(Debug)]
struct Reader<'a> {
    source: &'a Source,
    open: Option<Open>,
    found: Vec<Paragraph>,
    /// What ends the lines that are kept as they are.
    kept_until: Option<&'static str>,
    /// The indentation of a section of parameters.
    section: Option<usize>,
    /// The indentation of a line that says that code follows below it.
    code_below: Option<usize>,
    after_item: Option<usize>,
}

/// The paragraphs in the lines of `source`.
pub(super) fn paragraphs(source: &Source) -> Vec<Paragraph> {
    let mut reader = Reader {
        source,
        open: None,
        found: Vec::new(),
        kept_until: None,
        section: None,
        code_below: None,
        after_item: None,
    };
    for (index, row) in source.rows.iter().enumerate() {
        let next = source.rows.get(index + 1).map_or("", |next| next.text.trim());
        reader.read(row, next);
    }
    reader.close();
    reader.found
}

impl Reader<'_> {
    fn read(&mut self, row: &Row, next: &str) {
        let text = row.text.trim_start();
        let indent = row.text.len() - text.len();
        if let Some(end) = self.kept_until {
            let is_end = if end.is_empty() {
                text.is_empty()
            } else {
                text.contains(end)
            };
            if !is_end {
                return;
            }
            self.kept_until = None;
            // A tag that ends an example begins something else.
            if end != "@" {
                return;
            }
        }
        if text.is_empty() {
            self.close();
            return;
        }
        if let Some((begin, end)) = KEPT.iter().find(|(begin, _)| text.starts_with(begin)) {
            self.close();
            let is_one_line = !end.is_empty() && text[begin.len()..].contains(end);
            self.kept_until = (!is_one_line).then_some(end);
            return;
        }
        if self.section.is_some_and(|section| indent <= section) {
            self.section = None;
        }
        if let Some(above) = self.code_below {
            if indent > above {
                return;
            }
            self.code_below = None;
        }
        let is_python = self.source.language == Language::Python;
        if is_python && SECTION.is_match(text) {
            self.close();
            self.section = Some(indent);
            return;
        }
        let is_underlined = next.len() >= 3 && next.chars().all(|character| "=-~^\"'".contains(character));
        let is_rule = !text.chars().any(char::is_alphanumeric);
        if is_rule || is_underlined || (is_python && TYPED.is_match(text)) || self.is_code(text, indent) {
            self.close();
            return;
        }
        self.read_text(row, text, indent);
        if is_python && text.ends_with("::") {
            self.close();
            self.code_below = Some(indent);
        }
    }

    fn read_text(&mut self, row: &Row, text: &str, indent: usize) {
        let opening = self.opening(text);
        let head = self
            .head(&text[opening..])
            .map(|(kind, length)| (kind, opening + length));
        let begins = head.is_some() || opening > 0 || !self.goes_on(indent);
        if begins {
            self.close();
        }
        let head = head.or_else(|| (opening > 0).then_some((Kind::Text, opening)));
        let (kind, length) = head.unwrap_or((Kind::Text, 0));
        let content = &text[length..];
        if begins && head.is_none() && SILENT.is_match(text) {
            return;
        }
        let tail = match self.is_marked_up().then(|| CLOSING.find(content)).flatten() {
            Some(tail) => content.len() - tail.start(),
            None => 0,
        };
        let content = &content[..content.len() - tail];
        if content.is_empty() {
            self.close();
            return;
        }
        let start = row.at + indent + length;
        let end = start + content.len();
        let is_heading = HEADING.is_match(text) && self.has_headings();
        match &mut self.open {
            Some(open) => {
                open.end = end;
                if open.lines.len() == 1 {
                    open.continuation = format!("{}{}", row.prefix, &row.text[..indent]);
                }
                open.lines.push(content.to_owned());
            }
            // Headings of documentation are names that tools and conventions know.
            None if is_heading => return,
            None => {
                let further = match kind {
                    Kind::Item => " ".repeat(wrap::columns(&text[..length])),
                    Kind::Tag if self.source.language == Language::Python => " ".repeat(4),
                    Kind::Tag | Kind::Text => String::new(),
                };
                self.open = Some(Open {
                    kind,
                    start,
                    end,
                    indent,
                    lines: vec![content.to_owned()],
                    continuation: format!("{}{}{further}", row.prefix, &row.text[..indent]),
                });
            }
        }
        if tail > 0 {
            self.close();
        }
    }

    /// Whether a line that begins with nothing special goes on with the paragraph before.
    fn goes_on(&self, indent: usize) -> bool {
        let Some(open) = &self.open else { return false };
        match open.kind {
            Kind::Item => true,
            Kind::Tag if self.source.language == Language::Python => indent > open.indent,
            Kind::Tag => indent >= open.indent,
            Kind::Text => indent == open.indent || open.lines.len() > 1 || self.is_first_row_open(open),
        }
    }

    /// Whether a paragraph began behind what opens a comment: its further lines may be indented in another way.
    fn is_first_row_open(&self, open: &Open) -> bool {
        self.source
            .rows
            .first()
            .is_some_and(|row| open.start >= row.at && open.start <= row.at + row.text.len())
    }

    fn is_code(&self, text: &str, indent: usize) -> bool {
        if self.source.language == Language::Python || self.head(text).is_some() {
            return false;
        }
        let least = if self.source.language == Language::Go {
            1
        } else {
            CODE_COLUMNS
        };
        let base = self
            .open
            .as_ref()
            .map(|open| open.indent)
            .or(self.after_item)
            .unwrap_or(0);
        let belongs = self
            .open
            .as_ref()
            .is_some_and(|open| open.kind != Kind::Text || open.lines.len() > 1);
        indent >= base + least && !belongs && self.after_item.is_none()
    }

    /// What a line begins with that is no part of its text, and how many bytes that is.
    fn head(&self, text: &str) -> Option<(Kind, usize)> {
        if let Some(item) = ITEM.find(text) {
            return Some((Kind::Item, item.end()));
        }
        if self.section.is_some()
            && let Some(parameter) = PARAMETER.find(text)
        {
            return Some((Kind::Tag, parameter.end()));
        }
        if self.is_comment()
            && let Some(tag) = TAG.find(text)
        {
            return Some((Kind::Tag, tag.end()));
        }
        let heading = HEADING.find(text).filter(|_| self.has_headings())?;
        Some((Kind::Text, heading.end()))
    }

    /// The tags that a line begins with.
    fn opening(&self, text: &str) -> usize {
        let found = self.is_marked_up().then(|| OPENING.find(text)).flatten();
        found.map_or(0, |found| found.end())
    }

    fn is_marked_up(&self) -> bool {
        matches!(
            self.source.enclosure,
            Enclosure::Xml { .. } | Enclosure::Block { .. }
        )
    }

    fn is_comment(&self) -> bool {
        self.source.enclosure != Enclosure::Prose
    }

    fn has_headings(&self) -> bool {
        match &self.source.enclosure {
            Enclosure::Lines { marker } => !marker.starts_with('#'),
            Enclosure::Prose => false,
            _ => true,
        }
    }

    /// Ends the paragraph that is being read.
    fn close(&mut self) {
        let Some(open) = self.open.take() else { return };
        self.after_item = (open.kind == Kind::Item).then_some(open.indent);
        let text = wrap::joined(open.lines.iter().map(String::as_str));
        let is_data = || open.lines.len() > 2 && open.lines.iter().all(|line| DATA.is_match(line));
        let is_text = has_words(&text)
            && !(self.is_comment() && (is_data() || is_code(self.source.language, &open.lines)));
        if !is_text {
            return;
        }
        self.found.push(Paragraph {
            bytes: open.start..open.end,
            text,
            continuation: open.continuation,
            width: self.source.width,
            enclosure: self.source.enclosure.clone(),
        });
    }
}

/// Whether lines are code of the language that is commented out: they look like it, and parse.
fn is_code(language: Language, lines: &[String]) -> bool {
    let looks = |line: &String| {
        let line = line.trim();
        let is_call = line.ends_with(')')
            && line
                .split('(')
                .next()
                .is_some_and(|name| !name.is_empty() && !name.contains(' '));
        is_call
            || line.ends_with([';', '{', '}'])
            || [" = ", " == ", " += ", " := ", " => "]
                .iter()
                .any(|mark| line.contains(mark))
            || (line.starts_with("return ") && !line.ends_with('.'))
            || (line.ends_with(':') && line.contains('('))
            || (language == Language::Python && STATEMENT.is_match(line))
    };
    let like_code = lines.iter().filter(|line| looks(line)).count();
    if like_code * 2 < lines.len() || like_code == 0 {
        return false;
    }
    if lines.iter().all(|line| line.ends_with([';', '{', '}'])) {
        return true;
    }
    let text = lines.join("\n");
    Document::new(&text, 0, language).snapshot().error_count() == Some(0)
}

fn expression(shape: &str) -> Regex {
    Regex::new(shape).expect("the shape is a valid expression")
}

impl Enclosure {
    /// Whether a backslash in it may be part of an escape.
    pub(super) fn escapes(&self) -> bool {
        matches!(
            self,
            Self::Docstring {
                backslash: Backslash::Escapes,
                ..
            }
        )
    }
}
