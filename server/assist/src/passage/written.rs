//! Writing a new text to where a paragraph stands. Whatever the text is, it stays within the passage.

use ponder_text::{Language, Snapshot};

use super::{Enclosure, Paragraph, wrap};
use crate::directive::{is_directive, without_directives};
use crate::visible::visible_beside;
use crate::{Edit, Refusal};

/// Columns that are left for text at the least.
const LEAST: usize = 20;

/// The edit that writes `text` to where `paragraph` stands; `None` if nothing changes by it.
pub(crate) fn written(
    snapshot: &Snapshot,
    paragraph: &Paragraph,
    text: &str,
) -> Result<Option<Edit>, Refusal> {
    // As it is, however it was wrapped.
    if wrap::joined(text.lines()) == paragraph.text {
        return Ok(None);
    }
    let lines = lines(snapshot, paragraph, text)?;
    Ok(edit(snapshot, paragraph, paragraph.bytes.end, &[lines]))
}

/// The edits that write `text`, whose paragraphs are separated by empty lines, to where `paragraphs` stand.
///
/// Refused where it has another number of paragraphs, unless theirs follow each other with nothing between them.
pub(crate) fn rewritten(
    snapshot: &Snapshot,
    paragraphs: &[&Paragraph],
    text: &str,
) -> Result<Vec<Edit>, Refusal> {
    let texts = texts(paragraphs, text);
    let (Some(first), Some(last)) = (paragraphs.first(), paragraphs.last()) else {
        return Ok(Vec::new());
    };
    if texts.is_empty() {
        return Err(Refusal::Nothing);
    }
    if texts.len() == paragraphs.len() {
        let edits = paragraphs
            .iter()
            .zip(&texts)
            .map(|(paragraph, text)| written(snapshot, paragraph, text));
        return Ok(edits
            .collect::<Result<Vec<_>, _>>()?
            .into_iter()
            .flatten()
            .collect());
    }
    let are_neighbors = paragraphs.windows(2).all(|pair| match pair {
        [one, other] => follows(snapshot, one, other),
        _ => false,
    });
    if !are_neighbors || first.width.is_none() {
        let is_shorter = texts.len() < paragraphs.len();
        return Err(if is_shorter {
            Refusal::LeftOut
        } else {
            Refusal::TooLong
        });
    }
    let all = texts
        .iter()
        .map(|text| lines(snapshot, first, text))
        .collect::<Result<Vec<_>, _>>()?;
    Ok(edit(snapshot, first, last.bytes.end, &all).into_iter().collect())
}

/// The paragraphs of `text`, as those of a passage are separated.
fn texts(paragraphs: &[&Paragraph], text: &str) -> Vec<String> {
    let mut texts: Vec<Vec<&str>> = vec![Vec::new()];
    for line in text.lines().map(str::trim) {
        match texts.last_mut() {
            Some(last) if !line.is_empty() => last.push(line),
            Some(last) if !last.is_empty() => texts.push(Vec::new()),
            _ => {}
        }
    }
    texts.retain(|lines| !lines.is_empty());
    let lines: Vec<&str> = texts.concat();
    if let [paragraph] = paragraphs
        && paragraph.width.is_none()
    {
        return (!lines.is_empty())
            .then(|| wrap::joined(lines.into_iter()))
            .into_iter()
            .collect();
    }
    // Items of a list come without empty lines between them.
    if texts.len() != paragraphs.len() && lines.len() == paragraphs.len() {
        return lines.into_iter().map(str::to_owned).collect();
    }
    texts
        .into_iter()
        .map(|lines| wrap::joined(lines.into_iter()))
        .collect()
}

/// Whether nothing but empty lines stands between two paragraphs of the same form.
fn follows(snapshot: &Snapshot, one: &Paragraph, other: &Paragraph) -> bool {
    if one.continuation != other.continuation || one.enclosure != other.enclosure {
        return false;
    }
    let between = snapshot.slice(one.bytes.end..other.bytes.start);
    let mut lines = between.split('\n').map(|line| line.trim_end_matches('\r'));
    let marker = one.continuation.trim();
    let rest = lines.next();
    let lines: Vec<&str> = lines.collect();
    rest.is_some_and(|rest| rest.trim().is_empty())
        && lines.last() == Some(&other.continuation.as_str())
        && lines.iter().all(|line| line.trim() == marker)
}

/// The edit from the start of `paragraph` to `end`, unless it changes nothing.
fn edit(snapshot: &Snapshot, paragraph: &Paragraph, end: usize, texts: &[Vec<String>]) -> Option<Edit> {
    let line_break = line_break(snapshot);
    let next = format!("{line_break}{}", paragraph.continuation);
    let empty = format!("{line_break}{}{next}", paragraph.continuation.trim_end());
    let texts: Vec<String> = texts.iter().map(|lines| lines.join(&next)).collect();
    let bytes = paragraph.bytes.start..end;
    let new_text = texts.join(&empty);
    (snapshot.slice(bytes.clone()) != new_text).then_some(Edit { bytes, new_text })
}

