//! The label that a line of a model's text begins with, in the forms in which models write them: as they were asked to,
//! or as a tag, a field, an element or a section of some documentation.

/// What a line is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Label {
    Summary,
    Details,
    /// The title of a list of parameters.
    Parameters,
    /// This parameter, whether or not there is such a one.
    Parameter(String),
    Returns,
    /// The title of a list of errors.
    Errors,
    /// An error, of this type if it is named.
    Error(Option<String>),
    Panics,
}

/// Where a line stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Within {
    Text,
    /// In a list of parameters, where each line begins with a name.
    Parameters,
    /// In a list of errors, likewise with a type.
    Errors,
}

/// The words that a label may be, or begin with, and what they mean before a name is looked for.
const WORDS: [(&str, Word); 37] = [
    ("summary", Word::Summary),
    ("brief", Word::Summary),
    ("description", Word::Summary),
    ("details", Word::Details),
    ("detail", Word::Details),
    ("remarks", Word::Details),
    ("parameters", Word::Parameters),
    ("params", Word::Parameters),
    ("arguments", Word::Parameters),
    ("args", Word::Parameters),
    ("parameter", Word::Parameters),
    ("param", Word::Parameters),
    ("argument", Word::Parameters),
    ("arg", Word::Parameters),
    ("tparam", Word::Parameters),
    ("returns", Word::Returns),
    ("return", Word::Returns),
    ("return value", Word::Returns),
    ("yields", Word::Returns),
    ("result", Word::Returns),
    ("errors", Word::Errors),
    ("error", Word::Errors),
    ("raises", Word::Errors),
    ("raise", Word::Errors),
    ("throws", Word::Errors),
    ("throw", Word::Errors),
    ("exceptions", Word::Errors),
    ("exception", Word::Errors),
    ("fails", Word::Errors),
    ("panics", Word::Panics),
    ("panic", Word::Panics),
    ("safety", Word::Details),
    ("output", Word::Returns),
    ("input", Word::Parameters),
    ("inputs", Word::Parameters),
    ("outputs", Word::Returns),
    ("fail", Word::Errors),
];

#[derive(Clone, Copy, PartialEq, Eq)]
enum Word {
    Summary,
    Details,
    Parameters,
    Returns,
    Errors,
    Panics,
}

/// The label of `line` and the text behind it, or `None` for a line of text. `names` are those of the parameters.
pub(super) fn label(line: &str, names: &[&str], within: Within) -> Option<(Label, String)> {
    let bare = ["- ", "* ", "+ ", "\u{2022} "]
        .iter()
        .find_map(|bullet| line.strip_prefix(bullet))
        .unwrap_or(line)
        .trim_start();
    if let Some(found) = element(bare).or_else(|| tag(bare)).or_else(|| field(bare)) {
        return Some(found);
    }
    if let Some((head, text)) = split(bare)
        && let Some(found) = titled(&head, text, names, within, line)
    {
        return Some(found);
    }
    // `Parameters` alone, and a name before a dash.
    let alone = plain(bare);
    if let Some(Word::Parameters | Word::Returns | Word::Errors) = word(&alone)
        && bare.len() <= 20
    {
        return meant(word(&alone)?, "", "");
    }
    match within {
        Within::Errors
            if kind_in(&alone).is_some() && !alone.contains(' ') && alone.contains(char::is_uppercase) =>
        {
            Some((Label::Error(kind_in(&alone)), String::new()))
        }
        Within::Parameters if names.contains(&alone.as_str()) => {
            Some((Label::Parameter(alone), String::new()))
        }
        _ => {
            let is_listed = within == Within::Parameters || bare.len() < line.len() || bare.starts_with('`');
            let (head, text) = [" - ", " \u{2013} ", " \u{2014} "]
                .iter()
                .find_map(|dash| bare.split_once(dash))?;
            let name = named(head)?;
            (is_listed && names.contains(&name.as_str()))
                .then(|| (Label::Parameter(name), text.trim().to_owned()))
        }
    }
}

