//! What a reader would notice about a text: that it holds code, a formula, a quantity asked for, a wish for a poem.
//!
//! Signals carry the reason in words. How much each is worth is learned, like everything else.

use super::tokens::{Kind, Token, is_ideograph};
use super::vocabulary::{self, Topic};

/// Something noticed about a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Signal {
    /// A fenced block.
    Fence,
    /// One line that ends as lines of code end.
    CodeLine,
    /// Three such lines or more.
    CodeLines,
    /// A name such as `read_file` or `readFile`.
    Identifier,
    /// A name with brackets behind it.
    Call,
    /// A sign such as `==`, `->` or `::`.
    Operator,
    /// A file name that ends as source files end.
    FileName,
    /// A tag of HTML.
    Markup,
    /// The name of a programming language.
    Language,
    /// The name of a library, a tool or a format of programmers.
    Tool,
    /// A word of programmers.
    CodeWord,
    /// Three words of programmers or more.
    CodeWords,
    /// The report of an error of a program.
    ErrorReport,
    /// An operation between numbers or unknowns.
    Formula,
    /// `LaTeX`, or a sign of mathematics.
    MathSign,
    /// A word of mathematics.
    MathWord,
    /// Two or three numbers.
    SomeNumbers,
    /// Four numbers or more.
    ManyNumbers,
    /// A quantity is asked for.
    Quantity,
    /// A quantity is asked for and two numbers or more are given.
    QuantityOfNumbers,
    /// A word of logic.
    LogicWord,
    /// A sort of writing is named in the first words.
    Writing,
    /// A translation is asked for.
    Translation,
    /// Rewriting or summing up is asked for.
    Rewriting,
    /// Four tokens or fewer.
    VeryShort,
    /// Ten tokens or fewer.
    Short,
    /// More than 150 tokens.
    Long,
    /// A question mark at the end.
    Question,
    /// More than one line.
    Lines,
    /// Chinese.
    Chinese,
    /// Chinese with a word in Latin letters.
    Mixed,
}

impl Signal {
    /// Every signal.
    pub const ALL: [Self; 31] = [
        Self::Fence,
        Self::CodeLine,
        Self::CodeLines,
        Self::Identifier,
        Self::Call,
        Self::Operator,
        Self::FileName,
        Self::Markup,
        Self::Language,
        Self::Tool,
        Self::CodeWord,
        Self::CodeWords,
        Self::ErrorReport,
        Self::Formula,
        Self::MathSign,
        Self::MathWord,
        Self::SomeNumbers,
        Self::ManyNumbers,
        Self::Quantity,
        Self::QuantityOfNumbers,
        Self::LogicWord,
        Self::Writing,
        Self::Translation,
        Self::Rewriting,
        Self::VeryShort,
        Self::Short,
        Self::Long,
        Self::Question,
        Self::Lines,
        Self::Chinese,
        Self::Mixed,
    ];

    /// How many there are.
    pub const COUNT: usize = Self::ALL.len();
}

/// A set of signals.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Signals(u32);

impl Signals {
    /// Whether this was noticed.
    pub fn has(self, signal: Signal) -> bool {
        self.0 >> (signal as u32) & 1 == 1
    }

    /// Those that were noticed.
    pub fn iter(self) -> impl Iterator<Item = Signal> {
        Signal::ALL.into_iter().filter(move |signal| self.has(*signal))
    }

    fn note(&mut self, signal: Signal, noticed: bool) {
        self.0 |= u32::from(noticed) << (signal as u32);
    }
}

/// How far into a text a sort of writing counts as what is asked for.
const OPENING: usize = 24;

