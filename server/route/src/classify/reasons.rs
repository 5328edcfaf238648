//! Why a text was taken for what it is, in words.

use super::features::Features;
use super::signals::Signal;
use super::weights::Model;

/// What a text was taken for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Subject {
    Code,
    Logic,
    Prose,
}

/// The words for the signal that spoke most for `subject`, or for the words of the text where none did.
pub(super) fn of(subject: Subject, features: &Features, role: &Model<'_>) -> String {
    let side = if subject == Subject::Prose { -1.0 } else { 1.0 };
    let strongest = features
        .signals
        .iter()
        .filter_map(|signal| Some((side * role.of_signal(signal), words(subject, signal)?)))
        .max_by(|first, second| first.0.total_cmp(&second.0));
    match (subject, features.language, strongest) {
        (Subject::Code, Some(language), _) if has_code(features) => format!("it contains {language} code"),
        (Subject::Code, None, _) if has_code(features) => "it contains code".to_owned(),
        (Subject::Code, Some(language), _) => format!("it is about programming in {language}"),
        (_, _, Some((_, words))) => words.to_owned(),
        (Subject::Code, ..) => "its words are those of questions about code".to_owned(),
        (Subject::Logic, ..) => "its words are those of questions of logic or mathematics".to_owned(),
        (Subject::Prose, ..) => "nothing in it asks for code, logic or mathematics".to_owned(),
    }
}

fn has_code(features: &Features) -> bool {
    [Signal::CodeLine, Signal::CodeLines, Signal::Fence]
        .iter()
        .any(|signal| features.signals.has(*signal))
}

fn words(subject: Subject, signal: Signal) -> Option<&'static str> {
    Some(match (subject, signal) {
        (Subject::Code, Signal::ErrorReport) => "it quotes an error of a program",
        (Subject::Code, Signal::Identifier | Signal::Call) => "it names parts of code",
        (Subject::Code, Signal::Operator) => "it holds signs of a programming language",
        (Subject::Code, Signal::FileName) => "it names a source file",
        (Subject::Code, Signal::Markup) => "it contains markup",
        (Subject::Code, Signal::Language) => "it names a programming language",
        (Subject::Code, Signal::Tool) => "it names a tool of programmers",
        (Subject::Code, Signal::CodeWord | Signal::CodeWords) => "it uses words of programming",
        (Subject::Logic, Signal::Formula) => "it contains a formula",
        (Subject::Logic, Signal::MathSign) => "it contains signs of mathematics",
        (Subject::Logic, Signal::MathWord) => "it uses words of mathematics",
        (Subject::Logic, Signal::LogicWord) => "it asks for a proof or a conclusion",
        (Subject::Logic, Signal::Quantity | Signal::QuantityOfNumbers) => "it asks for a quantity",
        (Subject::Prose, Signal::Translation) => "it asks for a translation",
        (Subject::Prose, Signal::Rewriting) => "it asks for text to be rewritten or summed up",
        (Subject::Prose, Signal::Writing) => "it reads like writing work",
        _ => return None,
    })
}
