//! What is asked of models that explain.

use ponder_ask::Place;
use ponder_text::{Document, Language};

use super::*;
use crate::Diagnostic;

const SHAPES: &str = "use std::fmt;\n\nstruct Circle {\n    radius: f32,\n}\n\nimpl Circle {\n    fn area(&self) -> f32 {\n        \
    self.radus\n    }\n\n    fn grow(&mut self) {\n        fn twice() {}\n    }\n}\n\nfn main() {}\n";

fn situation(text: &str, bytes: Range<usize>) -> Situation {
    Situation {
        snapshot: Document::new(text, 0, Language::Rust).snapshot(),
        bytes,
        diagnostics: Vec::new(),
        path: "shapes.rs".to_owned(),
        place: Place::default(),
        related: Vec::new(),
        test_file: None,
    }
}

fn reason(situation: &Situation, subject: Subject) -> String {
    asked_about(situation, subject)
        .expect_err("nothing here")
        .to_string()
}

#[test]
fn an_error_is_explained_with_the_code_that_it_is_in() {
    let at = SHAPES.find("radus").expect("the mistake");
    let mut situation = situation(SHAPES, at..at);
    situation.diagnostics = vec![
        Diagnostic {
            bytes: at..at + 5,
            message: "no field `radus` on type `&Circle`".to_owned(),
            source: Some("rustc".to_owned()),
            code: Some("E0609".to_owned()),
        },
        Diagnostic {
            bytes: 0..3,
            message: "unused import".to_owned(),
            source: None,
            code: None,
        },
    ];
    let (messages, symbols) = asked_about(&situation, Subject::Error).expect("a question");
    let question = &messages[1].content;
    assert!(
        question.contains("no field `radus` on type `&Circle` (rustc E0609)"),
        "{question}"
    );
    assert!(question.contains("self.radus"), "{question}");
    assert!(!question.contains("unused import"), "{question}");
    assert!(symbols.is_empty());
}

#[test]
fn an_error_outside_of_symbols_is_explained_with_the_lines_around() {
    let mut situation = situation("let a = 1;\nlet b = ;\nlet c = 3;\n", 19..19);
    situation.diagnostics = vec![Diagnostic {
        bytes: 19..20,
        message: "expected expression".to_owned(),
        source: None,
        code: None,
    }];
    let (messages, _) = asked_about(&situation, Subject::Error).expect("a question");
    assert!(
        messages[1]
            .content
            .contains("let a = 1;\nlet b = ;\nlet c = 3;\n")
    );
}

#[test]
fn a_file_is_explained_by_its_outline_and_its_beginning() {
    let (messages, symbols) = asked_about(&situation(SHAPES, 0..0), Subject::File).expect("a question");
    let (question, text) = messages[1]
        .content
        .split_once("\n### Its text")
        .expect("the text");
    insta::assert_snapshot!(question, @r"
    Give an overview of the rust file shapes.rs.

    ### Outline

    - line 3: `struct Circle`
    - line 7: `impl Circle`
      - line 8: `fn area(&self) -> f32`
      - line 12: `fn grow(&mut self)`
    - line 17: `fn main()`
    ");
    assert!(text.contains("self.radus"));
    let names: Vec<&str> = symbols.iter().map(|symbol| symbol.name.as_str()).collect();
    assert_eq!(names, ["Circle", "Circle", "area", "grow", "main"]);
}

#[test]
fn of_a_huge_file_as_much_is_shown_as_there_is_room_for() {
    let functions: Vec<String> = (0..5_000)
        .map(|number| format!("fn f{number}() {{}}\n"))
        .collect();
    let text = functions.concat();
    let (messages, symbols) = asked_about(&situation(&text, 0..0), Subject::File).expect("a question");
    let question = &messages[1].content;
    assert!(question.len() < MOST + 500, "{}", question.len());
    assert!(question.contains(" more\n") && question.contains("### Its beginning"));
    assert_eq!(symbols.len(), 5_000);
}

#[test]
fn where_there_is_nothing_to_explain_it_is_said() {
    for subject in [Subject::Here, Subject::Error, Subject::File] {
        assert_eq!(
            reason(&situation(" \n\n", 0..0), subject),
            "the document is empty; there is nothing to explain"
        );
    }
    assert_eq!(
        reason(&situation("\n\nfn f() {}\n", 0..0), Subject::Here),
        "there is no code at the cursor; select some, or move to it"
    );
    assert_eq!(
        reason(&situation(SHAPES, 0..0), Subject::Error),
        "the editor shows no error here; move to one"
    );
}
