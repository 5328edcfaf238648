//! Where code ends: with its line, its statement or its block, or at the text after the hole.

use ponder_text::{Language, Region};

use super::LINES;
use super::brackets::{Brackets, Open, Seen};
use super::repetition::repeated_lines;
use crate::extent::Extent;
use crate::extent::around::{Around, closes_by_word, continues, indentation, opens_block};

/// Empty lines before the text; more say that nothing belongs here.
const LEADING: usize = 2;

#[derive(Clone, Debug)]
pub(super) struct Code {
    extent: Extent,
    language: Language,
    is_string: bool,
    line_before: String,
    rest: String,
    below: Vec<String>,
    brackets: Brackets,
    /// What is open before the hole and closed nowhere, the innermost last.
    owed: Vec<Open>,
    /// Those of them that open the block were opened on a line before this one.
    block_before: usize,
    /// The least indentation of the text, once it is known.
    floor: Option<usize>,
    /// The lines that were read whole, without white space around them.
    lines: Vec<String>,
    /// Whether the line's first word is still to be judged.
    is_undecided: bool,
    /// Whether the block of the hole was closed.
    is_closed: bool,
}

impl Code {
    pub(super) fn new(around: &Around, extent: Extent) -> Self {
        let opens_here =
            opens_block(&around.line_before, around.language) && !around.line_before.ends_with('(');
        let opener = match extent {
            Extent::Block if around.is_at_line_start() => {
                around.opener().and_then(|above| outside(above, around.language))
            }
            Extent::Block if opens_here => Some(around.indentation()),
            Extent::Block => around.indentation().checked_sub(1),
            // The text goes on below a line: not further out than it.
            Extent::Statement if !around.is_at_line_start() => Some(indentation(&around.line_before)),
            Extent::Statement | Extent::Line => None,
        };
        let owed = match extent {
            // What encloses a statement is none of its own.
            Extent::Statement => own_brackets(around),
            Extent::Line | Extent::Block => around.owed.iter().rev().copied().collect(),
        };
        Self {
            extent,
            language: around.language,
            is_string: around.region == Region::String,
            line_before: around.line_before.clone(),
            rest: around.rest.trim().to_owned(),
            below: around.below.clone(),
            brackets: around.brackets.clone(),
            owed,
            block_before: around.line + usize::from(opens_here),
            floor: opener,
            lines: Vec::new(),
            is_undecided: false,
            is_closed: false,
        }
    }

    pub(super) fn step(&mut self, byte: u8, text: &str, line_start: usize) -> Option<usize> {
        let before = text.len() - 1;
        let line = &text[line_start..];
        let is_word_byte = byte == b'_' || byte.is_ascii_alphanumeric() || !byte.is_ascii();
        if self.is_undecided
            && !line.trim().is_empty()
            && !is_word_byte
            && let Some(end) = self.begin_line(line, &text[..line_start])
        {
            return Some(end);
        }
        let quote = self.brackets.quote();
        let seen = self.brackets.step(byte);
        if let Some(quote) = quote
            && self.is_string
            && self.brackets.is_in_code()
        {
            self.is_string = false;
            // A string that is closed behind the hole ends there.
            let quote = char::from(quote);
            let is_long = text.ends_with(&quote.to_string().repeat(3));
            if self.rest.contains(quote) || is_long && self.below.iter().any(|line| line.contains(quote)) {
                return Some(if is_long { text.len() - 3 } else { before });
            }
        }
        let Seen::Unmatched(closer) = seen else {
            return None;
        };
        if let Some(open) = self.owed.pop_if(|open| open.closer == closer) {
            self.is_closed |= open.line < self.block_before;
            return None;
        }
        let is_first = line.trim().len() == 1;
        Some(if is_first {
            text[..line_start].trim_end().len()
        } else {
            before
        })
    }

    pub(super) fn end_line(&mut self, text: &str, line_start: usize) -> Option<usize> {
        let end = text.len() - 1;
        let above = &text[..line_start];
        let line = &text[line_start..end];
        let is_inside = !self.brackets.is_in_code();
        if self.is_undecided
            && !line.trim().is_empty()
            && let Some(end) = self.begin_line(line, above)
        {
            return Some(end);
        }
        self.brackets.step(b'\n');
        let has_text = !above.trim().is_empty();
        let result = if line.trim().is_empty() {
            self.end_blank_line(above.trim_end().len(), has_text)
        } else {
            self.end_full_line(line, line_start, end, is_inside)
        };
        self.lines.push(line.trim().to_owned());
        self.is_undecided = true;
        result.or_else(|| {
            let repeated = repeated_lines(&self.lines)?;
            let kept = self.lines.len() - repeated;
            Some(
                text.split('\n')
                    .take(kept)
                    .map(|line| line.len() + 1)
                    .sum::<usize>()
                    - 1,
            )
        })
    }

