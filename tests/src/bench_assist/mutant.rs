//! Programs with one small mistake, made by the rules of syntax and the same each time: an operator, a number that is one
//! off, `and` for `or`, another variable.

use std::collections::BTreeSet;
use std::io;
use std::ops::Range;

use ponder_tests::random::Random;
use ponder_tests::sandbox::{Ended, run_python_told};

use super::program::Program;

/// Mistakes that are tried with a program before it is left out.
const MOST_TRIES: usize = 12;

/// Operators, longest first, and what is written in their place; those without a mistake are only recognized.
const OPERATORS: [(&str, Option<&str>); 26] = [
    ("**=", None),
    ("//=", Some("*=")),
    ("->", None),
    ("**", None),
    ("//", Some("%")),
    ("<=", Some("<")),
    (">=", Some(">")),
    ("==", Some("!=")),
    ("!=", Some("==")),
    ("+=", Some("-=")),
    ("-=", Some("+=")),
    ("*=", Some("+=")),
    ("/=", Some("*=")),
    ("%=", None),
    (":=", None),
    ("<<", None),
    (">>", None),
    ("&=", None),
    ("|=", None),
    ("^=", None),
    ("<", Some("<=")),
    (">", Some(">=")),
    ("+", Some("-")),
    ("-", Some("+")),
    ("*", Some("+")),
    ("%", Some("//")),
];

/// Words, and what is written in their place.
const WORDS: [(&str, &str); 8] = [
    ("and", "or"),
    ("or", "and"),
    ("True", "False"),
    ("False", "True"),
    ("min", "max"),
    ("max", "min"),
    ("any", "all"),
    ("all", "any"),
];

/// A program with a mistake.
#[derive(Debug, Clone)]
pub(crate) struct Mutant {
    pub(crate) text: String,
    /// What its test complains of.
    pub(crate) complaint: String,
}

/// A mistake: what is written in the place of these bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Mistake {
    bytes: Range<usize>,
    text: String,
}

/// The program with a mistake that its test finds; `None` where none of those tried is found.
///
/// # Errors
///
/// If Python cannot be started.
pub(crate) fn mutant(program: &Program, seed: u64) -> io::Result<Option<Mutant>> {
    let mut mistakes = mistakes(&program.text, program.body());
    Random::new(seed).shuffle(&mut mistakes);
    for Mistake { bytes, text } in mistakes.into_iter().take(MOST_TRIES) {
        let mut wrong = program.text.clone();
        wrong.replace_range(bytes, &text);
        let run = run_python_told(&program.tested(&wrong))?;
        if run.ended == Ended::Failed
            && !run.errors.contains("SyntaxError")
            && let Some(complaint) = complaint(&run.errors, program.name())
        {
            return Ok(Some(Mutant {
                text: wrong,
                complaint,
            }));
        }
    }
    Ok(None)
}

/// What a traceback says, in a line as test runners show it.
fn complaint(errors: &str, function: &str) -> Option<String> {
    let lines: Vec<&str> = errors.lines().map(str::trim).collect();
    let error = lines.iter().rev().find(|line| !line.is_empty())?;
    let check = lines.iter().rev().find(|line| line.starts_with("assert "));
    let check = check.map(|check| check.replace("candidate(", &format!("{function}(")));
    Some(match check {
        Some(check) => format!("{error}, at `{check}`"),
        None => (*error).to_owned(),
    })
}

/// Every mistake that can be made in `text` from the byte `from` on.
fn mistakes(text: &str, from: usize) -> Vec<Mistake> {
    let tokens = tokens(text, from);
    let variables = variables(text, &tokens);
    let mut mistakes = Vec::new();
    for (index, token) in tokens.iter().enumerate() {
        let word = &text[token.clone()];
        let previous = index
            .checked_sub(1)
            .map_or("", |before| &text[tokens[before].clone()]);
        let next = tokens.get(index + 1).map_or("", |after| &text[after.clone()]);
        let mut written = |with: &str| {
            mistakes.push(Mistake {
                bytes: token.clone(),
                text: with.to_owned(),
            });
        };
        if let Some((_, with)) = OPERATORS.iter().find(|(operator, _)| *operator == word) {
            if let Some(with) = with {
                written(with);
            }
        } else if let Some((_, with)) = WORDS.iter().find(|(known, _)| *known == word) {
            written(with);
        } else if let Ok(number) = word.parse::<u32>() {
            written(&(number + 1).to_string());
            number
                .checked_sub(1)
                .iter()
                .for_each(|less| written(&less.to_string()));
        } else if variables.contains(word) && next != "=" && previous != "for" && previous != "." {
            let others = variables.iter().filter(|other| **other != word);
            others.take(2).for_each(|other| written(other));
        }
    }
    mistakes
}

