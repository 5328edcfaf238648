//! How the comment or text at a hole is written: what its lines begin with, and what ends it.

use ponder_text::{Language, Region};

use crate::extent::around::Around;

/// How the lines at a hole are written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Form {
    /// What a further line begins with; `None` where there can be none, as after a comment at a line of code.
    pub(crate) prefix: Option<String>,
    /// The marker that a further line must begin with to be part of the comment; empty if none is needed.
    pub(crate) marker: String,
    /// What ends the comment.
    pub(crate) closes: &'static [&'static str],
}

const QUOTES: &[&str] = &["\"\"\"", "'''"];

impl Form {
    pub(crate) fn at(around: &Around) -> Self {
        match around.region {
            Region::Prose if around.language == Language::GitCommit => Self::prose(around, ""),
            Region::Prose => Self::prose(around, list_prefix(&around.line_before)),
            _ => Self::comment(around),
        }
    }

    fn prose(around: &Around, list: &str) -> Self {
        let line = &around.line_before;
        let indentation = &line[..line.len() - line.trim_start().len()];
        let continued: String = list
            .chars()
            .map(|character| if character == '>' { '>' } else { ' ' })
            .collect();
        Self {
            prefix: Some(format!("{indentation}{continued}")),
            marker: String::new(),
            closes: &[],
        }
    }

    fn comment(around: &Around) -> Self {
        let line = &around.line_before;
        let content = line.trim_start();
        let indentation = &line[..line.len() - content.len()];
        let markers = around.language.comment_markers();
        let line_marker = markers
            .doc_line
            .iter()
            .chain(markers.line)
            .filter(|marker| content.starts_with(**marker))
            .max_by_key(|marker| marker.len());
        let block = markers.doc_block.iter().chain(markers.block);
        let opening = block
            .clone()
            .filter(|(open, _)| content.starts_with(open))
            .max_by_key(|(open, _)| open.len());
        if let Some((open, close)) = opening {
            let closes = if QUOTES.contains(open) {
                QUOTES
            } else {
                closes(close)
            };
            let star = if open.starts_with("/*") { " * " } else { "" };
            return Self {
                prefix: Some(format!("{indentation}{star}")),
                marker: String::new(),
                closes,
            };
        }
        if let Some(marker) = line_marker {
            return Self {
                prefix: Some(format!("{indentation}{marker}{}", space_after(content, marker))),
                marker: (*marker).to_owned(),
                closes: &[],
            };
        }
        let has_marker = |marker: &&str| line.contains(*marker);
        let is_trailing = markers.line.iter().any(has_marker)
            && markers.doc_block.iter().all(|(open, _)| !QUOTES.contains(open))
            || markers.block.iter().any(|(open, _)| line.contains(open));
        let is_docstring = markers.doc_block.iter().any(|(open, _)| QUOTES.contains(open))
            && around.region == Region::DocComment;
        if is_docstring {
            return Self {
                prefix: Some(indentation.to_owned()),
                marker: String::new(),
                closes: QUOTES,
            };
        }
        if is_trailing || around.language == Language::Python {
            return Self {
                prefix: None,
                marker: String::new(),
                closes: markers.block.first().map_or(&[], |(_, close)| closes(close)),
            };
        }
        // On a further line of a block comment.
        let star = if content.starts_with('*') {
            format!("*{}", space_after(content, "*"))
        } else {
            String::new()
        };
        Self {
            prefix: Some(format!("{indentation}{star}")),
            marker: String::new(),
            closes: markers.block.first().map_or(&[], |(_, close)| closes(close)),
        }
    }

    /// The text of a further line, without its indentation and marker; `None` if it is not part of the comment.
    pub(crate) fn content<'line>(&self, line: &'line str) -> Option<&'line str> {
        let trimmed = line.trim();
        if self.marker.is_empty() {
            let star = self.prefix.as_deref().is_some_and(|prefix| prefix.trim() == "*");
            return Some(match trimmed.strip_prefix('*') {
                Some(content) if star && !content.starts_with('*') => content.trim_start(),
                _ => trimmed,
            });
        }
        trimmed.strip_prefix(self.marker.as_str()).map(str::trim_start)
    }
}

/// The closing text in a form that outlives the call.
fn closes(close: &'static str) -> &'static [&'static str] {
    match close {
        "-->" => &["-->"],
        "]]" => &["]]"],
        "=end" => &["=end"],
        "-}" => &["-}"],
        "*)" => &["*)"],
        "|#" => &["|#"],
        "#>" => &["#>"],
        _ => &["*/"],
    }
}

/// The white space between a marker and the text: one space where there is none yet.
fn space_after(content: &str, marker: &str) -> String {
    let after = &content[marker.len()..];
    let space = &after[..after.len() - after.trim_start().len()];
    if space.is_empty() || space.len() == after.len() {
        " ".to_owned()
    } else {
        space.to_owned()
    }
}

/// What a line of a list or a quotation begins with, behind its indentation.
pub(crate) fn list_prefix(line: &str) -> &str {
    let content = line.trim_start();
    let digits = content.len()
        - content
            .trim_start_matches(|digit: char| digit.is_ascii_digit())
            .len();
    let marker = match content.as_bytes().get(digits) {
        Some(b'.' | b')') if digits > 0 => digits + 1,
        Some(b'-' | b'*' | b'+' | b'>') if digits == 0 => 1,
        _ => return "",
    };
    let space = content[marker..].len() - content[marker..].trim_start().len();
    if space == 0 {
        ""
    } else {
        &content[..marker + space]
    }
}