fn line_break(snapshot: &Snapshot) -> &'static str {
    if snapshot.slice(0..snapshot.line_start(1)).ends_with("\r\n") {
        "\r\n"
    } else {
        "\n"
    }
}

/// The lines of `text` as they stand in the paragraph, without what they begin with.
fn lines(snapshot: &Snapshot, paragraph: &Paragraph, text: &str) -> Result<Vec<String>, Refusal> {
    let visible = visible_beside(text, &paragraph.text);
    let text = wrap::joined(visible.lines());
    let text = beginning_as_text(&text, paragraph);
    if text.is_empty() {
        return Err(Refusal::Nothing);
    }
    let language = snapshot.language();
    let text = enclosed(language, paragraph, &text);
    let line_start = snapshot.line_start(snapshot.line_of(paragraph.bytes.start));
    let before = snapshot.slice(line_start..paragraph.bytes.start);
    let lines = match paragraph.width {
        Some(width) => {
            let room = |taken: &str| width.saturating_sub(wrap::columns(taken)).max(LEAST);
            wrap::wrapped(&text, room(&before), room(&paragraph.continuation), |word| {
                may_begin(word, paragraph)
            })
        }
        None => vec![text],
    };
    let is_last = lines.len() - 1;
    let behind = snapshot.after(paragraph.bytes.end, 4);
    let lines: Vec<String> = lines
        .into_iter()
        .enumerate()
        .map(|(index, line)| {
            // Judged line by line as they stand in the end: what is in the middle of a line may come to begin one.
            let line = without_directives(language, &line);
            let line = enclosed_line(paragraph, line);
            let line = apart_from_start(
                if index == 0 {
                    &before
                } else {
                    &paragraph.continuation
                },
                line,
            );
            if index == is_last {
                apart_from_end(line, &behind)
            } else {
                line
            }
        })
        .collect();
    if let Enclosure::Lines { marker } | Enclosure::Xml { marker } = &paragraph.enclosure {
        let marked = |index: usize, line: &String| {
            let before = if index == 0 {
                before.as_str()
            } else {
                paragraph.continuation.as_str()
            };
            before
                .find(marker.as_str())
                .map(|at| format!("{}{line}", &before[at..]))
        };
        let all = lines
            .iter()
            .enumerate()
            .filter_map(|(index, line)| marked(index, line));
        if all.into_iter().any(|line| is_directive(language, &line)) {
            return Err(Refusal::MoreThanComments);
        }
    }
    Ok(lines)
}

/// Whether a line may begin with `word` and still be a line of text.
fn may_begin(word: &str, paragraph: &Paragraph) -> bool {
    let is_number = word
        .strip_suffix(['.', ')'])
        .is_some_and(|digits| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()));
    let is_mark = word.chars().all(|character| "-*+•=_~#".contains(character));
    let is_comment = paragraph.enclosure != Enclosure::Prose;
    !(is_number
        || is_mark
        || word.starts_with(['>', '|', '#'])
        || word.starts_with("```")
        || word.starts_with("~~~")
        || (is_comment && word.starts_with(['@', '\\', ':', '<', '.'])))
}

/// `text` without marks at its start that would make it something else than text.
fn beginning_as_text(text: &str, paragraph: &Paragraph) -> String {
    let own = paragraph.text.split(' ').next().unwrap_or_default();
    let mut text = text.trim();
    loop {
        let first = text.split(' ').next().unwrap_or_default();
        let is_mark = !first.is_empty() && first.chars().all(|character| "-*+•=_~#>|`".contains(character));
        if !is_mark || first == own {
            break;
        }
        text = text[first.len()..].trim_start();
    }
    let first = text.split(' ').next().unwrap_or_default();
    if !first.is_empty()
        && first != own
        && paragraph.enclosure != Enclosure::Prose
        && first.starts_with(['@', '\\', ':'])
    {
        return format!("`{}`{}", first.replace('`', ""), &text[first.len()..]);
    }
    // Git takes such lines for comments.
    if first != own && first.starts_with('#') && paragraph.enclosure == Enclosure::Prose {
        return text.trim_start_matches('#').trim_start().to_owned();
    }
    text.to_owned()
}