/// `<param name="a">text</param>`
fn element(line: &str) -> Option<(Label, String)> {
    let (opening, rest) = line.strip_prefix('<')?.split_once('>')?;
    let (tag, attribute) = opening.split_once(' ').unwrap_or((opening, ""));
    let value = attribute
        .split_once('"')
        .and_then(|(_, value)| value.split_once('"'))
        .map_or("", |(value, _)| value);
    let text = rest.split_once("</").map_or(rest, |(text, _)| text).trim();
    match tag.strip_prefix('/') {
        // What follows is told apart by its own element.
        Some(tag) => word(tag).map(|_| (Label::Details, String::new())),
        None => match word(tag)? {
            Word::Parameters => Some((Label::Parameter(value.to_owned()), text.to_owned())),
            Word::Errors => Some((Label::Error(kind_in(value)), text.to_owned())),
            other => meant(other, "", text),
        },
    }
}

/// `@param {number} a - text`, `\return text`
fn tag(line: &str) -> Option<(Label, String)> {
    let rest = line.strip_prefix(['@', '\\'])?;
    let (tag, text) = rest.split_once(' ').unwrap_or((rest, ""));
    let text = text.trim();
    let typed = [('{', '}'), ('[', ']')].iter().find_map(|(open, close)| {
        text.strip_prefix(*open)?
            .split_once(*close)
            .map(|(kind, rest)| (kind, rest.trim()))
    });
    let (kind, text) = typed.map_or((None, text), |(kind, rest)| (Some(kind), rest));
    match word(tag.trim_end_matches(':'))? {
        Word::Parameters => {
            let (name, text) = text.split_once(' ').unwrap_or((text, ""));
            Some((Label::Parameter(named(name)?), without_dash(text)))
        }
        Word::Errors => match (kind, text.split_once(' ')) {
            (Some(kind), _) => Some((Label::Error(kind_in(kind)), without_dash(text))),
            (None, Some((kind, rest))) if looks_like_kind(kind) => {
                Some((Label::Error(kind_in(kind)), without_dash(rest)))
            }
            (None, _) => Some((Label::Error(None), without_dash(text))),
        },
        other => meant(other, "", &without_dash(text)),
    }
}

/// `:param int a: text`
fn field(line: &str) -> Option<(Label, String)> {
    let (head, text) = line.strip_prefix(':')?.split_once(':')?;
    let (tag, rest) = head.split_once(' ').unwrap_or((head, ""));
    let word = word(tag)?;
    let name = rest.rsplit(' ').next().unwrap_or_default();
    meant(word, name, text.trim())
}

/// `head: text`
fn titled(head: &str, text: &str, names: &[&str], within: Within, line: &str) -> Option<(Label, String)> {
    let title = plain(head);
    if let Some(word) = word(&title) {
        return meant(word, "", text);
    }
    if let Some((first, rest)) = title.split_once(' ')
        && let Some(word @ (Word::Parameters | Word::Errors)) = word(first)
    {
        return match word {
            Word::Parameters => {
                let name = named(rest).filter(|_| rest.split(' ').count() <= 4)?;
                meant(word, &name, text)
            }
            _ if looks_like_kind(rest) => Some((Label::Error(kind_in(rest)), text.to_owned())),
            // The brackets that it was asked with.
            _ if rest.starts_with('(') => meant(word, "", text),
            _ => None,
        };
    }
    let name = named(head)?;
    if names.contains(&name.as_str())
        && (title == name || head.contains(['(', '`', '*', '[']) || within == Within::Parameters)
    {
        // In `a : int` a type follows, and the text on the next line.
        let is_typed =
            within == Within::Parameters && line.split(':').next().is_some_and(|head| head.ends_with(' '));
        let text = if is_typed { "" } else { text };
        return Some((Label::Parameter(name), text.to_owned()));
    }
    match within {
        Within::Errors if looks_like_kind(&title) => Some((Label::Error(kind_in(&title)), text.to_owned())),
        // A parameter that there is not.
        Within::Parameters if title == name => Some((Label::Parameter(name), text.to_owned())),
        _ => None,
    }
}