/// What is noticed about a text in two parts (the second empty for one of usual length).
pub(super) fn of(start: &str, end: &str, tokens: &[Token<'_>]) -> Signals {
    let mut signals = Signals::default();
    let mut code_words = 0;
    let mut numbers = 0;
    for (index, token) in tokens.iter().enumerate() {
        let (before, after) = (
            index.checked_sub(1).map(|before| &tokens[before]),
            tokens.get(index + 1),
        );
        match token.kind {
            Kind::Number => numbers += 1,
            Kind::Word => {
                for topic in vocabulary::topics(token.text) {
                    match topic {
                        Topic::Language => signals.note(Signal::Language, true),
                        Topic::Tool => signals.note(Signal::Tool, true),
                        Topic::Code => code_words += 1,
                        Topic::Mathematics => signals.note(Signal::MathWord, true),
                        Topic::Logic => signals.note(Signal::LogicWord, true),
                        Topic::Writing => signals.note(Signal::Writing, index < OPENING),
                        Topic::Translation => signals.note(Signal::Translation, index < OPENING),
                        Topic::Rewriting => signals.note(Signal::Rewriting, index < OPENING),
                    }
                }
                signals.note(Signal::Identifier, is_identifier(token, before, after));
                signals.note(Signal::Call, is_call(token, after));
                signals.note(
                    Signal::FileName,
                    before.is_some_and(|before| before.text == "." && adjoins(before, token))
                        && vocabulary::is_source_extension(token.text)
                        && index >= 2
                        && adjoins(&tokens[index - 2], token_before(tokens, index)),
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
            Kind::Ideograph => {}
        }
    }
    for text in [start, end] {
        of_lines(text, &mut signals);
        of_phrases(text, &mut signals, &mut code_words);
    }
    of_shape(start, tokens, &mut signals);
    signals.note(Signal::CodeWord, code_words >= 1);
    signals.note(Signal::CodeWords, code_words >= 3);
    signals.note(Signal::SomeNumbers, (2..4).contains(&numbers));
    signals.note(Signal::ManyNumbers, numbers >= 4);
    signals.note(
        Signal::QuantityOfNumbers,
        signals.has(Signal::Quantity) && numbers >= 2,
    );
    signals
}

fn token_before<'a, 't>(tokens: &'t [Token<'a>], index: usize) -> &'t Token<'a> {
    &tokens[index - 1]
}

/// Whether nothing stands between two tokens.
fn adjoins(first: &Token<'_>, second: &Token<'_>) -> bool {
    std::ptr::eq(first.text.as_bytes().as_ptr_range().end, second.text.as_ptr())
}

fn is_identifier(token: &Token<'_>, before: Option<&Token<'_>>, after: Option<&Token<'_>>) -> bool {
    let snake = after.is_some_and(|after| after.text == "_" && adjoins(token, after))
        && before.is_none_or(|before| !before.text.starts_with("__") || adjoins(before, token));
    let letters = token.text.as_bytes();
    let humps = letters
        .windows(2)
        .filter(|pair| pair[0].is_ascii_lowercase() && pair[1].is_ascii_uppercase())
        .count();
    // Brand names have one hump behind one letter (`iPhone`, `eBay`) or are few; most others are names in code.
    snake || (humps >= 1 && letters.len() >= 6 && letters.get(1).is_some_and(u8::is_ascii_lowercase))
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

/// `C++` and `C#`.
fn is_c_family(token: &Token<'_>, after: Option<&Token<'_>>) -> bool {
    matches!(token.text, "C" | "c" | "F" | "f")
        && after.is_some_and(|after| matches!(after.text, "++" | "#") && adjoins(token, after))
}

/// A language whose name is a common word, behind a word that makes it a language.
fn is_short_language(token: &Token<'_>, before: Option<&Token<'_>>) -> bool {
    matches!(
        token.text,
        "C" | "Go" | "go" | "R" | "Rust" | "rust" | "Swift" | "swift" | "Dart" | "dart" | "Julia"
    ) && before
        .is_some_and(|before| matches!(before.text, "in" | "In" | "using" | "with" | "用" | "使" | "写"))
}

/// An operation between numbers or unknowns of one letter.
fn is_formula(token: &Token<'_>, before: Option<&Token<'_>>, after: Option<&Token<'_>>) -> bool {
    let is_term =
        |term: &Token<'_>| term.kind == Kind::Number || (term.kind == Kind::Word && term.text.len() == 1);
    let (Some(before), Some(after)) = (before, after) else {
        return false;
    };
    match token.text {
        "+" | "*" | "^" | "=" | "×" | "÷" | "/" | "**" | "<" | ">" | "<=" | ">=" => {
            is_term(before)
                && (is_term(after) || after.text == "?" || after.text == "(")
                && (before.kind == Kind::Number || after.kind == Kind::Number || token.text != "/")
                // 24/7 and 3/4 are rather dates and fractions.
                && token.text != "/"
        }
        _ => false,
    }
}

fn of_lines(text: &str, signals: &mut Signals) {
    let mut code_lines = 0;
    for line in text.split('\n').flat_map(|line| line.split("\\n")) {
        let line = line.trim();
        if line.ends_with([';', '{', '}'])
            || line.ends_with("):")
            || line.ends_with(");")
            || vocabulary::opens_code(line)
        {
            code_lines += 1;
        }
    }
    signals.note(Signal::CodeLine, code_lines >= 1);
    signals.note(Signal::CodeLines, code_lines >= 3);
    signals.note(Signal::Fence, text.contains("```"));
    signals.note(Signal::Lines, text.trim().contains('\n'));
    signals.note(
        Signal::MathSign,
        text.contains("\\frac")
            || text.contains("\\int")
            || text.contains("\\sqrt")
            || text.contains("\\sum"),
    );
    signals.note(
        Signal::Markup,
        text.contains("</")
            || text.contains("/>")
            || ["<div", "<html", "<td", "<li", "<a ", "<p>", "<img"]
                .iter()
                .any(|tag| text.contains(tag)),
    );
}

fn of_phrases(text: &str, signals: &mut Signals, code_words: &mut usize) {
    if text.chars().any(is_ideograph) {
        *code_words += vocabulary::CODE_PHRASES
            .iter()
            .filter(|phrase| text.contains(**phrase))
            .count();
        signals.note(
            Signal::MathWord,
            vocabulary::MATH_PHRASES
                .iter()
                .any(|phrase| text.contains(phrase)),
        );
        signals.note(
            Signal::LogicWord,
            vocabulary::LOGIC_PHRASES
                .iter()
                .any(|phrase| text.contains(phrase)),
        );
        signals.note(
            Signal::Quantity,
            vocabulary::QUANTITY_PHRASES
                .iter()
                .any(|phrase| text.contains(phrase)),
        );
        let opening = &text[..text.floor_char_boundary(3 * OPENING)];
        signals.note(
            Signal::Writing,
            vocabulary::WRITING_PHRASES
                .iter()
                .any(|phrase| opening.contains(phrase)),
        );
        signals.note(
            Signal::Translation,
            opening.contains("翻译") || opening.contains("译成") || opening.contains("译为"),
        );
        signals.note(
            Signal::Rewriting,
            vocabulary::REWRITING_PHRASES
                .iter()
                .any(|phrase| opening.contains(phrase)),
        );
    }
    let lower = text.to_ascii_lowercase();
    signals.note(
        Signal::Quantity,
        lower.contains("how many") || lower.contains("how much"),
    );
    signals.note(
        Signal::ErrorReport,
        vocabulary::ERROR_PHRASES
            .iter()
            .any(|phrase| lower.contains(phrase)),
    );
}

fn of_shape(text: &str, tokens: &[Token<'_>], signals: &mut Signals) {
    let chinese = tokens.iter().any(|token| token.kind == Kind::Ideograph);
    signals.note(Signal::Chinese, chinese);
    signals.note(
        Signal::Mixed,
        chinese
            && tokens
                .iter()
                .any(|token| token.kind == Kind::Word && token.text.is_ascii()),
    );
    signals.note(Signal::VeryShort, tokens.len() <= 4);
    signals.note(Signal::Short, tokens.len() <= 10);
    signals.note(Signal::Long, tokens.len() > 150);
    signals.note(Signal::Question, text.trim_end().ends_with(['?', '？']));
}
