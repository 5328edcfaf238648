//! What stands around a hole, as text: its line, its neighbors, and the brackets that the document still owes.

use ponder_text::{Language, Region};

use crate::hole::Hole;
use crate::stop::brackets::{Brackets, Open, Seen, TAB};

/// The width of a tab, where widths are compared.
pub(crate) const TAB_WIDTH: usize = TAB;

/// Bytes that are read before and after the hole: a function of a few hundred lines.
const WINDOW: usize = 16 * 1024;

/// Bytes of the hole's line that are looked at on each side; code has no longer ones.
const LINE: usize = 2000;

/// Non-blank lines after the hole's line that an answer is compared with.
const NEXT_LINES: usize = 8;

/// Closing brackets after the hole that are matched with the open ones before it.
const NEEDS: usize = 64;

/// The text around a hole. Line ends are `\n` here whatever the document has.
#[derive(Clone, Debug)]
pub(crate) struct Around {
    pub(crate) language: Language,
    pub(crate) region: Region,
    /// The hole's line before the cursor.
    pub(crate) line_before: String,
    /// The hole's line after the cursor.
    pub(crate) rest: String,
    /// The lines above the hole's, the nearest first, blank ones left out.
    pub(crate) above: Vec<String>,
    /// The lines below the hole's, the nearest first, blank ones left out.
    pub(crate) below: Vec<String>,
    /// The very next line, where it is not blank.
    pub(crate) next: Option<String>,
    /// Where in strings and comments the hole is. What is open before it is not in here.
    pub(crate) brackets: Brackets,
    /// What is open before the hole and not closed after it, the innermost first.
    pub(crate) owed: Vec<Open>,
    /// The hole's line, counted as those in `owed`.
    pub(crate) line: usize,
}

impl Around {
    pub(crate) fn of(hole: &Hole) -> Self {
        let before = unix(&hole.snapshot.before(hole.offset, WINDOW));
        let after = unix(&hole.snapshot.after(hole.offset, WINDOW));
        let cut = hole.offset > WINDOW;
        let (earlier, line_before) = before.rsplit_once('\n').unwrap_or(("", &before));
        let (rest, later) = after.split_once('\n').unwrap_or((&after, ""));
        let language = hole.snapshot.language();

        let mut brackets = Brackets::new(language);
        // What the window begins with may be the rest of a line.
        let whole_lines = if cut {
            earlier.split_once('\n').map_or("", |(_, lines)| lines)
        } else {
            earlier
        };
        if !whole_lines.is_empty() {
            brackets.read(whole_lines);
            brackets.step(b'\n');
        }
        let line_before = tail(line_before, LINE);
        brackets.read(line_before);
        match hole.region {
            // An unpaired quote somewhere above: what the tree says is right, at least for this line.
            Region::Code if !brackets.is_in_code() => {
                brackets = Brackets::new(language);
                brackets.read(line_before);
                brackets.enter_code();
            }
            Region::String if brackets.quote().is_none() => brackets.enter_text(b'"'),
            _ => {}
        }
        let open = brackets.open().to_vec();
        let line = brackets.line();
        brackets.forget_open();
        let owed = owed(&open, &brackets, &after);
        Self {
            language,
            region: hole.region,
            line_before: line_before.to_owned(),
            rest: head(rest, LINE).to_owned(),
            above: non_blank(whole_lines.rsplit('\n').take(200), NEXT_LINES),
            next: later
                .split('\n')
                .next()
                .filter(|next| !next.trim().is_empty())
                .map(|next| head(next, LINE).to_owned()),
            below: non_blank(later.split('\n'), NEXT_LINES),
            brackets,
            owed,
            line,
        }
    }

    /// The width of the indentation of the hole's line.
    pub(crate) fn indentation(&self) -> usize {
        indentation(&self.line_before)
    }

    /// Whether nothing but white space stands on the line before the hole.
    pub(crate) fn is_at_line_start(&self) -> bool {
        self.line_before.trim().is_empty()
    }

    /// The nearest line above that is no docstring: it opens the block that the hole is in, if any does.
    pub(crate) fn opener(&self) -> Option<&str> {
        let is_quoted = |line: &str| {
            ["\"\"\"", "'''"]
                .iter()
                .any(|quote| line.trim_end().ends_with(quote))
        };
        let begins = |line: &str| {
            ["\"\"\"", "'''"]
                .iter()
                .any(|quote| line.trim_start().starts_with(quote))
        };
        let mut lines = self.above.iter().map(String::as_str);
        let nearest = lines.next()?;
        if self.language != Language::Python || !is_quoted(nearest) {
            return Some(nearest);
        }
        let is_whole = begins(nearest) && nearest.trim().len() > 5;
        if !is_whole {
            lines.find(|line| begins(line))?;
        }
        lines.next()
    }

    /// White space of a width, as the file indents.
    pub(crate) fn blank(&self, width: usize) -> String {
        if self.unit() == "\t" {
            "\t".repeat(width / TAB) + &" ".repeat(width % TAB)
        } else {
            " ".repeat(width)
        }
    }

    /// The indentation that one more level adds, as the lines near the hole have it.
    pub(crate) fn unit(&self) -> String {
        let lines = || self.above.iter().chain(&self.below);
        if lines()
            .chain([&self.line_before])
            .any(|line| line.starts_with('\t'))
        {
            return "\t".to_owned();
        }
        let steps = lines()
            .zip(lines().skip(1))
            .map(|(one, other)| indentation(one).abs_diff(indentation(other)))
            .filter(|step| *step > 1);
        " ".repeat(steps.min().unwrap_or(TAB).min(8))
    }
}