/// What a word means with a name and a text behind it, either of which may be empty.
fn meant(word: Word, name: &str, text: &str) -> Option<(Label, String)> {
    let text = text.to_owned();
    match word {
        Word::Summary => Some((Label::Summary, text)),
        Word::Details => Some((Label::Details, text)),
        Word::Returns => Some((Label::Returns, text)),
        Word::Panics => Some((Label::Panics, text)),
        Word::Parameters if !name.is_empty() => Some((Label::Parameter(name.to_owned()), text)),
        Word::Parameters if text.is_empty() => Some((Label::Parameters, text)),
        // `Parameter: a - text`
        Word::Parameters => {
            let (name, text) = text.split_once([':', ' ']).unwrap_or((&text, ""));
            Some((Label::Parameter(named(name)?), without_dash(text)))
        }
        Word::Errors if !name.is_empty() => Some((Label::Error(kind_in(name)), text)),
        Word::Errors if text.is_empty() => Some((Label::Errors, text)),
        // `Raises: ValueError: text`
        Word::Errors => match text.split_once([':', ' ']) {
            Some((kind, rest)) if looks_like_kind(kind) => {
                Some((Label::Error(kind_in(kind)), without_dash(rest)))
            }
            _ => Some((Label::Error(None), text)),
        },
    }
}

fn word(text: &str) -> Option<Word> {
    let text = text.to_lowercase();
    WORDS
        .iter()
        .find_map(|(word, meaning)| (*word == text).then_some(*meaning))
}

/// `line` before and behind the first colon that stands neither in backquotes nor in brackets.
fn split(line: &str) -> Option<(String, &str)> {
    let mut is_quoted = false;
    let mut depth = 0_usize;
    for (index, character) in line.char_indices() {
        match character {
            '`' => is_quoted = !is_quoted,
            '(' | '[' | '<' => depth += 1,
            ')' | ']' | '>' => depth = depth.saturating_sub(1),
            ':' if !is_quoted && depth == 0 => {
                let head = &line[..index];
                let text = &line[index + 1..];
                // `std::out_of_range` is one name.
                if text.starts_with(':') || head.ends_with(':') {
                    continue;
                }
                // In `**Summary:** text` the emphasis ends behind the mark.
                let open = ["**", "__", "*", "_"].iter().find(|emphasis| {
                    head.starts_with(**emphasis) && !head[emphasis.len()..].ends_with(**emphasis)
                });
                let text = open.map_or(text, |emphasis| text.strip_prefix(emphasis).unwrap_or(text));
                return Some((head.to_owned(), text.trim()));
            }
            _ => {}
        }
    }
    None
}

/// A title without emphasis and quotes.
fn plain(title: &str) -> String {
    title
        .trim()
        .trim_matches(['*', '`', '#', ' '])
        .replace(['`', '*'], "")
}

/// The name that a text begins with: `a`, `` `a` ``, `**a**`, `*args`, `a (int)`, `a: u8`.
fn named(text: &str) -> Option<String> {
    let text = text.trim_start_matches(['*', '`', ' ', '&', '.', '"', '\'', '\\']);
    let end = text
        .find(|character: char| !(character.is_alphanumeric() || matches!(character, '_' | '$')))
        .unwrap_or(text.len());
    (end > 0).then(|| text[..end].to_owned())
}

/// A name of a type that can be written anywhere: ASCII letters, digits, `_`, and dots or colons between.
fn kind_in(text: &str) -> Option<String> {
    let text = text
        .trim()
        .trim_matches(['`', '*', '{', '}', '[', ']', '(', ')', ':', '.', ',']);
    let is_kind = text.len() <= 80
        && text.starts_with(|first: char| first.is_ascii_alphabetic())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b':'));
    is_kind.then(|| text.to_owned())
}

/// Whether a word is a type and not the first word of a sentence.
fn looks_like_kind(word: &str) -> bool {
    kind_in(word).is_some_and(|kind| {
        kind.contains(['.', ':'])
            || kind.ends_with("Error")
            || kind.ends_with("Exception")
            || kind.chars().skip(1).any(char::is_uppercase) && kind.starts_with(char::is_uppercase)
    })
}

fn without_dash(text: &str) -> String {
    text.trim_start_matches([' ', '-', ':', '\u{2013}', '\u{2014}'])
        .to_owned()
}
