//! Whether a function waits to be written: a comment says what it does, and nothing does it yet.

use ponder_text::{Language, Snapshot, Symbol};

use super::lines::is_comment;

/// Bytes behind a signature that are looked at; a placeholder with its comments is shorter.
const MOST: usize = 8 * 1024;

/// What stands for a body that is not there.
const PLACEHOLDERS: [&str; 7] = [
    "",
    "pass",
    "...",
    ":",
    "todo!()",
    "unimplemented!()",
    "raise NotImplementedError",
];

/// How a placeholder begins that says in words what it is, in lower case and without whitespace.
const COMPLAINTS: [&str; 10] = [
    "todo!(",
    "unimplemented!(",
    "panic!(",
    "panic(",
    "error(",
    "thrownew",
    "raisenotimplementederror",
    "thrownotimplemented",
    "throwstd::",
    "std::abort(",
];

/// The words that such a placeholder has to have, likewise.
const WORDS: [&str; 5] = ["implement", "todo", "unsupportedoperation", "unwritten", "todo!("];

/// Whether a function waits to be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unwritten {
    /// It does.
    Yes,
    /// It does something, or is only declared.
    HasBody,
    /// It does nothing, and nothing says what it should do.
    HasNoComment,
}

/// Whether `function` waits to be written. Looks at its text.
pub(crate) fn unwritten(snapshot: &Snapshot, function: &Symbol) -> Unwritten {
    let from = function.signature.end;
    if function.range.end.saturating_sub(from) > MOST {
        return Unwritten::HasBody;
    }
    let language = snapshot.language();
    let mut behind = snapshot.slice(from..function.range.end);
    let mut is_commented = function.documentation.is_some();
    // A docstring is a comment too.
    if let Some(docstring) = function
        .documentation
        .as_ref()
        .filter(|bytes| bytes.start >= from)
    {
        behind.replace_range(docstring.start - from..docstring.end - from, "");
    }
    let Some(body) = body(language, &behind, function.body.is_some()) else {
        return Unwritten::HasBody;
    };
    let (code, has_comments) = without_comments(language, body);
    if !is_placeholder(&code) {
        return Unwritten::HasBody;
    }
    is_commented |= has_comments;
    is_commented |= snapshot
        .line_of(function.range.start)
        .checked_sub(1)
        .is_some_and(|above| is_comment(snapshot, above));
    if is_commented {
        Unwritten::Yes
    } else {
        Unwritten::HasNoComment
    }
}

/// What stands between the braces, or what a language has for them. `None` where the function is only declared.
fn body(language: Language, behind: &str, has_body: bool) -> Option<&str> {
    let behind = behind.trim().trim_end_matches(';').trim_end();
    match language {
        Language::Python => Some(behind),
        Language::Ruby | Language::Lua => {
            // Ruby has functions of one expression, which have no end.
            behind.strip_suffix("end")
        }
        _ if !has_body => None,
        // C# has bodies of one expression.
        Language::CSharp if behind.starts_with("=>") => behind.strip_prefix("=>"),
        _ => behind.strip_prefix('{')?.strip_suffix('}'),
    }
}

/// `text` without its comments, and whether there were any with words in them. Knows no strings: what stands in quotes may
/// be cut off.
fn without_comments(language: Language, text: &str) -> (String, bool) {
    let markers = language.comment_markers();
    let blocks = || markers.block.iter().chain(markers.doc_block);
    let lines = || markers.line.iter().chain(markers.doc_line);
    let mut code = String::new();
    let mut has_words = false;
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let comment = if let Some((open, close)) = blocks().find(|(open, _)| rest.starts_with(open)) {
            rest[open.len()..]
                .find(close)
                .map_or(rest.len(), |end| open.len() + end + close.len())
        } else if lines().any(|marker| rest.starts_with(marker)) {
            rest.find(['\n', '\r']).unwrap_or(rest.len())
        } else {
            0
        };
        if comment > 0 {
            has_words |= rest[..comment].contains(char::is_alphabetic);
            rest = &rest[comment..];
        } else {
            code.push(first);
            rest = &rest[first.len_utf8()..];
        }
    }
    (code, has_words)
}

fn is_placeholder(code: &str) -> bool {
    let code = code.trim().trim_end_matches(';').trim_end();
    if PLACEHOLDERS.contains(&code) {
        return true;
    }
    if code.lines().count() > 3 || code.len() > 300 {
        return false;
    }
    let packed: String = code
        .chars()
        .filter(|character| !character.is_whitespace())
        .flat_map(char::to_lowercase)
        .collect();
    // One statement only.
    let statement = packed.trim_end_matches(';');
    !statement.contains(';')
        && COMPLAINTS.iter().any(|begin| statement.starts_with(begin))
        && WORDS.iter().any(|word| statement.contains(word))
}