/// The brackets of `open` that `after` leaves unclosed, the innermost first, up to the first that it closes.
///
/// A closing bracket that begins its line belongs to the line that is indented as it is: that tells which of several
/// open ones is the new one.
fn owed(open: &[Open], at_hole: &Brackets, after: &str) -> Vec<Open> {
    let mut scan = at_hole.clone();
    let mut left = open;
    let mut is_first = false;
    for byte in after.bytes().take(WINDOW) {
        let at_line_start = is_first;
        is_first = match byte {
            b'\n' => true,
            b' ' | b'\t' => is_first,
            _ => false,
        };
        let Seen::Unmatched(closer) = scan.step(byte) else {
            continue;
        };
        let own = left.iter().rposition(|open| {
            open.closer == closer && (!at_line_start || open.indentation == scan.indentation())
        });
        let Some(own) = own.or_else(|| left.iter().rposition(|open| open.closer == closer)) else {
            continue;
        };
        // The first that is closed: all that is further in is not.
        return left[own + 1..].iter().rev().copied().collect();
    }
    left = &open[open.len().saturating_sub(NEEDS)..];
    left.iter().rev().copied().collect()
}

/// The width of the white space that a line begins with.
pub(crate) fn indentation(line: &str) -> usize {
    line.bytes()
        .map_while(|byte| match byte {
            b' ' => Some(1),
            b'\t' => Some(TAB),
            _ => None,
        })
        .sum()
}

/// Whether a line of code ends with the beginning of a block.
pub(crate) fn opens_block(line: &str, language: Language) -> bool {
    let line = line.trim();
    let word = line
        .split(|character: char| !character.is_alphanumeric() && character != '_')
        .next()
        .unwrap_or_default();
    if line.ends_with(['{', '(', '[']) {
        return true;
    }
    match language {
        Language::Python => {
            line.ends_with(':')
                && [
                    "if", "elif", "else", "for", "while", "def", "class", "with", "try", "except", "finally",
                    "match", "case", "async",
                ]
                .contains(&word)
        }
        Language::Ruby => {
            [
                "def", "class", "module", "if", "unless", "while", "until", "case", "begin", "else", "elsif",
                "when", "rescue", "ensure",
            ]
            .contains(&word)
                && !line.ends_with("end")
                && !line.contains(" then ")
                || ends_with_word(line, "do")
                || line.ends_with('|') && line.contains(" do |")
        }
        Language::Lua => {
            ["then", "do", "else", "repeat"]
                .iter()
                .any(|end| ends_with_word(line, end))
                || line.ends_with(')')
                    && line.rsplit_once("function").is_some_and(|(_, parameters)| {
                        parameters.contains('(') && parameters.matches(')').count() == 1
                    })
        }
        Language::Bash => ["then", "do", "else"].iter().any(|end| ends_with_word(line, end)),
        Language::Yaml | Language::Other(_) => line.ends_with(':'),
        _ => line.ends_with(':') && ["case", "default"].contains(&word),
    }
}

/// Whether a line closes a block by a word, as `end` does.
pub(crate) fn closes_by_word(line: &str, language: Language) -> bool {
    let word = line
        .trim()
        .split(|character: char| !character.is_alphanumeric())
        .next()
        .unwrap_or_default();
    match language {
        Language::Ruby | Language::Lua => word == "end" || word == "until" && language == Language::Lua,
        Language::Bash => ["fi", "done", "esac"].contains(&word),
        Language::Other(_) => word == "end",
        _ => false,
    }
}

/// Whether a line of code goes on with the block that the line above it ended, or with its alternative.
pub(crate) fn continues(line: &str) -> bool {
    let line = line.trim();
    let word = line
        .split(|character: char| !character.is_alphanumeric())
        .next()
        .unwrap_or_default();
    [
        "else", "elif", "elsif", "except", "catch", "finally", "rescue", "ensure", "when", "then", "do",
        "in", "and", "or",
    ]
    .contains(&word)
        || line.starts_with(['.', ')', ']', '}', '?', ':', ',', '+', '|', '{', '='])
        || line.starts_with("&&")
}

fn ends_with_word(line: &str, word: &str) -> bool {
    line.strip_suffix(word)
        .is_some_and(|before| !before.ends_with(|last: char| last.is_alphanumeric() || last == '_'))
}

fn non_blank<'text>(lines: impl Iterator<Item = &'text str>, count: usize) -> Vec<String> {
    lines
        .filter(|line| !line.trim().is_empty())
        .map(|line| head(line, LINE).trim_end().to_owned())
        .take(count)
        .collect()
}

fn unix(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n")
}

/// At most the first bytes of a text, up to a character's end.
pub(crate) fn head(text: &str, bytes: usize) -> &str {
    let end = (0..=bytes.min(text.len()))
        .rev()
        .find(|end| text.is_char_boundary(*end));
    &text[..end.unwrap_or(0)]
}

/// At most the last bytes of a text, from a character's start.
pub(crate) fn tail(text: &str, bytes: usize) -> &str {
    let start = (text.len().saturating_sub(bytes)..=text.len()).find(|start| text.is_char_boundary(*start));
    &text[start.unwrap_or(text.len())..]
}
