//! Programs of `HumanEval`, one for each task: a function with its docstring and its test.

use std::ops::Range;

use ponder_tests::human_eval::{Case, cases};
use ponder_tests::random::Random;

/// Decides which programs are taken.
const SEED: u64 = 5;

/// A program that is right.
#[derive(Debug, Clone)]
pub(crate) struct Program {
    case: Case,
    /// The text, without the test.
    pub(crate) text: String,
}

impl Program {
    fn new(case: Case) -> Self {
        Self {
            text: case.whole(),
            case,
        }
    }

    /// The function's name.
    pub(crate) fn name(&self) -> &str {
        &self.case.entry_point
    }

    /// Where the function's body begins, behind its docstring.
    pub(crate) fn body(&self) -> usize {
        self.case.prompt.len()
    }

    /// `text` in the place of the program, with its test.
    pub(crate) fn tested(&self, text: &str) -> String {
        self.case.tested(text)
    }

    /// The function in `text`, from its `def` to its end: it is the last one of its program.
    pub(crate) fn function(&self, text: &str) -> Option<Range<usize>> {
        let start = text.rfind(&format!("def {}(", self.name()))?;
        Some(start..text.trim_end().len())
    }

    /// The program without the function's docstring; `None` where none is found.
    pub(crate) fn without_docstring(&self) -> Option<String> {
        let function = self.function(&self.text)?;
        let head = &self.text[function.start..self.body()];
        let quotes = ["\"\"\"", "'''"]
            .into_iter()
            .filter_map(|quotes| Some((head.find(quotes)?, quotes)))
            .min()?;
        let (start, quotes) = (quotes.0, quotes.1);
        let end = start + 3 + head[start + 3..].find(quotes)? + 3;
        let line = head[..start].rfind('\n')? + 1;
        let signature = &self.text[..function.start + line];
        let body = self.text[function.start + end..].trim_start_matches([' ', '\r', '\n']);
        let body_line = self.text.len() - body.len();
        let indentation = self.text[..body_line].rfind('\n').map_or(0, |at| at + 1);
        Some(format!("{signature}{}", &self.text[indentation..]))
    }
}

/// The programs in an order by chance, the same each time.
pub(crate) fn programs() -> Vec<Program> {
    let mut programs: Vec<Program> = Vec::new();
    for case in cases() {
        if programs.last().is_none_or(|last| last.case.task() != case.task()) {
            programs.push(Program::new(case));
        }
    }
    Random::new(SEED).shuffle(&mut programs);
    programs
}

#[cfg(test)]
mod tests {
    use ponder_tests::sandbox::{Ended, run_python};

    use super::*;

    #[test]
    fn programs_are_right_and_each_comes_once() {
        let programs = programs();
        assert!(programs.len() > 100, "{}", programs.len());
        let mut names: Vec<&str> = programs.iter().map(|program| program.case.task()).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), programs.len());
        for program in &programs[..5] {
            assert_eq!(
                run_python(&program.tested(&program.text)).ok(),
                Some(Ended::Passed),
                "{}",
                program.text
            );
        }
    }

    #[test]
    fn a_docstring_is_taken_out_and_the_program_stays_right() {
        let programs = programs();
        let bare: Vec<(&Program, String)> = programs
            .iter()
            .filter_map(|program| Some((program, program.without_docstring()?)))
            .collect();
        assert!(
            bare.len() * 10 >= programs.len() * 9,
            "{} of {}",
            bare.len(),
            programs.len()
        );
        for (program, text) in &bare[..5] {
            let function = &text[program.function(text).expect("the function is there")];
            assert!(
                !function.contains("\"\"\"") && !function.contains("'''"),
                "{text}"
            );
            assert_eq!(
                run_python(&program.tested(text)).ok(),
                Some(Ended::Passed),
                "{text}"
            );
        }
    }
}
