//! Notices the signals of a text.

use super::signals::{Signal, Signals};
use super::tokens::{self, Kind, Token};
use super::vocabulary::{self, Topic};

/// How far into a text, in tokens, a sort of writing counts as what is asked for.
const OPENING: usize = 24;

/// The longest word that is looked up.
const LONGEST_WORD: usize = 16;

/// What is noticed about a text in two parts (the second empty for one of usual length).
pub(super) fn signals(start: &str, end: &str, tokens: &[Token<'_>]) -> Signals {
    let mut signals = Signals::default();
    let mut code_words = 0;
    for (index, token) in tokens.iter().enumerate() {
        let before = index.checked_sub(1).map(|before| &tokens[before]);
        let after = tokens.get(index + 1);
        match token.kind {
            Kind::Word => {
                code_words += word(token, index, &mut signals);
                signals.note(Signal::Identifier, is_identifier(token, after));
                signals.note(Signal::Call, is_call(token, after));
                signals.note(
                    Signal::FileName,
                    before.is_some_and(|dot| is_file_name(&tokens[..index], dot, token)),
                );
                signals.note(
                    Signal::Language,
                    is_c_family(token, after) || is_short_language(token, before),
                );
            }
            Kind::Symbol => {
                signals.note(Signal::Operator, vocabulary::is_operator(token.text));
                signals.note(Signal::MathSign, token.text.chars().any(vocabulary::is_math_sign));
                signals.note(Signal::Formula, is_formula(token, before, after));
            }
            Kind::Number | Kind::Ideograph => {}
        }
    }
    for text in [start, end] {
        lines(text, &mut signals);
        code_words += phrases(text, &mut signals);
    }
    shape(start, tokens, &mut signals);
    signals.note(Signal::CodeWord, code_words >= 1);
    signals.note(Signal::CodeWords, code_words >= 3);
    signals
}

/// Notes what a word is of. Returns 1 for a word of programmers.
fn word(token: &Token<'_>, index: usize, signals: &mut Signals) -> usize {
    let mut lower = [0; LONGEST_WORD];
    let Some(lower) = lower.get_mut(..token.text.len()) else {
        return 0;
    };
    lower.copy_from_slice(token.text.as_bytes());
    lower.make_ascii_lowercase();
    let topics = str::from_utf8(lower).map_or(&[][..], vocabulary::topics);
    for topic in topics {
        let (signal, noticed) = match topic {
            Topic::Code => continue,
            Topic::Language => (Signal::Language, true),
            Topic::Tool => (Signal::Tool, true),
            Topic::Mathematics => (Signal::MathWord, true),
            Topic::Logic => (Signal::LogicWord, true),
            Topic::Writing => (Signal::Writing, index < OPENING),
            Topic::Translation => (Signal::Translation, index < OPENING),
            Topic::Rewriting => (Signal::Rewriting, index < OPENING),
        };
        signals.note(signal, noticed);
    }
    usize::from(topics.contains(&Topic::Code))
}

/// Whether nothing stands between two tokens.
fn adjoins(first: &Token<'_>, second: &Token<'_>) -> bool {
    std::ptr::eq(first.text.as_bytes().as_ptr_range().end, second.text.as_ptr())
}

/// A name such as `read_file` or `readFile`.
fn is_identifier(token: &Token<'_>, after: Option<&Token<'_>>) -> bool {
    let letters = token.text.as_bytes();
    let has_hump = letters
        .windows(2)
        .any(|pair| pair[0].is_ascii_lowercase() && pair[1].is_ascii_uppercase());
    // Brand names have their hump behind one letter (`iPhone`, `eBay`) or are short; most others are names in code.
    let is_brand = letters.len() < 6 || letters.get(1).is_some_and(u8::is_ascii_uppercase);
    after.is_some_and(|after| after.text == "_" && adjoins(token, after)) || (has_hump && !is_brand)
}

/// A name with brackets behind it, unless mathematics writes it so: `f(x)`, `sin(x)`.
fn is_call(token: &Token<'_>, after: Option<&Token<'_>>) -> bool {
    token.text.len() > 2
        && !matches!(
            token.text,
            "sin" | "cos" | "tan" | "sqrt" | "log" | "exp" | "lim" | "gcd" | "lcm"
        )
        && after.is_some_and(|after| after.text.starts_with('(') && adjoins(token, after))
}

/// A name, a dot and the extension of a source file.
fn is_file_name(before: &[Token<'_>], dot: &Token<'_>, extension: &Token<'_>) -> bool {
    dot.text == "."
        && adjoins(dot, extension)
        && before
            .len()
            .checked_sub(2)
            .is_some_and(|name| adjoins(&before[name], dot))
        && vocabulary::is_source_extension(extension.text)
}

/// `C++` and `C#`.
fn is_c_family(token: &Token<'_>, after: Option<&Token<'_>>) -> bool {
    matches!(token.text, "C" | "c" | "F" | "f")
        && after.is_some_and(|after| matches!(after.text, "++" | "#") && adjoins(token, after))
}

/// A language whose name is a common word, behind a word that makes it a language.
fn is_short_language(token: &Token<'_>, before: Option<&Token<'_>>) -> bool {
    let is_name = matches!(
        token.text,
        "C" | "Go" | "go" | "R" | "Rust" | "rust" | "Swift" | "swift" | "Dart" | "dart" | "Julia"
    );
    is_name && before.is_some_and(|word| matches!(word.text, "in" | "In" | "using" | "with" | "用" | "写"))
}

/// An operation between numbers or unknowns of one letter. A stroke is none: 24/7 and 3/4 are dates and parts.
fn is_formula(token: &Token<'_>, before: Option<&Token<'_>>, after: Option<&Token<'_>>) -> bool {
    let is_term =
        |term: &Token<'_>| term.kind == Kind::Number || (term.kind == Kind::Word && term.text.len() == 1);
    matches!(
        token.text,
        "+" | "*" | "^" | "=" | "×" | "÷" | "**" | "<" | ">" | "<=" | ">="
    ) && before.is_some_and(is_term)
        && after.is_some_and(|after| is_term(after) || matches!(after.text, "?" | "("))
}

/// Notes what the lines of a text look like. A line may end in `\n` spelled out, as pasted strings do.
fn lines(text: &str, signals: &mut Signals) {
    let is_code = |line: &&str| {
        let line = line.trim();
        line.ends_with([';', '{', '}']) || line.ends_with("):") || vocabulary::opens_code(line)
    };
    let code_lines = text
        .split('\n')
        .flat_map(|line| line.split("\\n"))
        .filter(is_code)
        .count();
    signals.note(Signal::CodeLine, code_lines >= 1);
    signals.note(Signal::CodeLines, code_lines >= 3);
    signals.note(Signal::Fence, text.contains("```"));
    signals.note(Signal::Lines, text.trim().contains('\n'));
    signals.note(Signal::MathSign, vocabulary::LATEX.are_in(text));
    signals.note(Signal::Markup, vocabulary::MARKUP.are_in(text));
}

/// Notes the phrases in a text. Returns how many are of programmers.
fn phrases(text: &str, signals: &mut Signals) -> usize {
    let lower = text.to_ascii_lowercase();
    signals.note(
        Signal::Quantity,
        vocabulary::ENGLISH_QUANTITY_PHRASES.are_in(&lower),
    );
    signals.note(Signal::ErrorReport, vocabulary::ERROR_PHRASES.are_in(&lower));
    if !text.chars().any(tokens::is_ideograph) {
        return 0;
    }
    signals.note(Signal::MathWord, vocabulary::MATH_PHRASES.are_in(text));
    signals.note(Signal::LogicWord, vocabulary::LOGIC_PHRASES.are_in(text));
    signals.note(Signal::Quantity, vocabulary::QUANTITY_PHRASES.are_in(text));
    let opening = tokens::start_of(text, 3 * OPENING);
    signals.note(Signal::Writing, vocabulary::WRITING_PHRASES.are_in(opening));
    signals.note(
        Signal::Translation,
        vocabulary::TRANSLATION_PHRASES.are_in(opening),
    );
    signals.note(Signal::Rewriting, vocabulary::REWRITING_PHRASES.are_in(opening));
    vocabulary::CODE_PHRASES.count_in(text)
}

/// Notes length, script, numbers and the last sign.
fn shape(text: &str, tokens: &[Token<'_>], signals: &mut Signals) {
    let count = |kind: Kind| tokens.iter().filter(|token| token.kind == kind).count();
    let numbers = count(Kind::Number);
    let is_chinese = count(Kind::Ideograph) > 0;
    let has_latin = tokens
        .iter()
        .any(|token| token.kind == Kind::Word && token.text.is_ascii());
    signals.note(Signal::Chinese, is_chinese);
    signals.note(Signal::Mixed, is_chinese && has_latin);
    signals.note(Signal::VeryShort, tokens.len() <= 4);
    signals.note(Signal::Short, tokens.len() <= 10);
    signals.note(Signal::Long, tokens.len() > 150);
    signals.note(Signal::Question, text.trim_end().ends_with(['?', '？']));
    signals.note(Signal::SomeNumbers, (2..4).contains(&numbers));
    signals.note(Signal::ManyNumbers, numbers >= 4);
    signals.note(
        Signal::QuantityOfNumbers,
        signals.has(Signal::Quantity) && numbers >= 2,
    );
}
