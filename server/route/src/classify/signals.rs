//! What a reader would notice about a text: that it holds code, a formula, a quantity asked for, a wish for a poem.
//!
//! Signals carry the reason in words. How much each is worth is learned, like everything else. How they are noticed
//! stands in `notice`.

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

    /// Adds a signal that was noticed.
    pub(super) fn note(&mut self, signal: Signal, noticed: bool) {
        self.0 |= u32::from(noticed) << (signal as u32);
    }
}