/// `text` with nothing in it that ends what it is written into, or begins something in there.
fn enclosed(language: Language, paragraph: &Paragraph, text: &str) -> String {
    match &paragraph.enclosure {
        Enclosure::Prose => text.to_owned(),
        Enclosure::Lines { .. } => without_continuation(text),
        Enclosure::Xml { .. } => without_continuation(&with_known_tags(text, &paragraph.text)),
        Enclosure::Block { open, close } => {
            let opening = open.trim_end_matches(['*', '!']);
            let mut text = text.to_owned();
            for mark in [close.as_str(), opening, "*/", "/*"] {
                text = apart(&text, mark);
            }
            if language == Language::Ruby && text.starts_with("=end") {
                text.insert(0, ' ');
            }
            text
        }
        Enclosure::Docstring { quotes, .. } => {
            in_docstring(text, &paragraph.text, quotes, paragraph.enclosure.escapes())
        }
    }
}

/// The same for one line of it, where breaking lines may have made a difference.
fn enclosed_line(paragraph: &Paragraph, line: String) -> String {
    match &paragraph.enclosure {
        Enclosure::Lines { .. } | Enclosure::Xml { .. } => without_continuation(&line),
        Enclosure::Block { close, .. } => apart(&line, close),
        Enclosure::Docstring { .. } | Enclosure::Prose => line,
    }
}

/// A line that does not go on with the next one: in some languages a backslash, or the trigraph for it, would make it.
fn without_continuation(line: &str) -> String {
    let mut kept = line.trim_end_matches(['\\', ' ']);
    while let Some(rest) = kept.strip_suffix("??/") {
        kept = rest.trim_end_matches(['\\', ' ']);
    }
    kept.to_owned()
}

/// `text` with a space in each `mark`.
fn apart(text: &str, mark: &str) -> String {
    let Some(second) = mark.char_indices().nth(1).map(|(index, _)| index) else {
        return text.to_owned();
    };
    let mut text = text.to_owned();
    while text.contains(mark) {
        text = text.replace(mark, &format!("{} {}", &mark[..second], &mark[second..]));
    }
    text
}

/// `text` without tags that `own` has not, nor an ampersand by itself.
fn with_known_tags(text: &str, own: &str) -> String {
    let mut written = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['<', '>', '&']) {
        written.push_str(&rest[..at]);
        rest = &rest[at..];
        let known = match rest.chars().next() {
            Some('<') => rest.find('>').map(|end| end + 1),
            Some('&') => rest.find(';').map(|end| end + 1),
            _ => None,
        };
        if let Some(length) = known.filter(|length| own.contains(&rest[..*length])) {
            written.push_str(&rest[..length]);
            rest = &rest[length..];
            continue;
        }
        written.push_str(match rest.as_bytes().first() {
            Some(b'<') => "&lt;",
            Some(b'>') => "&gt;",
            _ if ["&lt;", "&gt;", "&amp;"]
                .iter()
                .any(|entity| rest.starts_with(entity)) =>
            {
                "&"
            }
            _ => "&amp;",
        });
        rest = &rest[1..];
    }
    written + rest
}

/// A text that can't end a docstring, nor escape anything in it that `own` does not, nor is run by `doctest`.
fn in_docstring(text: &str, own: &str, quotes: &str, escapes: bool) -> String {
    let quote = if quotes.starts_with('"') { '"' } else { '\'' };
    let other = if quote == '"' { '\'' } else { '"' };
    let mut written = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        if character == '\\' && escapes {
            let pair = characters.peek().map(|next| format!("\\{next}"));
            match pair.filter(|pair| {
                own.contains(pair.as_str()) && !pair.ends_with(['N', 'x', 'u', 'U', '0', '1', '2', '3'])
            }) {
                Some(pair) => {
                    written.push_str(&pair);
                    characters.next();
                }
                None => written.push_str("\\\\"),
            }
        } else if character == quote
            && (quotes.len() == 1 || written.ends_with(quote) || characters.peek().is_none())
        {
            written.push(other);
        } else {
            written.push(character);
        }
    }
    if !escapes {
        written.truncate(written.trim_end_matches('\\').len());
    }
    written.replace(">>>", ">> >")
}

/// `line` with a space before it where it would make what stands before it something else.
fn apart_from_start(before: &str, line: String) -> String {
    let touches = before
        .chars()
        .next_back()
        .is_some_and(|last| !last.is_whitespace() && !last.is_alphanumeric());
    if touches && !line.starts_with(char::is_alphanumeric) && !line.is_empty() {
        format!(" {line}")
    } else {
        line
    }
}

/// `line` with a space behind it where it would make what stands behind it something else.
fn apart_from_end(line: String, behind: &str) -> String {
    let touches = behind.chars().next().is_some_and(|first| !first.is_whitespace());
    if touches && line.ends_with(['*', '/', ']', '=', '-', '>', '<', '&', '\\', '"', '\'']) {
        format!("{line} ")
    } else {
        line
    }
}