/// Words, numbers and operators; not what stands in strings and comments.
fn tokens(text: &str, from: usize) -> Vec<Range<usize>> {
    let mut tokens = Vec::new();
    let mut at = from;
    while let Some(first) = text[at..].chars().next() {
        let rest = &text[at..];
        let length = if first == '#' {
            rest.find('\n').unwrap_or(rest.len())
        } else if matches!(first, '"' | '\'') {
            string(rest, first)
        } else if first.is_alphanumeric() || first == '_' {
            let is_part =
                |part: char| part.is_alphanumeric() || part == '_' || (part == '.' && first.is_ascii_digit());
            let length = rest.find(|part| !is_part(part)).unwrap_or(rest.len());
            // Of a prefixed string the prefix is no word.
            if !rest[length..].starts_with(['"', '\'']) {
                tokens.push(at..at + length);
            }
            length
        } else if let Some((operator, _)) = OPERATORS.iter().find(|(operator, _)| rest.starts_with(operator))
        {
            tokens.push(at..at + operator.len());
            operator.len()
        } else {
            if !first.is_whitespace() {
                tokens.push(at..at + first.len_utf8());
            }
            first.len_utf8()
        };
        at += length;
    }
    tokens
}

/// The length of the string that `rest` begins with.
fn string(rest: &str, quote: char) -> usize {
    let long = quote.to_string().repeat(3);
    if rest.starts_with(&long) {
        return rest[3..].find(&long).map_or(rest.len(), |end| end + 6);
    }
    let mut is_escaped = false;
    for (at, character) in rest.char_indices().skip(1) {
        match character {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            '\n' => return at,
            _ if character == quote => return at + 1,
            _ => {}
        }
    }
    rest.len()
}

/// Names that are given a value.
fn variables<'text>(text: &'text str, tokens: &[Range<usize>]) -> BTreeSet<&'text str> {
    let words: Vec<&str> = tokens.iter().map(|token| &text[token.clone()]).collect();
    let is_name = |word: &str| word.starts_with(|first: char| first.is_alphabetic() || first == '_');
    words
        .windows(2)
        .filter_map(|pair| match pair {
            [name, "=" | "+=" | "-="] | ["for", name] if is_name(name) => Some(*name),
            _ => None,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::suite::program::programs;

    fn wrong(text: &str) -> Vec<String> {
        mistakes(text, 0)
            .into_iter()
            .map(|Mistake { bytes, text: with }| {
                let mut wrong = text.to_owned();
                wrong.replace_range(bytes, &with);
                wrong
            })
            .collect()
    }

    #[test]
    fn one_token_is_wrong_and_strings_and_comments_stay() {
        assert_eq!(wrong("a <= 'x < 1' # 1 + 1"), ["a < 'x < 1' # 1 + 1"]);
        assert_eq!(wrong("f(1) and g"), ["f(2) and g", "f(0) and g", "f(1) or g"]);
        assert_eq!(wrong("a = b\nc = a"), ["a = b\nc = c"]);
        assert_eq!(wrong("'''1 + 1''' f'{1}' 1.5"), Vec::<String>::new());
    }

    #[test]
    fn a_complaint_names_the_check() {
        let errors = "Traceback (most recent call last):\n  File \"program.py\", line 9, in check\n    \
                      assert candidate(1) == 2\n           ^^^^^\nAssertionError\n";
        assert_eq!(
            complaint(errors, "double").as_deref(),
            Some("AssertionError, at `assert double(1) == 2`")
        );
        assert_eq!(complaint("", "double"), None);
    }

    #[test]
    fn mutants_fail_their_tests_and_are_the_same_each_time() {
        let programs = programs();
        let found: Vec<_> = programs[..6]
            .iter()
            .filter_map(|program| mutant(program, 1).expect("python3 starts"))
            .collect();
        assert!(found.len() >= 3, "{found:?}");
        let again: Vec<_> = programs[..6]
            .iter()
            .filter_map(|program| mutant(program, 1).expect("python3 starts"))
            .collect();
        let texts = |mutants: &[Mutant]| {
            mutants
                .iter()
                .map(|mutant| mutant.text.clone())
                .collect::<Vec<_>>()
        };
        assert_eq!(texts(&found), texts(&again));
    }
}