    fn end_blank_line(&self, text_end: usize, has_text: bool) -> Option<usize> {
        let blank = self.lines.iter().rev().take_while(|line| line.is_empty()).count() + 1;
        let limit = match (has_text, self.extent) {
            (false, Extent::Line) if !self.rest.is_empty() || self.is_string => 0,
            (false, Extent::Line) => 1,
            (false, _) => LEADING,
            (true, Extent::Statement) if self.brackets.open().is_empty() => 0,
            (true, _) => 1,
        };
        (blank > limit).then_some(text_end)
    }

    fn end_full_line(&mut self, line: &str, line_start: usize, end: usize, is_inside: bool) -> Option<usize> {
        let full = if self.lines.is_empty() {
            format!("{}{line}", self.line_before)
        } else {
            line.to_owned()
        };
        if self.floor.is_none() {
            self.floor = Some(indentation(&full));
        }
        if self.extent == Extent::Line
            || self.is_closed && self.brackets.open().is_empty()
            || self.lines.len() + 1 >= LINES
        {
            return Some(end);
        }
        let is_own_line = !self.lines.is_empty() || self.line_before.trim().is_empty();
        let is_next = self.below.first().is_some_and(|below| is_same_line(&full, below));
        (is_own_line && is_next && !is_inside).then(|| line_start.saturating_sub(1))
    }

    /// Judges a line by its indentation and first word.
    fn begin_line(&mut self, line: &str, above: &str) -> Option<usize> {
        self.is_undecided = false;
        let own = indentation(line);
        let (true, Some(floor)) = (
            self.brackets.is_in_code() && self.brackets.open().is_empty(),
            self.floor,
        ) else {
            return None;
        };
        let end = Some(above.trim_end().len());
        let has_text = !above.trim().is_empty();
        if line.trim_start().starts_with([')', ']', '}']) {
            // Brackets tell more than the indentation.
            return None;
        }
        match self.extent {
            Extent::Line => None,
            Extent::Block if own > floor => None,
            Extent::Block => {
                let is_there = self
                    .below
                    .first()
                    .is_some_and(|below| closes_by_word(below, self.language) && indentation(below) == own);
                if closes_by_word(line, self.language) && !is_there {
                    self.is_closed = true;
                    return None;
                }
                end
            }
            Extent::Statement if own < floor => end,
            Extent::Statement if !has_text || own > floor => None,
            Extent::Statement => {
                let last = self.lines.iter().rev().find(|line| !line.is_empty());
                let goes_on = continues(line)
                    || closes_by_word(line, self.language)
                    || last.is_none_or(|last| is_unfinished(last, self.language));
                if goes_on { None } else { end }
            }
        }
    }

    pub(super) fn finish(&mut self, text: &str, line_start: usize) -> Option<usize> {
        let line = &text[line_start..];
        if self.is_undecided && !line.trim().is_empty() {
            return self.begin_line(line, &text[..line_start]);
        }
        None
    }
}

/// What is open on the hole's line, the innermost last.
fn own_brackets(around: &Around) -> Vec<Open> {
    let own = around.owed.iter().take_while(|open| open.line == around.line);
    let mut own: Vec<Open> = own.copied().collect();
    own.reverse();
    own
}

/// The indentation that is outside of the block that a line opens or, when part of it is typed already, stands in.
fn outside(line: &str, language: Language) -> Option<usize> {
    if opens_block(line, language) {
        Some(indentation(line))
    } else {
        indentation(line).checked_sub(1)
    }
}

/// Whether a line that a model wrote is one that stands in the document, but for white space and what ends it.
pub(crate) fn is_same_line(line: &str, other: &str) -> bool {
    let bare = |line: &str| -> String {
        line.trim_end_matches([',', ';', ' ', '\t'])
            .chars()
            .filter(|character| !character.is_whitespace())
            .collect()
    };
    let has_words = other.contains(char::is_alphanumeric);
    has_words && indentation(line) == indentation(other) && bare(line) == bare(other)
}

/// Whether a statement goes on on the next line, or the line only introduces one.
fn is_unfinished(line: &str, language: Language) -> bool {
    let is_comment = language
        .comment_markers()
        .line
        .iter()
        .any(|marker| line.starts_with(marker))
        || line.starts_with("/*");
    let is_attribute = line.starts_with('@') || line.starts_with("#[") || line.starts_with("template");
    let goes_on = line.ends_with(['+', '-', '*', '=', '&', '|', '?', '\\', '.'])
        && !line.ends_with("++")
        && !line.ends_with("--");
    is_comment || is_attribute || goes_on
}

/// What begins a line of its own at the left margin: it ends all that is indented.
pub(super) fn declarations(language: Language) -> &'static [&'static str] {
    match language {
        Language::Python => &["\ndef ", "\nclass ", "\nif __name__"],
        Language::Rust => &["\nfn ", "\npub ", "\nimpl "],
        Language::Go => &["\nfunc ", "\ntype "],
        Language::JavaScript | Language::TypeScript | Language::Tsx => {
            &["\nexport ", "\nfunction ", "\nclass "]
        }
        Language::C | Language::Cpp => &["\nstatic ", "\nvoid ", "\nint "],
        Language::Lua => &["\nlocal function ", "\nfunction "],
        _ => &[],
    }
}
