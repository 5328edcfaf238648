//! The forms in which models describe a symbol.

use super::{Description, Failure, described};
use crate::document::parameters::{Declared, Parameter, Returns};

fn declared(names: &[&str], returns: Returns) -> Declared {
    Declared {
        parameters: names
            .iter()
            .map(|name| Parameter {
                name: (*name).to_owned(),
                stars: "",
            })
            .collect(),
        returns,
        may_fail: true,
        may_panic: true,
        return_type: None,
    }
}

/// What is read from `answer` about a function with the parameters `a` and `b`.
fn read(answer: &str) -> Description {
    described(answer, "def f(a, b)", &declared(&["a", "b"], Returns::Perhaps)).expect("a description")
}

fn expected() -> Description {
    Description {
        summary: "Adds.".to_owned(),
        details: Vec::new(),
        parameters: vec![
            ("a".to_owned(), "The first.".to_owned()),
            ("b".to_owned(), "The second.".to_owned()),
        ],
        returns: Some("The sum.".to_owned()),
        errors: vec![Failure {
            kind: Some("ValueError".to_owned()),
            text: "If odd.".to_owned(),
        }],
        panics: None,
    }
}

#[test]
fn many_forms_say_the_same() {
    for answer in [
        "Summary: Adds.\nParameter a: The first.\nParameter b: The second.\nReturns: The sum.\nRaises ValueError: If odd.",
        "**Summary:** Adds.\n\n**Parameter `b`:** The second.\n**Parameter `a`**: The first.\n\n**Returns:** The sum.\n**Raises `ValueError`:** If odd.",
        "Adds.\n\nArgs:\n    a (int): The first.\n    b: The second.\n\nReturns:\n    The sum.\n\nRaises:\n    ValueError: If odd.",
        "Adds.\n\nParameters\n----------\na : int\n    The first.\nb\n    The second.\n\nReturns\n-------\nThe sum.\n\nRaises\n------\nValueError\n    If odd.",
        "Adds.\n\n:param a: The first.\n:param int b: The second.\n:returns: The sum.\n:raises ValueError: If odd.",
        "/**\n * Adds.\n *\n * @param {number} a - The first.\n * @param b The second.\n * @returns {number} The sum.\n * @throws {ValueError} If odd.\n */",
        "\\brief Adds.\n\\param a The first.\n\\param b The second.\n\\return The sum.\n\\throws ValueError If odd.",
        "/// <summary>\n/// Adds.\n/// </summary>\n/// <param name=\"a\">The first.</param>\n/// <param name=\"b\">The second.</param>\n/// <returns>The sum.</returns>\n/// <exception cref=\"ValueError\">If odd.</exception>",
        "Summary: Adds.\nParameter a (int): The first.\nParameter b: The second.\nReturns: The sum.\nRaises (type of error): ValueError: If odd.",
        "Summary: Adds.\na: The first.\nb: The second.\nReturns: The sum.\nRaises (ValueError): If odd.",
        "Summary: Adds.\nParameters:\n- `a` - The first.\n- **b**: The second.\nReturn value: The sum.\nErrors: ValueError: If odd.",
        "Here is the documentation:\n\nSummary: Adds.\na: The first.\nb: The second.\nc: Made up.\nReturns: The sum.\nThrows ValueError: If odd.",
    ] {
        let mut read = read(answer);
        // What is no parameter is text.
        read.details.retain(|line| line != "c: Made up.");
        read.details.retain(|line| !line.is_empty());
        assert_eq!(read, expected(), "{answer}");
    }
}

#[test]
fn an_answer_without_labels_is_kept_as_it_stands() {
    let read = read("Adds two numbers. Slowly.\nIt is exact: see above.\n\n- one\n- a-b");
    assert_eq!(read.summary, "Adds two numbers. Slowly.");
    assert_eq!(read.details, ["It is exact: see above.", "", "- one", "- a-b"]);
    assert_eq!(read.parameters, []);
}

#[test]
fn what_came_before_the_summary_is_an_introduction() {
    assert_eq!(
        read("The function adds, as follows.\n\nSummary: Adds.").summary,
        "Adds."
    );
}

#[test]
fn only_what_the_declaration_has_is_kept() {
    let answer = "Summary: Adds.\nParameter c: Made up.\nParameter a: None\nReturns: The sum.\nErrors: \"none\"\nPanics: Never panics.\nDetails: (what else its user has to know)";
    let read = described(answer, "", &declared(&["a"], Returns::Nothing)).expect("a description");
    let summary_only = Description {
        summary: "Adds.".to_owned(),
        ..Description::default()
    };
    assert_eq!(read, summary_only);
}

#[test]
fn what_the_code_does_not_show_is_not_told() {
    let answer = "Summary: Adds.\nErrors: If odd.\nPanics: If even.";
    let harmless = Declared {
        may_fail: false,
        may_panic: false,
        ..declared(&[], Returns::Perhaps)
    };
    let read = described(answer, "", &harmless).expect("a description");
    assert_eq!((read.errors, read.panics), (Vec::new(), None));
}

#[test]
fn what_is_continued_belongs_to_its_field() {
    let read = read("Summary: Adds\ntwo numbers.\nParameter a: The\nfirst.\n\nMore about it.");
    assert_eq!(read.summary, "Adds two numbers.");
    assert_eq!(read.parameters, [("a".to_owned(), "The first.".to_owned())]);
    assert_eq!(read.details, ["", "More about it."]);
}

#[test]
fn a_description_without_a_summary_takes_what_there_is() {
    assert_eq!(read("Details: Adds.").summary, "Adds.");
    assert_eq!(read("Returns: The sum").summary, "Returns the sum.");
    let nothing = declared(&["a"], Returns::Perhaps);
    assert_eq!(described("Parameter a: The first.", "", &nothing), None);
    assert_eq!(described("Summary:\nReturns: none", "", &nothing), None);
    assert_eq!(described("", "", &nothing), None);
}

#[test]
fn a_type_is_a_name_or_none() {
    let read =
        read("Adds.\nThrows A*/evil(): if odd\nThrows std::out_of_range: if even\nErrors: if negative");
    let kinds: Vec<_> = read.errors.iter().map(|error| error.kind.as_deref()).collect();
    assert_eq!(kinds, [Some("std::out_of_range"), None]);
}
